"""``python -m nlu``: what a message is understood to mean, and how well that works on a test set.

train           learn from the training data, unless the model is as new as they are
parse TEXT      one JSON object; with ``-`` one for each line of standard input
evaluate FILE…  accuracy and macro-F1 by language; lines of a file are: intent, language, text, parted by tabs;
                precision, recall and F1 by entity of FILE.jsonl, whose lines hold language, text and entities
"""

import argparse
import io
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from nlu.build import build, is_current, load_engine
from nlu.corpus import BadCorpus
from nlu.encoder import EncoderError
from nlu.evaluate import Malformed, Score, evaluate, read_examples
from nlu.evaluate_entities import EntityScore, Judge, evaluate_entities, read_marked
from nlu.language import UNKNOWN
from nlu.model import ModelError
from nlu.occupations import load_occupations
from nlu.parse import encode

JSON_LINES = ".jsonl"
_Example = TypeVar("_Example")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "train":
            return _train(again=options.again)
        if options.command == "parse":
            return _parse(options.text, options.now)
        return _evaluate(options.files, as_json=options.json)
    except (ModelError, EncoderError, BadCorpus) as error:
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
    test = commands.add_parser("evaluate", help="accuracy and macro-F1 by language")
    test.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tab separated, or *.jsonl")
    test.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


def _train(*, again: bool) -> int:
    if again or not is_current():
        build(tell=lambda words: print(f"Learning to understand: {words}", flush=True))
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


def _evaluate(files: list[Path], *, as_json: bool) -> int:
    try:
        examples = [example for file in files if file.suffix != JSON_LINES for example in _read(file, read_examples)]
        marked = [example for file in files if file.suffix == JSON_LINES for example in _read(file, read_marked)]
    except (Malformed, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    engine = load_engine()
    scores = evaluate(engine, examples) if examples else {}
    entities = evaluate_entities(Judge(engine, load_occupations()), marked) if marked else {}
    if as_json:
        print(msgspec.json.encode(scores | ({"entities": entities} if marked else {})).decode())
    else:
        print("\n\n".join([_table(scores)] * bool(scores) + [_entity_table(entities)] * bool(entities)))
    return 0


def _read(file: Path, read: Callable[[Iterable[str]], Iterable[_Example]]) -> list[_Example]:
    try:
        return list(read(file.read_text(encoding="utf-8").split("\n")))
    except Malformed as error:
        raise Malformed(f"{file}: {error}") from error


def _table(scores: dict[str, Score]) -> str:
    rows = (f"{name:<9}{s.messages:>9}{s.accuracy:>10.3f}{s.macro_f1:>10.3f}" for name, s in scores.items())
    return "\n".join((f"{'language':<9}{'messages':>9}{'accuracy':>10}{'macro-F1':>10}", *rows))


def _entity_table(scores: dict[str, EntityScore]) -> str:
    rows = (
        f"{n:<20}{s.marked:>7}{s.found:>7}{s.precision:>10.3f}{s.recall:>8.3f}{s.f1:>8.3f}" for n, s in scores.items()
    )
    return "\n".join((f"{'entity':<20}{'marked':>7}{'found':>7}{'precision':>10}{'recall':>8}{'F1':>8}", *rows))


if __name__ == "__main__":
    sys.exit(main())
