"""A text in the pieces that are translated: its lines, and long lines at the ends of sentences.

Put together again in their order, with everything between them as it was: pieces and gaps alternate.
"""

from collections.abc import Iterator

import regex

LONGEST = 4096
_SENTENCE_END = regex.compile(r"[.!?…]+[\"'”»)\]]*\s+")
_BLANK = regex.compile(r"\s+")


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Gap, piece, gap, piece, … gap; only the pieces have words. Joined they are ``text``."""
    parts: list[str] = [""]
    for line in text.splitlines(keepends=True):
        for run in _runs(line, longest):
            core = run.strip()
            if not core:
                parts[-1] += run
                continue
            before, _, after = run.partition(core)
            parts[-1] += before
            parts += (core, after)
    return parts


def _runs(line: str, longest: int) -> Iterator[str]:
    while len(line) > longest:
        end = _last_end(_SENTENCE_END, line, longest) or _last_end(_BLANK, line, longest) or longest
        yield line[:end]
        line = line[end:]
    yield line


def _last_end(pattern: regex.Pattern[str], line: str, longest: int) -> int:
    return max((match.end() for match in pattern.finditer(line, 0, longest)), default=0)
