"""Occupations of JobTech and ESCO: small files of the real shape, joined and read."""

import json
from pathlib import Path

import pytest

from nlu.entities.names import find_names
from nlu.imported import BadImport, import_occupations, read_concepts, read_imported
from nlu.occupations import load_spellings
from nlu.patterns import Matcher, compile_phrase
from nlu.words import split

URI = "http://data.europa.eu/esco/occupation/90f75f67-495d-49fa-ab57-2f320e251d7e"
CONCEPTS = [
    {
        "id": "JbJw_as4_S93",
        "type": "occupation-name",
        "preferred_label": "Kock, à la carte",
        "alternative_labels": ["Restaurangkock"],
        "broader": [{"id": "BStc_SJh_DKG", "preferred_label": "Kockar och kallskänkor", "ssyk_code_2012": "5120"}],
        "exact_match": [{"esco_uri": URI, "preferred_label": "cook"}],
    },
    {"id": "dYo1_D8c_87U", "type": "occupation-name", "preferred_label": "Städare/Lokalvårdare"},
    {"id": "BStc_SJh_DKG", "type": "ssyk-level-4", "preferred_label": "Kockar och kallskänkor"},
]
UK = f'conceptUri,preferredLabel,altLabels\n{URI},кухар/кухарка,"кухар\nшеф"\n'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_are_joined_on_escos_uri(tmp_path: Path) -> None:
    jobtech = write(tmp_path, "jobtech.json", json.dumps({"data": {"concepts": CONCEPTS}}))
    esco, into = write(tmp_path, "occupations_uk.csv", UK), tmp_path / "made" / "occupations.json"
    assert import_occupations([esco, jobtech], into) == 2
    cook, cleaner = read_imported(into)
    assert (cook.concept, cook.names, cook.esco) == ("JbJw_as4_S93", ("Kock, à la carte", "Restaurangkock"), URI)
    assert cook.others == {"uk": ("кухар/кухарка", "кухар", "шеф")}
    assert (cleaner.names, cleaner.others) == (("Städare/Lokalvårdare",), {})


def test_our_names_find_their_ids(tmp_path: Path) -> None:
    jobtech = write(tmp_path, "jobtech.json", json.dumps({"data": {"concepts": CONCEPTS}}))
    import_occupations([jobtech], tmp_path / "made.json")
    concepts = read_concepts(tmp_path / "made.json")
    found = [concepts.get(name) for name in ("kock", "restaurangkock", "städare", "lokalvårdare", "läkare")]
    assert found == ["JbJw_as4_S93", "JbJw_as4_S93", "dYo1_D8c_87U", "dYo1_D8c_87U", None]


def test_without_an_import_nothing_is_known(tmp_path: Path) -> None:
    assert read_concepts(tmp_path / "nothing.json") == {}


@pytest.mark.parametrize(
    "name,text",
    [
        ("jobtech.json", "[]"),
        ("jobtech.json", '{"data": {"concepts": []}}'),
        ("jobtech.json", '{"data": {"concepts": [{"id": 1, "preferred_label": "x"}]}}'),
        ("jobtech.json", "no json"),
        ("occupations_uk.csv", "a,b\n1,2\n"),
        ("occupations_uk.csv", UK),
    ],
)
def test_another_file_is_refused_and_what_was_there_stays(tmp_path: Path, name: str, text: str) -> None:
    into = write(tmp_path, "made.json", "[]")
    with pytest.raises(BadImport):
        import_occupations([write(tmp_path, name, text)], into)
    assert into.read_text(encoding="utf-8") == "[]"


def test_other_names_of_our_occupations_are_understood_and_ours_stay_ours(tmp_path: Path) -> None:
    concepts = [
        *CONCEPTS,
        {"id": "x1", "preferred_label": "Svetsare", "alternative_labels": ["Kock", "Rörfogare", "Fogare/Påläggare"]},
        {"id": "x2", "preferred_label": "Okänt yrke", "alternative_labels": ["Okändare"]},
        {"id": "x3", "preferred_label": "Snickare", "alternative_labels": ["Fogare", "Rör*fogare", "Trä 2000"]},
    ]
    jobtech = write(tmp_path, "jobtech.json", json.dumps({"data": {"concepts": concepts}}))
    into = tmp_path / "made.json"
    import_occupations([jobtech, write(tmp_path, "occupations_uk.csv", UK)], into)
    before, after = load_spellings(tmp_path / "nothing.json"), load_spellings(into)
    new = {name: sorted(set(after[name]) - set(before[name])) for name in after}
    # "Шеф" is too short, "fogare" may be either, "kock" is a cook, and an occupation that we do not have is none.
    assert {name: words for name, words in new.items() if words} == {
        "kock": ["restaurangkock"],
        "städare": ["lokalvårdare"],
        "svetsare": ["påläggare", "rörfogare"],
    }
    matcher = Matcher([compile_phrase(name, source) for name, sources in after.items() for source in sources])
    found = find_names("occupation", matcher, text := "Jag var rörfogare i tio år", split(text))
    assert [entity.value for entity in found] == ["svetsare"]
