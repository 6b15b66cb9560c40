"""Training data: read as Rasa reads them, told where they are wrong, and each example of them another one."""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from dialogs.meanings import MEANINGS
from nlu.corpus import LANGUAGES, BadCorpus, plain, read_corpus, read_examples
from nlu.evaluate import Example
from nlu.understanding import OUT_OF_SCOPE
from nlu.words import split

DANGER = "report_danger"
# The examples of danger, and of what only sounds like it, stand in files of their own and are many.
BESIDE = "danger"
ENOUGH = {"sv": (15, 25), "uk": (15, 25), "en": (15, 25), "ru": (8, 14)}
MORE = {"sv": 40, "uk": 40, "en": 40, "ru": 30}
# Of two texts that are alike to this degree one teaches nothing.
ALIKE = 0.9


def block(examples: str, intent: str = "greet") -> str:
    return f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{examples}'


def read(source: str) -> list[Example]:
    return list(read_examples(source, "sv", "sv/test.yml"))


def test_examples_are_read_in_their_order() -> None:
    assert read(block("    - hej\n    - god dag\n")) == [
        Example("greet", "sv", "hej"),
        Example("greet", "sv", "god dag"),
    ]


def test_tables_and_empty_lines_are_no_examples() -> None:
    source = block("    - hej\n\n    - hallå\n") + "- lookup: occupation\n  examples: |\n    - svetsare\n"
    assert [example.text for example in read(source)] == ["hej", "hallå"]


def test_names_that_yaml_takes_for_something_else_stay_names() -> None:
    assert [example.intent for example in read(block("    - hej\n", intent='"yes"'))] == ["yes"]


@pytest.mark.parametrize(
    "annotated, typed",
    [
        ("jag är [svetsare](occupation) i [Kista](municipality)", "jag är svetsare i Kista"),
        ('bor i [Kista]{"entity": "municipality", "value": "Stockholm"}', "bor i Kista"),
        ("[12](number)–[14](number) år", "12–14 år"),
        ("se [bilagan] (här)", "se [bilagan] (här)"),
        ("(ring mig) :-)", "(ring mig) :-)"),
    ],
)
def test_annotations_are_taken_out(annotated: str, typed: str) -> None:
    assert plain(annotated) == typed
    assert read(block(f"    - {annotated}\n"))[0].text == typed


@pytest.mark.parametrize(
    "source, told",
    [
        ("", "there is no list 'nlu'"),
        ("nlu: greet", "there is no list 'nlu'"),
        ("- a\n- b", "there is no list 'nlu'"),
        ("nlu:\n- greet", "a block has no examples"),
        ("nlu:\n- intent: greet", "a block has no examples"),
        ("nlu:\n- intent: greet\n  examples:\n  - hej", "a block has no examples"),
        (block("    - hej\n    hallå\n"), "greet: a line does not begin with '- '"),
        ("nlu:\n- intent: [", "line 2"),
        ("nlu: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(source: str, told: str) -> None:
    with pytest.raises(BadCorpus) as raised:
        read(source)
    assert str(raised.value).startswith("sv/test.yml: ")
    assert told in str(raised.value)


def test_a_folder_is_read_by_language_and_name(tmp_path: Path) -> None:
    for name, text in (("uk/b.yml", "два"), ("uk/a.yml", "раз"), ("sv/x.yml", "hej"), ("fi/a.yml", "moi")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(block(f"    - {text}\n"), encoding="utf-8")
    (tmp_path / "uk" / "notes.txt").write_text("nothing")
    assert [(e.language, e.text) for e in read_corpus(tmp_path)] == [("sv", "hej"), ("uk", "раз"), ("uk", "два")]


def test_the_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "way.yml").write_text("nlu:")
    with pytest.raises(BadCorpus, match="en/way.yml"):
        read_corpus(tmp_path)


@cache
def corpus(language: str) -> list[tuple[str, Example]]:
    """(file, example) of everything that is learnt in ``language``."""
    folder = files("nlu").joinpath("data", language)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yml"))
    return [
        (f"{language}/{name}", example)
        for name in names
        for example in read_examples(folder.joinpath(name).read_text(encoding="utf-8"), language, name)
    ]


def words_of(example: Example) -> str:
    """The example as it is compared; a sign without a word ("?") is itself."""
    return " ".join(word.text for word in split(example.text)) or example.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_enough_examples_and_not_too_many(language: str) -> None:
    least, most = ENOUGH[language]
    counts = Counter(e.intent for file, e in corpus(language) if not file.split("/")[1].startswith(BESIDE))
    counts.pop(DANGER, None)
    assert counts.pop(OUT_OF_SCOPE) >= MORE[language]
    assert set(counts) == set(MEANINGS) - {DANGER, OUT_OF_SCOPE}
    assert {name: count for name, count in counts.items() if not least <= count <= most} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_has_more(language: str) -> None:
    assert sum(e.intent == DANGER for _, e in corpus(language)) >= MORE[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_for_two_intents_or_twice_for_one(language: str) -> None:
    places: dict[frozenset[str], list[str]] = {}
    for file, example in corpus(language):
        places.setdefault(frozenset(words_of(example).split()), []).append(f"{file}: {example.intent}: {example.text}")
    assert [found for found in places.values() if len(found) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_texts_are_nearly_the_same(language: str) -> None:
    known = corpus(language)
    texts = [words_of(example) for _, example in known]
    assert [
        " ~ ".join(f"{known[at][0]}: {known[at][1].intent}: {known[at][1].text}" for at in pair)
        for pair in candidates(texts)
        if SequenceMatcher(None, texts[pair[0]], texts[pair[1]], autojunk=False).ratio() > ALIKE
    ] == []


def test_what_is_the_same_in_two_languages_means_the_same() -> None:
    """Nobody knows in which one it was written."""
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for _, example in corpus(language):
            meanings.setdefault(words_of(example), set()).add(example.intent)
    assert {text: intents for text, intents in meanings.items() if len(intents) > 1} == {}


def candidates(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs that may be alike: no other pair shares enough pairs of letters.

    Of ``a + b`` letters more than 0.45 · (a + b) must have a partner, and each of the at most 0.1 · (a + b) others
    parts one pair of neighbours.
    """
    names: dict[tuple[str, int], int] = {}
    rows = [[names.setdefault(pair, len(names)) for pair in _numbered(text)] for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    places = np.concatenate([np.array(row, np.intp) for row in rows])
    held = csr_matrix((np.ones(len(places), np.int32), places, ends), shape=(len(texts), len(names)))
    shared = (held @ held.T).tocoo()
    lengths = np.array([len(text) for text in texts])
    both = lengths[shared.row] + lengths[shared.col]
    near = (shared.row < shared.col) & (shared.data >= (ALIKE - 0.55) * both - 1)
    yield from zip(shared.row[near].tolist(), shared.col[near].tolist(), strict=True)


def _numbered(text: str) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for a, b in pairwise(f" {text} "):
        seen[a + b] += 1
        yield a + b, seen[a + b]


def test_a_changed_letter_or_word_is_noticed() -> None:
    """The measure itself: what it lets through, and what it does not."""
    text = "jag jobbade tolv ar som svetsare i dnipro och vill borja jobba har"
    near = [text, text.replace("tolv", "fem"), text.replace("borja", "bojra")]
    assert set(candidates(near)) == {(0, 1), (0, 2), (1, 2)}
    assert list(candidates([text, "kan ngn fixa sommarjobb at min son han fyller sjutton i maj"])) == []
