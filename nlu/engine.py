"""The built-in engine: word lists for what must be exact, a classifier for everything that people may say.

Commands, answers to the open question, entities and language come from the word lists and their rules; what the
message is about comes from the classifier, unless a listed phrase is the entire message. Danger has two witnesses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from nlu.classifier import Classifier, Opinion
from nlu.danger import ANSWER_WORDS, Witness
from nlu.decide import ACT, decide
from nlu.encoder import LONGEST
from nlu.language_model import SLAVIC, LanguageModel
from nlu.rules import PLAIN, Heard, Rules
from nlu.understanding import DANGER, OUT_OF_SCOPE, Identified, Intent, Understanding
from nlu.words import CYRILLIC

COURTESIES = frozenset(("greet", "goodbye", "thanks", "affirm", "deny", OUT_OF_SCOPE))
"""What stands beside a wish and is none itself."""
SURE_OF_LETTERS = 0.6
RANKED = 10
"""Intents that are told of, the likeliest first."""
_ASKING = (
    "hur|var|vart|vad|vem|vilk[ae]n?|vilket|när|varför|kan|får|måste|how|where|what|who|which|when|why|can|may|do|does|is|are|"
    "як|де|куди|що|хто|яка?|який|яке|які|коли|чому|чи|скільки|можна|как|где|куда|что|кто|когда|почему|сколько|можно|нужно"
)
_SENTENCE = re.compile(
    r"[.!?…;\n]+|,\s+(?=(?:och|and|і|й|та|и|а)\s+(?:också|även|also|ще|также|еще|ещё)\s)"
    rf"|,?\s+(?:och|and|і|й|та|и|а|plus|samt)\s+(?=(?:{_ASKING})\s)",
    re.IGNORECASE,
)
_MOST_SENTENCES = 3
_LEAST_WORDS = 3
# A wish about the conversation that fills the message, though no phrase is listed for it.
_PLAINLY = 0.85
_PLAIN_WORDS = 8


@dataclass(frozen=True, slots=True)
class Engine:
    """The ``Understander`` of the service."""

    rules: Rules
    classifier: Classifier = field(repr=False)

    @property
    def name(self) -> str:
        """What it reads with, for the log and the metrics."""
        return self.classifier.name

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """Parse masked ``text``; see the port."""
        heard = self.rules.hear(text, expects, today)
        plain = heard.understanding
        if heard.command or not text.strip():
            return plain
        opinion = self._judge(text, plain.language)
        if self._witness(opinion, heard).says_danger:
            return self.rules.in_danger(plain)
        # A listed phrase is the entire message, even where it is an answer as well.
        if plain.intent.confidence >= 1:
            return _ranked(plain, opinion)
        return self._decided(plain, _without_danger(opinion))

    def _judge(self, text: str, language: Identified) -> Opinion:
        own = None
        if self.rules.speech and language.confidence >= SURE_OF_LETTERS:
            own = in_own_letters(text, language.name, self.rules.speech)
        return self.classifier.judge(text, in_own_letters=own)

    def _witness(self, opinion: Opinion, heard: Heard) -> Witness:
        # Signs without a word are like nothing that was learnt.
        likeness = self.classifier.score(opinion, DANGER) if heard.has_words else 0.0
        plain = heard.understanding
        return Witness(
            likeness,
            heard.danger_phrases,
            by_words=self.classifier.encoder is None,
            outvoted=opinion.ranking[0].name != DANGER,
            in_answer=bool(plain.readings) and len(plain.text.split()) <= ANSWER_WORDS,
        )

    def _decided(self, plain: Understanding, ranking: tuple[Intent, ...]) -> Understanding:
        decision = decide(ranking)
        others = tuple(self._sentences(plain))
        intent = decision.intent
        if others and (intent is None or intent.name in COURTESIES):
            intent, others = others[0], others[1:]
        rivals = decision.rivals if intent is None else ()
        return msgspec.structs.replace(
            plain,
            intent=intent or Intent(OUT_OF_SCOPE, next(i.confidence for i in ranking if i.name == OUT_OF_SCOPE)),
            intent_ranking=ranking[:RANKED],
            rivals=rivals,
            also=tuple(o.name for o in others if intent is not None and o.name != intent.name),
            whole=intent is not None and _fills(intent, plain),
        )

    def _sentences(self, plain: Understanding) -> Iterator[Intent]:
        """What single sentences of the message are surely about, each intent once."""
        parts = [p.strip() for p in _SENTENCE.split(plain.text[:LONGEST]) if p and len(p.split()) >= _LEAST_WORDS]
        seen: set[str] = set()
        for part in parts[:_MOST_SENTENCES] if len(parts) > 1 else ():
            best = _without_danger(self._judge(part, plain.language))[0]
            if best.confidence >= ACT and best.name not in COURTESIES and best.name not in seen:
                seen.add(best.name)
                yield best


def in_own_letters(text: str, language: str, speech: LanguageModel) -> str | None:
    """Ukrainian and Russian in Latin letters as they would stand in their own, of which the encoder has read more."""
    if language not in SLAVIC or CYRILLIC.search(text):
        return None
    return speech.to_cyrillic(text[:LONGEST], language)


def _ranked(plain: Understanding, opinion: Opinion) -> Understanding:
    rest = tuple(i for i in opinion.ranking if i.name != plain.intent.name)
    return msgspec.structs.replace(plain, intent_ranking=(plain.intent, *rest[: RANKED - 1]))


def _without_danger(opinion: Opinion) -> tuple[Intent, ...]:
    """The witnesses have judged it; what is left is shared by the others."""
    left = [i for i in opinion.ranking if i.name != DANGER]
    total = sum(i.confidence for i in left)
    return tuple(Intent(i.name, i.confidence / total) for i in left)


def _fills(intent: Intent, plain: Understanding) -> bool:
    return (
        intent.name in PLAIN
        and intent.confidence >= _PLAINLY
        and not plain.readings
        and len(plain.text.split()) <= _PLAIN_WORDS
    )
