"""``python -m nlu``: what a message is understood to mean, and how well that works on test sets.

train           learn from the training data, unless the model is as new as they are
parse TEXT      one JSON object; with ``-`` one for each line of standard input
import-occupations FILE…  take over the occupations of JobTech and ESCO (docs/howto/occupations.md)
evaluate FILE…  by language: how often the intent, the language, danger and values are right (docs/nlu.md)

A line of a file to evaluate is one of these, its fields parted by tabs; a file *.jsonl holds objects with ``language``,
``text`` and ``entities``:

  intent, language, text
  language, text
  danger or harmless, text      the file's name tells the language: danger_sv.tsv, sv.tsv
"""

import argparse
import io
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from nlu.build import build, is_current, load_engine
from nlu.corpus import BadCorpus
from nlu.encoder import EncoderError
from nlu.evaluate import Malformed
from nlu.evaluate_costs import Timed, costs
from nlu.imported import BadImport, import_occupations, imported_file
from nlu.language import UNKNOWN
from nlu.model import ModelError
from nlu.parse import encode
from nlu.report import measure
from nlu.report_picture import publish
from nlu.samples import read_samples

_MEGA = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "train":
            return _train(again=options.again)
        if options.command == "parse":
            return _parse(options.text, options.now)
        if options.command == "import-occupations":
            return _import(options.files)
        return _evaluate(options)
    except (ModelError, EncoderError, BadCorpus, BadImport) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    learn = commands.add_parser("train", help="learn from the training data")
    learn.add_argument("--again", action="store_true", help="even if nothing has changed")
    parse = commands.add_parser("parse", help="understand one message, or one a line")
    parse.add_argument("text", help='the message; "-": standard input, one message a line')
    parse.add_argument("--now", type=date.fromisoformat, metavar="YYYY-MM-DD", help="today, for relative dates")
    take = commands.add_parser("import-occupations", help="take over the occupations of JobTech and ESCO")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JobTech's *.json, ESCO's occupations_*.csv")
    test = commands.add_parser("evaluate", help="how often it is right, by language")
    test.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tab separated, or *.jsonl")
    test.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    test.add_argument("--intents", action="store_true", help="each intent, too")
    test.add_argument("--costs", action="store_true", help="CPU time, time to load and memory, too")
    test.add_argument("--into", type=Path, metavar="DOCS", help="write the tables and pictures of DOCS/nlu.md, too")
    return parser


def _train(*, again: bool) -> int:
    if again or not is_current():
        build(tell=lambda words: print(f"Learning to understand: {words}", flush=True))
    return 0


def _import(files: list[Path]) -> int:
    number = import_occupations(files, imported_file())
    print(f"{number} occupations are in {imported_file().name}. Start the service anew to use them.")
    return 0


def _parse(text: str, today: date | None) -> int:
    engine = load_engine()
    for message in _lines() if text == "-" else (text,):
        # What no alphabet holds (half of a surrogate pair) has no place in JSON.
        clean = message.encode("utf-8", "replace").decode()
        print(encode(engine.understand(clean, language=UNKNOWN.name, today=today)).decode(), flush=True)
    return 0


def _lines() -> Iterable[str]:
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    return (line.rstrip("\r\n") for line in stream)


def _evaluate(options: argparse.Namespace) -> int:
    try:
        samples = read_samples(options.files)
    except (Malformed, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    began = time.perf_counter()
    engine = Timed(load_engine(), time.process_time)
    loaded = time.perf_counter() - began
    report = measure(engine, samples)
    if options.costs:
        report = replace(report, costs=costs(engine.spent, load_s=loaded, memory_mb=_most_memory()))
    if options.into:
        publish(report, options.into)
    print(report.as_json(intents=options.intents) if options.json else report.as_text(intents=options.intents))
    return 0


def _most_memory() -> float:
    """Megabytes that this process had at most."""
    # Linux counts in KiB, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / _MEGA


if __name__ == "__main__":
    sys.exit(main())
