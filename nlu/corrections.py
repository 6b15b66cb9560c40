"""What a message takes back: values after a "not", and which wording stands in place of which."""

from collections.abc import Iterable

from nlu.understanding import CHANGE, DENIED, INSTEAD, Entity, Reading
from nlu.words import Word, fold

_DENIALS = "not inte ej icke не ne dont doesnt isnt wasnt arent havent no-longer"
# Between a denial and what it denies: "not in Nacka", "bor inte längre i Nacka", "не живу в Нацці".
_SMALL = (
    "a an the in at from for as by live living i på till från en ett som längre bor "
    "в у на з із зі до від живу мешкаю проживаю як из с со от работаю працюю v u z live lives worked work"
)
_CONTRASTS = "but utan men а але но rather instead"
_NOES = "no nope nej nä ні нє нет net ni"
# Beside the "no" of a correction: "oh no, wait, 6 years".
_HESITATIONS = (
    "oh wait sorry hold on vänta oj förlåt stopp "
    "ой чекайте почекайте зачекайте стривайте вибачте перепрошую стоп ждите подождите извините простите oi stop"
)
DENIALS, SMALL, CONTRASTS, NOES, HESITATIONS = (
    frozenset(map(fold, line.split())) for line in (_DENIALS, _SMALL, _CONTRASTS, _NOES, _HESITATIONS)
)
MARK = "mark"
FAR = 3
"""Small words between a denial and the value, and words of an exchanged wording."""


def find_corrections(
    text: str, words: tuple[Word, ...], entities: Iterable[Entity], wrong: tuple[str, ...]
) -> tuple[Reading, ...]:
    """What is denied, which wording stands in place of which, what is called ``wrong`` and whether anything is."""
    marked = says_no_first(words) or any(_contrasts(words, at) for at in _denials(words))
    held = tuple(entities)
    numbers = tuple(e for e in held if e.entity == "number")
    found = {
        DENIED: find_denied(text, words, held),
        INSTEAD: find_exchange(text, words, numbers) or (),
        CHANGE: tuple(dict.fromkeys((*((MARK,) if marked else ()), *wrong))),
    }
    return tuple(Reading(name, values) for name, values in found.items() if values)


def without_denied(entities: tuple[Entity, ...], corrections: tuple[Reading, ...]) -> tuple[Entity, ...]:
    """The entities of which no correction says that they are not so."""
    denied = next((c.values for c in corrections if c.step == DENIED), ())
    return tuple(e for e in entities if e.value not in denied)


def find_denied(text: str, words: tuple[Word, ...], entities: Iterable[Entity]) -> tuple[str, ...]:
    """What stands after a denial: values of entities, and the words as they were typed."""
    values = (e.value for e in entities if _is_denied(words, e))
    typed = (_typed(text, run) for at in _denials(words) if (run := _bare(_run(words, at + 1))))
    return tuple(dict.fromkeys((*values, *typed)))


def find_exchange(text: str, words: tuple[Word, ...], numbers: Iterable[Entity] = ()) -> tuple[str, str] | None:
    """The wrong wording, folded for comparing, and the right one as it was typed: "not Kyiv but Kharkiv"."""
    counted = tuple(numbers)
    for at in _denials(words):
        wrong = _run(words, at + 1)
        if wrong and (number := _number_in(wrong, counted)):
            return _other_number(text, number, counted)
        behind = at + 2 + len(wrong)
        right = _run(words, behind) if _contrasts(words, at) else words[max(at - len(wrong), 0) : at]
        if wrong and right:
            return _typed(text, wrong).casefold(), _typed(text, right)
    return None


def says_no_first(words: tuple[Word, ...]) -> bool:
    """A "no" that more follows after a pause: "no, 6 years", "oh no wait, 6"."""
    first = next((i for i, w in enumerate(words) if w.text not in HESITATIONS), len(words))
    if first >= len(words) or words[first].text not in NOES:
        return False
    said = next((i for i in range(first + 1, len(words)) if words[i].text not in HESITATIONS), len(words))
    return any(words[i].start - words[i - 1].end > 1 for i in range(first + 1, min(said + 1, len(words))))


def _number_in(run: tuple[Word, ...], numbers: tuple[Entity, ...]) -> Entity | None:
    """The number that a wording begins with."""
    return next((n for n in numbers if n.start < run[0].end and run[0].start < n.end), None)


def _other_number(text: str, wrong: Entity, numbers: tuple[Entity, ...]) -> tuple[str, str] | None:
    """In place of a number stands the other number: "three trainees, not two"."""
    others = [n for n in numbers if n is not wrong]
    if len(others) != 1:
        return None
    return text[wrong.start : wrong.end].casefold(), text[others[0].start : others[0].end]


def _denials(words: tuple[Word, ...]) -> list[int]:
    return [at for at, word in enumerate(words) if word.text in DENIALS]


def _contrasts(words: tuple[Word, ...], at: int) -> bool:
    """What the denial at ``at`` denies is followed by what is so ("not 12 but 6")."""
    behind = at + 1 + len(_run(words, at + 1))
    return at + 1 < behind < len(words) - 1 and words[behind].text in CONTRASTS


def _bare(run: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without the small words that stand before."""
    at = next((i for i, w in enumerate(run) if w.text not in SMALL), len(run))
    return run[at:]


def _is_denied(words: tuple[Word, ...], entity: Entity) -> bool:
    at = next((i for i, w in enumerate(words) if w.end > entity.start), 0)
    for before in range(at - 1, max(at - 2 - FAR, -1), -1):
        if words[before + 1].start - words[before].end > 1:
            return False
        if words[before].text in DENIALS:
            return True
        if words[before].text not in SMALL:
            return False
    return False


def _run(words: tuple[Word, ...], start: int) -> tuple[Word, ...]:
    """The words from ``start`` up to a pause or a contrast, at most a few."""
    found: list[Word] = []
    for word in words[start : start + FAR]:
        if word.text in CONTRASTS or (found and word.start - found[-1].end > 1):
            break
        found.append(word)
    return tuple(found)


def _typed(text: str, words: tuple[Word, ...]) -> str:
    return text[words[0].start : words[-1].end]
