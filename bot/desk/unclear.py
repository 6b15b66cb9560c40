"""What the bot did not understand: leads say what was meant, and take it away as training data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from bot.desk import words
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.intents import GROUPS, INTENTS
from bot.desk.pages import HEADERS
from bot.desk.times import day_words
from bot.desk.training import MEDIA_TYPE, file_name, training_data
from bot.desk.visit import Visit
from bot.store import Refused, Unclear
from bot.store.unclear import STATES, State

PAGE = 20
DAYS = 14
HOME = "/desk/unclear"
LABELS: dict[State, str] = {"new": "Nya", "labelled": "Märkta", "ignored": "Ignorerade"}
EMPTY: dict[State, str] = {
    "new": "Inget väntar. Boten har förstått allt den senaste tiden, eller så är allt märkt.",
    "labelled": "Inget är märkt än.",
    "ignored": "Inget är ignorerat.",
}
LANGUAGES = ("sv", "uk", "en", "ru")
ORDERS = {"count": "Flest gånger först", "date": "Senast först"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for; values that mean nothing are left out."""

    state: State = "new"
    language: str = ""
    order: str = "count"
    page: int = 1

    @classmethod
    def of(cls, visit: Visit) -> "Asked":
        """From the address, or from the hidden fields of a form."""
        given = visit.form.text if visit.form.pairs else visit.query
        return cls(
            state=next((state for state in STATES if state == given("state")), "new"),
            language=given("language") if given("language") in LANGUAGES else "",
            order=given("order") if given("order") in ORDERS else "count",
            page=max(1, _number(given("page"))),
        )

    def fields(self, **changes: str | int) -> dict[str, str | int]:
        """What stands in an address, or hidden in a form."""
        plain: dict[str, str | int] = {
            "state": self.state,
            "language": self.language,
            "order": self.order,
            "page": self.page,
        }
        return {name: value for name, value in (plain | changes).items() if value not in {"", 1, "count"}}

    def href(self, **changes: str | int) -> str:
        """An address with this filter and ``changes``."""
        return f"{HOME}?{urlencode(self.fields(**changes))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text as its card shows it. ``guessed`` are the intents on top of the choice."""

    number: int
    id: str
    text: str
    language: str
    facts: str
    guesses: str
    guessed: list[tuple[str, str]]
    label: str
    intent: str
    state: State


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done with the text that stood at ``place``, and what it was before (empty: no way back)."""

    words: str
    place: int
    id: str = ""
    before: str = ""


async def show_unclear(visit: Visit) -> Response:
    """The list."""
    return await _page(visit, Asked.of(visit), done=_done(visit))


async def mark(visit: Visit) -> Response:
    """Label a text, ignore it, or put it back as it was."""
    row_id, wanted = visit.form.text("id"), visit.form.text("as")
    if wanted == "label":
        wanted = visit.form.text("intent")
    if wanted not in {"ignored", "new", *INTENTS}:
        return await _page(visit, Asked.of(visit), 422, at_fault=row_id)
    state: State = "labelled" if wanted in INTENTS else "ignored" if wanted == "ignored" else "new"
    intent = wanted if wanted in INTENTS else None
    try:
        before = await visit.desk.store.unclear.mark(row_id, state, intent=intent, actor=visit.account.name)
    except Refused as refusal:
        return _missing(visit, refusal)
    undone = visit.form.text("undo") == "1"
    if undone:
        return _back(visit, "undone")
    return _back(
        visit, state, id=row_id, before=before.intent or before.state, **({"intent": intent} if intent else {})
    )


async def delete(visit: Visit) -> Response:
    """Forget a text for good."""
    try:
        await visit.desk.store.unclear.delete(visit.form.text("id"), actor=visit.account.name)
    except Refused as refusal:
        return _missing(visit, refusal)
    return _back(visit, "deleted")


async def export(visit: Visit) -> Response:
    """The labelled texts of a language as a file."""
    language, unclear = visit.query("language"), visit.desk.store.unclear
    rows = await unclear.all(state="labelled", language=language) if language in LANGUAGES else []
    data = training_data(rows, language)
    if not data:
        return visit.go(HOME, "unlabelled")
    await unclear.note_export(language=language, rows=len(rows), actor=visit.account.name)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file_name(language)}"'}
    return Response(data, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _missing(visit: Visit, refusal: Refused) -> Response:
    if refusal.reason != "missing":
        raise refusal
    return visit.go(Asked.of(visit).href(), "unclear-gone")


def _back(visit: Visit, did: str, **told: str) -> Response:
    """To the list; what was done is told where the text stood, so that the keyboard goes on from there."""
    place = visit.form.text("place")
    return visit.go(Asked.of(visit).href(did=did, place=str(_number(place)), **told))


def _number(text: str) -> int:
    """A small number in an address or a form; 0 when it is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else 0


def _done(visit: Visit) -> Done | None:
    """From the address. Anybody may type one: it can only offer what the form's guard allows."""
    did, place, intent = visit.query("did"), visit.query("place"), visit.query("intent")
    told = {
        "labelled": f"Märkt: {INTENTS.get(intent, '')}.",
        "ignored": "Ignorerat.",
        "new": "Tillbaka bland de nya.",
        "undone": "Ångrat.",
        "deleted": "Borttaget för gott.",
    }
    if did not in told:
        return None
    before = visit.query("before")
    known = before if before in {"new", "ignored", *INTENTS} else ""
    return Done(told[did], _number(place), visit.query("id"), known)


async def _page(
    visit: Visit, asked: Asked, status: int = 200, *, done: Done | None = None, at_fault: str = ""
) -> Response:
    unclear = visit.desk.store.unclear
    rows = await unclear.all()
    listed = [row for row in rows if row.state == asked.state and asked.language in {"", row.language}]
    if asked.order == "date":
        listed.sort(key=lambda row: (row.last, row.count), reverse=True)
    pages = max(1, -(-len(listed) // PAGE))
    page = min(asked.page, pages)
    shown = listed[(page - 1) * PAGE : page * PAGE]
    wrong = (f"intent-{number}" for number, row in enumerate(shown, start=1) if row.id == at_fault)
    faults = Faults({next(wrong, "main"): "Välj vad som menades."}) if status == 422 else NO_FAULTS
    return visit.page(
        "unclear.html",
        status,
        asked=asked,
        heading="Det boten inte förstod",
        state_word=LABELS[asked.state],
        lines=[_line(number, row) for number, row in enumerate(shown, start=1)],
        tabs=_tabs(asked, rows),
        languages=[(name, words.LANGUAGES[name].capitalize()) for name in LANGUAGES],
        orders=list(ORDERS.items()),
        groups=[(group, list(intents.items())) for group, intents in GROUPS.items()],
        empty="Inget passar filtret." if asked.language else EMPTY[asked.state],
        done=done,
        faults=faults,
        page=page,
        pages=pages,
        before_href=asked.href(page=page - 1) if page > 1 else "",
        next_href=asked.href(page=page + 1) if page < pages else "",
        exports=_exports(rows),
        days=await _days(visit),
        total=len(listed),
    )


def _tabs(asked: Asked, rows: Sequence[Unclear]) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "href": asked.href(state=state, page=1),
            "count": sum(row.state == state and asked.language in {"", row.language} for row in rows),
            "current": state == asked.state,
        }
        for state, label in LABELS.items()
    ]


def _line(number: int, row: Unclear) -> Line:
    days = day_words(row.last) if row.first == row.last else f"{day_words(row.first)} – {day_words(row.last)}"
    times = "1 gång" if row.count == 1 else f"{row.count} gånger"
    known = [guess for guess in row.guesses if guess.name in INTENTS]
    return Line(
        number=number,
        id=row.id,
        text=row.text,
        language=row.language,
        facts=f"{times} · {words.word(words.LANGUAGES, row.language)} · {days}",
        guesses="; ".join(f"{INTENTS[guess.name]} ({round(100 * guess.confidence)} %)" for guess in known),
        guessed=[(guess.name, INTENTS[guess.name]) for guess in known],
        label=INTENTS.get(row.intent or "", ""),
        intent=row.intent or "",
        state=row.state,
    )


def _exports(rows: Sequence[Unclear]) -> list[tuple[str, str, int]]:
    """Languages that have something labelled: code, name, how many."""
    counted = ((name, sum(r.state == "labelled" and r.language == name for r in rows)) for name in LANGUAGES)
    return [(name, words.LANGUAGES[name], count) for name, count in counted if count]


async def _days(visit: Visit) -> list[tuple[str, str]]:
    """The newest days as text: ``20 maj``, ``12 meddelanden (svenska 9, ukrainska 3)``."""
    told = []
    for day, counts in list((await visit.desk.store.unclear.days()).items())[:DAYS]:
        total = counts.total()
        parts = ", ".join(f"{words.word(words.LANGUAGES, name)} {count}" for name, count in counts.most_common())
        told.append((day_words(day), f"{total} {'meddelande' if total == 1 else 'meddelanden'} ({parts})"))
    return told
