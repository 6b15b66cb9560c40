"""Learning from the training data: kernel least squares over meaning and words.

Every example votes; the votes are those that fit the labels best, in closed form: no steps, no chance, the same data
give the same model in seconds. The same inverse tells what each example would have been taken for had it not been
learnt from (leave-one-out, exactly); how sharp the scores are to be read is found on that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from nlu.classifier import nearness, softmax
from nlu.encoder import VIEWS, Encoder, Vector
from nlu.evaluate import Example
from nlu.features import features
from nlu.model import Floats, Model, Sharpness, Space, Vocabulary

SEEN_BY = 2
"""Fewer examples with a feature, and it is left out."""
WORDS = 0.5
"""What common words count beside a common meaning."""
SMOOTHING = 0.25
"""The larger, the less a single example is believed."""
KEPT = 192
"""Directions in which meanings are compared, for each view; in all others the examples hardly differ."""
_SHARPEST = 60.0
_LEAST = 1e-12

Letters = Callable[[Example], str]


def train(
    examples: Iterable[Example],
    encoder: Encoder,
    *,
    letters: Letters = lambda example: example.text,
    made_from: str = "",
    others: dict[str, dict[str, NDArray[Any]]] | None = None,
) -> Model:
    """Learn from ``examples``. ``letters`` gives the text as the encoder is to see it, in its own alphabet."""
    known = list(examples)
    vectors = np.stack([encoder.encode(letters(example)) for example in known])
    space = find_space(vectors)
    meaning = space.place(vectors)
    found = [features(example.text) for example in known]
    vocabulary = _vocabulary(found)
    words = _matrix(vocabulary, found)
    labels = tuple(sorted({example.intent for example in known}))
    places = {label: at for at, label in enumerate(labels)}
    wanted = np.array([places[example.intent] for example in known], np.intp)
    alike = np.asarray((words @ words.T).todense(), np.float32)
    together, unlearnt = _votes(nearness(meaning @ meaning.T) + WORDS * alike, wanted, len(labels))
    alone, unlearnt_alone = _votes(alike, wanted, len(labels))
    return Model(
        labels=labels,
        space=space,
        examples=meaning,
        votes=together,
        vocabulary=vocabulary,
        words=WORDS * np.asarray(words.T @ together, np.float32),
        words_alone=np.asarray(words.T @ alone, np.float32),
        sharpness=Sharpness(_sharpness(unlearnt, wanted), _sharpness(unlearnt_alone, wanted)),
        made_from=made_from,
        others=others or {},
    )


def find_space(vectors: Floats, kept: int = KEPT) -> Space:
    """The space that tells ``vectors`` apart: ``kept`` principal directions, found for each view by itself."""
    centre: Vector = vectors.mean(0)
    parts = np.split(vectors - centre, VIEWS, axis=1)
    return Space(centre, np.stack([_directions(part)[:, :kept] for part in parts]))


def _directions(part: Floats) -> Floats:
    units = (part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), _LEAST)).astype(np.float64)
    _, directions = np.linalg.eigh(units.T @ units)
    found: Floats = np.ascontiguousarray(directions[:, ::-1], np.float32)
    return found


def _vocabulary(found: Sequence[list[str]]) -> Vocabulary:
    counts = Counter(name for names in found for name in set(names))
    names = sorted(name for name, count in counts.items() if count >= SEEN_BY)
    rarity = np.log((1 + len(found)) / (1 + np.array([counts[name] for name in names], np.float32))) + 1
    return Vocabulary({name: at for at, name in enumerate(names)}, rarity.astype(np.float32))


def _matrix(vocabulary: Vocabulary, found: Sequence[list[str]]) -> csr_matrix:
    rows = [vocabulary.weigh(names) for names in found]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, weights = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return csr_matrix((weights, places, ends), shape=(len(found), len(vocabulary.names)), dtype=np.float32)


def _votes(alike: Floats, wanted: NDArray[np.intp], labels: int) -> tuple[Floats, Floats]:
    """What each example says for each label, and the scores that it would have got had it not been learnt from."""
    targets: Floats = np.eye(labels, dtype=np.float32)[wanted]
    damped = alike + SMOOTHING * np.eye(len(alike), dtype=np.float32)
    factor, failed = lapack.spotrf(damped, overwrite_a=True)
    votes = np.asarray(lapack.spotrs(factor, targets)[0], np.float32)
    inverse, failed_too = lapack.spotri(factor, overwrite_c=True)
    if failed or failed_too:
        raise ArithmeticError("the examples' likeness cannot be inverted")
    return votes, targets - votes / inverse.diagonal()[:, None]


def _sharpness(scores: Floats, wanted: NDArray[np.intp]) -> float:
    """With it the probabilities of what is right are the highest on the whole."""

    def surprise(sharpness: float) -> float:
        chances = softmax(scores * np.float32(sharpness))[np.arange(len(wanted)), wanted]
        return float(-np.log(np.maximum(chances, _LEAST)).mean())

    return float(minimize_scalar(surprise, bounds=(1.0, _SHARPEST), method="bounded").x)
