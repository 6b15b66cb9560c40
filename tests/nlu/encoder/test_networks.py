"""The runtime and numpy give the same vectors; another export is used when it is one; what cannot be loaded is told."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx as format_of_onnx
import pytest
from onnx import TensorProto, helper

from nlu.encoder import MIDDLE, MOST_TOKENS, VIEWS, NoEncoder, unit
from nlu.encoder.networks import ExportedNetwork, NumpyNetwork, OnnxNetwork
from nlu.encoder.tokens import Tokenizer
from nlu.encoder.weights import Weights

TEXTS = (
    "query: hej",
    "query: Jag är svetsare och söker jobb i Stockholm",
    "query: чоловік мене б'є, допоможіть",
    "query: What does Integrationspakten cost for a small company with 12 employees?",
    "query: ",
    "query: " + "шукаю роботу і житло, " * 13,
)


@pytest.mark.parametrize("text", TEXTS)
def test_both_networks_agree(text: str, tokenizer: Tokenizer, onnx: OnnxNetwork, plain: NumpyNetwork) -> None:
    tokens = tokenizer.tokens(text)
    for quick, exact in zip(onnx.run(tokens), plain.run(tokens), strict=True):
        assert float(unit(quick) @ unit(exact)) > 0.999


def test_each_layer_says_something_of_its_own(tokenizer: Tokenizer, plain: NumpyNetwork) -> None:
    last, middle = plain.run(tokenizer.tokens(TEXTS[1]))
    assert float(unit(last) @ unit(middle)) < 0.99


def test_the_middle_layer_is_what_a_network_that_ends_there_says(tokenizer: Tokenizer, plain: NumpyNetwork) -> None:
    tokens = tokenizer.tokens(TEXTS[2])
    short = replace(plain, layers=plain.layers[:MIDDLE])
    np.testing.assert_allclose(short.run(tokens)[0], plain.run(tokens)[1], rtol=1e-5)


@pytest.mark.parametrize("count", [1, 2, MOST_TOKENS])
def test_any_number_of_tokens_can_be_run(count: int, onnx: OnnxNetwork, plain: NumpyNetwork, weights: Weights) -> None:
    for network in (onnx, plain):
        vector = network.run([weights.shape.unknown] * count)
        assert vector.shape == (VIEWS, weights.shape.width)
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()


def test_the_same_tokens_give_the_same_vector(tokenizer: Tokenizer, onnx: OnnxNetwork) -> None:
    tokens = tokenizer.tokens(TEXTS[1])
    np.testing.assert_array_equal(onnx.run(tokens), onnx.run(tokens))


@pytest.mark.parametrize("content", [None, b"", b"not a graph", b"\x08\x0a" * 200])
def test_a_graph_that_cannot_be_loaded_is_told(content: bytes | None, weights: Weights, tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoEncoder, match="the encoder cannot be loaded: .*encoder.onnx"):
        OnnxNetwork.load(weights, path)


def test_a_graph_that_was_cut_off_is_told(weights: Weights, graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_bytes(graph.read_bytes()[:-1000])
    with pytest.raises(NoEncoder):
        OnnxNetwork.load(weights, path)


def test_a_missing_runtime_is_told(weights: Weights, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(NoEncoder, match="onnxruntime is not installed"):
        OnnxNetwork.load(weights, graph)


WIDTH = 8


def write_export(path: Path, inputs: tuple[str, ...], width: int = WIDTH, *, hidden: bool = True) -> Path:
    """A graph like those of the usual tools: each token's own number, ``width`` times, as its last layer.

    The middle one is twice that.
    """
    shape = ["batch", "tokens"]
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs]
    last = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, width])
    middle = f"hidden_states.{MIDDLE}"
    others = [helper.make_tensor_value_info(middle, TensorProto.FLOAT, [*shape, width])] if hidden else []
    nodes = [
        helper.make_node("Sum", [f"{name}.float" for name in inputs], ["sum"]),
        helper.make_node("Unsqueeze", ["sum", "axis"], ["column"]),
        helper.make_node("Expand", ["column", "wide"], ["last_hidden_state"]),
        helper.make_node("Add", ["last_hidden_state", "last_hidden_state"], [middle]),
    ]
    casts = [helper.make_node("Cast", [name], [f"{name}.float"], to=TensorProto.FLOAT) for name in inputs]
    constants = [
        helper.make_tensor("axis", TensorProto.INT64, [1], [2]),
        helper.make_tensor("wide", TensorProto.INT64, [3], [1, 1, width]),
    ]
    made = helper.make_graph([*casts, *nodes], "export", given, [last, *others], constants)
    opsets = [helper.make_opsetid("", 17)]
    format_of_onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=9), path)
    return path


@pytest.mark.parametrize(
    "inputs, mean",
    [
        (("input_ids",), 20.0),
        (("input_ids", "attention_mask"), 21.0),
        (("input_ids", "attention_mask", "token_type_ids"), 21.0),
    ],
)
def test_an_export_is_given_what_it_asks_for(inputs: tuple[str, ...], mean: float, tmp_path: Path) -> None:
    """The mask is ones, the types are zeros; the vector is the mean over the tokens."""
    network = ExportedNetwork.load(write_export(tmp_path / "export.onnx", inputs))
    vector = network.run([10, 20, 30])
    np.testing.assert_allclose(vector, np.full((VIEWS, WIDTH), [[mean], [2 * mean]], np.float32))


def test_an_export_without_its_hidden_layers_is_told(tmp_path: Path) -> None:
    path = write_export(tmp_path / "short.onnx", ("input_ids",), hidden=False)
    with pytest.raises(NoEncoder, match="short.onnx was exported without its hidden layers"):
        ExportedNetwork.load(path)


@pytest.mark.parametrize("inputs", [("rows",), ("attention_mask",), ("input_ids", "pixels")])
def test_a_graph_of_something_else_is_no_export(inputs: tuple[str, ...], tmp_path: Path) -> None:
    path = write_export(tmp_path / "other.onnx", inputs)
    with pytest.raises(NoEncoder, match=f"other.onnx is no export of the encoder: it asks for {min(inputs)}"):
        ExportedNetwork.load(path)


def test_a_missing_export_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="cannot be loaded"):
        ExportedNetwork.load(tmp_path / "nowhere.onnx")
