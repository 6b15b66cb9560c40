"""Who is compared with the list of sanctions: organisations that send a form about themselves. Nobody else, ever."""

import pytest

from dialogs.checks import SANCTIONS, about, number_question
from dialogs.conversation import Answer
from dialogs.flow import Flow
from dialogs.flows import FLOWS

ABOUT_PEOPLE = [flow for flow in FLOWS.values() if number_question(flow) is None]
ABOUT_ORGANISATIONS = [flow for flow in FLOWS.values() if number_question(flow) is not None]


def everything(flow: Flow) -> dict[str, Answer]:
    """An answer to each question there is."""
    return {question.step: Answer(("Anna Andersson",)) for question in flow.questions}


@pytest.mark.parametrize("flow", ABOUT_PEOPLE, ids=lambda flow: flow.name)
def test_a_person_who_asks_for_themselves_is_never_looked_for(flow: Flow) -> None:
    """Whatever they answer, and wherever a name is asked for."""
    assert about(flow, everything(flow)) == {}


@pytest.mark.parametrize("flow", ABOUT_ORGANISATIONS, ids=lambda flow: flow.name)
def test_an_organisation_is_by_its_name_and_number_only(flow: Flow) -> None:
    """Not by who wrote for it."""
    answers = {step: Answer(("Somebody",)) for step in everything(flow)}
    answers[f"{flow.name}.organisation_name"] = Answer(("Cykelbolaget AB",))
    answers[f"{flow.name}.organisation_number"] = Answer(("5560021361",))
    answers.pop(f"{flow.name}.organisation_number_name", None)
    assert about(flow, answers)[SANCTIONS] == {"name": "Cykelbolaget AB", "number": "5560021361"}


def test_both_kinds_of_forms_are_there() -> None:
    """Or the two above would say nothing."""
    assert {flow.name for flow in ABOUT_PEOPLE} >= {"arrival"}
    assert {flow.name for flow in ABOUT_ORGANISATIONS} >= {"employer", "membership"}
