"""``python -m dialogs draw [FLOW …]``: diagrams of the flows (docs/flows.md); ``glossary``: docs/glossary.md."""

import sys

from dialogs import glossary
from dialogs.check import draw
from dialogs.flows import FLOWS

TITLE = "# Flows\n\nDrawn from the flows themselves by `python -m dialogs draw > docs/flows.md`; a test compares.\n"


def page(names: list[str]) -> str:
    """One section for each flow."""
    sections = (f"\n## `{name}`\n\n```mermaid\n{draw(FLOWS[name])}\n```\n" for name in names)
    return TITLE + "".join(sections)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw", *names]:
            sys.stdout.write(page(names or list(FLOWS)))
        case ["glossary"]:
            sys.stdout.write(glossary.page())
        case _:
            sys.exit("usage: python -m dialogs draw [FLOW …] | glossary")
