"""What of a ticket goes over into another case system, and under which heading."""

from datetime import UTC, datetime

import pytest

from bot.backends.case_content import make_case
from bot.ports import AnswerLine, Ticket
from bot.render import Texts
from bot.store import Kept
from integrations.cases import HandoverCase

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
REGISTERED = AnswerLine("membership.organisation_number_name", "Organisationens namn", "Kvarnens Kök AB")
TYPED = AnswerLine("membership.organisation_name", "Organisationens namn", "Köket")
NUMBER = AnswerLine("membership.organisation_number", "Organisationsnummer", "556002-1361")


def case(flow: str, *answers: AnswerLine) -> HandoverCase:
    ticket = Ticket(
        reference="IP-TEST-TEST",
        queue="membership",
        status="new",
        priority="normal",
        flow=flow,
        language="uk",
        channel="web",
        created=NOW,
        waiting_since=NOW,
        due=None,
        assignee=None,
        answers=answers,
    )
    return make_case(Kept(ticket=ticket, conversation="c1"), Texts.load(), stage=0, before=(), swedish={}, now=NOW)


@pytest.mark.parametrize(
    "given,name", [((NUMBER, REGISTERED), "Kvarnens Kök AB"), ((NUMBER, TYPED), "Köket"), ((NUMBER,), "")]
)
def test_the_organisation_has_the_registers_name_else_its_own(given: tuple[AnswerLine, ...], name: str) -> None:
    made = case("membership", *given)
    assert made.organisation is not None
    assert (made.organisation.name, made.organisation.number) == (name, "556002-1361")
    assert not {field.key for field in made.fields} & {
        line.step for line in given if "organisation_number" in line.step
    }


def test_the_heading_names_the_organisation() -> None:
    assert case("membership", NUMBER, REGISTERED).title == "Ansökan om medlemskap: Kvarnens Kök AB · 556002-1361"


def test_an_occupation_is_told_in_swedish() -> None:
    said = AnswerLine("arrival.occupation", "Yrke", "кухаря")
    agreed = AnswerLine("arrival.occupation_concept", "Yrke på svenska", "kock")
    made = case("arrival", said, agreed)
    assert made.title == "Ny i Stockholm: kock"
    assert ("arrival.occupation_concept", "kock") in {(field.key, field.value) for field in made.fields}
