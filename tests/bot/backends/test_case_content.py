"""What of a ticket goes over into another case system, and under which heading."""

from datetime import UTC, datetime

import pytest

from bot.backends.case_content import acts_after, make_case
from bot.ports import Act, AnswerLine, Ticket
from bot.render import Texts
from bot.store import Kept
from integrations.cases import HandoverCase

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
REGISTERED = AnswerLine("membership.organisation_number_name", "Organisationens namn", "Kvarnens Kök AB")
TYPED = AnswerLine("membership.organisation_name", "Organisationens namn", "Köket")
FORMS = {"apl": "Lärande på arbetsplats"}
NUMBER = AnswerLine("membership.organisation_number", "Organisationsnummer", "556002-1361")


def ticket(flow: str, *answers: AnswerLine) -> Ticket:
    return Ticket(
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


def case(flow: str, *answers: AnswerLine) -> HandoverCase:
    return make_case(
        Kept(ticket=ticket(flow, *answers), conversation="c1"),
        Texts.load(),
        stage=0,
        before=(),
        swedish={},
        forms=FORMS,
    )


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


def test_who_has_no_homepage_has_none_there() -> None:
    made = case("membership", NUMBER, AnswerLine("membership.homepage", "Webbplats", "none"))
    assert made.organisation is not None
    assert made.organisation.website == ""


def test_no_day_is_today_for_whoever_reads_it_later() -> None:
    shown = AnswerLine("membership.affirm_goals_version", "Textens version", f"1, {NOW.isoformat()}")
    [field] = [field for field in case("membership", shown).fields if field.key == shown.step]
    assert field.value == "version 1, 20 maj 2026 11:00"
    parked = Act(at=NOW, actor="Anna", action="parked", detail="2026-05-21T07:00:00+00:00")
    assert told(parked) == "Anna: Parkerade till 21 maj 2026 09:00"


def test_a_check_is_told_in_words() -> None:
    assert told(Act(at=NOW, actor="bot", action="checked", detail="Bolagsregister: REVIEW")) == (
        "Boten: Kontrollerade Bolagsregister: behöver granskas"
    )


def told(act: Act) -> str:
    """What is told there of a line of the history."""
    kept = Kept(ticket=ticket("membership"), conversation="c1", history=(act,))
    [(_, message)] = acts_after(kept, 0)
    return message.text


def test_a_form_of_participation_goes_over_by_its_name() -> None:
    chosen = AnswerLine("membership.commitment_form", "Åtagande", "apl")
    assert ("Åtagande", "Lärande på arbetsplats") in {(f.label, f.value) for f in case("membership", chosen).fields}
