"""What may be collected to teach from, and what never."""

import msgspec
import pytest

from dialogs.conversation import Case, Conversation, Offer
from dialogs.flows import FLOWS
from dialogs.unclear import is_unclear
from nlu.understanding import Intent, Reading, Understanding

AT_MENU = Conversation(id="c", channel="web", step="menu")
AT_BUTTONS = msgspec.structs.replace(AT_MENU, flow="arrival", step="arrival.stage")
NO_IDEA = Understanding(text="kvitt eller dubbelt", intent_ranking=(Intent("ask_money", 0.2),))


def heard(**fields: object) -> Understanding:
    return msgspec.structs.replace(NO_IDEA, **fields)


@pytest.mark.parametrize("place", [AT_MENU, AT_BUTTONS])
def test_no_idea_and_a_choice_between_rivals_are_collected(place: Conversation) -> None:
    assert is_unclear(place, NO_IDEA)
    assert is_unclear(place, heard(rivals=("ask_sfi", "ask_school")))


@pytest.mark.parametrize(
    "fields",
    [
        {"intent": Intent("ask_sfi", 0.9)},
        {"readings": (Reading("arrival.stage", ("permit",)),)},
        {"text": "/nonsense"},
        {"rivals": ("ask_money", "report_danger")},
        {"also": ("report_danger",)},
        {"intent_ranking": (Intent("ask_money", 0.2), Intent("report_danger", 0.15))},
    ],
)
def test_what_was_understood_or_is_near_to_danger_is_not(fields: dict[str, object]) -> None:
    assert not is_unclear(AT_MENU, heard(**fields))


def test_what_is_for_staff_or_answers_an_offer_is_not() -> None:
    case = Case("IP-2222-2222", "general", "general")
    assert not is_unclear(msgspec.structs.replace(AT_MENU, step=None, cases=(case,)), NO_IDEA)
    offer = Offer("offer.urgent", queue="urgent")
    assert not is_unclear(msgspec.structs.replace(AT_MENU, step="offer.urgent", offer=offer), NO_IDEA)
    closed = msgspec.structs.replace(case, open=False)
    assert is_unclear(msgspec.structs.replace(AT_MENU, cases=(closed,)), NO_IDEA)


def test_no_question_in_free_words_or_about_how_to_reach_somebody_is_collected() -> None:
    personal = {
        question.step
        for flow in FLOWS.values()
        for question in flow.questions
        if not is_unclear(msgspec.structs.replace(AT_MENU, flow=flow.name, step=question.step), NO_IDEA)
    }
    assert {"arrival.occupation", "arrival.safe_time", "arrival.municipality", "arrival.statistics"} <= personal
    assert not any(step.endswith(("contact", "contact_detail")) for step in _steps() - personal)
    assert {"arrival.stage", "arrival.needs"} <= _steps() - personal


def _steps() -> set[str]:
    return {question.step for flow in FLOWS.values() for question in flow.questions}
