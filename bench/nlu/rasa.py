"""Rasa as an engine: its default pipeline of deploy/rasa/config.yml, called in the process, without HTTP between."""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.nlu.engines import Example, Ranking

CONFIG = Path(__file__).parents[2] / "deploy" / "rasa" / "config.yml"
OWN_NAME = "nlu_fallback"
"""What Rasa puts first when it is unsure. Where the line is drawn is measured for both engines alike instead."""


class Rasa:
    """Trains by Rasa's own API and parses by its agent, as its server does."""

    distributions = ("rasa",)

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._agent: Any = None

    def train(self, examples: Iterable[Example], folder: Path) -> None:
        """The model is a file of Rasa's own."""
        from rasa.model_training import train_nlu  # type: ignore[import-not-found]

        shutil.copy(CONFIG, folder / "config.yml")
        examples = list(examples)
        (folder / "nlu.yml").write_text(_blocks(examples), encoding="utf-8")
        names = ", ".join(sorted({e.intent for e in examples}))
        (folder / "domain.yml").write_text(f'version: "3.1"\nintents: [{names}]\n', encoding="utf-8")
        train_nlu(
            str(folder / "config.yml"),
            str(folder / "nlu.yml"),
            str(folder),
            fixed_model_name="model",
            domain=str(folder / "domain.yml"),
        )

    def load(self, folder: Path) -> None:
        """Read the model."""
        from rasa.core.agent import Agent  # type: ignore[import-not-found]

        self._agent = Agent.load(str(folder / "model.tar.gz"))

    def parse(self, text: str) -> Ranking:
        """What ``POST /model/parse`` would rank."""
        found = self._loop.run_until_complete(self._agent.parse_message(text))
        return [(i["name"], float(i["confidence"])) for i in found["intent_ranking"] if i["name"] != OWN_NAME]


def _blocks(examples: Iterable[Example]) -> str:
    texts: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        texts[example.intent].append(" ".join(example.text.split()))
    lines = ['version: "3.1"', "nlu:"]
    for intent, messages in sorted(texts.items()):
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {message}" for message in messages)]
    return "\n".join(lines) + "\n"
