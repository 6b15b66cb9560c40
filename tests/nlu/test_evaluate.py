"""Scores of intents by language, and the command that prints everything that is measured."""

import json
from pathlib import Path

import pytest

from nlu.__main__ import main
from nlu.evaluate import ALL, UNTOLD, Answer, Example, Malformed, ask, evaluate, read_examples, score
from nlu.understanding import Identified
from tests.nlu.said import Said, doubting, meaning


def answers(*pairs: tuple[str, str]) -> list[Answer]:
    """Expected and found."""
    return [Answer(expected, "sv", found) for expected, found in pairs]


def test_macro_f1_counts_every_intent_alike() -> None:
    found = score(answers(*[("a", "a")] * 8, ("b", "a"), ("b", "b")))
    assert found.accuracy == pytest.approx(0.9)
    assert found.macro_f1 == pytest.approx((16 / 17 + 2 / 3) / 2)


def test_an_intent_that_is_only_found_lowers_the_score() -> None:
    assert score(answers(("a", "c"))).macro_f1 == 0


def test_of_nothing_there_are_no_shares() -> None:
    found = score([])
    assert (found.messages, found.accuracy, found.macro_f1) == (0, 0.0, 0.0)
    assert found.out_of_scope_recall is None
    assert found.refused is None
    assert found.asked_right is None


def test_acting_asking_and_refusing_are_told_apart() -> None:
    found = score([
        Answer("a", "sv", "a"),
        Answer("a", "sv", "b"),
        Answer("a", "sv", "b", asked=("b", "a")),
        Answer("a", "sv", "out_of_scope"),
        Answer("out_of_scope", "sv", "out_of_scope"),
        Answer("out_of_scope", "sv", "b", asked=("b", "a")),
        Answer("out_of_scope", "sv", "b"),
        Answer("out_of_scope", "sv", "out_of_scope"),
    ])  # fmt: skip
    assert (found.acted, found.asked, found.refused) == (0.5, 0.25, 0.25)
    assert (found.acted_right, found.asked_right) == (0.5, 1.0)
    # Who asks "did you mean …?" about something else has not seen that it is something else.
    assert found.out_of_scope_recall == 0.5


def test_each_language_has_its_own_score() -> None:
    scores = evaluate([Answer("a", "uk", "a"), Answer("a", "en", "b"), Answer("a", "en", "a")])
    assert list(scores) == ["en", "uk", ALL]
    assert [s.accuracy for s in scores.values()] == [0.5, 1.0, pytest.approx(2 / 3)]


def test_where_the_engine_would_ask_the_likeliest_intent_counts() -> None:
    engine = Said({"praktik": doubting(("offer_internship", 0.4), ("seek_internship", 0.3))})
    answer = ask(engine, Example("offer_internship", "sv", "praktik"))
    assert answer.right
    assert answer.confidence == 0.4
    assert answer.asked == ("offer_internship", "seek_internship")


def test_the_engine_is_not_told_the_language() -> None:
    heard = meaning("greet", language=Identified("uk", 0.9))
    engine = Said({"добрий день": heard})
    answer = ask(engine, Example("greet", "uk", "добрий день"))
    assert engine.languages == [UNTOLD]
    assert (answer.heard.name, answer.words) == ("uk", 2)


def test_examples_keep_their_text() -> None:
    (example,) = read_examples(["# a comment\n", "\n", "skip\tuk\tпропустити, будь ласка\r\n"])
    assert example == Example("skip", "uk", "пропустити, будь ласка")


@pytest.mark.parametrize("line", ["back\tgå tillbaka", "back\tsv\t", "a\tb\tc\td", "skip"])
def test_a_malformed_example_is_told_with_its_number(line: str) -> None:
    with pytest.raises(Malformed, match="line 2"):
        list(read_examples(["", line]))


def written(folder: Path, **files: str) -> list[str]:
    """Files in ``folder``; their names."""
    paths = []
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(content, encoding="utf-8")
        paths.append(str(path))
    return paths


ENTITY = {"entity": "date", "value": "2026-05-21", "surface": "imorgon"}
MARKED = json.dumps({"language": "sv", "text": "kan börja imorgon", "entities": [ENTITY]})


def test_one_object_holds_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs read ``<language>.accuracy``, ``<language>.macro_f1`` and the same of ``all``."""
    files = written(
        tmp_path,
        sv__tsv="# a comment\nback\tsv\tgå tillbaka\n\nskip\tsv\thoppa över\n",
        uk__tsv="restart\tuk\tпочати спочатку\nask_cv\tuk\tпочати спочатку\nuk\tДе тут можна вчити мову?\n",
        calls_en__tsv="danger\tmy husband beats me with a knife, call the police\nharmless\tgo back\n",
        marked__jsonl=MARKED,
    )
    assert main(["evaluate", *files, "--json", "--intents", "--costs"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    scores = json.loads(line)
    assert (scores["sv"]["messages"], scores["sv"]["accuracy"], scores["sv"]["macro_f1"]) == (2, 1.0, 1.0)
    assert scores["uk"]["accuracy"] == 0.5
    assert (scores[ALL]["messages"], scores[ALL]["accuracy"]) == (4, 0.75)
    assert scores["confusions"] == [{"expected": "ask_cv", "found": "restart", "messages": 1}]
    assert scores["calibration"]["error"] == pytest.approx(0.25)
    assert scores["intents"]["restart"]["precision"] == 0.5
    assert scores["languages"]["uk"]["long_right"] == 1.0
    assert scores["danger"]["en"] == {"dangers": 1, "recall": 1.0, "harmless": 1, "false_alarms": 0.0}
    assert scores["entities"] == {"date": {"marked": 1, "found": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}}
    assert scores["costs"].keys() == {"load_s", "p50_ms", "p99_ms", "memory_mb"}


def test_tables_are_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = written(tmp_path, marked__jsonl=MARKED)
    assert main(["evaluate", *files]) == 0
    (head, row) = capsys.readouterr().out.splitlines()
    assert head.split() == ["entity", "marked", "found", "precision", "recall", "F1"]
    assert row.split() == ["date", "1", "1", "1.000", "1.000", "1.000"]


def test_a_malformed_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = written(tmp_path, x__tsv="back\tgå tillbaka\n")
    assert main(["evaluate", *files]) == 2
    assert "x.tsv: line 1" in capsys.readouterr().err


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "nowhere.tsv"]) == 2
    assert "nowhere.tsv" in capsys.readouterr().err
