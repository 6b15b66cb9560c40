"""``python -m dialogs draw [FLOW …]``: diagrams of the flows, as docs/flows.md shows them."""

import sys

from dialogs.check import draw
from dialogs.flows import FLOWS

TITLE = "# Flows\n\nDrawn from the flows themselves by `python -m dialogs draw > docs/flows.md`; a test compares.\n"


def page(names: list[str]) -> str:
    """One section for each flow."""
    sections = (f"\n## `{name}`\n\n```mermaid\n{draw(FLOWS[name])}\n```\n" for name in names)
    return TITLE + "".join(sections)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] != "draw":
        sys.exit("usage: python -m dialogs draw [FLOW …]")
    sys.stdout.write(page(sys.argv[2:] or list(FLOWS)))
