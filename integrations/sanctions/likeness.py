"""How like two names are, from 0 to 1: the share of their weight that has a counterpart in the other.

The order of the words does not count. A word has a counterpart where few letters differ; how much it weighs says the
caller (a rare word more than one that many names have). Names that only differ in where their words are parted are
alike too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

NEAREST_WORD = 0.75
"""Words less alike than this have nothing in common; short ones must be the same."""
NEAREST_WHOLE = 0.88
SAME_CORE = 0.95
"""Two names that are the same but for words that could be anybody's."""
INITIAL = 0.8
NEAREST_OTHER_INITIAL = 0.85
"""Who misspells a name seldom begins with it."""
_SHORT = 3
_SHORTEST_WHOLE = 6
Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """How names of one kind are compared. ``weigh``: what a word says about who is meant.

    ``tells``: whether a word can say it alone; where no such word is shared, nothing is. ``personal``: two words must
    be shared by names that have as many (a first name says nothing), and a letter may stand for a name.
    """

    weigh: Callable[[str], float]
    tells: Callable[[str], bool]
    personal: bool = False

    def likeness(self, one: Words, other: Words) -> float:
        """Of two spelt names."""
        (all_of_one, core_of_one), (all_of_other, core_of_other) = self.wholes(one), self.wholes(other)
        cores = SAME_CORE * whole_likeness(core_of_one, core_of_other)
        return max(self._by_words(one, other), whole_likeness(all_of_one, all_of_other), cores)

    def wholes(self, words: Words) -> tuple[str, str]:
        """A name without its spaces: all of it, and without the words that could be anybody's."""
        return "".join(words), "".join(filter(self.tells, words))

    def _by_words(self, one: Words, other: Words) -> float:
        pairs = _pairs(one, other, initials=self.personal)
        if len(pairs) < min(2 if self.personal else 1, len(one), len(other)) or not self._says_who(pairs, one, other):
            return 0.0
        shared = sum(alike**2 * (self.weigh(mine) + self.weigh(theirs)) for alike, mine, theirs in pairs)
        return shared / sum(map(self.weigh, (*one, *other)))

    def _says_who(self, pairs: list[tuple[float, str, str]], one: Words, other: Words) -> bool:
        if not any(map(self.tells, (*one, *other))):
            return True
        return any(self.tells(mine) and self.tells(theirs) for _, mine, theirs in pairs)


def word_likeness(one: str, other: str) -> float:
    """From 0 to 1; 0 where they are rather two words than one misspelt."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) <= _SHORT or one.isdigit() or other.isdigit():
        return 0.0
    nearest = NEAREST_WORD if one[0] == other[0] else NEAREST_OTHER_INITIAL
    return OSA.normalized_similarity(one, other, score_cutoff=nearest)


def _initial_likeness(one: str, other: str) -> float:
    """Of a name and a letter that may stand for it."""
    return INITIAL if min(len(one), len(other)) == 1 and one[0] == other[0] else 0.0


def whole_likeness(one: str, other: str) -> float:
    """Of names without their spaces."""
    if min(len(one), len(other)) < _SHORTEST_WHOLE:
        return 0.0
    return OSA.normalized_similarity(one, other, score_cutoff=NEAREST_WHOLE)


def _pairs(one: Words, other: Words, *, initials: bool) -> list[tuple[float, str, str]]:
    """Words and their counterparts, the likest first; each word has one."""
    found = sorted(
        (
            (-alike, left, right)
            for left, mine in enumerate(one)
            for right, theirs in enumerate(other)
            if (alike := word_likeness(mine, theirs) or (_initial_likeness(mine, theirs) if initials else 0.0))
        )
    )
    pairs, lefts, rights = [], set[int](), set[int]()
    for less, left, right in found:
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            pairs.append((-less, one[left], other[right]))
    return pairs
