"""What was learnt from the training data, and the one file in which it is kept.

The file is a plain archive of arrays: nothing in it can run.

ModelError
├── NoModel    there is no file; ``python -m nlu train`` makes it
└── BadModel   it is damaged, or of another version
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log, sqrt
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlu.arrays import keep, packed, unpacked
from nlu.encoder import Vector

VERSION = 2
Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]
_LEAST = 1e-12


class ModelError(Exception):
    """Anything that is wrong with a model file."""


class NoModel(ModelError):
    """There is no model."""


class BadModel(ModelError):
    """The model cannot be read, or was made by another version."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Features that were seen in training, and how rare each is."""

    names: Mapping[str, int] = field(repr=False)
    rarity: Floats = field(repr=False)

    def weigh(self, features: Iterable[str]) -> tuple[NDArray[np.intp], Floats]:
        """Places and weights (tf-idf, length one) of the features that are known."""
        counts = Counter(place for f in features if (place := self.names.get(f)) is not None)
        places = np.fromiter(counts, np.intp, len(counts))
        weights = np.array([1 + log(n) for n in counts.values()], np.float32) * self.rarity[places]
        length = float(np.linalg.norm(weights))
        return places, weights / length if length else weights


@dataclass(frozen=True, slots=True)
class Space:
    """Where meanings lie: an encoder's vectors, moved and turned so that few numbers tell them apart."""

    centre: Vector = field(repr=False)
    """The mean of all examples' vectors: subtracted before anything else, for all texts lie in one corner."""
    axes: Floats = field(repr=False)
    """For each view of a vector the directions in which the examples differ most, a column each."""

    def place(self, vectors: Floats) -> Floats:
        """The places of ``vectors`` (one, or a row each): of length one, each view having an equal part."""
        views, width, kept = self.axes.shape
        parts = (vectors - self.centre).reshape(-1, views, width)
        turned = np.stack([_units(parts[:, view]) @ self.axes[view] for view in range(views)], 1)
        places = _units(turned) / np.float32(sqrt(views))
        shaped: Floats = places.reshape(*vectors.shape[:-1], views * kept)
        return shaped


def _units(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    units: Floats = vectors / np.maximum(lengths, np.float32(_LEAST))
    return units


@dataclass(frozen=True, slots=True)
class Sharpness:
    """What scores are multiplied by before they become probabilities, found on messages that were not learnt from."""

    together: float
    words_alone: float


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt: which examples speak for which label, and how much."""

    labels: tuple[str, ...]
    space: Space
    examples: Floats = field(repr=False)
    """The examples' meanings: one unit vector a row."""
    votes: Floats = field(repr=False)
    """What an example says for each label."""
    vocabulary: Vocabulary
    words: Floats = field(repr=False)
    """What a feature of the vocabulary adds for each label."""
    words_alone: Floats = field(repr=False)
    """The same where there is no encoder."""
    sharpness: Sharpness
    made_from: str
    """A digest of what it was trained with."""
    others: Mapping[str, Arrays] = field(default_factory=dict, repr=False)
    """Arrays of other parts, by their names."""

    def save(self, path: Path) -> None:
        """Write it to ``path`` at once."""
        path.parent.mkdir(parents=True, exist_ok=True)
        keep(path, **self._arrays())

    @classmethod
    def load(cls, path: Path) -> Self:
        """The model in ``path``. Raises ``NoModel``, ``BadModel``."""
        try:
            # numpy leaves a file open that is no archive, unless somebody else opened it.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return cls._of({name: kept[name] for name in kept.files})
        except FileNotFoundError as error:
            raise NoModel(f"there is no model at {path}: python -m nlu train") from error
        except Exception as error:  # what is wrong with an archive has no common class
            raise BadModel(f"the model at {path} cannot be read: python -m nlu train") from error

    def _arrays(self) -> dict[str, NDArray[Any]]:
        large = {name: getattr(self, name).astype(np.float16) for name in _LARGE}
        kept = {
            "version": np.array(VERSION),
            "labels": packed(self.labels),
            "centre": self.space.centre,
            "axes": self.space.axes,
            "names": packed(self.vocabulary.names),
            "rarity": self.vocabulary.rarity,
            "sharpness": np.array([self.sharpness.together, self.sharpness.words_alone]),
            "made_from": packed([self.made_from]),
        }
        others = {
            f"{_OTHER}{part}.{name}": array for part, arrays in self.others.items() for name, array in arrays.items()
        }
        return large | kept | others

    @classmethod
    def _of(cls, kept: Arrays) -> Self:
        if int(kept["version"]) != VERSION:
            raise ValueError("another version")
        others: dict[str, dict[str, NDArray[Any]]] = {}
        for name in kept:
            if name.startswith(_OTHER):
                part, array = name.removeprefix(_OTHER).split(".", 1)
                others.setdefault(part, {})[array] = kept[name]
        names = {name: at for at, name in enumerate(unpacked(kept["names"]))}
        model = cls(
            labels=tuple(unpacked(kept["labels"])),
            space=Space(kept["centre"], kept["axes"]),
            vocabulary=Vocabulary(names, kept["rarity"]),
            sharpness=Sharpness(*map(float, kept["sharpness"])),
            made_from=unpacked(kept["made_from"])[0],
            others=others,
            **{name: kept[name].astype(np.float32) for name in _LARGE},
        )
        model._check()
        return model

    def _check(self) -> None:
        """Its arrays belong together. Raises ``ValueError``."""
        labels, names, examples = len(self.labels), len(self.vocabulary.names), len(self.examples)
        views, width, kept = self.space.axes.shape
        arrays = (self.space.centre, self.examples, self.votes, self.vocabulary.rarity, self.words, self.words_alone)
        wanted = [(views * width,), (examples, views * kept), (examples, labels), (names,)]
        if [array.shape for array in arrays] != [*wanted, (names, labels), (names, labels)]:
            raise ValueError("arrays of different models")


_LARGE = ("examples", "votes", "words", "words_alone")
_OTHER = "other."
