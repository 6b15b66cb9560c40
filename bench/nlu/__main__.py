"""``python -m bench.nlu``: our engine beside Rasa, on the same split of the same messages.

Rasa needs an environment of its own (`make rasa-ready`), and minutes to be trained.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.nlu.corpora import CONTRACTS, ROOT, corpora
from bench.nlu.report import OURS, RASA, ratios, table
from bench.nlu.trial import Failed, Trial

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
CORPORA = ("own", "clinc", "home")


def main() -> int:
    """Run and print; the exit status."""
    options = _parser().parse_args()
    pythons = {OURS: Path(sys.executable), RASA: options.rasa_python}
    if RASA in options.engines and not options.rasa_python.exists():
        print("Rasa is not installed: make rasa-ready does it.", file=sys.stderr)
        return 2
    if not CONTRACTS.is_dir():
        print(f"There is no {CONTRACTS.name} folder of contracts: our own data only.", file=sys.stderr)
    results: dict[str, Any] = json.loads(options.beside.read_text()) if options.beside else {}
    try:
        for corpus in corpora(options.corpora, options.test, options.most):
            _note(f"{corpus.name}: {len(corpus.train)} messages to learn, {len(corpus.test)} to test")
            figures = results.setdefault(corpus.name, {})
            for engine in options.engines:
                _note(f"{corpus.name}: {engine} ...")
                figures[engine] = Trial(engine, pythons[engine]).run(corpus)
            figures["ratios"] = ratios(figures)
            if not options.json:
                print(table(corpus.name, figures), end="\n\n", flush=True)
    except Failed as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(results, ensure_ascii=False))
    return 0


def _note(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench.nlu", description=__doc__)
    parser.add_argument("--engines", nargs="+", choices=(OURS, RASA), default=(OURS, RASA))
    parser.add_argument("--corpora", nargs="+", choices=CORPORA, default=CORPORA)
    parser.add_argument("--test", nargs="+", type=Path, default=(), metavar="FILE", help="learn all of ours, ask these")
    parser.add_argument("--most", type=int, metavar="N", help="learn at most N of ours per intent and language")
    parser.add_argument("--beside", type=Path, metavar="JSON", help="an earlier run's --json: what is not run now")
    parser.add_argument("--rasa-python", type=Path, default=RASA_PYTHON, help="the interpreter that has Rasa")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
