"""What a message is made of, as names that can be counted: words, pairs of words, sounds, runs of letters.

The same names are made when the classifier is trained and when it is used.
"""

from collections.abc import Iterator
from itertools import pairwise

from nlu.words import sound, split

SHORTEST, LONGEST = 2, 5
"""Letters in a run; runs do not cross a word's border."""
_RUN = "\t"
"""Before a run of letters, so that it is no word."""
_MOST_WORDS = 80
_LONGEST_WORD = 24
_HEARD_FROM = 3


def features(text: str) -> list[str]:
    """Words, pairs of neighbours, sounds (the same in Cyrillic and Latin letters), runs of letters."""
    words = [word.text for word in split(text, _MOST_WORDS)]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    heard = [f"~{sound(word)}" for word in words if len(word) >= _HEARD_FROM]
    return [*words, *pairs, *heard, *(run for word in words for run in _runs(f" {word[:_LONGEST_WORD]} "))]


def _runs(marked: str) -> Iterator[str]:
    for length in range(SHORTEST, LONGEST + 1):
        for at in range(len(marked) - length + 1):
            yield _RUN + marked[at : at + length]
