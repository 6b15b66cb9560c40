"""Thirty messages for each language, written by somebody who had not seen the code.

Each ends in the right step, or is asked again and so ends on the desk. None goes through a wrong door.
"""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from dialogs.conversation import Answer, Conversation
from dialogs.flow import text_key
from dialogs.flows import FLOWS
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

DATA = Path(__file__).parents[1] / "data" / "arrival"
LANGUAGES = ("sv", "uk", "en")
RIGHT_AT_LEAST = 26
"""Of thirty; the others are asked again."""
COMMANDS = {
    "back": "step",
    "skip": "step",
    "restart": "restarted",
    "cancel": "cancelled",
    "person": "handover-person",
    "status": "status-none",
    "help": "help",
    "data": "data-copy",
    "delete": "offer-delete-ask",
    "privacy": "privacy",
    "menu": "menu-again",
    "change": "change-which",
}


def rows(language: str) -> list[tuple[str, str, str]]:
    lines = (DATA / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(step, message, outcome) for step, message, outcome in (line.split("\t") for line in lines)]


def at(person: Talk, step: str) -> Talk:
    """Bring a conversation to the open question ``step``."""
    if step == "menu":
        return person
    answers = {"arrival.adult": Answer(("adult",)), "arrival.stage": Answer(("permit",))}
    for question in FLOWS["arrival"].questions:
        if question.step == step:
            break
        answers.setdefault(question.step, Answer(("x",)))
    answers["arrival.occupation_concept"] = Answer(("svetsare",))
    answers |= {"arrival.education": Answer(("university",)), "arrival.contact": Answer(("phone",))}
    answers["arrival.municipality"] = Answer(("stockholm",))
    answers.pop(step, None)
    state: Conversation = person.conversation
    person.conversation = msgspec.structs.replace(
        state, flow="arrival", step=step, answers=answers, trail=("arrival.adult", "arrival.stage")
    )
    return person


def judge(person: Talk, step: str, outcome: str) -> str:
    """``right``, ``again`` (asked once more) or ``wrong``."""
    kind, _, value = outcome.partition(":")
    keys = person.keys
    if kind == "danger":
        return "right" if "danger-help" in keys else "wrong"
    if kind == "unclear":
        return "right" if any(k and k.endswith(("-example", "-misunderstood")) for k in keys) else "wrong"
    if right(person, step, kind, value):
        return "right"
    asked_again = person.conversation.step == step and any(k and k.endswith("-example") for k in keys)
    # Being asked which answer was wrong is no wrong door for "back, I made a mistake"; nor is a needless "call 112".
    harmless = "danger-help" in keys or (value == "back" and "change-which" in keys)
    offer = person.conversation.offer
    asked_whether = offer is not None and offer.step == "offer.intent" and value in offer.intents
    return "again" if asked_again or asked_whether or harmless else "wrong"


def right(person: Talk, step: str, kind: str, value: str) -> bool:
    """Whether the outcome is the one expected."""
    if kind == "flow":
        return person.conversation.flow == value
    if kind == "answer":
        return "handover" in person.keys if value == "send" else person.answer(step) == value
    return obeyed(person, step, value)


def obeyed(person: Talk, step: str, value: str) -> bool:
    """Whether the command was carried out."""
    if value.startswith("language:"):
        return person.conversation.language == value.removeprefix("language:")
    if value == "repeat":
        return person.conversation.step == step and person.conversation.misses == 0
    if value == "change" and person.conversation.step != step:
        # Who says which answer is wrong is asked that question at once.
        return person.keys == [f"{text_key(person.conversation.step or '')}-ask"]
    if COMMANDS[value] == "step":
        return person.conversation.step != step and person.answer(step) is None
    return COMMANDS[value] in person.keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_thirty_messages_end_in_the_right_step_or_on_the_desk(talk: Opens, language: str) -> None:
    messages = rows(language)
    assert len(messages) == 30
    verdicts = []
    for step, message, outcome in messages:
        person = at(talk(language), step)
        verdicts.append(judge(person.says(message), step, outcome))
    wrong = [n for n, verdict in enumerate(verdicts, start=1) if verdict == "wrong"]
    assert wrong == [], f"{language}: lines {wrong} went through a wrong door"
    assert Counter(verdicts)["right"] >= RIGHT_AT_LEAST
