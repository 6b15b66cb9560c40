"""What understanding has to reach, on messages that somebody else wrote than those that were learnt from.

Totals only: a failure shows no message, and no single line may be tuned to.
"""

from pathlib import Path

import pytest

from nlu.engine import Engine
from nlu.evaluate import ALL
from nlu.evaluate_danger import DangerScore
from nlu.evaluate_entities import Judge, evaluate_entities
from nlu.occupations import load_occupations
from nlu.report import Report, measure
from nlu.samples import Samples, read_samples
from nlu.understanding import DANGER

DATA = Path(__file__).parents[1] / "data"
LANGUAGES = ("sv", "uk", "en", "ru")
ACCURACY = {ALL: 0.90, "sv": 0.85, "uk": 0.85, "en": 0.85, "ru": 0.80}
OUT_OF_SCOPE_RECALL, REFUSED = 0.85, 0.05
LANGUAGE_RIGHT = 0.97
ENTITY_F1 = 0.95
# A miss costs more than an alarm. Three of four harmless messages were made to sound like danger.
DANGER_RECALL, DANGER_FALSE_ALARMS = 0.98, 0.02
# On the sets that the detector's constants were chosen by; all their harmless messages were made so.
CHOSEN_BY_ALARMS = 0.04
ORDINARY_ALARMS = 0.01
QUESTIONS = 0.93
# How far confidence and share right may lie apart, over all messages; measured 0.05.
CALIBRATION_ERROR = 0.10


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    """Intents and languages."""
    return measure(engine, read_samples((DATA / "nlu").glob("*.tsv")))


@pytest.fixture(scope="module", params=["third", "chosen by"])
def danger(engine: Engine, request: pytest.FixtureRequest) -> tuple[DangerScore, float]:
    """The third set, by which nothing was chosen, and the first two; each with the alarms that are borne."""
    third = set((DATA / "danger").glob("third_*.tsv"))
    if request.param == "third":
        return measure(engine, read_samples(third)).danger[ALL], DANGER_FALSE_ALARMS
    return measure(engine, read_samples(set((DATA / "danger").glob("*.tsv")) - third)).danger[ALL], CHOSEN_BY_ALARMS


@pytest.mark.parametrize("language", ACCURACY)
def test_intents_are_right(report: Report, language: str) -> None:
    assert report.scores[language].accuracy >= ACCURACY[language], report.scores


def test_what_is_not_ours_is_refused_and_little_else(report: Report) -> None:
    recall, refused = report.scores[ALL].out_of_scope_recall, report.scores[ALL].refused
    assert recall is not None
    assert refused is not None
    assert recall >= OUT_OF_SCOPE_RECALL
    assert refused <= REFUSED


def test_confidence_can_be_believed(report: Report) -> None:
    assert report.calibration.error <= CALIBRATION_ERROR, report.calibration


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_four_words_is_told_right(report: Report, language: str) -> None:
    right = report.languages[language].long_right
    assert right is not None
    assert right >= LANGUAGE_RIGHT


def test_calls_for_help_are_heard_and_little_else_is_taken_for_one(danger: tuple[DangerScore, float]) -> None:
    score, borne = danger
    assert score.recall is not None
    assert score.false_alarms is not None
    assert score.recall >= DANGER_RECALL, score
    assert score.false_alarms <= borne, score


def test_ordinary_messages_are_no_calls_for_help(report: Report) -> None:
    """Those that nobody made to sound like it."""
    others = [answer for answer in report.answers if answer.expected != DANGER]
    alarms = [answer for answer in others if answer.found == DANGER]
    assert len(alarms) <= ORDINARY_ALARMS * len(others), len(alarms)


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_what_people_ask_the_guide_is_told_apart(engine: Engine, language: str) -> None:
    """Four questions for each question intent."""
    asked = measure(engine, read_samples([DATA / "guide" / f"{language}.tsv"]))
    assert asked.scores[language].accuracy >= QUESTIONS, asked.scores[language]


@pytest.mark.parametrize("entity", ["number", "phone", "email", "date"])
def test_values_are_found(engine: Engine, marked: Samples, entity: str) -> None:
    # The engine's word lists alone find values; the rest of it would only take its time.
    scores = evaluate_entities(Judge(engine.rules, load_occupations()), marked.marked)
    assert scores[entity].f1 >= ENTITY_F1, scores[entity]


@pytest.fixture(scope="module")
def marked() -> Samples:
    """Messages with their values."""
    return read_samples((DATA / "nlu").glob("*.jsonl"))
