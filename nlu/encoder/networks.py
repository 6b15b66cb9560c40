"""Ways to run the network: the ONNX runtime, and numpy where that runtime has no wheel."""

from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import INPUT, MIDDLE, OUTPUT, NoEncoder
from nlu.encoder.weights import Weights

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """The graph that ``nlu.encoder.graph`` writes."""

    weights: Weights = field(repr=False)
    session: Any = field(repr=False)
    name: str = "onnx"

    @classmethod
    def load(cls, weights: Weights, path: Path) -> Self:
        """The graph in ``path``. Raises ``NoEncoder``."""
        return cls(weights, _session(path))

    def run(self, tokens: list[int]) -> Floats:
        """The means of both layers over all tokens."""
        means: Floats = self.session.run([OUTPUT], {INPUT: self.weights.embeddings(tokens)})[0]
        return means


_LAST, _MIDDLE = "last_hidden_state", f"hidden_states.{MIDDLE}"
"""What exports call these layers; number 0 is what enters the first one."""


@dataclass(frozen=True, slots=True)
class ExportedNetwork:
    """Another export of the same network, as the usual tools write it: token ids in, the last layer and all others out.

    Exported without its hidden layers it cannot be used.
    """

    session: Any = field(repr=False)
    inputs: frozenset[str]
    name: str = "export"

    @classmethod
    def load(cls, path: Path) -> Self:
        """The export in ``path``. Raises ``NoEncoder``."""
        session = _session(path)
        found = frozenset(entry.name for entry in session.get_inputs())
        if "input_ids" not in found or found - {"input_ids", "attention_mask", "token_type_ids"}:
            raise NoEncoder(f"{path.name} is no export of the encoder: it asks for {', '.join(sorted(found))}")
        if not {_LAST, _MIDDLE} <= {entry.name for entry in session.get_outputs()}:
            raise NoEncoder(f"{path.name} was exported without its hidden layers: it has no {_LAST} and {_MIDDLE}")
        return cls(session, found)

    def run(self, tokens: list[int]) -> Floats:
        """The means of both layers over all tokens."""
        ids = np.array([tokens], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        layers = self.session.run([_LAST, _MIDDLE], {name: given[name] for name in self.inputs})
        means: Floats = np.stack([layer[0].mean(0) for layer in layers])
        return means


def _session(path: Path) -> Any:
    """One thread each: many messages are understood side by side."""
    try:
        import onnxruntime as ort
    except ImportError as error:
        raise NoEncoder("onnxruntime is not installed") from error
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors have no common class
        raise NoEncoder(f"the encoder cannot be loaded: {path}") from error


@dataclass(frozen=True, slots=True)
class _Layer:
    into: Floats
    into_bias: Floats
    out: Floats
    out_bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    attended: tuple[Floats, Floats]
    transformed: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class NumpyNetwork:
    """The same network in full numbers: slower, but it runs wherever numpy does."""

    weights: Weights = field(repr=False)
    entry: tuple[Floats, Floats] = field(repr=False)
    layers: tuple[_Layer, ...] = field(repr=False)
    name: str = "numpy"

    @classmethod
    def of(cls, weights: Weights) -> Self:
        """The network above the embeddings of ``weights``."""
        layers = tuple(_layer(weights, f"l{n}.") for n in range(weights.shape.layers))
        return cls(weights, _norm(weights, "emb.ln"), layers)

    def run(self, tokens: list[int]) -> Floats:
        """The means of both layers over all tokens."""
        middle = state = self._normed(self.weights.embeddings(tokens), self.entry)
        for number, layer in enumerate(self.layers, 1):
            state = self._normed(state + self._attention(state, layer) @ layer.out + layer.out_bias, layer.attended)
            inner = _gelu(state @ layer.inner + layer.inner_bias)
            state = self._normed(state + inner @ layer.outer + layer.outer_bias, layer.transformed)
            middle = state if number == MIDDLE else middle
        return np.stack([state.mean(0), middle.mean(0)])

    def _attention(self, state: Floats, layer: _Layer) -> Floats:
        tokens, width = state.shape
        heads = self.weights.shape.heads
        joined = (state @ layer.into + layer.into_bias).reshape(tokens, 3, heads, width // heads)
        query, key, value = joined.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32(sqrt(width // heads))
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        mixed: Floats = (shares @ value).transpose(1, 0, 2).reshape(tokens, width)
        return mixed

    def _normed(self, state: Floats, norm: tuple[Floats, Floats]) -> Floats:
        centred = state - state.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(self.weights.shape.epsilon))
        normed: Floats = centred / spread * norm[0] + norm[1]
        return normed


def _layer(weights: Weights, name: str) -> _Layer:
    width, inner = weights.shape.width, weights.shape.inner

    def matrix(part: str, rows: int) -> Floats:
        return np.ascontiguousarray(weights.matrix(f"{name}{part}.w", rows).T)

    def bias(part: str, rows: int) -> Floats:
        return weights.floats(f"{name}{part}.b")[:rows]

    return _Layer(
        into=np.hstack([matrix(part, width) for part in "qkv"]),
        into_bias=np.concatenate([bias(part, width) for part in "qkv"]),
        out=matrix("ao", width),
        out_bias=bias("ao", width),
        inner=matrix("fi", inner),
        inner_bias=bias("fi", inner),
        outer=matrix("fo", width),
        outer_bias=bias("fo", width),
        attended=_norm(weights, f"{name}aln"),
        transformed=_norm(weights, f"{name}oln"),
    )


def _norm(weights: Weights, name: str) -> tuple[Floats, Floats]:
    width = weights.shape.width
    return weights.floats(f"{name}.w")[:width], weights.floats(f"{name}.b")[:width]


def _gelu(state: Floats) -> Floats:
    from scipy.special import erf

    bent: Floats = state * np.float32(0.5) * (1 + erf(state * np.float32(2**-0.5)))
    return bent
