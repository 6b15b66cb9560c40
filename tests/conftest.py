"""What every test may use: a real store, a real browser and the engine of understanding."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.valkey", "tests.browser", "tests.engine"]

HERE = Path(__file__).parent
LONGEST = (
    "bot/desk/test_browser.py",
    "chaos/test_kills.py",
    "bot/test_main.py",
    "integrations/cases/test_once.py",
    "bot/channels/web/test_browser.py",
    "bot/desk/test_visits_browser.py",
    "journeys/test_registry.py",
    "bot/backends/test_case_steps.py",
    "journeys/test_typed.py",
    "journeys/test_employer.py",
    "nlu/test_scores.py",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is read in stays until the end: nobody looks through it for garbage, now or during the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first, so that at the end nobody waits for one of them."""
    ranks = {HERE / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
