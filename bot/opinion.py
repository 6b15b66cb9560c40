"""Whose word counts for the intent of a message: the built-in engine's, or that of a Rasa server beside it.

Rasa is asked first; where it is late, away or talks nonsense the built-in engine decides, and it is counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from integrations.errors import IntegrationError, Malformed, Resting
from integrations.rasa import Parsed, Ranked, Rasa
from nlu.understanding import OUT_OF_SCOPE, Intent

log = structlog.get_logger()
Count = Callable[[str], None]
BUILT_IN, RASA, FALLBACK = "builtin", "rasa", "fallback"
UNSURE = "nlu_fallback"
"""What Rasa's ``FallbackClassifier`` says when it would rather say nothing."""
_NAME = re.compile(r"[a-z][a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class BuiltInOpinion:
    """Nobody else is asked."""

    count: Count

    async def classify(self, _text: str) -> tuple[Intent, ...] | None:
        """No opinion."""
        self.count(BUILT_IN)
        return None


@dataclass(frozen=True, slots=True)
class RasaOpinion:
    """Rasa's ranking; none when it does not come, or cannot be believed."""

    rasa: Rasa
    count: Count

    async def classify(self, text: str) -> tuple[Intent, ...] | None:
        """Never raises for anything that Rasa does."""
        try:
            ranking = ranking_of(await self.rasa.parse(text))
        except IntegrationError as error:
            self.count(FALLBACK)
            if not isinstance(error, Resting):
                log.warning("rasa_failed", reason=str(error))
            return None
        self.count(RASA)
        return ranking


def ranking_of(parsed: Parsed) -> tuple[Intent, ...]:
    """Rasa's intents, the best first; its own word for "unsure" is ours for "none of them"."""
    first = (parsed.intent,) if parsed.intent else ()
    names = {one.name: _intent(one) for one in (*first, *parsed.intent_ranking)}
    return tuple(names.values()) or (Intent(OUT_OF_SCOPE, 0.0),)


def _intent(one: Ranked) -> Intent:
    if not _NAME.fullmatch(one.name):
        raise Malformed("it knows other intents")
    return Intent(OUT_OF_SCOPE if one.name == UNSURE else one.name, one.confidence)
