"""``python -m dialogs.guide [FILE]``: all texts on one page, three languages side by side, and what is wrong."""

import sys
from pathlib import Path

from dialogs.guide.check import inspect_guide, unreadable
from dialogs.guide.page import page


def main(arguments: list[str]) -> int:
    """Write the page to the file, or to standard output; faults of the guide go to standard error."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        sys.stderr.write("usage: python -m dialogs.guide [FILE]\n")
        return 2
    faults = inspect_guide()
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    if unreadable():
        return 1
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
