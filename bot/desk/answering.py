"""Staff's words to the person: an answer, last words with a closing, why an application was decided so.

What is previewed is what is sent.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.desk import words
from bot.desk.actions import ask_again, carry_out, text_fault
from bot.desk.applications import DECISIONS, REASONED
from bot.desk.casework import Casework
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.rendering import Rendering
from bot.desk.replies import find_reply
from bot.desk.ticket import casework, find_ticket, make_keys, ticket_page, view_ticket
from bot.desk.ticket_view import LONGEST_REPLY, LONGEST_TRANSLATION
from bot.desk.visit import Visit
from bot.ports import LANGUAGES, Untranslated
from bot.store import Kept
from dialogs.events import Decision

LONGEST_ENGINE = 80
Act = Callable[[Casework, Rendering | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Words:
    """What staff wrote in the ``field`` of the form ``action``."""

    action: str
    field: str
    text: str
    language: str


async def reply(visit: Visit) -> Response:
    """Answer the person."""
    kept, form = await find_ticket(visit), visit.form
    if form.text("again"):
        return await ticket_page(visit, kept, typed=form)
    standard = find_reply(visit.desk, form.text("standard"), kept.ticket.language)
    said = Words("reply", "text", "" if standard else form.text("text"), _language(visit))
    if not standard and (wrong := text_fault(said.text, LONGEST_REPLY, "Skriv ett svar.")):
        return await ask_again(visit, kept, Faults({"text": wrong}))
    key = standard.key if standard else None

    def act(work: Casework, rendering: Rendering | None) -> Awaitable[None]:
        return work.reply(kept, text=said.text, language=said.language, standard=key, rendering=rendering)

    drafts, reference, writer = visit.desk.store.drafts, kept.ticket.reference, visit.account.name
    if form.text("preview"):
        await drafts.save(reference, writer, said.text)
    answer = await _say(visit, kept, said, done="replied", act=act)
    if answer.status_code == 303:
        await drafts.save(reference, writer, "")
    return answer


async def close(visit: Visit) -> Response:
    """Close it with a result, perhaps with last words to the person."""
    kept, form = await find_ticket(visit), visit.form
    if form.text("again"):
        return await ticket_page(visit, kept, typed=form, opened="close")
    outcome, said = form.text("outcome"), Words("close", "closing", form.text("closing"), _language(visit))
    if faults := _closing_faults(visit, outcome, said.text):
        return await ask_again(visit, kept, faults, "close")

    def act(work: Casework, rendering: Rendering | None) -> Awaitable[None]:
        return work.close(kept, outcome=outcome, text=said.text, language=said.language, rendering=rendering)

    return await _say(visit, kept, said, done="closed", act=act)


async def decide(visit: Visit) -> Response:
    """Decide an application; the person hears it, with the reason."""
    kept, form = await find_ticket(visit), visit.form
    if form.text("again"):
        return await ticket_page(visit, kept, typed=form, opened="decide")
    decision, said = _decision(visit), Words("decide", "reason", form.text("reason"), _language(visit))
    faults = _decision_faults(visit, decision, said.text)
    if faults or decision is None:
        return await ask_again(visit, kept, faults, "decide")

    def act(work: Casework, rendering: Rendering | None) -> Awaitable[None]:
        return work.decide(kept, decision=decision, text=said.text, language=said.language, rendering=rendering)

    return await _say(visit, kept, said, done="decided", act=act)


async def _say(visit: Visit, kept: Kept, said: Words, *, done: str, act: Act) -> Response:
    """Shown first where that is asked for, or where its translation cannot go out so; else carried out."""
    if visit.form.text("preview"):
        return await _preview(visit, kept, said)
    if faults := _translation_faults(visit):
        return await _preview(visit, kept, said, faults)
    work = casework(visit, visit.form.text("key"))
    made = await _rendering(visit, kept, work, said)
    rendering = made if isinstance(made, Rendering) else None
    return await carry_out(visit, kept, _told(done, visit, made), act(work, rendering))


def _decision(visit: Visit) -> Decision | None:
    chosen = visit.form.text("decision")
    return next((decision for decision in DECISIONS if decision == chosen), None)


def _decision_faults(visit: Visit, decision: Decision | None, text: str) -> Faults:
    if decision is None:
        return Faults({"decision": "Välj ett beslut."})
    if visit.form.text("preview") and not text:
        return Faults({"reason": "Skriv en motivering att översätta."})
    needed = "Skriv en motivering. Den sökande får läsa den." if decision in REASONED else ""
    if (text or needed) and (wrong := text_fault(text, LONGEST_REPLY, needed)):
        return Faults({"reason": wrong})
    return NO_FAULTS


def _closing_faults(visit: Visit, outcome: str, text: str) -> Faults:
    if outcome not in words.OUTCOMES:
        return Faults({"outcome": "Välj ett resultat."})
    if visit.form.text("preview") and not text:
        return Faults({"closing": "Skriv en text att översätta."})
    if text and (wrong := text_fault(text, LONGEST_REPLY, "")):
        return Faults({"closing": wrong})
    return NO_FAULTS


async def _preview(visit: Visit, kept: Kept, said: Words, faults: Faults = NO_FAULTS) -> Response:
    """Both texts side by side, or why there is only one. A form that came back keeps what was typed."""
    made: Rendering | Untranslated | None = _previewed(visit) if faults else None
    if not faults and _holds(visit, kept):
        made = await casework(visit).render(kept, said.text, said.language)
    rendering = made if isinstance(made, Rendering) else None
    return visit.page(
        "preview.html",
        422 if faults else 200,
        view=await view_ticket(visit, kept),
        said=said,
        written=words.word(words.LANGUAGES, said.language),
        rendering=rendering,
        target=words.word(words.LANGUAGES, rendering.target) if rendering else "",
        machine=visit.form.text("machine") if faults else rendering.text if rendering else "",
        reason=words.UNTRANSLATED.get(made.reason, made.reason) if isinstance(made, Untranslated) else "",
        outcome=visit.form.text("outcome"),
        decision=visit.form.text("decision"),
        longest=LONGEST_TRANSLATION,
        faults=faults,
        keys=make_keys(),
    )


async def _rendering(visit: Visit, kept: Kept, work: Casework, said: Words) -> Rendering | Untranslated | None:
    """What was previewed; else made now, for who may send it. A standard reply has its own languages."""
    if not said.text:
        return None
    if (seen := _previewed(visit)) is not None:
        return seen
    if visit.form.text("untranslated") or not _holds(visit, kept):
        return None
    return await work.render(kept, said.text, said.language)


def _previewed(visit: Visit) -> Rendering | None:
    """The translation that the form brings back; changed when it is not the machine's any more."""
    form = visit.form
    machine, text, engine, target = (form.text(name) for name in ("machine", "translation", "engine", "target"))
    if not machine or target not in LANGUAGES or not 0 < len(engine) <= LONGEST_ENGINE:
        return None
    return Rendering(text, engine, target, edited=text != machine)


def _translation_faults(visit: Visit) -> Faults:
    seen = _previewed(visit)
    wrong = text_fault(seen.text, LONGEST_TRANSLATION, "Skriv en översättning.") if seen else None
    return Faults({"translation": wrong}) if wrong else NO_FAULTS


def _holds(visit: Visit, kept: Kept) -> bool:
    """Nothing leaves for a translator on behalf of somebody who cannot send it."""
    return kept.ticket.assignee == visit.account.name


def _told(done: str, visit: Visit, made: Rendering | Untranslated | None) -> str:
    missing = isinstance(made, Untranslated) and visit.desk.translator is not None
    return f"{done}-original" if missing else done


def _language(visit: Visit) -> str:
    written = visit.form.text("language")
    return written if written in LANGUAGES else "sv"
