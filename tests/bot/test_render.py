"""Text keys become words."""

from datetime import UTC, datetime

import pytest

from bot.render import MissingText, Texts
from dialogs.effects import Choice, Concept, Joined, Link, Local, Moment, Say, Text
from dialogs.texts import compile_catalogues

NOON = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def texts() -> Texts:
    compile_catalogues()
    return Texts.load(lambda vocabulary, name, language: f"{vocabulary}/{name}/{language}")


def test_a_missing_key_is_an_error(texts: Texts) -> None:
    with pytest.raises(MissingText, match="nothing-of-the-kind"):
        texts.say("nothing-of-the-kind", "sv")


@pytest.mark.parametrize(
    "language, words",
    [("sv", "onsdag 20 maj kl. 12:00"), ("uk", "середа, 20 травня, 12:00"), ("en", "Wednesday 20 May, 12:00")],
)
def test_times_are_stockholms(texts: Texts, language: str, words: str) -> None:
    assert texts.words(Moment(NOON), language) == words


def test_arguments_are_rendered_in_the_readers_language(texts: Texts) -> None:
    parts = (Text("arrival-needs-work"), Text("arrival-needs-swedish"))
    assert texts.words(Joined(parts, inline=True), "en") == "Work and Learn Swedish"
    assert texts.words(Joined(parts), "sv").splitlines()[0] == "Jobb"
    assert texts.words(Concept("occupation", "svetsare"), "uk") == "occupation/svetsare/uk"
    assert texts.words(Local({"sv": "ett år"}), "uk") == "ett år"


def test_an_entry_keeps_words_key_and_arguments(texts: Texts) -> None:
    say = Say(
        key="status-closed",
        args={"reference": "{x}"},
        choices=(Choice("yes", Text("choice-yes")),),
        links=(Link("link-112", "tel:112"),),
    )
    entry = texts.render(say, number=3, at=NOON, language="en", delivery="sent")
    assert "{x}" in entry.message.text
    assert (entry.message.id, entry.message.key, entry.args) == (3, "status-closed", {"reference": "{x}"})
    assert [(c.value, c.label) for c in entry.message.choices] == [("yes", "Yes")]
    assert entry.message.links[0].url == "tel:112"


def test_somebodys_own_words_pass_untouched(texts: Texts) -> None:
    say = Say(key="staff-reply", verbatim="{0} <b> %s", language="sv", sender="staff", author="anna")
    entry = texts.render(say, number=1, at=NOON, language="uk", delivery="waiting")
    assert (entry.message.text, entry.message.language, entry.author) == ("{0} <b> %s", "sv", "anna")
