"""How often the language of a message is told right: messages of four words or more, and shorter ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from nlu.evaluate import ALL, UNTOLD, Answer, share
from nlu.understanding import Identified, Understander
from nlu.words import split

FEW = 4
"""Words from which a language has to be told."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message and the language that it is in."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The language of a message, and what was heard."""

    language: str
    heard: Identified
    words: int

    @property
    def right(self) -> bool:
        """It was told, and right."""
        return self.heard.name == self.language


class LanguageScore(msgspec.Struct, frozen=True):
    """How many messages there are, and the share right (0–1, None of nothing): ``FEW`` words or more, and fewer."""

    long: int
    long_right: float | None
    short: int
    short_right: float | None


def listen(engine: Understander, spoken: Spoken) -> Told:
    """What language ``engine`` hears."""
    heard = engine.understand(spoken.text, language=UNTOLD).language
    return Told(spoken.language, heard, len(split(spoken.text)))


def told(answer: Answer) -> Told:
    """The language of a message that was asked about for its intent."""
    return Told(answer.language, answer.heard, answer.words)


def evaluate_languages(tellings: Iterable[Told]) -> dict[str, LanguageScore]:
    """Scores by language in alphabetical order, and ``all``."""
    all_told = list(tellings)
    languages = sorted({one.language for one in all_told})
    parts = {name: [one for one in all_told if one.language == name] for name in languages}
    return {name: _score(part) for name, part in (parts | {ALL: all_told}).items()}


def _score(part: Sequence[Told]) -> LanguageScore:
    long = [one.right for one in part if one.words >= FEW]
    short = [one.right for one in part if one.words < FEW]
    return LanguageScore(len(long), share(long), len(short), share(short))
