"""The words of the page."""

import re

import pytest

from bot.channels.web.problems import FAULTS, Problem
from bot.channels.web.screens import SCRIPT_WORDS
from bot.channels.web.sheets import HERE
from bot.render import Texts

LIMIT = {"limit": 1, "date": "x", "time": "x"}


def used_keys() -> set[str]:
    """Every key that a template names outright."""
    templates = "".join(path.read_text("utf-8") for path in (HERE / "templates").iterdir())
    return set(re.findall(r't\("(chat-[a-z-]*[a-z])"', templates)) | {f"chat-{word}" for word in SCRIPT_WORDS}


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_every_word_of_the_templates_and_of_the_script_is_there(texts: Texts, language: str) -> None:
    assert len(used_keys()) > 50
    assert all(texts.say(key, language, **LIMIT) for key in used_keys())


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_has_words(texts: Texts, name: str, language: str) -> None:
    assert Problem(name, limit=4096).words(texts, language)


def test_script_asks_for_no_word_that_the_page_does_not_give() -> None:
    script = (HERE / "static" / "chat.js").read_text("utf-8")
    asked = set(re.findall(r"\bwords\.([a-zA-Z]+)", script))
    given = {re.sub(r"-(\w)", lambda m: m[1].upper(), word) for word in SCRIPT_WORDS}
    assert asked - {"conversation", "days", "last", "offset", "limit", "tooLong"} <= given
