"""What a message says, as an event: nothing that is not needed comes along."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.contents import edit_of, entry_of, event_of, is_start, language_of
from bot.channels.telegram.updates import Message, read_update
from dialogs.events import PersonEdited, PersonSent, PersonWrote
from tests.bot.channels.telegram.raw import update

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


def message(**content: Any) -> Message:
    found = read_update(update(message=content)).message
    assert found is not None
    return found


@pytest.mark.parametrize(
    "code, language",
    [
        ("uk", "uk"),
        ("ru", "uk"),
        ("ru-RU", "uk"),
        ("sv", "sv"),
        ("sv-SE", "sv"),
        ("en", "en"),
        ("de", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_the_first_language_is_that_of_the_telephone(code: str | None, language: str) -> None:
    assert language_of(code) == language


@pytest.mark.parametrize(
    "text, entry",
    [
        ("/start", None),
        ("/start member", "member"),
        ("/start@StraBot arrival", "arrival"),
        ("/START  work ", "work"),
        ("/start bad word", None),
        ("/start ../x", None),
        ("/start " + "a" * 65, None),
    ],
)
def test_start_may_carry_the_word_of_a_deep_link(text: str, entry: str | None) -> None:
    assert is_start(message(text=text))
    assert entry_of(message(text=text)) == entry


@pytest.mark.parametrize("text", ["/startle", "start", "hej /start", "/starta"])
def test_other_words_do_not_start(text: str) -> None:
    assert not is_start(message(text=text))


def test_words_keep_the_name_of_their_message() -> None:
    event = event_of(message(text="Привіт"), event_id="e", at=NOW)
    assert event == PersonWrote(id="e", at=NOW, text="Привіт", source="5")


@pytest.mark.parametrize(
    "content, kind, file",
    [
        ({"photo": [{"file_id": "small"}, {"file_id": "large"}]}, "photo", "large"),
        ({"document": {"file_id": "D"}}, "document", "D"),
        ({"animation": {"file_id": "A"}, "document": {"file_id": "A"}}, "video", "A"),
        ({"video": {"file_id": "V"}}, "video", "V"),
        ({"video_note": {"file_id": "N"}}, "video", "N"),
        ({"voice": {"file_id": "O"}}, "voice", "O"),
        ({"audio": {"file_id": "M"}}, "voice", "M"),
        ({"sticker": {"file_id": "S", "emoji": "👍"}}, "sticker", None),
        ({"location": {"latitude": 59.3, "longitude": 18.0}}, "location", None),
        ({"venue": {"title": "x"}, "location": {"latitude": 59.3, "longitude": 18.0}}, "location", None),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other", None),
        ({"poll": {"id": "1"}}, "other", None),
        ({"story": {"id": 1}}, "other", None),
        ({"game": {"title": "x"}}, "other", None),
        ({"checklist": {"title": "x"}}, "other", None),
        ({"rich_message": {"blocks": []}}, "other", None),
        ({"something_from_the_future": {}}, "other", None),
    ],
)
def test_everything_else_is_named_and_referred_to(content: dict[str, Any], kind: str, file: str | None) -> None:
    event = event_of(message(caption="Ось", media_group_id="g", **content), event_id="e", at=NOW)
    assert isinstance(event, PersonSent)
    assert (event.kind, event.file, event.text, event.album) == (kind, file, "Ось", "g")


def test_a_place_is_not_even_read() -> None:
    event = event_of(message(location={"latitude": 59.3, "longitude": 18.0}), event_id="e", at=NOW)
    assert "59" not in repr(event)


@pytest.mark.parametrize("number, text", [("46701740605", "+46701740605"), ("+380 50 111-22-33", "+380501112233")])
def test_a_contact_is_its_telephone_number(number: str, text: str) -> None:
    event = event_of(message(contact={"phone_number": number, "first_name": "Олена"}), event_id="e", at=NOW)
    assert event == PersonWrote(id="e", at=NOW, text=text, source="5")


@pytest.mark.parametrize(
    "content", [{"pinned_message": {}}, {"new_chat_title": "x"}, {"contact": {"phone_number": ""}}, {}]
)
def test_notices_of_telegram_are_nobodys_words(content: dict[str, Any]) -> None:
    assert event_of(message(**content), event_id="e", at=NOW) is None


def test_an_edit_has_the_new_words() -> None:
    assert edit_of(message(text="6 years"), event_id="e", at=NOW) == PersonEdited(
        id="e", at=NOW, text="6 years", source="5"
    )
    assert edit_of(message(caption="ось", photo=[{"file_id": "p"}]), event_id="e", at=NOW) == PersonEdited(
        id="e", at=NOW, text="ось", source="5"
    )
    assert edit_of(message(location={"latitude": 1, "longitude": 2}), event_id="e", at=NOW) is None
