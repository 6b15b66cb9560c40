"""From the training data to what the service loads: the encoder's graph, the classifier, the languages.

All lies in ``nlu/model/`` and is made again when the training data, or the code that learns from them, have changed.
"""

import hashlib
from collections.abc import Callable, Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from nlu.classifier import Classifier
from nlu.corpus import read_corpus
from nlu.encoder import VIEWS, Encoder, NoEncoder, Vector
from nlu.encoder.e5 import E5
from nlu.encoder.recalling import Recalling
from nlu.encoder.weights import find_weights
from nlu.engine import Engine, in_own_letters
from nlu.evaluate import Example
from nlu.language_model import LanguageModel
from nlu.model import BadModel, Model, ModelError
from nlu.rules import load_rules

FOLDER = Path(str(files("nlu").joinpath("model")))
GRAPH, MODEL, VECTORS = "encoder.onnx", "model.npz", "vectors.npz"
_LANGUAGE = "language"
_ENCODING = ("encoder/__init__.py", "encoder/e5.py", "encoder/graph.py", "encoder/tokens.py", "encoder/weights.py")
_CODE = (
    "arrays.py", "build.py", "classifier.py", "corpus.py", "engine.py", "features.py", "language_model.py",
    "model.py", "train.py", "transliterate.py", "words.py", *_ENCODING,
)  # fmt: skip


def is_current(folder: Path = FOLDER) -> bool:
    """The model in ``folder`` was made from today's data by today's code."""
    try:
        return Model.load(folder / MODEL).made_from == _digest()
    except ModelError:
        return False


def build(folder: Path = FOLDER, *, tell: Callable[[str], None] = lambda _: None) -> None:
    """Learn from the training data and leave everything in ``folder``; ``tell`` hears how far it is.

    Where no encoder is installed only words are learnt. Raises ``BadCorpus``.
    """
    from nlu.language_model import train_language
    from nlu.train import train

    digest = _digest()
    folder.mkdir(parents=True, exist_ok=True)
    encoder = _made(folder, tell)
    examples = read_corpus()
    tell(f"{len(examples)} examples: their languages")
    language = train_language(examples)
    speech = LanguageModel.of(language)
    tell("their meanings (a minute)")

    def letters(example: Example) -> str:
        return in_own_letters(example.text, example.language, speech) or example.text

    recalling = Recalling.load(encoder, folder / VECTORS, made_by=_digest_of(_code(_ENCODING)))
    model = train(examples, recalling, letters=letters, made_from=digest, others={_LANGUAGE: dict(language)})
    model.save(folder / MODEL)
    recalling.save(folder / VECTORS)
    tell("done")


class _Wordless:
    """Stands for the encoder where there is none: every message means the same, and words alone decide."""

    name = "none"

    def encode(self, _text: str) -> Vector:
        return np.zeros(VIEWS, np.float32)


def _made(folder: Path, tell: Callable[[str], None]) -> Encoder:
    """The encoder, its graph written anew."""
    from nlu.encoder.graph import write_graph
    from nlu.encoder.weights import read_weights

    try:
        write_graph(read_weights(find_weights()), folder / GRAPH)
        return E5.load(folder / GRAPH)
    except NoEncoder as reason:
        tell(f"by words alone: {reason}")
        return _Wordless()


def load_engine(folder: Path = FOLDER, *, export: Path | None = None) -> Engine:
    """The built-in engine. ``export``: another ONNX export of the encoder.

    Without an encoder messages are read by their words alone (``Engine.name`` tells). Raises ``ModelError`` where there
    is no model, ``NoEncoder`` when ``export`` cannot be used.
    """
    model = Model.load(folder / MODEL)
    try:
        speech = LanguageModel.of(model.others[_LANGUAGE])
    except (KeyError, ValueError) as error:
        raise BadModel("the model knows no languages: python -m nlu train") from error
    # Messages are understood side by side; two threads for one product of a vector would only wait for each other.
    threadpool_limits(1, user_api="blas")
    return Engine(load_rules(speech), Classifier(model, _encoder(folder / GRAPH, export)))


def _encoder(graph: Path, export: Path | None) -> E5 | None:
    try:
        return E5.load(graph, export=export)
    except NoEncoder:
        if export is not None:
            raise
        return None


def _digest() -> str:
    """What the model depends on."""
    root = files("nlu")
    data = [file for folder in sorted(root.joinpath("data").iterdir(), key=str) if folder.is_dir() for file in
            sorted(folder.iterdir(), key=str) if file.name.endswith(".yml")]  # fmt: skip
    return _digest_of((*data, *_code(_CODE)))


def _code(names: Iterable[str]) -> list[Traversable]:
    return [files("nlu").joinpath(*name.split("/")) for name in names]


def _digest_of(parts: Iterable[Traversable]) -> str:
    """A digest of the files, and of the weights that are installed."""
    try:
        weights = str(find_weights().stat().st_size)
    except NoEncoder:
        weights = "none"
    total = hashlib.sha256(weights.encode())
    for file in parts:
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
