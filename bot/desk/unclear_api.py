"""What the bot did not understand, as JSON and as training data; for service accounts with the role of a lead.

Its acts need no key against repetition: the same again changes nothing more.
"""

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import problems
from bot.desk.api import Call, answer_json, read_filter, read_limit, route
from bot.desk.bodies import Nothing, read_json
from bot.desk.intents import INTENTS
from bot.desk.training import MEDIA_TYPE, training_data
from bot.desk.visit import Desk
from bot.store import Conflict, Refused, Unclear
from bot.store.unclear import STATES, State

PREFIX = "/desk/api/unclear"
LANGUAGES = ("sv", "uk", "en", "ru")
ACTS: dict[str, State | None] = {"label": "labelled", "ignore": "ignored", "reset": "new", "delete": None}


class UnclearList(msgspec.Struct, frozen=True):
    """A page of texts."""

    unclear: tuple[Unclear, ...]
    next: str | msgspec.UnsetType = msgspec.UNSET


class Label(msgspec.Struct, frozen=True):
    """What was meant."""

    intent: str


def unclear_routes(desk: Desk) -> list[Route]:
    """All addresses."""
    return [
        route(desk, PREFIX, {"GET": list_unclear}),
        route(desk, f"{PREFIX}/training", {"GET": take_training}),
        *(route(desk, f"{PREFIX}/{{id}}/{name}", {"POST": act}) for name in ACTS),
    ]


async def list_unclear(call: Call) -> Response:
    """``GET /unclear``: most frequent first."""
    _check_role(call)
    asked = call.request.query_params
    states = read_filter(asked.getlist("state"), STATES, "state") or STATES
    languages = read_filter(asked.getlist("language"), LANGUAGES, "language") or LANGUAGES
    limit, start = read_limit(asked.get("limit", "50")), _start(asked.get("after", ""))
    rows = [r for r in await call.desk.store.unclear.all() if r.state in states and r.language in languages]
    after = str(start + limit) if len(rows) > start + limit else msgspec.UNSET
    return answer_json(UnclearList(tuple(rows[start : start + limit]), after))


async def take_training(call: Call) -> Response:
    """``GET /unclear/training``: what is labelled in one language, as YAML."""
    _check_role(call)
    language = call.request.query_params.get("language", "")
    if language not in LANGUAGES:
        raise problems.unprocessable(f"language is one of: {', '.join(LANGUAGES)}.")
    rows = await call.desk.store.unclear.all(state="labelled", language=language)
    data = training_data(rows, language)
    if not data:
        raise problems.not_found("Nothing is labelled in that language.")
    await call.desk.store.unclear.note_export(language=language, rows=len(rows), actor=call.service.name)
    return Response(data, 200, problems.HEADERS, f"{MEDIA_TYPE}; charset=utf-8")


async def act(call: Call) -> Response:
    """``POST /unclear/{id}/{action}``: the text afterwards; nothing when it was deleted."""
    _check_role(call)
    unclear, row_id = call.desk.store.unclear, str(call.request.path_params["id"])
    state = ACTS[call.request.url.path.rsplit("/", 1)[1]]
    intent = await _intent(call, state)
    try:
        if state is None:
            await unclear.delete(row_id, actor=call.service.name)
            return Response(status_code=204, headers=problems.HEADERS)
        await unclear.mark(row_id, state, intent=intent, actor=call.service.name)
    except Refused as refusal:
        if refusal.reason != "missing":
            raise
        raise _gone() from None
    except Conflict:
        raise problems.conflict("The text was changed at the same time; try again.") from None
    after = await unclear.get(row_id)
    if after is None:
        raise _gone()
    return answer_json(after)


async def _intent(call: Call, state: State | None) -> str | None:
    if state != "labelled":
        await read_json(call.request, Nothing)
        return None
    label = await read_json(call.request, Label)
    if label.intent not in INTENTS:
        raise problems.unprocessable(f"intent is one of: {', '.join(INTENTS)}.")
    return label.intent


def _check_role(call: Call) -> None:
    if "lead" not in call.service.roles:
        raise problems.forbidden()


def _gone() -> problems.Problem:
    return problems.not_found("There is no such text.")


def _start(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise problems.unprocessable("after is not a cursor of this list.")
    return int(text or 0)
