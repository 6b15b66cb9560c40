"""A small thing to learn, in no time: forty examples and an encoder that sees runs of three letters."""

from dataclasses import dataclass, field
from functools import cache
from zlib import crc32

import numpy as np

from nlu.corpus import read_corpus
from nlu.encoder import Vector, unit
from nlu.evaluate import Example
from nlu.model import Model
from nlu.train import train

LABELS = ("ask_housing", "ask_school", "out_of_scope", "report_danger")
OF_EACH = 10
_WIDTH = 48


@dataclass(frozen=True, slots=True)
class Toy:
    """Its vectors are near each other for texts that share letters."""

    name: str = "toy"
    asked: list[str] = field(default_factory=list, compare=False)

    def encode(self, text: str) -> Vector:
        """A unit vector, the same for the same text."""
        self.asked.append(text)
        # All texts lie in one corner, as those of the real one do.
        vector = np.full(_WIDTH, 2.0, np.float32)
        for at in range(len(text) - 2):
            vector[crc32(text[at : at + 3].encode("utf-8", "surrogatepass")) % _WIDTH] += 1
        return unit(vector)


@cache
def forty() -> tuple[Example, ...]:
    """Ten Swedish examples each of four intents."""
    known = [example for example in read_corpus() if example.language == "sv"]
    return tuple(e for label in LABELS for e in [e for e in known if e.intent == label][:OF_EACH])


def learn() -> Model:
    """What is learnt from the forty."""
    return train(forty(), Toy(), made_from="forty")
