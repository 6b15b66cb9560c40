"""``python -m nlu``: one JSON object a message."""

import io
import json
import sys

import pytest

from nlu.__main__ import main

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


def test_now_is_the_day_that_relative_dates_are_counted_from(capsys: pytest.CaptureFixture[str]) -> None:
    main(["parse", "kan börja imorgon", "--now", "2026-12-31"])
    (entity,) = json.loads(capsys.readouterr().out)["entities"]
    assert entity == {"entity": "date", "value": "2027-01-01", "start": 10, "end": 17}
