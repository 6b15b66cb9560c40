"""An engine that understands what it is told to, for tests of what is measured."""

from dataclasses import dataclass, field
from datetime import date

from nlu.understanding import OUT_OF_SCOPE, Identified, Intent, Understanding

NOWHERE = Identified("und", 0.0)


@dataclass(frozen=True, slots=True)
class Said:
    """Answers by the text; anything else is out of scope."""

    answers: dict[str, Understanding]
    languages: list[str] = field(default_factory=list)
    """What it was told of the language, message by message."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """See the port."""
        self.languages.append(language)
        return self.answers.get(text, Understanding(text=text))


def meaning(name: str, confidence: float = 1.0, *, language: Identified = NOWHERE) -> Understanding:
    """A message that is surely about ``name``."""
    intent = Intent(name, confidence)
    return Understanding(text="", intent=intent, intent_ranking=(intent,), language=language)


def doubting(*intents: tuple[str, float]) -> Understanding:
    """A message that may be about any of these."""
    ranking = tuple(Intent(name, confidence) for name, confidence in intents)
    return Understanding(
        text="",
        intent=Intent(OUT_OF_SCOPE, 0.0),
        intent_ranking=ranking,
        rivals=tuple(intent.name for intent in ranking),
    )
