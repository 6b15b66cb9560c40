"""The engine of understanding, as the service loads it, once for all tests of a process."""

import pytest

from nlu.build import load_engine
from nlu.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Word lists and classifier; `make model` made what it needs."""
    return load_engine()
