"""What understanding has to reach, on messages that somebody else wrote than those that were learnt from.

Totals only: a failure shows no message, and no single line may be tuned to.
"""

from pathlib import Path

import pytest

from nlu.engine import Engine
from nlu.evaluate import ALL
from nlu.evaluate_entities import Judge, evaluate_entities
from nlu.occupations import load_occupations
from nlu.report import Report, measure
from nlu.samples import Samples, read_samples

DATA = Path(__file__).parents[1] / "data"
LANGUAGES = ("sv", "uk", "en", "ru")
ACCURACY = {ALL: 0.90, "sv": 0.85, "uk": 0.85, "en": 0.85, "ru": 0.80}
OUT_OF_SCOPE_RECALL, REFUSED = 0.85, 0.05
LANGUAGE_RIGHT = 0.97
ENTITY_F1 = 0.95
# The goal is a recall of 0.98 and false alarms of 0.02; these hold what is reached. A miss costs more than an alarm.
DANGER_RECALL = 0.98
DANGER_FALSE_ALARMS = 0.05
# How far confidence and share right may lie apart, over all messages; measured 0.05.
CALIBRATION_ERROR = 0.10


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    """Intents, languages and danger."""
    return measure(engine, read_samples([*(DATA / "nlu").glob("*.tsv"), *(DATA / "danger").glob("*.tsv")]))


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


def test_calls_for_help_are_heard(report: Report) -> None:
    recall = report.danger[ALL].recall
    assert recall is not None
    assert recall >= DANGER_RECALL, report.danger


def test_few_harmless_messages_are_taken_for_calls_for_help(report: Report) -> None:
    alarms = report.danger[ALL].false_alarms
    assert alarms is not None
    assert alarms <= DANGER_FALSE_ALARMS, report.danger


@pytest.mark.parametrize("entity", ["number", "phone", "email", "date"])
def test_values_are_found(engine: Engine, marked: Samples, entity: str) -> None:
    # The engine's word lists alone find values; the rest of it would only take its time.
    scores = evaluate_entities(Judge(engine.rules, load_occupations()), marked.marked)
    assert scores[entity].f1 >= ENTITY_F1, scores[entity]


@pytest.fixture(scope="module")
def marked() -> Samples:
    """Messages with their values."""
    return read_samples((DATA / "nlu").glob("*.jsonl"))
