"""The encoder itself: tokens, embeddings, network, one unit vector."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from nlu.encoder import LONGEST, Network, NoEncoder, Vector, unit
from nlu.encoder.networks import NumpyNetwork, OnnxNetwork
from nlu.encoder.tokens import Tokenizer
from nlu.encoder.weights import Weights, find_weights, read_weights

# The network was trained with a word before each text that says what it is.
_PREFIX = "query: "
GRAPH = "encoder.onnx"


@dataclass(frozen=True, slots=True)
class E5:
    """multilingual-e5-small."""

    tokenizer: Tokenizer
    weights: Weights
    network: Network = field(repr=False)

    @classmethod
    def load(cls, graph: Path | None = None) -> Self:
        """The encoder over ``graph`` when the runtime can load it, else over numpy. Raises ``NoEncoder``."""
        weights = read_weights(find_weights())
        return cls(Tokenizer.of(weights), weights, _network(weights, graph))

    @property
    def name(self) -> str:
        """What it runs on, for the log and the metrics."""
        return f"e5-{self.network.name}"

    def encode(self, text: str) -> Vector:
        """The vector of the beginning of ``text``."""
        tokens = self.tokenizer.tokens(_PREFIX + text[:LONGEST])
        return unit(self.network.run(self.weights.embeddings(tokens)))


def _network(weights: Weights, graph: Path | None) -> Network:
    if graph is not None and graph.is_file():
        try:
            return OnnxNetwork.load(graph)
        except NoEncoder:
            pass
    return NumpyNetwork.of(weights)
