"""The encoder itself: tokens, network, one unit vector."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from nlu.encoder import LONGEST, Network, NoEncoder, Vector, unit
from nlu.encoder.networks import ExportedNetwork, NumpyNetwork, OnnxNetwork
from nlu.encoder.tokens import Tokenizer
from nlu.encoder.weights import Weights, find_weights, read_weights

# The network was trained with a word before each text that says what it is.
_PREFIX = "query: "


@dataclass(frozen=True, slots=True)
class E5:
    """multilingual-e5-small."""

    tokenizer: Tokenizer
    network: Network = field(repr=False)

    @classmethod
    def load(cls, graph: Path, *, export: Path | None = None) -> Self:
        """The encoder over ``graph``, over numpy where that cannot be loaded, or over another ``export``.

        Raises ``NoEncoder``.
        """
        weights = read_weights(find_weights())
        network: Network = ExportedNetwork.load(export) if export else _network(weights, graph)
        return cls(Tokenizer.of(weights), network)

    @property
    def name(self) -> str:
        """What it runs on, for the log and the metrics."""
        return f"e5-{self.network.name}"

    def encode(self, text: str) -> Vector:
        """The vector of the beginning of ``text``; each layer that is looked at has an equal part of it."""
        views = self.network.run(self.tokenizer.tokens(_PREFIX + text[:LONGEST]))
        return unit(np.concatenate([unit(view) for view in views]))


def _network(weights: Weights, graph: Path) -> Network:
    try:
        return OnnxNetwork.load(weights, graph)
    except NoEncoder:
        return NumpyNetwork.of(weights)
