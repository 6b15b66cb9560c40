"""Understanding by word lists: commands, buttons' words, numbers, yes and no, danger.

Deterministic and local. It stands behind the port ``Understander``, as every later engine does.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

import msgspec

from nlu.corrections import find_corrections, without_denied
from nlu.entities import find_entities
from nlu.hits import NOTHING, apart, counting, labels_of, overlaps, pauses, places, uncovered
from nlu.language import UNKNOWN, identify
from nlu.language_model import LanguageModel
from nlu.patterns import Hit
from nlu.understanding import CHANGE, DANGER, OUT_OF_SCOPE, Entity, Identified, Intent, Reading, Understanding
from nlu.word_lists import WordLists, load_word_lists
from nlu.words import Word, split

COMMANDS = {
    "start": "restart", "menu": "cancel", "status": "ask_status", "language": "change_language",
    "person": "talk_to_human", "data": "export_my_data", "delete": "delete_my_data", "privacy": "ask_privacy",
    "help": "help", "cancel": "cancel", "back": "back", "skip": "skip", "repeat": "repeat", "restart": "restart",
}  # fmt: skip
# Wishes about the conversation itself; a few words beside them change nothing. "Call me tomorrow" is not one.
PLAIN = frozenset(
    "restart cancel back skip repeat change_answer change_language bot_challenge ask_privacy ask_status "
    "delete_my_data export_my_data".split()
)
# Labels of a statement that speak of an entity; another label is the answer itself.
KINDS = frozenset(("date", "municipality", "number", "occupation"))
NEAR = 40


def load_rules(speech: LanguageModel | None = None) -> "Rules":
    """The engine over the word lists that the package carries."""
    return Rules(load_word_lists(), speech)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the word lists find, danger apart: ``danger_phrases``, a number, are for somebody to weigh."""

    understanding: Understanding
    danger_phrases: int = 0
    command: bool = False
    has_words: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """Rule-based ``Understander``; with ``speech`` it knows languages better than by their commonest words."""

    lists: WordLists
    speech: LanguageModel | None = None

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """Parse ``text``; a listed phrase of danger is danger."""
        heard = self.hear(text, expects, today)
        return self.in_danger(heard.understanding) if heard.danger_phrases else heard.understanding

    def hear(self, text: str, expects: tuple[str, ...] = (), today: date | None = None) -> Heard:
        """What ``text`` holds. ``expects`` names word lists of choices (or ``yes_no``), the open question's first."""
        if command := _command(text):
            return Heard(Understanding(text=text, intent=Intent(command, 1.0), whole=True), command=True)
        words = split(text)
        entities = find_entities(text, words, self.lists.names, today)
        ranking, whole = self._intents(words, entities)
        wrong = labels_of(self._statements(CHANGE, words, weak=True))
        corrections = find_corrections(text, words, entities, wrong) if CHANGE in expects else ()
        held = without_denied(entities, corrections)
        chosen = self._chosen(expects[0], words) if expects else []
        # "Call me" is a wish for a person, but an answer where the question is how to be reached.
        answered = bool(chosen) and self._is_answer(expects[0], words)
        understanding = Understanding(
            text=text,
            intent=ranking[0],
            intent_ranking=ranking,
            entities=entities,
            language=self._language(text, words, entities),
            readings=(*self._readings(words, held, expects, chosen), *corrections),
            whole=whole and not answered,
        )
        return Heard(understanding, self._danger_phrases(words), has_words=bool(words))

    @staticmethod
    def in_danger(heard: Understanding) -> Understanding:
        """The same message, understood as one of danger: nothing else that it says comes before that."""
        danger = Intent(DANGER, 1.0)
        return msgspec.structs.replace(heard, intent=danger, intent_ranking=(danger,), whole=True)

    def _intents(self, words: tuple[Word, ...], entities: tuple[Entity, ...]) -> tuple[tuple[Intent, ...], bool]:
        """The intents found, the most certain first; one that covers the whole message comes before all others."""
        hits = uncovered(self.lists.intents.find(words))
        if not hits:
            return (Intent(OUT_OF_SCOPE, 0.0),), False
        named = _named(words, entities)
        bare = self.lists.intents.bare(words)
        labels = list(dict.fromkeys(h.label for h in hits))
        whole = [label for label in labels if _fills(label, bare, places(hits, label), named)]
        labels.sort(key=lambda label: label not in whole)
        ranking = (Intent(label, 1.0 if whole and not i else 0.7 / (i + 1)) for i, label in enumerate(labels))
        return tuple(ranking), bool(whole)

    def _danger_phrases(self, words: tuple[Word, ...]) -> int:
        """Danger phrases side by side that no harmless one covers ("I worked as a fireman"), and a cry for help.

        Whoever cries for help may only be lost: alone that is none.
        """
        harmless = self.lists.harmless.find(words)
        hits = [
            hit
            for hit in self.lists.danger.find(words)
            if not any(h.start <= hit.start and hit.end <= h.end for h in harmless)
        ]
        count, end = 0, 0
        for hit in sorted(hits, key=lambda hit: hit.end):
            if hit.start >= end:
                count, end = count + 1, hit.end
        covered = {place for hit in hits for place in range(hit.start, hit.end)}
        cries = any(not covered.intersection(range(cry.start, cry.end)) for cry in self.lists.cries.find(words))
        return count + cries if count else 0

    def _language(self, text: str, words: tuple[Word, ...], entities: tuple[Entity, ...]) -> Identified:
        if not words:
            return UNKNOWN
        return identify(text, words, self.lists.common, model=self.speech, entities=entities)

    def _readings(
        self, words: tuple[Word, ...], entities: tuple[Entity, ...], expects: tuple[str, ...], chosen: list[Hit]
    ) -> tuple[Reading, ...]:
        """What answers the open question, the first expected one, and what is said about the others besides."""
        found = {expects[0]: values} if (values := labels_of(chosen)) else {}
        used = [(h.start, h.end) for h in counting(chosen)]
        # "12 years" are years at work only where they are asked for, or beside an occupation.
        working = any(e.entity == "occupation" for e in entities)
        for at, step in enumerate(name for name in expects if name != CHANGE):
            hits = self._statements(step, words, weak=working or not at)
            spoken = [h for h in hits if not at or not overlaps(h, used)]
            if step not in found and (value := _stated(spoken, words, entities)):
                found[step] = (value,)
        return tuple(Reading(step, values) for step, values in found.items())

    def _chosen(self, step: str, words: tuple[Word, ...]) -> list[Hit]:
        matcher = self.lists.choices.get(step)
        return apart(matcher.find(words)) if matcher else []

    def _is_answer(self, step: str, words: tuple[Word, ...]) -> bool:
        """The whole message says one answer to the question."""
        matcher = self.lists.choices[step]
        hits = matcher.find(words)
        values = labels_of(apart(hits))
        return len(values) == 1 and matcher.bare(words) <= places(hits, values[0])

    def _statements(self, step: str, words: tuple[Word, ...], *, weak: bool) -> list[Hit]:
        matcher = self.lists.facts.get(step)
        hits = [h for h in matcher.find(words) if not pauses(h, words)] if matcher else []
        return [h for h in apart(hits) if weak or not h.weak]


def _named(words: tuple[Word, ...], entities: tuple[Entity, ...]) -> set[int]:
    """The places of the words that entities are made of."""
    ends = [word.end for word in words]
    found: set[int] = set()
    for entity in entities:
        at = bisect_right(ends, entity.start)
        while at < len(words) and words[at].start < entity.end:
            found.add(at)
            at += 1
    return found


def _command(text: str) -> str | None:
    if not text.startswith("/"):
        return None
    name = re.split(r"[@\s]", text[1:], maxsplit=1)[0]
    return COMMANDS.get(name.lower())


def _fills(label: str, bare: set[int], taken: set[int], named: set[int]) -> bool:
    """The phrases take up the whole message, or most of it where the rest names nothing and the wish is plain."""
    rest = bare - taken
    return not rest or (label in PLAIN and 2 * len(rest) <= len(bare & taken) and not rest & named)


def _stated(hits: list[Hit], words: tuple[Word, ...], entities: tuple[Entity, ...]) -> str | None:
    """The one answer that the statements give."""
    barred = [(words[h.start].start, words[h.end - 1].end) for h in hits if h.label == NOTHING]
    free = [e for e in entities if not any(a < e.end and e.start < b for a, b in barred)]
    found = {value for h in hits if h.label != NOTHING and (value := _fact(h, words, free))}
    return found.pop() if len(found) == 1 else None


def _fact(hit: Hit, words: tuple[Word, ...], entities: list[Entity]) -> str | None:
    """What a statement says: its label, or the nearest entity of the kind that its label names ("live in …")."""
    if hit.label not in KINDS:
        return hit.label
    start, end = words[hit.start].start, words[hit.end - 1].end
    near = [(max(e.start - end, start - e.end, 0), e) for e in entities if e.entity == hit.label]
    distance, entity = min(near, key=lambda pair: pair[0], default=(NEAR + 1, None))
    return entity.value if entity and distance <= NEAR else None
