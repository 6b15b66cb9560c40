"""What the registry of members is told of a ticket, until it has it; and what the person hears of that."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from dialogs.conversation import Case
from dialogs.effects import Call, CheckTicket, SetTimer
from dialogs.events import ApplicationDecided, ChecksAsked
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import CONTACT, NUMBER, answers, job_until_member, registry, told
from tests.dialogs.test_membership import NAME, applied, committed, finished

LANGUAGES = ("sv", "uk", "en")
WEEK = timedelta(days=7)


def application(talk: Talk) -> str:
    """An application is sent; the reference of its ticket."""
    applied(finished(committed(talk)))
    return talk.conversation.cases[-1].reference


def decide(talk: Talk, decision: str, text: str = "") -> Talk:
    reference = talk.conversation.cases[-1].reference
    named: dict[str, Any] = {"id": f"desk-{talk.turns}-{decision}", "at": talk.now, "reference": reference}
    return talk.gets(ApplicationDecided(**named, staff="anna", decision=decision, text=text))  # type: ignore[arg-type]


def replies(talk: Talk, operation: str, state: str = "", **more: str) -> Talk:
    """The registry answers about the last ticket."""
    talk.turns += 1
    return registry(talk, state, about=talk.conversation.cases[-1].reference, operation=operation, **more)


def fails(talk: Talk, operation: str, reason: str = "timeout") -> Talk:
    return replies(talk, operation, reason, result="NOT_CHECKED")


def due(talk: Talk) -> Talk:
    """The time has come that the last turn set."""
    (timer,) = talk.did(SetTimer)
    talk.now = timer.at
    return talk.timer(timer.kind)


def written(talk: Talk) -> list[CheckTicket]:
    """What the last turn wrote on the ticket of the registry."""
    return [check for check in talk.did(CheckTicket) if check.name == "membership"]


def found(talk: Talk) -> tuple[str, str]:
    """What stands on the ticket of it, in Swedish."""
    (check,) = written(talk)
    return check.result, talk.texts.words(check.detail, "sv")


def offered(talk: Talk) -> str:
    """A member's offer is sent; the reference of its ticket."""
    job_until_member(talk).presses("yes", "send")
    return talk.conversation.cases[-1].reference


def test_an_application_is_told_with_the_organisation_and_nobodys_name(talk: Opens) -> None:
    person = talk("sv", "member")
    reference = application(person)
    assert told(person) == [
        (
            "apply",
            {"reference": reference, "number": NUMBER, "name": NAME, "publish": "yes", "at": person.now.isoformat()},
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_application_number_is_on_the_ticket_in_the_chat_and_in_the_status(talk: Opens, language: str) -> None:
    person = talk(language, "member")
    reference = application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    assert found(person) == ("OK", "Ansökan finns i medlemsregistret.\nAnsökningsnummer: A-1001")
    (said,) = person.heard
    assert said.key == "application-number"
    assert {"A-1001", reference} <= set(said.text.replace(".", "").split())
    assert "A-1001" in person.says("/status").words


def test_a_number_that_is_known_is_not_told_again(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    decide(person, "checked")
    assert replies(person, "decide", "applied", application_number="A-1001").heard == []


def test_a_registry_that_is_away_is_told_later_for_ever_and_the_ticket_says_since_when(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    began, waits = person.now, []
    for _ in range(15):
        fails(person, "apply")
        result, words = found(person)
        assert result == "NOT_CHECKED"
        assert words.startswith("Ansökan är inte i medlemsregistret än. Den har väntat sedan onsdag 20 maj kl. 10:00.")
        assert "Nytt försök" in words
        assert person.heard == []
        at = person.now
        assert due(person).did(Call)
        waits.append(person.now - at)
    assert waits[:4] == [timedelta(minutes=15), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)]
    assert set(waits[4:]) == {timedelta(days=1)}
    assert person.now - began > WEEK
    replies(person, "apply", "applied", application_number="A-1001")
    assert found(person)[0] == "OK"
    assert person.keys == ["application-number"]
    assert person.did(SetTimer) == []


def test_the_registry_says_itself_when_to_come_again(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    later = person.now + timedelta(hours=2)
    replies(person, "apply", "unavailable", result="NOT_CHECKED", retry_at=later.isoformat())
    (timer,) = person.did(SetTimer)
    assert timer.at == later


def test_a_timer_while_an_answer_is_awaited_tells_nothing_twice(talk: Opens) -> None:
    person = talk("en", "member")
    reference = application(person)
    assert told(person.timer(f"check.membership.{reference}")) == []
    replies(person, "apply", "applied", application_number="A-1001")
    assert told(person.timer(f"check.membership.{reference}")) == []


def test_without_a_registry_everything_is_as_it_was(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    fails(person, "apply", "not_configured")
    assert (person.heard, person.effects) == ([], [])
    fails(decide(person, "approved"), "decide", "not_configured")
    assert (person.heard, person.effects) == ([], [])


def test_a_registry_that_was_connected_later_hears_of_a_decision_with_its_application(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    fails(person, "apply", "not_configured")
    ((operation, payload),) = told(decide(person, "approved"))
    assert (operation, payload["number"], payload["decision"]) == ("decide", NUMBER, "approved")


BY_HAND = "Medlemsregistret får inte det här av sig självt. Personal för in det för hand."


def choir(talk: Opens) -> Talk:
    """An association without a number applies."""
    person = talk("sv", "member").presses("none").says("Kören i Farsta")
    person.presses("no", "association", "none", "none").says("Karin").says("ordförande").says("karin@example.org")
    person.presses("skip", "yes", "yes", "yes", "yes", "yes", "apl").says("Två platser").says("2").says("våren")
    person.presses("no", "not_applicable", "no", "yes", "no").expects("membership.review").presses("send")
    return person


def test_an_organisation_without_a_number_is_entered_by_staff(talk: Opens) -> None:
    person = choir(talk)
    ((operation, payload),) = told(person)
    assert (operation, payload["number"], payload["name"]) == ("apply", "", "Kören i Farsta")
    assert found(replies(person, "apply", "wrong_number", result="REVIEW")) == ("REVIEW", BY_HAND)
    assert person.heard == []
    assert found(replies(decide(person, "approved"), "decide", "wrong_number", result="REVIEW")) == ("REVIEW", BY_HAND)


def test_without_a_registry_nobody_enters_anything(talk: Opens) -> None:
    person = fails(choir(talk), "apply", "not_configured")
    assert (person.heard, person.effects) == ([], [])


def test_a_number_of_a_person_is_entered_by_staff(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    result, words = found(replies(person, "apply", "sole_trader", result="REVIEW"))
    assert (result, words.splitlines()[-1]) == ("REVIEW", BY_HAND)
    assert "personnummer" in words


def test_an_application_that_comes_again_with_a_number_is_told(talk: Opens) -> None:
    person = choir(talk)
    replies(person, "apply", "wrong_number", result="REVIEW")
    again(person).presses("change:membership.organisation_number").says(NUMBER)
    registry(person, "none")
    answers(person).presses("yes", "send")
    ((operation, payload),) = told(person)
    assert (operation, payload["number"]) == ("apply", NUMBER)


def test_an_application_from_before_there_was_a_registry_is_entered_by_staff(talk: Opens) -> None:
    person = talk("en")
    case = Case("IP-2222-2222", "membership", "membership", complete=True)
    person.conversation = msgspec.structs.replace(person.conversation, cases=(case,))
    ((operation, payload),) = told(decide(person, "approved"))
    assert (operation, payload["number"]) == ("decide", "")
    assert found(replies(person, "decide", "wrong_number", result="REVIEW")) == ("REVIEW", BY_HAND)


def test_a_decision_about_anything_else_is_not_told(talk: Opens) -> None:
    person = decide(talk("en").presses("person"), "approved")
    assert (told(person), person.did(CheckTicket)) == ([], [])


@pytest.mark.parametrize("decision", ["checked", "approved", "declined", "more_information"])
def test_a_decision_is_told_with_all_of_the_application(talk: Opens, decision: str) -> None:
    person = talk("en", "member")
    application(person)
    (applied_with,) = [payload for _, payload in told(person)]
    replies(person, "apply", "applied", application_number="A-1001")
    person.waits(days=2)
    decide(person, decision)
    assert told(person) == [
        ("decide", applied_with | {"decision": decision, "decided_at": person.now.isoformat()}),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_approved_hears_the_member_number(talk: Opens, language: str) -> None:
    person = talk(language, "member")
    application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    decide(person, "approved")
    assert person.keys == ["application-approved"]
    numbers = {"application_number": "A-1001", "member_number": "M-1001"}
    replies(person, "decide", "member", **numbers)
    words = "Organisationen är medlem enligt medlemsregistret.\nAnsökningsnummer: A-1001\nMedlemsnummer: M-1001"
    assert found(person) == ("OK", words)
    (said,) = person.heard
    assert said.key == "member-number"
    assert "M-1001" in said.text
    assert "M-1001" in person.says("/status").words


def test_a_member_number_that_staff_have_not_approved_is_for_staff_only(talk: Opens) -> None:
    """Whoever applied may not be of the organisation that is a member already."""
    person = talk("en", "member")
    application(person)
    replies(person, "apply", "member", application_number="A-1001", member_number="M-1001")
    assert "Medlemsnummer: M-1001" in found(person)[1]
    assert person.keys == ["application-number"]
    assert "M-1001" not in person.says("/status").words


def test_a_decision_in_an_outage_arrives_with_its_application_once(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    fails(person, "apply")
    decide(person, "approved")
    assert [operation for operation, _ in told(person)] == ["decide"]
    fails(person, "decide")
    assert found(person)[1].startswith("Beslutet är inte i medlemsregistret än.")
    ((operation, _),) = told(due(person))
    assert operation == "decide"
    replies(person, "decide", "member", application_number="A-1001", member_number="M-1001")
    assert person.keys == ["application-number", "member-number"]


def test_a_decision_that_waits_shows_the_number_of_its_application(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    fails(decide(person, "approved"), "decide")
    assert "Ansökningsnummer: A-1001" in found(person)[1]


def test_the_last_decision_wins_in_the_order_in_which_they_were_made(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    decide(person, "approved")
    assert told(decide(person, "declined", "Ett misstag.")) == []
    ((_, payload),) = told(replies(person, "decide", "member", member_number="M-1001"))
    assert payload["decision"] == "declined"
    assert person.heard == []
    replies(person, "decide", "declined", application_number="A-1001")
    assert found(person) == ("OK", "Ansökan är avslagen i medlemsregistret.\nAnsökningsnummer: A-1001")
    assert told(person) == []


def test_an_application_that_is_sent_once_more_is_the_one_that_is_there(talk: Opens) -> None:
    person = talk("en", "member")
    reference = application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    again(person).expects("membership.review").presses("send")
    assert [case.reference for case in person.conversation.cases] == [reference]
    assert (told(person), written(person)) == ([], [])


def test_an_application_that_comes_again_for_another_organisation_is_left_to_staff(talk: Opens) -> None:
    person = talk("en", "member")
    application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    again(person).presses("change:membership.organisation_number").says("556098-6878")
    registry(person, "none", about="556098-6878")
    answers(person, about="556098-6878", name="Bagarn AB").presses("yes").presses("no").expects("membership.review")
    person.presses("send")
    assert told(person) == [("apply", {"reference": person.conversation.cases[-1].reference, "number": ""})]
    assert found(replies(person, "apply", "wrong_number", result="REVIEW")) == ("REVIEW", BY_HAND)
    ((_, payload),) = told(decide(person, "approved"))
    assert payload["number"] == ""


def again(talk: Talk) -> Talk:
    """The form once more, to its review."""
    talk.starts("member")
    while talk.conversation.step != "membership.review":
        assert talk.conversation.step is not None
        talk.presses("skip")
    return talk


def test_staff_can_have_it_told_again(talk: Opens) -> None:
    person = talk("en", "member")
    reference = application(person)
    fails(person, "apply")
    person.gets(ChecksAsked(id="again", at=person.now, reference=reference, staff="anna"))
    assert [operation for operation, _ in told(person)] == ["apply"]


def test_staff_cannot_have_a_decision_told_before_the_one_that_is_on_its_way(talk: Opens) -> None:
    person = talk("en", "member")
    reference = application(person)
    replies(person, "apply", "applied", application_number="A-1001")
    decide(decide(person, "approved"), "declined", "Ett misstag.")
    assert told(person.gets(ChecksAsked(id="again", at=person.now, reference=reference, staff="anna"))) == []


def test_a_members_offer_is_told_as_an_activity_without_whom_to_call(talk: Opens) -> None:
    person = talk("sv")
    reference = offered(person)
    ((operation, payload),) = told(person)
    assert (operation, payload["reference"], payload["number"], payload["kind"]) == ("offer", reference, NUMBER, "job")
    assert payload["text"] == "4 kock, Solna, 2026-06-01"
    assert not any(words in str(payload) for words in CONTACT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_activity_number_is_on_the_ticket_and_in_the_chat(talk: Opens, language: str) -> None:
    person = talk(language)
    reference = offered(person)
    replies(person, "offer", "activity", activity_number="M-1001-1")
    assert found(person) == ("OK", "Erbjudandet är en aktivitet i medlemsregistret.\nAktivitetsnummer: M-1001-1")
    (said,) = person.heard
    assert said.key == "activity-number"
    assert reference in said.text
    assert "M-1001-1" in said.text
    assert "M-1001-1" in person.says("/status").words


def test_an_offer_waits_for_the_registry(talk: Opens) -> None:
    person = talk("en")
    offered(person)
    assert found(fails(person, "offer"))[1].startswith("Erbjudandet är inte i medlemsregistret än.")
    ((operation, _),) = told(due(person))
    assert operation == "offer"


def test_whom_the_registry_does_not_know_as_a_member_is_for_staff_to_see(talk: Opens) -> None:
    person = talk("en")
    offered(person)
    replies(person, "offer", "not_member", result="REVIEW")
    result, words = found(person)
    assert (result, person.heard) == ("REVIEW", [])
    assert words == "Medlemsregistret känner inte organisationen som medlem. Personal avgör."


def test_an_offer_of_somebody_who_is_no_member_is_not_told(talk: Opens) -> None:
    person = job_until_member(talk("en")).presses("no", "send")
    assert told(person) == []


def test_an_answer_about_a_ticket_that_nobody_told_it_of_changes_nothing(talk: Opens) -> None:
    person = registry(talk("en"), "applied", about="IP-2222-2222", operation="apply", application_number="A-1")
    assert (person.heard, person.effects) == ([], [])
