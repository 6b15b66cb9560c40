"""Photos, files and recordings: kept for staff where there is a case, and the person is told the truth."""

import pytest

from dialogs.effects import Call, WakeTicket
from dialogs.events import FileKind, ReachChanged
from tests.conversation import MORNING
from tests.dialogs.conftest import Opens


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_a_photo_is_kept_as_a_reference_and_nobody_pretends_to_see_it(talk: Opens, language: str) -> None:
    person = talk(language).presses("arrival").sends("photo").expects("arrival.adult", "file-without-case")
    own = next(m for m in reversed(person.transcript) if m.sender == "person")
    assert own.attachments[0].url == "web:F1"
    assert own.text == own.attachments[0].label


def test_with_a_case_the_photo_is_for_staff(talk: Opens) -> None:
    person = talk("en").presses("person").expects(None, "handover-person")
    person.sends("photo").expects(None, "file-with-case")
    assert person.did(WakeTicket)


def test_a_caption_is_heard_as_words(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult").sends("document", "I have a permit")
    person.expects("arrival.municipality", "file-without-case")
    assert person.transcript[-3].text == "[file]\nI have a permit"


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "sticker", "location", "other"])
@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_every_kind_has_an_answer_and_the_question_stays(talk: Opens, language: str, kind: FileKind) -> None:
    person = talk(language).presses("arrival").sends(kind)
    person.expects("arrival.adult", "arrival-adult-ask")
    assert person.keys[0] == ("file-without-case" if kind in {"photo", "document", "video"} else f"file-{kind}")


def test_an_album_is_answered_once(talk: Opens) -> None:
    person = talk("en").presses("arrival").sends("photo", album="a")
    assert person.keys == ["file-without-case", "arrival-adult-ask"]
    assert person.sends("photo", album="a").keys == []
    assert person.sends("photo", album="b").keys == ["file-without-case", "arrival-adult-ask"]
    assert person.sends("photo").keys == ["file-without-case", "arrival-adult-ask"]


def test_danger_in_a_caption_is_heard(talk: Opens) -> None:
    talk("en").sends("photo", "he wants to kill me").expects("offer.urgent", "danger-help")


def test_numbers_are_taken_out_of_captions(talk: Opens) -> None:
    person = talk("en").sends("photo", "19811218-9876").expects("menu", "masked")
    assert not [m for m in person.transcript if "9876" in m.text]


def test_who_cannot_be_reached_is_remembered_until_they_write(talk: Opens) -> None:
    person = talk("en").gets(ReachChanged(id="r", at=MORNING, reachable=False))
    assert person.keys == []
    assert not person.conversation.reachable
    assert person.says("hello").conversation.reachable


def test_being_gone_does_not_make_buttons_stale(talk: Opens) -> None:
    person = talk("en").presses("arrival")
    before = person.conversation.open_turn
    person.gets(ReachChanged(id="r", at=MORNING, reachable=False)).gets(
        ReachChanged(id="s", at=MORNING, reachable=True)
    )
    assert person.conversation.open_turn == before


def test_where_there_is_no_page_the_copy_comes_as_a_file(talk: Opens) -> None:
    person = talk("en").says("/data").expects("menu", "data-copy")
    person = talk("en", channel="telegram").says("/data").expects("menu", "data-copy-file")
    (call,) = person.did(Call)
    assert (call.backend, call.operation, call.payload) == ("telegram", "send_copy", {"conversation": "talk"})


def test_a_second_start_follows_the_link_without_saying_everything_again(talk: Opens) -> None:
    person = talk("en", channel="telegram").expects("menu", "notice-telegram")
    assert "notice-telegram" not in person.starts("member").expects("membership.organisation_number").keys
    assert "notice-telegram" not in person.starts().expects("menu").keys


def test_the_notice_of_another_channel_leads_to_the_private_chat(talk: Opens) -> None:
    assert [link.url for link in talk("en", channel="telegram").heard[0].links] == ["/chat", "/chat/privacy"]
    assert [link.url for link in talk("en").heard[0].links] == ["/chat/privacy"]
