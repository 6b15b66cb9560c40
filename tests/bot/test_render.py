"""Text keys become words."""

from datetime import UTC, datetime

import msgspec
import pytest

from bot.ports import Translation
from bot.render import MissingText, Texts, mark_translation
from dialogs.effects import Choice, Concept, Joined, Link, Local, Moment, Original, Say, Text
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


def test_an_argument_may_be_called_as_anything(texts: Texts) -> None:
    """The page of a homepage has a language, too."""
    assert texts.words(Text("check-language", {"language": "sv-SE"}), "sv") == "Sidans språk: sv-SE"


def test_arguments_are_rendered_in_the_readers_language(texts: Texts) -> None:
    parts = (Text("arrival-needs-work"), Text("arrival-needs-swedish"))
    assert texts.words(Joined(parts, inline=True), "en") == "Work and Learn Swedish"
    assert texts.words(Joined(parts), "sv").splitlines()[0] == "Jobb"
    assert texts.words(Concept("occupation", "svetsare"), "uk") == "occupation/svetsare/uk"
    assert texts.words(Local({"sv": "ett år"}), "uk") == "ett år"


def test_an_entry_keeps_words_key_and_arguments(texts: Texts) -> None:
    say = Say(
        key="case-closed",
        args={"reference": "{x}"},
        choices=(Choice("yes", Text("choice-yes")),),
        links=(Link("link-112", "tel:112"),),
    )
    entry = texts.render(say, number=3, at=NOON, language="en", delivery="sent")
    assert "{x}" in entry.message.text
    assert (entry.message.id, entry.message.key, entry.args) == (3, "case-closed", {"reference": "{x}"})
    assert [(c.value, c.label) for c in entry.message.choices] == [("yes", "Yes")]
    assert entry.message.links[0].url == "tel:112"


def test_somebodys_own_words_pass_untouched(texts: Texts) -> None:
    say = Say(key="staff-reply", verbatim="{0} <b> %s", language="sv", sender="staff", author="anna")
    entry = texts.render(say, number=1, at=NOON, language="uk", delivery="waiting")
    assert (entry.message.text, entry.message.language, entry.author) == ("{0} <b> %s", "sv", "anna")


@pytest.mark.parametrize(
    "language, words",
    [
        ("sv", "Maskinöversatt (DeepL). Det kan finnas fel. Originalet på ukrainska:"),
        ("uk", "Машинний переклад (DeepL). Можливі помилки. Мова оригіналу: українська."),
        ("en", "Machine translation (DeepL). It may contain mistakes. The original in Ukrainian:"),
    ],
)
def test_a_translation_says_what_it_is_in_the_readers_language(texts: Texts, language: str, words: str) -> None:
    original = Original("Вітаю", "uk", "DeepL")
    say = Say(key="staff-reply", verbatim="x", language=language, original=original, sender="staff")
    message = texts.render(say, number=1, at=NOON, language=language, delivery="sent").message
    assert message.translation == Translation("Вітаю", "uk", "DeepL")
    assert mark_translation(message, texts.say) == words


def test_what_staff_changed_says_so_and_what_is_no_translation_says_nothing(texts: Texts) -> None:
    say = Say(key="staff-reply", verbatim="x", language="en", original=Original("Hej", "sv", "DeepL", edited=True))
    message = texts.render(say, number=1, at=NOON, language="en", delivery="sent").message
    assert mark_translation(message, texts.say).startswith("Machine translation (DeepL), changed by staff.")
    plain = texts.render(Say(key="thanks"), number=1, at=NOON, language="en", delivery="sent").message
    assert plain.translation is msgspec.UNSET
    assert mark_translation(plain, texts.say) == ""
