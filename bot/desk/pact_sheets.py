"""The sheets of membership: a form of participation, an event, what is affirmed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.desk.edits import Part
from bot.desk.sheets import Field, Sheet, Typed, typed_day
from bot.store.content import Snapshot
from dialogs import pact_words
from dialogs.effects import Local
from dialogs.engine import RESERVED
from dialogs.pact import AFFIRMATIONS, TEXTS, Affirmed, Event, Form, defaults

HOME = "/desk/pact"
NEW = "new"
RESERVED_IDS = frozenset({NEW, "yes", "no", "unhelpful", *RESERVED})
"""Values of buttons that mean something everywhere; no row can be called so."""
_FURTHEST = timedelta(days=3 * 366)
_AFFIRM_LABELS = {
    "goals": "Intyg om målen",
    "nondiscrimination": "Intyg om icke-diskriminering",
    "equality": "Intyg om jämställdhet och jämlikhet",
    "human_rights": "Intyg om mänskliga rättigheter",
}
_TEXT_LABELS = {"goals": "Nätverkets mål", "values": "Nätverkets värdegrund"}
_TEXT_HINTS = {"goals": "Ett mål på varje rad.", "values": ""}


class _Rows(Sheet):
    """A row of a list of rows that each have an ``id``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = f"{HOME}/{self.key}/{name}"

    def pick(self, snapshot: Snapshot) -> Part:
        return next((row for row in rows_of(snapshot, self.key) if row["id"] == self.name), {})

    def put(self, snapshot: Snapshot, part: Part) -> Mapping[str, Any]:
        rows = rows_of(snapshot, self.key)
        if not part:
            return {self.key: [row for row in rows if row["id"] != self.name]}
        if any(row["id"] == part["id"] for row in rows):
            return {self.key: [dict(part) if row["id"] == part["id"] else row for row in rows]}
        return {self.key: [*rows, dict(part)]}

    def identify(self, words: Mapping[str, str], snapshot: Snapshot) -> str:
        """The row's id; a new one is made of its Swedish name, and is nobody else's."""
        if self.name != NEW:
            return self.name
        taken = {row["id"] for row in rows_of(snapshot, self.key)} | RESERVED_IDS
        made = slug(words.get("sv", ""))
        return next(name for n in range(1, 1000) if (name := made if n == 1 else f"{made}_{n}") not in taken)


class FormSheet(_Rows):
    """One form of participation."""

    key = "forms"
    title = "Deltagandeform"
    lead = "Den som ansöker väljer bland formerna. En form som inte erbjuds behåller sitt namn på gamla ärenden."
    fields = (
        Field(name="name", label="Namn", hint="Står på knappen i chatten.", local=True, longest=60),
        Field(name="about", label="Beskrivning", look="lines", local=True, longest=500),
        Field(name="active", label="Erbjuds i chatten", look="tick", needed=False),
    )

    def show(self, part: Part, today: date) -> Typed:
        """A new form is offered."""
        if not part:
            return Typed({"active": "1"})
        words = Typed.spread("name", part["name"]) | Typed.spread("about", part.get("about", {}))
        return Typed({**words, "active": "1" if part.get("active", True) else ""})

    def read(self, typed: Typed, snapshot: Snapshot) -> Part:
        """The row."""
        name = typed.local("name")
        return {
            "id": self.identify(name, snapshot),
            "name": name,
            "about": typed.local("about"),
            "active": bool(typed["active"]),
        }

    def refuse(self, snapshot: Snapshot, part: Part) -> str | None:
        """Somebody must be able to choose something."""
        others = any(row.get("active", True) for row in rows_of(snapshot, self.key) if row["id"] != part["id"])
        return None if others or part["active"] else "Minst en form måste erbjudas."

    def words(self, part: Part) -> str:
        """``Jobbpartner; erbjuds``."""
        return f"{part['name'].get('sv', '')}; {'erbjuds' if part.get('active', True) else 'erbjuds inte'}"

    def seen(self, part: Part) -> Sequence[Any]:
        """As the chat tells it."""
        return (pact_words.tell_form(Form(id=part["id"], name=part["name"], about=part.get("about", {}))),)


class EventSheet(_Rows):
    """One event."""

    key = "events"
    title = "Träff"
    lead = "Chatten berättar om träffar till och med dagen de hålls."
    removable = True
    fields = (
        Field(name="date", label="Dag", look="date"),
        Field(name="title", label="Namn", local=True, longest=120),
        Field(name="about", label="Beskrivning", look="lines", local=True, needed=False, longest=500),
        Field(name="link", label="Länk", hint="Valfri. Börjar med https://", look="link", needed=False),
    )

    def show(self, part: Part, today: date) -> Typed:
        """Nothing is suggested."""
        if not part:
            return Typed({})
        words = Typed.spread("title", part["title"]) | Typed.spread("about", part.get("about", {}))
        return Typed({**words, "date": part["date"], "link": part.get("link", "")})

    def read(self, typed: Typed, snapshot: Snapshot) -> Part:
        """The row."""
        title = typed.local("title")
        return {
            "id": self.identify(title, snapshot),
            "date": typed["date"],
            "title": title,
            "about": typed.local("about"),
            "link": typed["link"],
        }

    def more_faults(self, typed: Typed, today: date) -> Iterator[tuple[str, str]]:
        """A year that is not meant."""
        day = typed_day(typed["date"])
        if day is not None and abs(day - today) > _FURTHEST:
            yield "date", "Välj en dag högst tre år bort."

    def words(self, part: Part) -> str:
        """``2026-12-03 Frukostmöte``."""
        return f"{part['date']} {part['title'].get('sv', '')}" if part else "borttagen"

    def seen(self, part: Part) -> Sequence[Any]:
        """As the chat tells it."""
        event = Event(
            id=part["id"],
            day=date.fromisoformat(part["date"]),
            title=part["title"],
            about=part.get("about", {}),
            link=part.get("link", ""),
        )
        return (pact_words.tell_event(event),)


class TextsSheet(Sheet):
    """What an applicant is shown and affirms, and how many commitments are needed."""

    key, name = "membership", "texts"
    title = "Intyg och åtaganden"
    lead = "Ändras en text blir det en ny version. Det som någon redan har intygat går att läsa kvar."
    path = f"{HOME}/texts"
    fields = (
        Field(name="minimum", label="Minsta antal åtaganden", hint="Ett helt tal. 0: inget krav.", look="number"),
        *(
            Field(name=f"text-{name}", label=label, hint=_TEXT_HINTS[name], look="lines", local=True, longest=1000)
            for name, label in _TEXT_LABELS.items()
        ),
        *(
            Field(name=f"affirm-{name}", label=label, look="lines", local=True, longest=500)
            for name, label in _AFFIRM_LABELS.items()
        ),
    )

    def pick(self, snapshot: Snapshot) -> Part:
        """All of it, with ours where staff have written nothing; versions are not typed."""
        ours, kept = defaults(), snapshot.data.get(self.key, {})
        affirmed = Affirmed.of(0, kept)
        return {
            "minimum": kept.get("minimum", ours["minimum"]),
            "texts": {name: dict(words) for name, words in affirmed.texts.items()},
            "affirmations": {name: dict(words) for name, words in affirmed.affirmations.items()},
        }

    def show(self, part: Part, today: date) -> Typed:
        """What holds."""
        fields = {"minimum": str(part["minimum"])}
        for name in TEXTS:
            fields |= Typed.spread(f"text-{name}", part["texts"][name])
        for name in AFFIRMATIONS:
            fields |= Typed.spread(f"affirm-{name}", part["affirmations"][name])
        return Typed(fields)

    def read(self, typed: Typed, snapshot: Snapshot) -> Part:
        """The texts by their names."""
        return {
            "minimum": int(typed["minimum"]),
            "texts": {name: typed.local(f"text-{name}") for name in TEXTS},
            "affirmations": {name: typed.local(f"affirm-{name}") for name in AFFIRMATIONS},
        }

    def put(self, snapshot: Snapshot, part: Part) -> Mapping[str, Any]:
        """A changed text is a new version; the one before is kept beside it."""
        kept, before = snapshot.data.get(self.key, {}), self.pick(snapshot)
        version, earlier = kept.get("version", defaults()["version"]), dict(kept.get("earlier", {}))
        old = {"texts": before["texts"], "affirmations": before["affirmations"]}
        if any(_stripped(old[name]) != _stripped(part[name]) for name in old):
            earlier[str(version)] = old
            version += 1
        return {self.key: {**part, "version": version, "earlier": earlier}}

    def words(self, part: Part) -> str:
        """``minst 1 åtagande; Vår organisation …``."""
        first = part["affirmations"]["goals"].get("sv", "")
        return f"minst {part['minimum']} åtaganden; {first[:60]}{'…' if len(first) > 60 else ''}"

    def seen(self, part: Part) -> Sequence[Any]:
        """Goals, values, and each affirmation."""
        affirmed = Affirmed(version=0, texts=part["texts"], affirmations=part["affirmations"])
        return affirmed_words(affirmed)


def rows_of(snapshot: Snapshot, key: str) -> list[dict[str, Any]]:
    """The rows of ``forms`` or ``events``; ours where staff have written none."""
    rows = snapshot.data.get(key, defaults()["forms"] if key == "forms" else [])
    return [dict(row) for row in rows]


def affirmed_words(affirmed: Affirmed) -> Sequence[Any]:
    """What an applicant reads and affirms."""
    return (
        pact_words.tell_goals(affirmed),
        Local(dict(affirmed.texts["values"])),
        *(Local(dict(affirmed.affirmations[name])) for name in AFFIRMATIONS),
    )


def slug(text: str) -> str:
    """``Språkvän`` as ``sprakvan``: short, and safe as the value of a button."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:24].strip("_") or "form"


def _stripped(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {language: text.strip() for language, text in words.items()} for name, words in texts.items()}
