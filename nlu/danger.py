"""Is somebody in acute danger? A detector beside the classifier: a miss here costs most.

Two witnesses: how much the message is like the examples of danger, and whether it holds a phrase of the word list. A
listed phrase alone is not enough where everything else speaks against it ("my phone died, how do I reach you"), and
likeness alone is where it is strong.
"""

from dataclasses import dataclass

LISTED = 0.15
"""What a listed phrase adds to the likeness."""
AGAIN = 0.2
"""What a second one adds, or a cry for help beside it."""
OUTVOTED = 0.1
"""What is taken off where the message is more like something else."""
ENOUGH = 0.46
"""Likeness from which a message is one of danger."""
ENOUGH_IN_ANSWER = 0.6
"""The same for a few words that answer the open question: "mine is two" is like a child's call only by its shape."""
ANSWER_WORDS = 4
ENOUGH_IN_WORDS = 0.42
"""The same where there is no encoder: there a listed phrase is enough."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What speaks for danger."""

    likeness: float
    phrases: int
    """Listed phrases that it holds."""
    by_words: bool = False
    """The likeness is of words alone."""
    outvoted: bool = False
    """Something else is likelier still."""
    in_answer: bool = False
    """It is a few words that answer the open question."""

    @property
    def says_danger(self) -> bool:
        """Both together are enough."""
        if self.by_words:
            return self.phrases > 0 or self.likeness >= ENOUGH_IN_WORDS
        if self.in_answer and not self.phrases:
            return self.likeness >= ENOUGH_IN_ANSWER
        listed = LISTED * (self.phrases > 0) + AGAIN * (self.phrases > 1)
        return self.likeness + listed - OUTVOTED * self.outvoted >= ENOUGH
