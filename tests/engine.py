"""The engine of understanding, as the service loads it, once for all tests of a process."""

import pytest

from dialogs.guide.naming import names
from nlu.build import load_engine
from nlu.engine import Engine
from nlu.guide import GuideReader


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Word lists and classifier; `make model` made what it needs."""
    return load_engine()


@pytest.fixture(scope="session")
def reader(engine: Engine) -> GuideReader:
    """The same with what answers of the guide depend on."""
    return GuideReader.load(engine, names())
