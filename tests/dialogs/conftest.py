"""Conversations for tests of the engine."""

from collections.abc import Callable

import pytest

from bot.render import Texts
from dialogs.texts import compile_catalogues
from nlu.engine import Engine
from nlu.occupations import Occupations, load_occupations
from tests.conversation import Talk

Opens = Callable[..., Talk]


@pytest.fixture(scope="session")
def occupations() -> Occupations:
    """The vocabulary of occupations."""
    return load_occupations()


@pytest.fixture(scope="session")
def texts(occupations: Occupations) -> Texts:
    """The compiled catalogues."""
    compile_catalogues()
    return Texts.load(lambda vocabulary, name, language: occupations.label(name, language))


@pytest.fixture
def talk(engine: Engine, texts: Texts, occupations: Occupations) -> Opens:
    """A new conversation that has been opened."""

    def opens(language: str = "sv", entry: str | None = None, *, channel: str = "web") -> Talk:
        return Talk(engine, texts, occupations, language, channel).starts(entry)

    return opens
