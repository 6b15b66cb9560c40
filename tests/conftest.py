"""What every test may use: a real store, a real browser and the engine of understanding."""

import gc
from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.valkey", "tests.browser", "tests.engine"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is read in stays until the end: nobody looks through it for garbage, now or during the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
