"""What staff decide about an application, and what the applicant hears of it."""

from typing import Any

import msgspec
import pytest

from dialogs.conversation import Inquiry
from dialogs.effects import Call, MoveTicket, Note, WakeTicket
from dialogs.events import ApplicationDecided, ChecksAsked
from tests.conversation import Talk
from tests.dialogs.conftest import Opens


def decide(person: Talk, decision: str, text: str = "", **values: Any) -> Talk:
    reference = person.conversation.cases[0].reference
    return person.gets(
        ApplicationDecided(
            id=f"desk-{person.turns}",
            at=person.now,
            reference=reference,
            staff="anna",
            decision=decision,  # type: ignore[arg-type]
            text=text,
            **values,
        )
    )


def with_case(talk: Opens, language: str = "uk") -> Talk:
    return talk(language).presses("person")


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
@pytest.mark.parametrize("decision", ["checked", "approved", "declined", "more_information"])
def test_every_decision_is_said_in_the_persons_language_with_the_case(
    talk: Opens, decision: str, language: str
) -> None:
    person = decide(with_case(talk, language), decision)
    (said,) = person.heard
    assert (said.key, said.language, said.sender) == (f"application-{decision}", language, "bot")
    assert person.conversation.cases[0].reference in said.text


def test_the_reason_follows_in_staffs_words_and_is_labelled_where_it_is_in_another_language(talk: Opens) -> None:
    person = decide(with_case(talk), "declined", "Kollektivavtal saknas.")
    assert person.keys == ["application-declined", "staff-wrote-sv", "staff-reply"]
    assert (person.heard[-1].text, person.heard[-1].sender) == ("Kollektivavtal saknas.", "staff")


def test_a_translated_reason_goes_with_its_original(talk: Opens) -> None:
    made = {"translation": "Немає договору.", "engine": "DeepL", "target": "uk"}
    person = decide(with_case(talk), "declined", "Avtal saknas.", **made)
    assert person.keys == ["application-declined", "staff-reply"]
    assert person.heard[-1].text == "Немає договору."


def test_the_ticket_is_told_what_was_decided_by_whom_and_why(talk: Opens) -> None:
    (moved,) = decide(with_case(talk), "declined", "Avtal saknas.").did(MoveTicket)
    assert (moved.change, moved.outcome, moved.staff, moved.note) == ("decided", "declined", "anna", "Avtal saknas.")


@pytest.mark.parametrize("decision", ["checked", "approved", "declined", "more_information"])
def test_the_status_of_a_case_tells_the_decision(talk: Opens, decision: str) -> None:
    person = decide(with_case(talk, "en"), decision, "Because.").says("/status")
    told = person.texts.say(f"status-application-{decision}", "en")
    assert told in person.words


def test_what_is_written_after_a_question_of_staff_goes_to_the_case(talk: Opens) -> None:
    person = decide(with_case(talk), "more_information", "Vilket avtal?").says("Ось договір")
    assert len(person.did(WakeTicket)) == 1


def test_asking_for_the_checks_again_makes_those_of_that_ticket_anew(talk: Opens) -> None:
    person = with_case(talk)
    reference = person.conversation.cases[0].reference
    number = {"number": "556002-1361"}
    inquiries = (
        Inquiry(reference, "company_register", number, person.now, done=True),
        Inquiry("IP-0000-0000", "company_register", {"number": "556722-3705"}, person.now, done=True),
    )
    person.conversation = msgspec.structs.replace(person.conversation, inquiries=inquiries)
    person.gets(ChecksAsked(id="again", at=person.now, reference=reference, staff="anna"))
    assert [(call.backend, call.payload) for call in person.did(Call)] == [("company_register", number)]
    assert [note.action for note in person.did(Note)] == ["checks_asked"]


def test_asking_for_the_checks_again_says_nothing_to_the_person(talk: Opens) -> None:
    person = with_case(talk)
    reference = person.conversation.cases[0].reference
    person.gets(ChecksAsked(id="again", at=person.now, reference=reference, staff="anna"))
    assert person.keys == []


def test_a_new_members_wish_is_taken_in_and_read_by_staff(talk: Opens) -> None:
    person = decide(with_case(talk, "en"), "approved").means("we also want to offer a job for one welder", "offer_job")
    assert person.conversation.step == "offer.next"
    assert [w.reference for w in person.did(WakeTicket)] == [person.conversation.cases[0].reference]
    person.presses("yes").expects("employer.organisation_number")


def test_who_is_asked_for_more_talks_with_staff(talk: Opens) -> None:
    person = decide(with_case(talk, "en"), "more_information", "Which job?")
    person.means("we want to offer a job for one welder", "offer_job")
    assert person.heard == []
    assert len(person.did(WakeTicket)) == 1
