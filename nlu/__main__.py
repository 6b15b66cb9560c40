"""``python -m nlu``: what a message is understood to mean, and how well that works on a test set.

parse TEXT      one JSON object; with ``-`` one for each line of standard input
evaluate FILE…  accuracy and macro-F1 by language; lines of a file are: intent, language, text, parted by tabs
"""

import argparse
import io
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from nlu.evaluate import Example, Malformed, Score, evaluate, read_examples
from nlu.language import UNKNOWN
from nlu.parse import encode
from nlu.rules import load_rules


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    options = _parser().parse_args(arguments)
    if options.command == "parse":
        _parse(options.text)
        return 0
    return _evaluate(options.files, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    parse = commands.add_parser("parse", help="understand one message, or one a line")
    parse.add_argument("text", help='the message; "-": standard input, one message a line')
    parse.add_argument("--now", type=date.fromisoformat, metavar="YYYY-MM-DD", help="today, for relative dates")
    test = commands.add_parser("evaluate", help="accuracy and macro-F1 by language")
    test.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tab separated: intent, language, text")
    test.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


def _parse(text: str) -> None:
    rules = load_rules()
    for message in _lines() if text == "-" else (text,):
        # What no alphabet holds (half of a surrogate pair) has no place in JSON.
        clean = message.encode("utf-8", "replace").decode()
        print(encode(rules.understand(clean, language=UNKNOWN.name)).decode(), flush=True)


def _lines() -> Iterable[str]:
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    return (line.rstrip("\r\n") for line in stream)


def _evaluate(files: list[Path], *, as_json: bool) -> int:
    try:
        examples = [example for file in files for example in _read(file)]
    except (Malformed, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    scores = evaluate(load_rules(), examples)
    print(msgspec.json.encode(scores).decode() if as_json else _table(scores))
    return 0


def _read(file: Path) -> list[Example]:
    try:
        return list(read_examples(file.read_text(encoding="utf-8").split("\n")))
    except Malformed as error:
        raise Malformed(f"{file}: {error}") from error


def _table(scores: dict[str, Score]) -> str:
    rows = (f"{name:<9}{s.messages:>9}{s.accuracy:>10.3f}{s.macro_f1:>10.3f}" for name, s in scores.items())
    return "\n".join((f"{'language':<9}{'messages':>9}{'accuracy':>10}{'macro-F1':>10}", *rows))


if __name__ == "__main__":
    sys.exit(main())
