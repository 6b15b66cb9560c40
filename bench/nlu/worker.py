"""One engine in a process of its own: ``worker ENGINE train|parse FOLDER``.

Reads JSON lines, writes one JSON object: what it cost and, when parsing, what was found. Each engine runs on one
thread. Runs in Rasa's environment too: Python 3.10 and nothing but the standard library.
"""

import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.nlu.engines import Engine, Example
from bench.nlu.installed import size_of

WARM_UP = 20
KEPT = 5
ENGINES = {"ours": ("bench.nlu.ours", "Ours"), "rasa": ("bench.nlu.rasa", "Rasa")}


def main() -> None:
    """Do what the command line says."""
    name, order, folder = sys.argv[1:4]
    # Whatever the engine prints is no part of the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    lines = [json.loads(line) for line in sys.stdin]
    begun = time.perf_counter(), time.process_time()
    module, kind = ENGINES[name]
    engine: Engine = getattr(import_module(module), kind)()
    if order == "train":
        engine.train((Example(*line) for line in lines), Path(folder))
        figures: dict[str, Any] = {}
    else:
        figures = _parse(engine, Path(folder), lines)
    figures |= {
        "wall_seconds": time.perf_counter() - begun[0],
        "cpu_seconds": time.process_time() - begun[1],
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }
    with os.fdopen(answer, "w", encoding="utf-8") as out:
        json.dump(figures, out)


def _parse(engine: Engine, folder: Path, texts: list[str]) -> dict[str, Any]:
    begun = time.perf_counter()
    engine.load(folder)
    engine.parse(texts[0])
    loaded = time.perf_counter() - begun
    for text in texts[:WARM_UP]:
        engine.parse(text)
    rankings, seconds, cpu_seconds = [], [], []
    for text in texts:
        begun, cpu_begun = time.perf_counter(), time.process_time()
        ranking = engine.parse(text)
        cpu_seconds.append(time.process_time() - cpu_begun)
        seconds.append(time.perf_counter() - begun)
        rankings.append(ranking[:KEPT])
    return {
        "load_seconds": loaded,
        "seconds": seconds,
        "cpu_seconds_each": cpu_seconds,
        "rankings": rankings,
        "install_bytes": size_of(engine.distributions),
    }


if __name__ == "__main__":
    main()
