"""Real questions, four for each question intent and language, at the menu and inside a form.

They were written by people who wrote no training data; totals only, and no single line may be tuned to.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from dialogs.effects import Tally
from dialogs.guide.naming import names
from nlu.encoder import Encoder, Vector
from nlu.engine import Engine
from nlu.evaluate import Example
from nlu.guide import GuideReader
from nlu.samples import read_samples
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

DATA = Path(__file__).parents[2] / "data" / "guide"
LANGUAGES = ("sv", "uk", "en")
RIGHT = 0.9
"""Share of questions that are answered with the right entry, or have it on the buttons, wherever they are asked."""


@dataclass(frozen=True, slots=True)
class Once:
    """Reads each text once: the questions are the same in every place, and most of the time would go there."""

    encoder: Encoder
    known: dict[str, Vector] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.encoder.name

    def encode(self, text: str) -> Vector:
        if text not in self.known:
            self.known[text] = self.encoder.encode(text)
        return self.known[text]


@pytest.fixture(scope="module")
def reader(engine: Engine) -> GuideReader:
    """As the service reads."""
    encoder = engine.classifier.encoder
    assert encoder is not None
    classifier = replace(engine.classifier, encoder=Once(encoder))
    return GuideReader.load(replace(engine, classifier=classifier), names())


def questions(language: str) -> tuple[Example, ...]:
    return read_samples([DATA / f"{language}.tsv"]).examples


def is_answered(person: Talk, intent: str) -> bool:
    offer = person.conversation.offer
    asked_whether = offer is not None and offer.step == "offer.intent" and intent in offer.intents
    return asked_whether or intent in {tally.value for tally in person.did(Tally)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_answered_at_the_menu(talk: Opens, language: str) -> None:
    asked = questions(language)
    right = [is_answered(talk(language).says(one.text), one.intent) for one in asked]
    assert sum(right) / len(asked) >= RIGHT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["arrival.needs", "arrival.swedish", "arrival.review"])
def test_questions_are_answered_inside_a_form_which_stays_as_it_was(talk: Opens, language: str, place: str) -> None:
    asked = questions(language)
    right, kept = [], []
    for one in asked:
        person = inside(talk(language), place)
        before = person.conversation
        person.says(one.text)
        after = person.conversation
        right.append(is_answered(person, one.intent))
        # Who says beside it how much Swedish they know has answered that, and is told so.
        same = before.answers.items() <= after.answers.items() or "correction-taken" in person.keys
        kept.append(same and after.flow == "arrival")
    assert sum(right) / len(asked) >= RIGHT
    assert [n for n, is_kept in enumerate(kept) if not is_kept] == []


def inside(person: Talk, place: str) -> Talk:
    person.presses("arrival", "adult", "permit", "stockholm", "under_12_months")
    if place == "arrival.needs":
        return person.expects(place)
    person.presses("work", "skip", "skip")
    if place == "arrival.swedish":
        return person.expects(place)
    return person.presses("none", "basic", "here", "no", "prefer_not").expects(place)
