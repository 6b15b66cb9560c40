"""What the guide says and how it goes with it: each answer and authority with its dates, its text and its numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.desk import words
from bot.desk.intents import INTENTS
from bot.desk.spreadsheet import as_csv
from bot.desk.times import SOON, review_word
from dialogs.guide.book import Authority, Entry, Words, authorities, entries
from dialogs.texts import LANGUAGES

Tallies = Mapping[tuple[str, str], int]

SINCE = timedelta(days=90)
LEAST = 5
FEW = "0–4"
PARTS = {
    "registered": "Till den som är folkbokförd",
    "not_registered": "Till den som inte är folkbokförd",
    "elsewhere": "Till den som bor i en annan kommun",
    "child": "När frågan gäller ett barn",
    "does": "Vad den gör",
    "when": "När man vänder sig dit",
    "how": "Hur man gör",
}
RATINGS = {"helped": "Hjälpte", "partly": "Hjälpte delvis", "not_helped": "Hjälpte inte"}


@dataclass(frozen=True, slots=True)
class Told:
    """The text in one language: headings (the answer itself has none) and words."""

    language: str
    word: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An answer or an authority. Numbers below ``LEAST`` are only told as few; an authority has none."""

    kind: str
    id: str
    name: str
    source: str
    link: str
    checked: date
    review_by: date
    state: str
    told: tuple[Told, ...]
    answered: str = ""
    helped: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """How cases of one language and queue went, as people said; numbers in the order of ``RATINGS``."""

    language: str
    queue: str
    numbers: tuple[str, ...]


def guide_lines(tallies: Tallies, today: date) -> list[Line]:
    """All answers and authorities; what is due for review first, the longest due at the top."""
    lines = [_entry_line(entry, tallies, today) for entry in entries().values()]
    lines += [_authority_line(authority, today) for authority in authorities().values()]
    return sorted(lines, key=lambda line: (*_dueness(line, today), line.kind, line.name.casefold()))


def ratings(tallies: Tallies) -> list[Rating]:
    """What people said of their cases, by language and queue."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for (name, value), number in tallies.items():
        if name == "case.rating":
            language, queue, said, *_ = value.split(":")
            row = counted.setdefault((language, queue), {})
            row[said] = row.get(said, 0) + number
    return [
        Rating(
            words.word(words.LANGUAGES, language),
            words.word(words.QUEUES, queue),
            tuple(few(said.get(rating, 0)) for rating in RATINGS),
        )
        for (language, queue), said in sorted(counted.items())
    ]


def few(number: int) -> str:
    """A number that is too small to be told apart from a person stays unsaid."""
    return str(number) if number >= LEAST else FEW


def guide_csv(lines: Iterable[Line]) -> str:
    """The list as a file for a spreadsheet."""
    head = ("slag", "id", "namn", "kontrollerat", "ses över", "frågor", "hjälpte", "hjälpte inte", "källa", "länk")
    rows = (
        (e.kind, e.id, e.name, e.checked, e.review_by, e.answered, e.helped, e.failed, e.source, e.link) for e in lines
    )
    return as_csv(head, rows)


def ratings_csv(rows: Iterable[Rating]) -> str:
    """What people said of their cases, as a file for a spreadsheet."""
    head = ("språk", "kö", *(word.lower() for word in RATINGS.values()))
    return as_csv(head, ((row.language, row.queue, *row.numbers) for row in rows))


def _dueness(line: Line, today: date) -> tuple[bool, date]:
    due = line.review_by <= today + timedelta(days=SOON)
    return not due, line.review_by if due else today


def _entry_line(entry: Entry, tallies: Tallies, today: date) -> Line:
    return Line(
        kind="Svar",
        id=entry.intent,
        name=INTENTS[entry.intent],
        source=entry.source,
        link=entry.link or "",
        checked=entry.checked,
        review_by=entry.review_by,
        state=review_word(entry.review_by, today),
        told=_told(("", entry.answer), entry.parts),
        answered=few(tallies.get(("guide.answered", entry.intent), 0)),
        helped=few(tallies.get(("guide.helpful", f"{entry.intent}:yes"), 0)),
        failed=few(tallies.get(("guide.helpful", f"{entry.intent}:no"), 0)),
    )


def _authority_line(authority: Authority, today: date) -> Line:
    return Line(
        kind="Myndighet eller plats",
        id=authority.id,
        name=authority.name["sv"],
        source=authority.source,
        link=authority.link or "",
        checked=authority.checked,
        review_by=authority.review_by,
        state=review_word(authority.review_by, today),
        told=_told(("Namn", authority.name), authority.parts),
    )


def _told(first: tuple[str, Words], parts: Mapping[str, Words]) -> tuple[Told, ...]:
    heading, own = first
    return tuple(
        Told(
            language,
            words.LANGUAGES[language].capitalize(),
            ((heading, own[language]), *((PARTS[part], told[language]) for part, told in parts.items())),
        )
        for language in LANGUAGES
    )
