"""What a message is made of, as names that can be counted: words, pairs of words, sounds, runs of letters.

The same names are made when the classifier is trained and when it is used.
"""

from itertools import pairwise

from nlu.words import sound, split

SHORTEST, LONGEST = 2, 5
"""Letters in a run; runs do not cross a word's border."""
_MOST_WORDS = 80
_HEARD_FROM = 3


def word_features(text: str) -> list[str]:
    """Words and pairs of neighbours; words also by their sound, which is the same in Cyrillic and Latin letters."""
    words = [word.text for word in split(text)[:_MOST_WORDS]]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    heard = [f"~{sound(word)}" for word in words if len(word) >= _HEARD_FROM]
    return [*words, *pairs, *heard]


def letter_features(text: str) -> list[str]:
    """Runs of letters inside the words, their borders marked."""
    marked = (f" {word.text[:24]} " for word in split(text)[:_MOST_WORDS])
    return [
        word[at : at + length]
        for word in marked
        for length in range(SHORTEST, LONGEST + 1)
        for at in range(len(word) - length + 1)
    ]
