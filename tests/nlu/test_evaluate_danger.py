"""Calls for help that are heard, and false alarms."""

from nlu.evaluate_danger import Call, DangerScore, Judged, evaluate_danger, judge
from tests.nlu.said import Said, doubting, meaning


def test_recall_and_false_alarms_are_counted_by_language() -> None:
    scores = evaluate_danger([
        Judged(danger=True, language="sv", seen=True), Judged(danger=True, language="sv", seen=False),
        Judged(danger=False, language="sv", seen=False), Judged(danger=False, language="uk", seen=True),
    ])  # fmt: skip
    assert scores["sv"] == DangerScore(dangers=2, recall=0.5, harmless=1, false_alarms=0.0)
    assert scores["uk"] == DangerScore(dangers=0, recall=None, harmless=1, false_alarms=1.0)
    assert scores["all"] == DangerScore(dangers=2, recall=0.5, harmless=2, false_alarms=0.5)


def test_danger_is_seen_only_where_it_is_acted_upon() -> None:
    engine = Said({"a": meaning("report_danger"), "b": doubting(("report_danger", 0.4), ("ask_healthcare", 0.3))})
    assert judge(engine, Call(danger=True, language="sv", text="a")).seen
    assert not judge(engine, Call(danger=True, language="sv", text="b")).seen
