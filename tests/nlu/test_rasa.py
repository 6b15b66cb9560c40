"""What Rasa is given is made from our own data and lists, and from nothing else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.rasa import domain, entities, lists, whole_words, write

TABLES = {
    "municipality": {
        "-": ["skåne +län"],
        "Stockholm": ["stockholm", "kista", "=vara", "near +kista"],
        "Nacka": ["kista"],
    },
    "occupation": {"svetsare": ["svets*", "welder", "boat +builder*", "?weld"]},
}


def blocks(source: str) -> dict[tuple[str, str], list[str]]:
    """(kind, name) → lines, of a file in Rasa's format."""
    found = {}
    for block in yaml.safe_load(source)["nlu"]:
        kind, name = next((k, v) for k, v in block.items() if k != "examples")
        found[kind, name] = [line.removeprefix("- ") for line in block["examples"].splitlines()]
    return found


@pytest.fixture
def made() -> dict[tuple[str, str], list[str]]:
    return blocks(lists(TABLES))


def test_a_lookup_table_has_what_stands_for_itself(made: dict[tuple[str, str], list[str]]) -> None:
    """Neither what names nothing nor what only counts alone."""
    assert made["lookup", "municipality"] == ["kista", "near kista", "stockholm"]
    assert made["lookup", "occupation"] == ["welder"]


def test_stems_become_a_pattern(made: dict[tuple[str, str], list[str]]) -> None:
    assert made["regex", "occupation"] == [r"\b(?:svets)\w*"]


def test_a_spelling_is_a_synonym_of_one_value(made: dict[tuple[str, str], list[str]]) -> None:
    """The first that has it."""
    assert made["synonym", "Stockholm"] == ["stockholm", "kista", "near kista"]
    assert ("synonym", "Nacka") not in made


def test_annotations_tell_the_entities() -> None:
    source = 'jag är [svetsare](occupation) i [Kista]{"entity": "municipality", "value": "Stockholm"}, se [här]'
    assert entities([source]) == {"occupation", "municipality"}


def test_only_whole_words_are_annotated() -> None:
    """Rasa could not learn from the others."""
    source = "по-[русски](language), [12](number)–[14](number) [år](number), [Kista](municipality)."
    assert whole_words(source) == "по-русски, 12–14 [år](number), [Kista](municipality)."


def test_yes_and_no_are_names_in_the_domain() -> None:
    """YAML would take them for something else."""
    found = yaml.safe_load(domain({"yes", "no"}, {"on"}))
    assert (found["intents"], found["entities"]) == (["no", "yes"], ["on"])


def test_what_the_service_knows_is_what_rasa_learns(tmp_path: Path) -> None:
    """Every intent and entity is in the domain; every list is readable."""
    write(tmp_path)
    known: dict[str, Any] = yaml.safe_load((tmp_path / "domain.yml").read_text())
    assert {"seek_work", "report_danger", "greet"} <= set(known["intents"])
    assert {"occupation", "municipality", "language"} <= set(known["entities"])
    made = blocks((tmp_path / "data" / "lists.yml").read_text())
    assert {name for kind, name in made if kind == "lookup"} == {"occupation", "municipality", "language"}
    assert (tmp_path / "data" / "sv").is_dir()
