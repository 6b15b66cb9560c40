"""What a message is about: the examples near its meaning and its single words have a say each."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import Encoder
from nlu.features import features
from nlu.model import Model
from nlu.understanding import Intent

Floats = NDArray[np.float32]
NARROW = 2.0
"""How fast an example's say falls with its distance: exp(-NARROW · (1 - cosine))."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """All intents of a message with their probabilities, the likeliest first, and the scores they come from."""

    ranking: tuple[Intent, ...]
    scores: Floats = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Reads messages with ``model``; without an ``encoder`` by their words alone."""

    model: Model = field(repr=False)
    encoder: Encoder | None

    @property
    def name(self) -> str:
        """What it reads with, for the log and the metrics."""
        return self.encoder.name if self.encoder else "words"

    def classify(self, text: str) -> tuple[Intent, ...]:
        """The intents of ``text`` with their probabilities, the likeliest first."""
        return self.judge(text).ranking

    def judge(self, text: str, *, in_own_letters: str | None = None) -> Opinion:
        """What ``text`` is about. ``in_own_letters``: the same in the alphabet of its language, for the encoder."""
        model = self.model
        places, weights = model.vocabulary.weigh(features(text))
        if self.encoder is None:
            scores, sharpness = weights @ model.words_alone[places], model.sharpness.words_alone
        else:
            meaning = model.space.place(self.encoder.encode(in_own_letters or text))
            scores = nearness(model.examples @ meaning) @ model.votes + weights @ model.words[places]
            sharpness = model.sharpness.together
        chances = softmax(scores * np.float32(sharpness))
        order = np.argsort(-chances, kind="stable")
        return Opinion(tuple(Intent(model.labels[i], float(chances[i])) for i in order), scores)

    def score(self, opinion: Opinion, label: str) -> float:
        """How much speaks for ``label``: about 0 is nothing, 1 is an example itself."""
        return float(opinion.scores[self.model.labels.index(label)])


def nearness(cosines: Floats) -> Floats:
    """How near meanings are, from the cosine of the angle between them: 1 is the same."""
    near: Floats = np.exp(np.float32(NARROW) * (cosines - np.float32(1)))
    return near


def softmax(scores: Floats) -> Floats:
    """Probabilities in the proportions of ``scores``, over the last axis."""
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    chances: Floats = shares / shares.sum(-1, keepdims=True)
    return chances
