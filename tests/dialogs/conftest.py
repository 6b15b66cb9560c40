"""Conversations for tests of the engine."""

from collections.abc import Callable

import pytest

from bot.render import Texts
from dialogs.texts import compile_catalogues
from nlu.guide import GuideReader
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
    return Texts.load(
        lambda vocabulary, name, language: occupations.label(name, language),
        lambda vocabulary, name: f"SSYK {code}" if (code := occupations.code(name)) else None,
    )


@pytest.fixture
def talk(reader: GuideReader, texts: Texts, occupations: Occupations) -> Opens:
    """A new conversation that has been opened."""

    def opens(language: str = "sv", entry: str | None = None, *, channel: str = "web") -> Talk:
        return Talk(reader, texts, occupations, language, channel).starts(entry)

    return opens
