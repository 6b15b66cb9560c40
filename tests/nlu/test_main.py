"""``python -m nlu``: one JSON object a message, and the score of a test set."""

import io
import json
import sys
from pathlib import Path

import pytest

from nlu.__main__ import main
from nlu.evaluate import ALL, Example, Malformed, Score, evaluate, read_examples, score
from nlu.rules import Rules

PARSED = {"text", "intent", "intent_ranking", "entities", "language"}


def test_a_message_is_printed_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "gå tillbaka", "--now", "2026-05-20"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    parsed = json.loads(line)
    assert set(parsed) == PARSED
    assert parsed["intent"] == {"name": "back", "confidence": 1.0}
    assert parsed["intent_ranking"][0] == parsed["intent"]


def test_each_line_of_standard_input_gives_one_object(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "hej\n\nя зварювальник з Сольни\r\n\xff".encode("latin-1", "ignore") + "пропустити".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["parse", "-"]) == 0
    parsed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(parsed) == 4
    assert parsed[0]["intent"]["name"] == "greet"
    assert parsed[1]["text"] == ""


def test_entities_are_told_with_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    main(["parse", "svetsare i Solna"])
    entities = json.loads(capsys.readouterr().out)["entities"]
    assert entities[1] == {"entity": "municipality", "value": "Solna", "start": 11, "end": 16}


def test_half_a_surrogate_pair_does_not_end_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "hej \ud800"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "hej ?"


@pytest.mark.parametrize("arguments", [[], ["parse"], ["parse", "hej", "--now", "someday"], ["evaluate"], ["dance"]])
def test_a_wrong_call_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_test_set_is_scored_by_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "sv.tsv", tmp_path / "uk.tsv"
    first.write_text("# a comment\nback\tsv\tgå tillbaka\n\nskip\tsv\thoppa över\n", encoding="utf-8")
    second.write_text("restart\tuk\tпочати спочатку\nask_sfi\tuk\tдо кого звернутися щодо погоди\n", encoding="utf-8")
    assert main(["evaluate", str(first), str(second), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["sv"] == {"messages": 2, "accuracy": 1.0, "macro_f1": 1.0}
    assert scores["uk"]["accuracy"] == 0.5
    assert scores[ALL]["messages"] == 4
    assert main(["evaluate", str(first)]) == 0
    assert "sv" in capsys.readouterr().out


def test_values_are_scored_by_entity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked, intents = tmp_path / "marked.jsonl", tmp_path / "sv.tsv"
    entity = {"entity": "date", "value": "2026-05-21", "surface": "imorgon"}
    line = {"language": "sv", "text": "kan börja imorgon", "entities": [entity]}
    marked.write_text(json.dumps(line), encoding="utf-8")
    intents.write_text("back\tsv\tgå tillbaka\n", encoding="utf-8")
    assert main(["evaluate", str(marked), str(intents), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["entities"] == {"date": {"marked": 1, "found": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}}
    assert scores["sv"]["messages"] == 1
    assert main(["evaluate", str(marked)]) == 0
    (head, row) = capsys.readouterr().out.splitlines()
    assert head.split() == ["entity", "marked", "found", "precision", "recall", "F1"]
    assert row.split() == ["date", "1", "1", "1.000", "1.000", "1.000"]


def test_now_is_the_day_that_relative_dates_are_counted_from(capsys: pytest.CaptureFixture[str]) -> None:
    main(["parse", "kan börja imorgon", "--now", "2026-12-31"])
    (entity,) = json.loads(capsys.readouterr().out)["entities"]
    assert entity == {"entity": "date", "value": "2027-01-01", "start": 10, "end": 17}


@pytest.mark.parametrize("content", ["back\tgå tillbaka\n", "back\tsv\t\n", "a\tb\tc\td\n"])
def test_a_malformed_line_is_told_with_its_number(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.tsv"
    file.write_text(content, encoding="utf-8")
    assert main(["evaluate", str(file)]) == 2
    assert "line 1" in capsys.readouterr().err


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "nowhere.tsv"]) == 2
    assert "nowhere.tsv" in capsys.readouterr().err


def test_macro_f1_counts_every_intent_alike() -> None:
    pairs = [("a", "a")] * 8 + [("b", "a"), ("b", "b")]
    found = score(pairs)
    assert found.accuracy == pytest.approx(0.9)
    assert found.macro_f1 == pytest.approx((16 / 17 + 2 / 3) / 2)


def test_an_intent_that_is_only_found_lowers_the_score() -> None:
    assert score([("a", "c")]).macro_f1 == 0
    assert score([]) == Score(0, 0.0, 0.0)


def test_examples_keep_their_text(rules: Rules) -> None:
    (example,) = read_examples(["skip\tuk\tпропустити, будь ласка\n"])
    assert example == Example("skip", "uk", "пропустити, будь ласка")
    assert evaluate(rules, [example])["uk"].accuracy == 1.0
    with pytest.raises(Malformed):
        list(read_examples(["skip"]))
