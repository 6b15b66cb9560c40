"""What staff do with a case, and what the person sees of it."""

from typing import Any

import msgspec
import pytest

from bot.ports import Translation
from dialogs.effects import MoveTicket, WakeTicket
from dialogs.events import StaffReplied, TicketClosed, TicketReopened, TicketTransferred
from dialogs.replies import STANDARD_REPLIES
from tests.conversation import Talk
from tests.dialogs.conftest import Opens


def with_case(talk: Opens, language: str = "uk") -> Talk:
    return talk(language).presses("person")


def staff(person: Talk, event: type[Any], **values: Any) -> Talk:
    reference = person.conversation.cases[0].reference
    return person.gets(event(id=f"desk-{person.turns}", at=person.now, reference=reference, staff="anna", **values))


def test_a_reply_in_swedish_is_labelled_in_the_persons_language_and_kept_word_for_word(talk: Opens) -> None:
    person = staff(with_case(talk), StaffReplied, text='Hej <3 "><b>!')
    offer, label, reply = person.heard
    assert (offer.key, offer.language) == ("interpreter-offer", "uk")
    assert (label.key, label.language) == ("staff-wrote-sv", "uk")
    assert (reply.text, reply.sender, reply.language) == ('Hej <3 "><b>!', "staff", "sv")
    assert person.did(MoveTicket)[0].change == "replied"


def test_a_reply_in_the_persons_language_needs_no_label(talk: Opens) -> None:
    assert staff(with_case(talk), StaffReplied, text="Вітаю!", language="uk").keys == ["staff-reply"]


def test_there_are_fifteen_standard_replies_in_every_language(talk: Opens) -> None:
    assert len(STANDARD_REPLIES) == 15
    for key in STANDARD_REPLIES:
        (reply,) = staff(with_case(talk), StaffReplied, standard=key).heard
        assert (reply.language, reply.sender, reply.key) == ("uk", "staff", key)


def test_braces_in_a_reply_are_only_braces(talk: Opens) -> None:
    assert staff(with_case(talk), StaffReplied, text="{0} {name} %s {{7*7}}").heard[-1].text == "{0} {name} %s {{7*7}}"


def test_the_bot_does_not_interrupt_once_staff_have_written(talk: Opens) -> None:
    person = staff(with_case(talk), StaffReplied, text="Hej", language="uk").says("дякую, а коли мені прийти?")
    assert person.keys == []
    assert len(person.did(WakeTicket)) == 1


def test_a_moved_case_is_told(talk: Opens) -> None:
    person = staff(with_case(talk, "en"), TicketTransferred, queue="mentors", note="internt")
    assert person.keys == ["case-moved"]
    assert "internt" not in person.words
    assert person.conversation.cases[0].queue == "mentors"


def test_after_closing_the_bot_takes_over_and_says_so(talk: Opens) -> None:
    person = staff(with_case(talk), TicketClosed, outcome="helped", text="Lycka till!")
    assert person.keys == ["staff-wrote-sv", "staff-reply", "case-closed", "offer-rating-ask"]
    person.presses("arrival").expects("arrival.adult")


def test_closing_does_not_disturb_an_open_form(talk: Opens) -> None:
    person = with_case(talk).says("/menu").presses("arrival", "adult")
    assert staff(person, TicketClosed, outcome="helped").conversation.step == "arrival.stage"
    assert person.keys == ["case-closed"]


def test_a_reopened_case_takes_the_words_again(talk: Opens) -> None:
    person = staff(staff(with_case(talk), TicketClosed, outcome="helped"), TicketReopened)
    assert person.keys == ["case-reopened"]
    assert person.conversation.open_cases


def test_a_reply_leaves_the_open_question_open(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "person", "yes").expects("arrival.stage")
    assert staff(person, StaffReplied, text="Hej").heard[-1].step == "arrival.stage"


TRANSLATED = {"text": "Välkommen!", "translation": "Ласкаво просимо!", "engine": "DeepL", "target": "uk"}


def test_a_translated_reply_keeps_the_original_beside_it_and_needs_no_label(talk: Opens) -> None:
    person = staff(with_case(talk), StaffReplied, **TRANSLATED)
    reply, offer = person.heard
    assert (reply.text, reply.language, reply.sender) == ("Ласкаво просимо!", "uk", "staff")
    assert reply.translation == Translation("Välkommen!", "sv", "DeepL")
    assert (offer.key, offer.kind) == ("interpreter-offer", "notice")
    assert staff(person, StaffReplied, **TRANSLATED).keys == ["staff-reply"]


def test_a_translation_that_staff_changed_is_marked_so(talk: Opens) -> None:
    person = staff(with_case(talk), StaffReplied, **TRANSLATED, edited=True)
    assert person.heard[0].translation == Translation("Välkommen!", "sv", "DeepL", edited=True)


def test_who_reads_the_original_by_now_gets_the_original(talk: Opens) -> None:
    person = with_case(talk).presses("language:sv")
    (reply,) = staff(person, StaffReplied, **TRANSLATED).heard
    assert (reply.text, reply.language, reply.translation) == ("Välkommen!", "sv", msgspec.UNSET)


def test_last_words_are_translated_without_an_offer_that_nobody_would_read(talk: Opens) -> None:
    person = staff(with_case(talk), TicketClosed, outcome="helped", **TRANSLATED)
    assert person.keys[:2] == ["staff-reply", "case-closed"]
    assert "interpreter-offer" not in person.keys
    assert person.heard[0].translation == Translation("Välkommen!", "sv", "DeepL")


WORDS = {"sv": "jag behöver tolk", "uk": "мені потрібен перекладач", "en": "I need an interpreter"}


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
@pytest.mark.parametrize("open_form", [False, True])
def test_the_words_for_an_interpreter_reach_staff_whatever_is_open(talk: Opens, language: str, open_form: bool) -> None:
    person = with_case(talk, language)
    other = "en" if language == "sv" else "sv"
    staff(person, StaffReplied, **{**TRANSLATED, "language": other, "target": language})
    assert WORDS[language] in person.heard[-1].text
    if open_form:
        person.presses("arrival", "adult")
    step = person.conversation.step
    person.says(WORDS[language].upper())
    (case,) = person.conversation.cases
    assert [woken.reference for woken in person.did(WakeTicket)] == [case.reference]
    assert "interpreter-called" in person.keys
    assert person.conversation.step == step


def test_who_has_no_case_and_needs_an_interpreter_gets_a_person(talk: Opens) -> None:
    assert talk().presses("interpreter").keys[0] == "handover-person"
