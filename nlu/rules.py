"""Understanding by word lists: commands, buttons' words, numbers, yes and no, danger.

Deterministic and local. It stands behind the port ``Understander``, as every later engine does.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import msgspec

from nlu.corrections import find_corrections, without_denied
from nlu.entities import Gazetteer, find_entities
from nlu.entities.calendar import load_calendar
from nlu.entities.numerals import load_counts
from nlu.language import UNKNOWN, common_words, identify
from nlu.language_model import LanguageModel
from nlu.occupations import load_spellings
from nlu.patterns import Hit, Matcher, Phrase, compile_phrase, load_phrases
from nlu.understanding import CHANGE, DANGER, OUT_OF_SCOPE, Entity, Identified, Intent, Reading, Understanding
from nlu.words import CYRILLIC, MAX_LETTERS, Word, fold, split

COMMANDS = {
    "start": "restart", "menu": "cancel", "status": "ask_status", "language": "change_language",
    "person": "talk_to_human", "data": "export_my_data", "delete": "delete_my_data", "privacy": "ask_privacy",
    "help": "help", "cancel": "cancel", "back": "back", "skip": "skip", "repeat": "repeat", "restart": "restart",
}  # fmt: skip
YES_NO = "yes_no"
# Shorter words of danger are one letter from too many everyday ones ("corpse", "course").
DANGER_FUZZY_FROM = 8
# Wishes about the conversation itself; a few words beside them change nothing. "Call me tomorrow" is not one.
PLAIN = frozenset(
    "restart cancel back skip repeat change_answer change_language bot_challenge ask_privacy ask_status "
    "delete_my_data export_my_data".split()
)
# Labels of a statement that speak of an entity; another label is the answer itself.
KINDS = frozenset(("date", "municipality", "number", "occupation"))
# Phrases of this label say something that is no answer; they keep shorter ones from seeing one in it.
NOTHING = "-"
NEAR = 40
# Short names are too near to ordinary words to be read in a misspelling ("första", Farsta).
FUZZY_FROM = 7
NAMES_FUZZY_FROM = 10


@dataclass(frozen=True, slots=True)
class WordLists:
    """The compiled word lists of ``nlu/data``."""

    intents: Matcher
    danger: Matcher
    harmless: Matcher
    cries: Matcher
    choices: Mapping[str, Matcher]
    facts: Mapping[str, Matcher]
    names: Gazetteer
    common: Mapping[str, frozenset[str]]


def load_rules(speech: LanguageModel | None = None) -> "Rules":
    """The engine over the word lists that the package carries."""
    courtesies = [fold(w) for line in _table("courtesies")["courtesies"].values() for w in line.split()]
    danger = _table("danger")
    choices = _table("choices")
    return Rules(
        WordLists(
            intents=Matcher(load_phrases(_table("intents")), courtesies=courtesies, fuzzy_from=FUZZY_FROM),
            danger=Matcher(load_phrases({"danger": danger["danger"]}), fuzzy_from=DANGER_FUZZY_FROM, deniable=False),
            harmless=Matcher(load_phrases({"harmless": danger["harmless"]}), fuzzy_from=MAX_LETTERS, deniable=False),
            cries=Matcher(load_phrases({"cries": danger["cries"]}), fuzzy_from=MAX_LETTERS, deniable=False),
            choices={
                step: Matcher(load_phrases(options), courtesies=courtesies, fuzzy_from=FUZZY_FROM)
                for step, options in choices.items()
            },
            facts={
                step: Matcher(load_phrases(options), fuzzy_from=FUZZY_FROM) for step, options in _table("facts").items()
            },
            names=_gazetteer(),
            common=common_words(_table("common")["common"]),
        ),
        speech,
    )


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
        wrong = _values(self._statements(CHANGE, words, weak=True))
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
        hits = _uncovered(self.lists.intents.find(words))
        if not hits:
            return (Intent(OUT_OF_SCOPE, 0.0),), False
        named = _named(words, entities)
        bare = self.lists.intents.bare(words)
        labels = list(dict.fromkeys(h.label for h in hits))
        whole = [label for label in labels if _fills(label, bare, _places(hits, label), named)]
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
        found = {expects[0]: values} if (values := _values(chosen)) else {}
        used = [(h.start, h.end) for h in _counting(chosen)]
        # "12 years" are years at work only where they are asked for, or beside an occupation.
        working = any(e.entity == "occupation" for e in entities)
        for at, step in enumerate(name for name in expects if name != CHANGE):
            hits = self._statements(step, words, weak=working or not at)
            spoken = [h for h in hits if not at or not _overlaps(h, used)]
            if step not in found and (value := _stated(spoken, words, entities)):
                found[step] = (value,)
        return tuple(Reading(step, values) for step, values in found.items())

    def _chosen(self, step: str, words: tuple[Word, ...]) -> list[Hit]:
        matcher = self.lists.choices.get(step)
        return _apart(matcher.find(words)) if matcher else []

    def _is_answer(self, step: str, words: tuple[Word, ...]) -> bool:
        """The whole message says one answer to the question."""
        matcher = self.lists.choices[step]
        hits = matcher.find(words)
        values = _values(_apart(hits))
        return len(values) == 1 and matcher.bare(words) <= _places(hits, values[0])

    def _statements(self, step: str, words: tuple[Word, ...], *, weak: bool) -> list[Hit]:
        matcher = self.lists.facts.get(step)
        hits = [h for h in matcher.find(words) if not _pauses(h, words)] if matcher else []
        return [h for h in _apart(hits) if weak or not h.weak]


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


def _apart(hits: list[Hit]) -> list[Hit]:
    """The hits in the order of the text, those left out that a weightier one overlaps."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(k.start < hit.end and hit.start < k.end for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def _uncovered(hits: list[Hit]) -> list[Hit]:
    """The hits of which no weightier phrase says that they are nothing ("I am an operator")."""
    barred = [h for h in hits if h.label == NOTHING]
    return [
        h
        for h in hits
        if h.label != NOTHING and not any(b.start <= h.start and h.end <= b.end and b.weight > h.weight for b in barred)
    ]


def _fills(label: str, bare: set[int], taken: set[int], named: set[int]) -> bool:
    """The phrases take up the whole message, or most of it where the rest names nothing and the wish is plain."""
    rest = bare - taken
    return not rest or (label in PLAIN and 2 * len(rest) <= len(bare & taken) and not rest & named)


def _places(hits: list[Hit], label: str) -> set[int]:
    """The words that the phrases of ``label`` take up together."""
    return {i for h in hits if h.label == label for i in range(h.start, h.end)}


def _values(hits: list[Hit]) -> tuple[str, ...]:
    """The labels of the hits."""
    return tuple(dict.fromkeys(h.label for h in _counting(hits)))


def _counting(hits: list[Hit]) -> list[Hit]:
    """The hits that say something; weak ones count only where there is no other."""
    said = [h for h in hits if h.label != NOTHING]
    return [h for h in said if not h.weak] or said


def _pauses(hit: Hit, words: tuple[Word, ...]) -> bool:
    """More than a space stands between two words of the hit: they belong to two statements."""
    return any(words[i].start - words[i - 1].end > 1 for i in range(hit.start + 1, hit.end))


def _stated(hits: list[Hit], words: tuple[Word, ...], entities: tuple[Entity, ...]) -> str | None:
    """The one answer that the statements give."""
    barred = [(words[h.start].start, words[h.end - 1].end) for h in hits if h.label == NOTHING]
    free = [e for e in entities if not any(a < e.end and e.start < b for a, b in barred)]
    found = {value for h in hits if h.label != NOTHING and (value := _fact(h, words, free))}
    return found.pop() if len(found) == 1 else None


def _overlaps(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(start < hit.end and hit.start < end for start, end in spans)


def _fact(hit: Hit, words: tuple[Word, ...], entities: list[Entity]) -> str | None:
    """What a statement says: its label, or the nearest entity of the kind that its label names ("live in …")."""
    if hit.label not in KINDS:
        return hit.label
    start, end = words[hit.start].start, words[hit.end - 1].end
    near = [(max(e.start - end, start - e.end, 0), e) for e in entities if e.entity == hit.label]
    distance, entity = min(near, key=lambda pair: pair[0], default=(NEAR + 1, None))
    return entity.value if entity and distance <= NEAR else None


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nlu").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def _gazetteer() -> Gazetteer:
    numbers = _table("numbers")
    return Gazetteer(
        municipalities=Matcher(_names(_table("municipalities")["municipalities"]), fuzzy_from=NAMES_FUZZY_FROM),
        languages=Matcher(_names(_table("languages")["languages"], latin=True), fuzzy_from=NAMES_FUZZY_FROM),
        occupations=Matcher(_names(load_spellings(), latin=True), fuzzy_from=NAMES_FUZZY_FROM),
        counts=load_counts(numbers),
        calendar=load_calendar(_table("dates"), numbers),
    )


def _names(table: Mapping[str, list[str]], *, latin: bool = False) -> list[Phrase]:
    """Each name's spellings; with ``latin`` those in Cyrillic letters also fit when they are typed in Latin ones."""
    return [
        compile_phrase(value, s, latin=latin and bool(CYRILLIC.search(s)))
        for value, sources in table.items()
        for s in sources
    ]
