"""Which language a browser asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.languages import known_language, preferred_language
from bot.ports import LANGUAGES


@pytest.mark.parametrize(
    "header, language",
    [
        ("uk", "uk"),
        ("UK-ua", "uk"),
        ("ru-UA", "uk"),
        ("sv-FI,sv;q=0.9", "sv"),
        ("nb,da;q=0.8", "en"),
        ("pl,uk;q=0.4,en;q=0.9", "en"),
        ("uk;q=0,sv;q=0.1", "sv"),
        ("*", "en"),
        ("sv;q=x,uk;q=0.1", "uk"),
        (",;,", "en"),
    ],
)
def test_first_of_our_languages_by_weight(header: str, language: str) -> None:
    assert preferred_language(header) == language


@given(st.text())
def test_any_header_gives_one_of_our_languages(header: str) -> None:
    assert preferred_language(header) in LANGUAGES


@given(st.none() | st.text())
def test_unknown_languages_are_not_known(word: str | None) -> None:
    assert known_language(word) is None or word in LANGUAGES
