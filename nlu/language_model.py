"""Which language a few words are in, by the runs of letters in them: learnt from the training data.

Ukrainian and Russian are learnt in Latin letters, too, and Swedish without its dots. The same data give the right
spelling of a word that was typed in Latin letters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlu.arrays import packed, unpacked
from nlu.corpus import LANGUAGES
from nlu.evaluate import Example
from nlu.transliterate import to_cyrillic, to_latin
from nlu.words import CYRILLIC, Word, fold, sound, split

Floats = NDArray[np.float32]
SLAVIC = ("uk", "ru")
_LONGEST_RUN = 3
_MOST_WORDS = 60
_MOST_LETTERS = 24
_CYRILLIC_WORD = re.compile("[\u0400-\u04ff]+(?:['’ʼ][\u0400-\u04ff]+)*")
# Letters that folding takes away, and that tell a language.
_MARKS = frozenset("åäöёґ")
_HEARD_FROM = 3
_OFTEN = 3

_SEEN_BY = 2
_FREEDOM = 30.0
_STEPS = 200
_TOLERANCE = 1e-3
# A copy in other letters is no example of its own.
_COPY = 0.4
_PART = 0.3


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """What was learnt; ``of`` makes it from the arrays that ``train_language`` gives."""

    runs: Mapping[str, int] = field(repr=False)
    weights: Floats = field(repr=False)
    """One row a run, one column a language."""
    bias: Floats = field(repr=False)
    spelled: Mapping[str, Mapping[str, str]] = field(repr=False)
    """For ``uk`` and ``ru`` the spelling of a word by its sound."""
    foreign: frozenset[str] = field(repr=False)
    """Swedish and English words that are no Ukrainian or Russian ones typed in Latin letters."""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """What ``train_language`` gave. Raises ``KeyError`` when an array is missing."""
        runs = {run: at for at, run in enumerate(unpacked(arrays["runs"]))}
        spelled = {name: {sound(fold(word)): word for word in unpacked(arrays[name])} for name in SLAVIC}
        weights, bias = (arrays[name].astype(np.float32) for name in ("weights", "bias"))
        return cls(runs, weights, bias, spelled, frozenset(unpacked(arrays["foreign"])))

    def shares(self, words: Sequence[str], marks: str = "") -> dict[str, float]:
        """How likely each language is (0-1), for folded words and the ``marks`` of the unfolded text."""
        places = sorted({at for run in runs_of(words, marks) if (at := self.runs.get(run)) is not None})
        scores = self.weights[places].sum(0) / max(1, len(places)) ** 0.5 + self.bias
        odds = np.exp(scores - scores.max())
        return dict(zip(LANGUAGES, map(float, odds / odds.sum()), strict=True))

    def to_cyrillic(self, text: str, language: str) -> str:
        """``nlu.transliterate.to_cyrillic`` with the words that were learnt."""
        return to_cyrillic(text, language, foreign=self.foreign, known=self.spelled[language])


@dataclass(frozen=True, slots=True)
class _Seen:
    """An example to learn from and what it counts."""

    runs: tuple[str, ...]
    language: str
    counts: float


def marks_of(text: str) -> str:
    """The letters of ``text`` that folding takes away and that tell a language."""
    return "".join(sorted(_MARKS & set(text.casefold())))


def runs_of(words: Sequence[str], marks: str = "") -> Iterator[str]:
    """Runs of letters inside the folded words with their borders, whole words, and marks."""
    for word in words[:_MOST_WORDS]:
        bordered = f" {word[:_MOST_LETTERS]} "
        for length in range(1, _LONGEST_RUN + 1):
            yield from (bordered[at : at + length] for at in range(len(bordered) - length + 1))
        yield f"={word[:_MOST_LETTERS]}"
    yield from (f"!{mark}" for mark in marks)


def in_one_alphabet(words: Iterable[Word]) -> list[Word]:
    """The words without numbers and addresses, of the alphabet that most are in: Ukrainians name offices in Swedish."""
    plain = [w for w in words if w.text.isalpha()]
    cyrillic = [w for w in plain if CYRILLIC.search(w.text)]
    return cyrillic if 2 * len(cyrillic) >= len(plain) else [w for w in plain if not CYRILLIC.search(w.text)]


def train_language(examples: Iterable[Example]) -> dict[str, NDArray[Any]]:
    """Learn from ``examples`` of all languages; the arrays of ``LanguageModel.of``."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    known = [e for e in examples if e.language in LANGUAGES]
    seen = [_Seen(tuple(dict.fromkeys(runs)), e.language, counts) for e in known for runs, counts in _forms(e)]
    counts = Counter(run for one in seen for run in one.runs)
    names = sorted(run for run, count in counts.items() if count >= _SEEN_BY)
    places = {run: at for at, run in enumerate(names)}
    rows = [[places[run] for run in one.runs if run in places] for one in seen]
    inputs = csr_matrix(
        (
            np.concatenate([np.full(len(row), max(1, len(row)) ** -0.5, np.float32) for row in rows]),
            np.concatenate([np.array(row, np.int32) for row in rows]),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), len(names)),
    )
    wanted = [LANGUAGES.index(one.language) for one in seen]
    learner = LogisticRegression(C=_FREEDOM, max_iter=_STEPS, tol=_TOLERANCE)
    learner.fit(inputs, wanted, sample_weight=_balanced(seen))
    return {
        "runs": packed(names),
        "weights": learner.coef_.T.astype(np.float16),
        "bias": learner.intercept_.astype(np.float32),
        "foreign": packed(_foreign(known)),
        **{name: packed(_spellings(known, name)) for name in SLAVIC},
    }


def _balanced(seen: Sequence[_Seen]) -> list[float]:
    """Weights half way between equal languages and the data's: who writes here is rather Ukrainian than Russian."""
    sizes = {name: sum(one.counts for one in seen if one.language == name) for name in LANGUAGES}
    mean = sum(sizes.values()) / len(sizes)
    return [one.counts * (mean / sizes[one.language]) ** 0.5 for one in seen]


def _forms(example: Example) -> Iterator[tuple[list[str], float]]:
    """The runs of the example as it is and in the other letters it may be typed in, with what each counts.

    Parts of it teach what a message of two or three words looks like.
    """
    for at, text in enumerate((example.text, *_copies(example))):
        words = [w.text for w in in_one_alphabet(split(text))]
        if words:
            counts = _COPY if at and example.language in SLAVIC else 1.0
            yield list(runs_of(words, marks_of(text))), counts
            for pair in list(pairwise(words))[at::5]:
                yield list(runs_of(pair)), counts * _PART


def _copies(example: Example) -> Iterator[str]:
    if example.language in SLAVIC:
        yield from to_latin(example.text, example.language)
    elif (bare := fold(example.text)) != example.text.casefold():
        yield bare


def _spellings(examples: Sequence[Example], language: str) -> list[str]:
    """The commonest Cyrillic spelling for each sound."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        if example.language == language:
            for word in _CYRILLIC_WORD.findall(example.text.lower()):
                if len(word) >= _HEARD_FROM:
                    counts[sound(fold(word))][word] += 1
    return sorted(found.most_common(1)[0][0] for found in counts.values())


def _foreign(examples: Sequence[Example]) -> list[str]:
    """Words that are frequent in Swedish and English, and rarer in Ukrainian and Russian where those sound so."""
    counts = Counter(w.text for e in examples if e.language not in SLAVIC for w in split(e.text))
    heard = Counter(
        sound(fold(word)) for e in examples if e.language in SLAVIC for word in _CYRILLIC_WORD.findall(e.text.lower())
    )
    return sorted(
        word
        for word, count in counts.items()
        if len(word) > _HEARD_FROM and word.isalpha() and count >= max(_OFTEN, heard[sound(word)])
    )
