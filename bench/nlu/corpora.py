"""What both engines learn from and are asked: our own data, CLINC150, the Home Assistant intents."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.nlu.engines import Example
from nlu.corpus import read_corpus
from nlu.evaluate import read_examples
from nlu.understanding import OUT_OF_SCOPE

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT.parent / "shared" / "contracts" / "nlu"
SEED = 150
HELD_BACK = 0.25
"""Share of our own examples that is tested with."""
INTENTS, EACH = 40, 20
"""Of CLINC150: so many intents, so many examples of each, as a service of our size has them."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """``test`` holds messages in scope and out of it; the latter mean ``out_of_scope``."""

    name: str
    train: tuple[Example, ...]
    test: tuple[Example, ...]


def corpora(names: Iterable[str], tests: Iterable[Path], most: int | None = None) -> Iterator[Corpus]:
    """The corpora that are there. With ``tests`` ours is learnt whole, and those files are what is asked.

    ``most``: of ours no more messages of an intent and language are learnt.
    """
    for name in names:
        if name == "own":
            whole = own(tuple(tests))
            yield Corpus(whole.name, tuple(_capped(whole.train, most)), whole.test) if most else whole
        elif CONTRACTS.is_dir():
            yield {"clinc": clinc, "home": home}[name](random.Random(SEED))


def own(tests: tuple[Path, ...] = ()) -> Corpus:
    """The training data of the service."""
    examples = [Example(e.intent, e.language, e.text) for e in read_corpus()]
    if tests:
        asked = [e for file in tests for e in read_examples(file.read_text(encoding="utf-8").splitlines())]
        return Corpus("own", tuple(examples), tuple(Example(e.intent, e.language, e.text) for e in asked))
    return _split("own", examples, HELD_BACK, random.Random(SEED))


def clinc(chance: random.Random) -> Corpus:
    """CLINC150, a part of its intents; what it has out of scope is far from all of them."""
    data = json.loads((CONTRACTS / "clinc150_full.json").read_text(encoding="utf-8"))
    train = _by_intent(data["train"])
    chosen = chance.sample(sorted(train), INTENTS)
    learnt = [Example(name, "en", text) for name in chosen for text in chance.sample(train[name], EACH)]
    asked = [Example(name, "en", text) for text, name in data["test"] if name in chosen]
    outside = [Example(OUT_OF_SCOPE, "en", text) for text, _ in data["oos_test"]]
    return Corpus("clinc", tuple(learnt), tuple(asked + outside))


def home(chance: random.Random) -> Corpus:
    """Home Assistant's intents in four languages: half is learnt, at most ``EACH`` of an intent and language."""
    data = json.loads((CONTRACTS / "home_assistant_intents.json").read_text(encoding="utf-8"))
    examples = [
        Example(one["intent"], language, one["text"]) for language, messages in data.items() for one in messages
    ]
    halves = _split("home", examples, 0.5, chance)
    return Corpus("home", tuple(_capped(halves.train, EACH)), halves.test)


def _split(name: str, examples: Iterable[Example], share: float, chance: random.Random) -> Corpus:
    """The same share of every intent and language is held back; a message that is alone is learnt."""
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in dict.fromkeys(examples):
        groups[example.intent, example.language].append(example)
    train: list[Example] = []
    test: list[Example] = []
    for _, group in sorted(groups.items()):
        mixed = chance.sample(group, len(group))
        held = int(len(group) * share)
        test += mixed[:held]
        train += mixed[held:]
    return Corpus(name, tuple(train), tuple(test))


def _capped(examples: Iterable[Example], most: int) -> Iterator[Example]:
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for example in examples:
        seen[example.intent, example.language] += 1
        if seen[example.intent, example.language] <= most:
            yield example


def _by_intent(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for text, name in pairs:
        texts[name].append(text)
    return texts
