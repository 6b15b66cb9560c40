"""Whoever types a button's words instead of pressing it has pressed it, in every language."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from bot.render import Texts
from dialogs.answers import read_text, reading_name
from dialogs.flow import Choose, ChooseSeveral, Question, YesNo, option_key
from dialogs.flows import FLOWS
from nlu.guide import GuideReader

TODAY = date(2026, 5, 20)


def buttons() -> Iterator[tuple[Question, str]]:
    for flow in FLOWS.values():
        for question in flow.questions:
            if isinstance(question.kind, Choose | ChooseSeveral | YesNo):
                named = question.kind.names if isinstance(question.kind, Choose) else {}
                yield from ((question, value) for value in question.kind.options if value not in named)


BUTTONS = list(buttons())


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
@pytest.mark.parametrize("question,value", BUTTONS, ids=[f"{q.step}:{value}" for q, value in BUTTONS])
def test_a_buttons_words_are_its_answer(
    reader: GuideReader, texts: Texts, question: Question, value: str, language: str
) -> None:
    label = texts.say(option_key(question.step, value), language)
    # What stands in brackets is left out by most.
    for words in {label, re.sub(r" *\(.*?\)", "", label), label.lower()}:
        heard = reader.understand(words, language=language, expects=(reading_name(question),), today=TODAY)
        answer = read_text(question, heard)
        assert answer is not None, words
        assert value in answer.values, words
