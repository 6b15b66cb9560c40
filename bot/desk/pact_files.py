"""What staff edit as a file: taken along, kept elsewhere, and read in again once somebody has seen it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from starlette.responses import Response

from bot.desk.edits import newest
from bot.desk.forms import Faults
from bot.desk.pact import overview, today
from bot.desk.pact_sheets import HOME, RESERVED_IDS, EventSheet, FormSheet, TextsSheet, rows_of
from bot.desk.pages import HEADERS
from bot.desk.sheets import Sheet
from bot.desk.visit import Visit
from bot.store import Conflict
from bot.store.content import Snapshot
from dialogs.pact import AFFIRMATIONS, POLICIES, TEXTS, Pact, defaults

_Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,26}$")]
_MANY = 100


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sv: str = ""
    uk: str = ""
    en: str = ""


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Id
    name: _Words
    about: _Words
    active: bool = True


class _Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Id
    date: str
    title: _Words
    about: _Words = _Words()
    link: str = ""


class _Membership(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    minimum: Annotated[int, msgspec.Meta(ge=0, le=99)]
    texts: dict[str, _Words]
    affirmations: dict[str, _Words]
    version: int = 0
    earlier: dict[str, Any] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is read in: not the count of versions, not what has a page of its own (policy, hours, contacts)."""

    forms: Annotated[list[_Form], msgspec.Meta(min_length=1, max_length=_MANY)]
    membership: _Membership
    events: Annotated[list[_Event], msgspec.Meta(max_length=_MANY)] = []
    russia_policy: dict[str, Any] = {}
    hours: dict[str, Any] = {}
    contacts: dict[str, Any] = {}


class Wrong(ValueError):
    """The file cannot be read in, and why, in a sentence for staff."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file would become: the content to publish, and what changes by it in words."""

    data: Mapping[str, Any]
    changes: Sequence[str]


async def export(visit: Visit) -> Response:
    """All of it as JSON."""
    body = msgspec.json.format(msgspec.json.encode(as_file(await newest(visit))), indent=2)
    name = f"innehall-{today(visit).isoformat()}.json"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body + b"\n", media_type="application/json", headers=headers)


async def read_in(visit: Visit) -> Response:
    """First show what a file changes; once that is confirmed, make it so."""
    text, now = visit.form.raw("file") or visit.form.raw("content"), await newest(visit)
    try:
        reading = read_file(text, now, today(visit))
    except Wrong as wrong:
        faults = Faults({"file": str(wrong)})
        return visit.page("pact.html", 422, **{**overview(visit, now), "faults": faults})
    if not visit.form.text("confirm"):
        return visit.page("import.html", changes=reading.changes, content=text, version=now.version)
    if visit.form.text("version") != str(now.version):
        raise Conflict("somebody else published meanwhile")
    await visit.desk.store.content.publish(
        reading.data, actor=visit.account.name, base=now.version, because="from a file"
    )
    return visit.go(HOME, "imported")


def as_file(now: Snapshot) -> dict[str, Any]:
    """The content as the file has it."""
    pact = Pact.of(now.data)
    sheet, kept = TextsSheet(), now.data.get("membership", {})
    return {
        "forms": rows_of(now, "forms"),
        "membership": {**sheet.pick(now), "version": pact.version, "earlier": kept.get("earlier", {})},
        "events": rows_of(now, "events"),
        "russia_policy": now.data.get("russia_policy", {"policy": POLICIES[0]}),
        "hours": now.data.get("hours", {}),
        "contacts": now.data.get("contacts", {}),
    }


def read_file(text: str, now: Snapshot, day: date) -> Reading:
    """What the file means. Raises ``Wrong``."""
    file = _parsed(text)
    forms, events = [_row(form) for form in file.forms], [_row(event) for event in file.events]
    _check_names(file)
    part = _texts(file.membership)
    _check_rows(forms, [FormSheet(row["id"]) for row in forms], day)
    _check_rows(events, [EventSheet(row["id"]) for row in events], day)
    _check_rows([part], [TextsSheet()], day)
    if not any(row["active"] for row in forms):
        raise Wrong("Minst en form i filen måste erbjudas.")
    # A form that the file lacks keeps its name: tickets and commitments speak of it.
    known = {row["id"] for row in forms}
    forms += [{**row, "active": False} for row in rows_of(now, "forms") if row["id"] not in known]
    data = {"forms": forms, "events": events, **TextsSheet().put(now, part)}
    return Reading(data, tuple(_changes(now, data)))


def _parsed(text: str) -> _File:
    if not text.strip():
        raise Wrong("Välj en fil med innehåll.")
    try:
        raw = msgspec.json.decode(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        return msgspec.convert(msgspec.to_builtins(raw), _File)
    except msgspec.ValidationError as wrong:
        raise Wrong(f"Filens innehåll stämmer inte: {wrong}.") from None
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise Wrong("Filen är varken JSON eller TOML.") from None


def _row(row: _Form | _Event) -> dict[str, Any]:
    made = msgspec.to_builtins(row)
    return {key: _kept(value) for key, value in made.items()}


def _kept(value: Any) -> Any:
    return {k: v for k, v in value.items() if v} if isinstance(value, dict) else value


def _texts(membership: _Membership) -> dict[str, Any]:
    if set(membership.texts) != set(TEXTS) or set(membership.affirmations) != set(AFFIRMATIONS):
        raise Wrong(f"Filen ska ha texterna {', '.join(TEXTS)} och intygen {', '.join(AFFIRMATIONS)}.")
    return {
        "minimum": membership.minimum,
        "texts": {name: _kept(msgspec.to_builtins(words)) for name, words in membership.texts.items()},
        "affirmations": {name: _kept(msgspec.to_builtins(words)) for name, words in membership.affirmations.items()},
    }


def _check_names(file: _File) -> None:
    for rows in (file.forms, file.events):
        names = [row.id for row in rows]
        if len(set(names)) != len(names):
            raise Wrong("Samma id får bara stå en gång i filen.")
        if wrong := RESERVED_IDS.intersection(names):
            raise Wrong(f"Ett id får inte heta {', '.join(sorted(wrong))}.")


def _check_rows(rows: Sequence[Mapping[str, Any]], sheets: Sequence[Sheet], day: date) -> None:
    for row, sheet in zip(rows, sheets, strict=True):
        faults = sheet.faults(sheet.show(row, day), day)
        if faults:
            field, told = next(iter(faults.texts.items()))
            raise Wrong(f"{sheet.title} {sheet.name}, {field}: {told}")


def _changes(now: Snapshot, data: Mapping[str, Any]) -> Iterator[str]:
    yield from _row_changes("Form", rows_of(now, "forms"), data["forms"], "name")
    yield from _row_changes("Träff", rows_of(now, "events"), data["events"], "title")
    ours, kept = defaults(), now.data.get("membership", {})
    before, after = kept.get("minimum", ours["minimum"]), data["membership"]["minimum"]
    if before != after:
        yield f"Minsta antal åtaganden: {before} blir {after}"
    if data["membership"]["version"] != kept.get("version", ours["version"]):
        yield f"Intygens texter får version {data['membership']['version']}"


def _row_changes(
    word: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], name: str
) -> Iterator[str]:
    before = {row["id"]: _plain(row) for row in old}
    after = {row["id"]: _plain(row) for row in new}
    for row in new:
        if row["id"] not in before:
            yield f"{word} tillkommer: {row[name].get('sv', '')}"
        elif before[row["id"]] != after[row["id"]]:
            gone = before[row["id"]].get("active", True) and not row.get("active", True)
            yield f"{word} {'erbjuds inte längre' if gone else 'ändras'}: {row[name].get('sv', '')}"
    for row in old:
        if row["id"] not in after:
            yield f"{word} tas bort: {row[name].get('sv', '')}"
    if [row["id"] for row in old if row["id"] in after] != [row["id"] for row in new if row["id"] in before]:
        yield f"{word}: ordningen ändras"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what is only another way of writing the same."""
    return {"active": True, "link": "", "about": {}, **{key: _kept(value) for key, value in row.items()}}
