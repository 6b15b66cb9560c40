"""What came of a case, written down on its ticket: the form, what stands there, and taking a line back."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from starlette.responses import Response

from bot.desk import words
from bot.desk.actions import carry_out
from bot.desk.cuts import REASONS, SOURCES
from bot.desk.edits import newest
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.outcome_words import TITLES, standing
from bot.desk.ticket import casework, find_ticket
from bot.desk.times import local
from bot.desk.visit import Visit, new_key
from bot.store import Kept
from dialogs.outcomes import COUNTED, OF_WORK, UNFILLED, Outcome, outcomes_of
from dialogs.pact import Pact

LONGEST_AGO = timedelta(days=3 * 366)
MOST = 9999


async def show_outcomes(visit: Visit) -> Response:
    """What stands, and the form."""
    return await _page(visit, await find_ticket(visit))


async def note_outcome(visit: Visit) -> Response:
    """Write a line down."""
    kept = await find_ticket(visit)
    outcome, faults = _read(visit, kept, await _forms(visit))
    if outcome is None:
        return await _page(visit, kept, 422, faults=Faults(faults))
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "outcome", work.note_outcome(kept, outcome))


async def withdraw_outcome(visit: Visit) -> Response:
    """Take a line back. However often that is sent, a line is taken back once."""
    kept, asked = await find_ticket(visit), visit.form.text("outcome")
    if not any(noted.words == asked for noted in standing(kept.history, {})):
        return await _page(visit, kept, 422, faults=Faults({"main": "Det är redan ändrat."}))
    before = sum(act.action == "outcome_withdrawn" and act.detail == asked for act in kept.history)
    # Whoever does it: the same line is the same event.
    work = replace(casework(visit), key=f"withdraw:{kept.ticket.reference}:{before}:{asked}")
    return await carry_out(visit, kept, "withdrawn", work.note_outcome(kept, Outcome.parse(asked), withdrawn=True))


def _read(visit: Visit, kept: Kept, forms: Mapping[str, str]) -> tuple[Outcome | None, dict[str, str]]:
    form, faults = visit.form, dict[str, str]()
    name, day = form.text("outcome"), _day(visit)
    if name not in outcomes_of(kept.ticket.flow):
        faults["outcome"] = "Välj vad det blev."
    if day is None:
        faults["day"] = "Ange en dag som har varit, inom de senaste tre åren."
    part, known = form.text("reason" if name == UNFILLED else "form"), REASONS if name == UNFILLED else forms
    if (part or name == UNFILLED) and part not in known:
        faults["reason" if name == UNFILLED else "form"] = "Välj ett av alternativen."
    source = form.text("source") if name in OF_WORK else ""
    if source and source not in SOURCES:
        faults["source"] = "Välj ett av alternativen."
    number = form.number("number") if name in COUNTED and form.text("number") else 1
    if not 1 <= number <= MOST:
        faults["number"] = f"Skriv ett helt tal från 1 till {MOST}."
    if faults or day is None:
        return None, faults
    return Outcome(name, day, part, number, source), {}


def _day(visit: Visit) -> date | None:
    today = local(visit.now).date()
    with suppress(ValueError):
        day = date.fromisoformat(visit.form.text("day"))
        return day if today - LONGEST_AGO <= day <= today else None
    return None


async def _forms(visit: Visit) -> dict[str, str]:
    return Pact.of((await newest(visit)).data).form_names


async def _page(visit: Visit, kept: Kept, status: int = 200, *, faults: Faults = NO_FAULTS) -> Response:
    forms, ticket = await _forms(visit), kept.ticket
    names = outcomes_of(ticket.flow)
    return visit.page(
        "outcomes.html",
        status,
        reference=ticket.reference,
        flow=words.word(words.FLOWS, ticket.flow),
        noted=standing(kept.history, forms),
        open=not kept.erased,
        outcomes=[(name, TITLES[name]) for name in names],
        forms=list(forms.items()),
        reasons=list(REASONS.items()) if UNFILLED in names else [],
        sources=list(SOURCES.items()) if set(OF_WORK) & set(names) else [],
        several=any(name in COUNTED for name in names),
        typed={name: visit.form.text(name) for name in ("outcome", "day", "form", "source", "reason", "number")},
        today=local(visit.now).date().isoformat(),
        key=new_key(),
        faults=faults,
    )
