"""One engine on one corpus: trained in a process, tested in another, so that neither's costs hide in the other's."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.nlu.corpora import ROOT, Corpus
from bench.nlu.scores import by_language, percentile

MEGA = 1_000_000
SURROUNDINGS = {
    # One thread for each engine.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    # What was learnt before must not make training look fast.
    "RASA_MAX_CACHE_SIZE": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
}


class Failed(Exception):
    """An engine ended with an error; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Trial:
    """``python`` is the interpreter of the engine's environment."""

    engine: str
    python: Path

    def run(self, corpus: Corpus) -> dict[str, Any]:
        """Figures of quality by language, and of cost."""
        with TemporaryDirectory() as folder:
            trained = self._work("train", folder, corpus.train)
            parsed = self._work("parse", folder, [e.text for e in corpus.test])
        answers = [(e, [(n, c) for n, c in r]) for e, r in zip(corpus.test, parsed["rankings"], strict=True)]
        return {"quality": by_language(answers), "cost": _cost(trained, parsed)}

    def _work(self, order: str, folder: str, lines: Sequence[object]) -> dict[str, Any]:
        command = [str(self.python), "-W", "ignore", "-m", "bench.nlu.worker", self.engine, order, folder]
        done = subprocess.run(
            command,
            input="\n".join(map(json.dumps, lines)),
            cwd=ROOT,
            env=os.environ | SURROUNDINGS | {"HOME": folder, "RASA_CACHE_DIRECTORY": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"{self.engine} could not {order}: {done.stderr[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _cost(trained: dict[str, Any], parsed: dict[str, Any]) -> dict[str, float]:
    return {
        "p50_ms": percentile(parsed["seconds"], 0.5) * 1000,
        "p99_ms": percentile(parsed["seconds"], 0.99) * 1000,
        # Beside other work of the machine these say more.
        "p50_cpu_ms": percentile(parsed["cpu_seconds_each"], 0.5) * 1000,
        "p99_cpu_ms": percentile(parsed["cpu_seconds_each"], 0.99) * 1000,
        "load_s": parsed["load_seconds"],
        "memory_mb": parsed["peak_bytes"] / MEGA,
        "install_mb": parsed["install_bytes"] / MEGA,
        "train_s": trained["wall_seconds"],
        "train_cpu_s": trained["cpu_seconds"],
        "train_memory_mb": trained["peak_bytes"] / MEGA,
    }
