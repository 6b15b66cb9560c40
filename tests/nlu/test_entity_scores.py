"""Values are found in messages that somebody else wrote and marked."""

from pathlib import Path

import pytest

from nlu.evaluate import Malformed
from nlu.evaluate_entities import EntityScore, Judge, evaluate_entities, read_marked
from nlu.occupations import load_occupations
from nlu.rules import Rules

DATA = Path(__file__).parents[1] / "data" / "nlu"
SETS = ("entities.jsonl", "entities_uk.jsonl")


@pytest.fixture(scope="module")
def judge(rules: Rules) -> Judge:
    return Judge(rules, load_occupations())


@pytest.fixture(scope="module")
def scores(judge: Judge) -> dict[str, EntityScore]:
    lines = [line for name in SETS for line in (DATA / name).read_text(encoding="utf-8").split("\n")]
    return evaluate_entities(judge, read_marked(lines))


@pytest.mark.parametrize(
    "entity", ["number", "phone", "email", "date", "organisation_number", "url", "case_reference", "municipality"]
)
def test_values_are_found(scores: dict[str, EntityScore], entity: str) -> None:
    assert scores[entity].f1 >= 0.95, scores[entity]


def line(text: str, *entities: str) -> str:
    return f'{{"language": "sv", "text": "{text}", "entities": [{", ".join(entities)}]}}'


def marked(entity: str, value: str, surface: str) -> str:
    return f'{{"entity": "{entity}", "value": "{value}", "surface": "{surface}"}}'


def test_place_and_value_have_to_be_right(judge: Judge) -> None:
    lines = [
        line("5 platser", marked("number", "5", "5")),
        line("6 platser", marked("number", "7", "6")),
        line("den 8 juni", marked("date", "2026-06-08", "8 juni")),
        line("9 platser"),
    ]
    scores = evaluate_entities(judge, read_marked(lines))
    assert scores["number"] == EntityScore(marked=2, found=3, precision=1 / 3, recall=1 / 2, f1=2 / 5)
    assert scores["date"].f1 == 0


def test_the_same_words_twice_are_two_places(judge: Judge) -> None:
    solna = marked("municipality", "Solna", "Solna")
    assert (
        evaluate_entities(judge, read_marked([line("Solna, inte i Nacka utan Solna", solna)]))["municipality"].marked
        == 1
    )
    assert evaluate_entities(judge, read_marked([line("Solna eller Solna", solna, solna)]))["municipality"].f1 == 1


def test_an_occupation_is_compared_by_its_name(judge: Judge) -> None:
    lines = [line("jag är Svetsare", marked("occupation", "svetsare", "Svetsare"))]
    assert evaluate_entities(judge, read_marked(lines))["occupation"].f1 == 1


def test_what_a_set_does_not_mark_is_not_scored(judge: Judge) -> None:
    assert evaluate_entities(
        judge, read_marked([line("lite engelska, 5 platser", marked("number", "5", "5"))])
    ).keys() == {"number"}


@pytest.mark.parametrize("bad", ["{}", "no json", line("hej", marked("number", "1", "ett"))])
def test_a_malformed_line_is_told_with_its_number(bad: str) -> None:
    with pytest.raises(Malformed, match="line 2"):
        list(read_marked(["", bad]))
