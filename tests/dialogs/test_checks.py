"""Checks of a ticket: what they find stands on it; what could not be checked is checked again later by itself."""

from datetime import timedelta
from typing import Any

import pytest

from bot.store import Checking
from dialogs.checks import HOMEPAGE, REGISTER, SANCTIONS, about, check, retry, take_result
from dialogs.conversation import Answer
from dialogs.draft import Context, Draft
from dialogs.effects import Call, CheckTicket, SetTimer, Text
from dialogs.events import Answered
from dialogs.flows import FLOWS
from dialogs.flows.membership import MEMBERSHIP
from dialogs.inquiries import REASONS
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.employer import NUMBER, answers, calls, job_until_member


def sent(talk: Talk) -> str:
    """An offer is sent; the reference of its ticket."""
    job_until_member(talk).presses("yes", "send")
    return talk.conversation.cases[-1].reference


def away(talk: Talk, reference: str, **more: Any) -> Talk:
    return answers(talk, result="NOT_CHECKED", name="", reason="timeout", about=reference, **more)


def test_a_sent_offer_is_looked_up(talk: Opens) -> None:
    job = talk()
    reference = sent(job)
    (register, *_) = [c for c in job.did(Call) if c.backend == REGISTER]
    assert (register.payload, register.about) == ({"number": NUMBER}, reference)


def test_what_is_found_stands_on_the_ticket_in_swedish(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    answers(job, about=reference, form="aktiebolag", request="r-1")
    assert job.plan is not None
    commit = job.plan._lasting()
    (written,) = commit["tickets"]
    assert isinstance(written, Checking)
    found = written.check
    assert (found.name, found.result, found.source) == ("Bolagsregister", "OK", "Bolagsverket")
    assert found.detail == ("Registrerad och verksam.\nNamn: Kvarnens Kök AB\nForm: aktiebolag\nReferens: r-1")
    assert job.heard == []


def test_a_company_that_is_gone_is_a_deviation_for_staff_and_nothing_is_refused(talk: Opens) -> None:
    job = talk("en")
    answers(job, result="REVIEW", reason="bankrupt", about=sent(job))
    (found,) = job.did(CheckTicket)
    assert found.result == "REVIEW"
    assert job.heard == []


def test_a_register_that_is_down_for_an_hour_is_asked_until_it_is_back(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    kind, waits = f"check.{REGISTER}.{reference}", []
    for _ in range(3):
        retry_at = (job.now + timedelta(minutes=5)).isoformat()
        away(job, reference, retry_at=retry_at)
        (found,) = job.did(CheckTicket)
        assert found.result == "NOT_CHECKED"
        (timer,) = job.did(SetTimer)
        assert timer.kind == kind
        waits.append(timer.at - job.now)
        job.now = timer.at
        job.timer(kind)
        assert calls(job) == [(REGISTER, {"number": NUMBER})]
    assert waits == [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
    answers(job, about=reference)
    (found,) = job.did(CheckTicket)
    assert found.result == "OK"
    assert job.heard == []
    job.timer(kind)
    assert calls(job) == []


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_the_person_hears_once_that_it_is_done_later(talk: Opens, language: str) -> None:
    job = talk(language)
    reference = sent(job)
    assert "check-later" in away(job, reference).keys
    assert "check-later" not in away(job, reference).keys


def test_who_heard_it_in_the_chat_does_not_hear_it_again(talk: Opens) -> None:
    job = talk("en").presses("employer", "job").says(NUMBER)
    answers(job, result="NOT_CHECKED", name="", reason="unavailable")
    job.expects("employer.organisation_name", "register-away")
    job.says("Kvarnen")
    while job.conversation.step != "employer.review":
        job.presses("skip")
    reference = job.presses("send").conversation.cases[-1].reference
    assert "check-later" not in away(job, reference).keys
    assert job.did(CheckTicket)


def test_after_a_week_nobody_asks_any_more(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    for _ in range(20):
        away(job, reference)
        if not job.did(SetTimer):
            break
        job.now = job.did(SetTimer)[0].at
    (found,) = job.did(CheckTicket)
    assert Text("check-reason-given_up") in found.detail.parts
    assert timedelta(days=6) < job.now - job.conversation.inquiries[0].since <= timedelta(days=7)


def test_what_is_not_switched_on_is_said_on_the_ticket_and_not_tried_again(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    answers(job, result="NOT_CHECKED", name="", reason="not_configured", about=reference)
    (found,) = job.did(CheckTicket)
    assert Text("check-reason-not_configured", {"reason": "not_configured"}) in found.detail.parts
    assert job.did(SetTimer) == []
    assert job.heard == []


def test_a_call_that_nobody_answered_is_not_checked(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    failed = {"failed": "no_answer"}
    job.gets(Answered(id="x", at=job.now, call="k", result=failed, backend=REGISTER, about=reference))
    (found,) = job.did(CheckTicket)
    assert (found.result, found.source) == ("NOT_CHECKED", REGISTER)
    assert job.did(SetTimer)


def test_a_result_for_nobody_changes_nothing(talk: Opens) -> None:
    job = answers(talk("en"), about="IP-2222-2222")
    assert (job.heard, job.effects) == ([], [])


def test_what_each_system_is_asked() -> None:
    given = {
        "membership.organisation_number": Answer((NUMBER,)),
        "membership.organisation_number_name": Answer(("Kvarnens Kök AB",)),
        "membership.organisation": Answer(("yes",)),
        "membership.homepage": Answer(("https://koket.example",)),
        "membership.contact_email": Answer(("anna@koket.example",)),
    }
    assert about(MEMBERSHIP, given) == {
        REGISTER: {"number": NUMBER},
        HOMEPAGE: {
            "url": "https://koket.example",
            "name": "Kvarnens Kök AB",
            "number": NUMBER,
            "domain": "koket.example",
        },
        SANCTIONS: {"name": "Kvarnens Kök AB", "number": NUMBER},
    }


def test_who_has_no_number_is_screened_by_name_only() -> None:
    given = {
        "membership.organisation_number": Answer(("none",)),
        "membership.organisation_name": Answer(("Kören i Farsta",)),
    }
    assert about(MEMBERSHIP, given) == {SANCTIONS: {"name": "Kören i Farsta", "number": ""}}


def test_a_homepage_has_little_time_while_somebody_waits_and_more_later(talk: Opens) -> None:
    job = talk("en")
    reference = sent(job)
    draft = Draft(job.conversation, Context(now=job.now, reference=reference), FLOWS)
    check(draft, reference, {HOMEPAGE: {"url": "https://koket.example"}})
    away = Answered(
        id="a-1", at=job.now, call="a-1", result={"result": "NOT_CHECKED"}, backend=HOMEPAGE, about=reference
    )
    take_result(draft, away)
    retry(draft, f"check.{HOMEPAGE}.{reference}")
    asked = [effect.payload for effect in draft.effects if isinstance(effect, Call)]
    assert asked == [{"url": "https://koket.example", "first": "yes"}, {"url": "https://koket.example"}]


def test_every_reason_has_words(talk: Opens) -> None:
    texts = talk().texts
    for reason in (*REASONS, "other"):
        for language in texts.languages:
            assert texts.say(f"check-reason-{reason}", language, reason="x")
