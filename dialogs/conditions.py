"""Under which answers a question is asked, and how what is known of an answer is named beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.conversation import Answer

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to ``step`` holds one of ``values`` (any answer at all when none is named)."""

    step: str
    values: tuple[str, ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and (not self.values or any(v in self.values for v in answer.values))


@dataclass(frozen=True, slots=True)
class NotGiven:
    """The answer to ``step`` is there and holds none of ``values``."""

    step: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and not any(v in self.values for v in answer.values)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Something was recognised in the answer to ``step`` that can be shown back."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return f"{self.step}_concept" in answers


@dataclass(frozen=True, slots=True)
class Registered:
    """The company register named the organisation whose number is the answer to ``step``."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return name_of(self.step) in answers


@dataclass(frozen=True, slots=True)
class Unregistered:
    """No register named the organisation of ``step``: there is no number, or nobody could tell."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return name_of(self.step) not in answers


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The answer to ``step`` names something without saying how many."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and not all(counted(v)[0] for v in answer.values)


Condition = Given | NotGiven | Suggested | Registered | Unregistered | Uncounted
CONFIRMING = (Suggested, Registered)
"""Whoever is asked under such a condition is asked whether what was found is right."""


def name_of(step: str) -> str:
    """Where the register's name for the number in ``step`` is kept."""
    return f"{step}_name"


def registry_of(step: str) -> str:
    """Where it is kept what the registry of members says of the question in ``step``."""
    return f"{step}_registry"


def version_of(step: str) -> str:
    """Where it is kept which version of the words in ``step`` was shown, and when the answer was given."""
    return f"{step}_version"


def counted(value: str) -> tuple[int, str]:
    """``3 kock`` → 3 and ``kock``; 0 where no number was said."""
    found = re.fullmatch(r"(\d{1,4}) (.+)", value, re.DOTALL)
    return (int(found[1]), found[2]) if found else (0, value)
