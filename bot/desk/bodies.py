"""What programs send with an act of the desk API, and what is wrong with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeVar

import msgspec
from starlette.requests import Request

from bot.desk import problems
from bot.desk.applications import REASONED
from bot.desk.proposals import LONGEST, LONGEST_HOST, SHORTEST
from bot.desk.ticket_view import LONGEST_REPLY
from bot.desk.words import OUTCOMES
from bot.ports import QUEUES, Language, Priority
from dialogs.events import Came, Decision
from dialogs.visit_words import MOST_TIMES

_T = TypeVar("_T")
LONGEST_BODY = 64 * 1024
LONGEST_NOTE = 4000
LONGEST_PARKING = timedelta(days=366)
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Words = Annotated[str, msgspec.Meta(max_length=LONGEST_REPLY)]


class Nothing(msgspec.Struct, frozen=True):
    """The body of an act that needs none."""


class Reply(msgspec.Struct, frozen=True):
    """An answer to the person, translated if it can be."""

    text: str
    language: Language = "sv"
    translate: bool = True


class Note(msgspec.Struct, frozen=True):
    """An internal note."""

    text: str


class Transfer(msgspec.Struct, frozen=True):
    """Where the ticket goes, with an internal note."""

    queue: str
    note: str = ""


class Parking(msgspec.Struct, frozen=True):
    """Until when the ticket is set aside, with its offset to UTC."""

    until: Instant


class Urgency(msgspec.Struct, frozen=True):
    """How urgent the ticket is."""

    priority: Priority


class Closing(msgspec.Struct, frozen=True):
    """What came of it, and last words to the person."""

    outcome: str
    text: str = ""
    language: Language = "sv"
    translate: bool = True


class Decided(msgspec.Struct, frozen=True):
    """What was decided about an application, and why; the reason is said to the person, translated if it can be."""

    decision: Decision
    reason: str = ""
    language: Language = "sv"
    translate: bool = True


class Proposed(msgspec.Struct, frozen=True):
    """Times for a visit to a place, with their offset to UTC; ``text`` is said to the person, translated if it can be.

    ``minutes`` is how long the visit is; without it as long as the shortest of the times. ``host``: whom they meet.
    """

    place: Literal["welcome_house", "etableringscentrum"]
    times: Annotated[tuple[Instant, ...], msgspec.Meta(min_length=1, max_length=MOST_TIMES)]
    minutes: Annotated[int, msgspec.Meta(ge=SHORTEST, le=LONGEST)] | None = None
    host: Annotated[str, msgspec.Meta(max_length=LONGEST_HOST)] = ""
    text: Words = ""
    language: Language = "sv"
    translate: bool = True


class Moved(msgspec.Struct, frozen=True):
    """The new time of a visit, with its offset to UTC."""

    time: Instant


class Cancelled(msgspec.Struct, frozen=True):
    """What is said to the person whose visit is cancelled, translated if it can be."""

    text: Words = ""
    language: Language = "sv"
    translate: bool = True


class Ended(msgspec.Struct, frozen=True):
    """How the visit at ``time`` went, or (``withdrawn``) that this was wrong."""

    time: Instant
    came: Came = "met"
    withdrawn: bool = False


Body = Nothing | Reply | Note | Transfer | Parking | Urgency | Closing | Decided | Proposed | Moved | Cancelled | Ended
BODIES: Mapping[str, type[Body]] = {
    "claim": Nothing,
    "release": Nothing,
    "reply": Reply,
    "note": Note,
    "transfer": Transfer,
    "park": Parking,
    "resume": Nothing,
    "priority": Urgency,
    "close": Closing,
    "reopen": Nothing,
    "decide": Decided,
    "recheck": Nothing,
    "propose-visit": Proposed,
    "move-visit": Moved,
    "cancel-visit": Cancelled,
    "end-visit": Ended,
}


async def read_body(request: Request, shape: type[Body]) -> Body:
    """The body of an act. Raises ``Problem``."""
    return await read_json(request, shape)


async def read_json(request: Request, shape: type[_T]) -> _T:
    """The body, which must be JSON of this shape; none at all will do for ``Nothing``. Raises ``Problem``."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise problems.too_large(LONGEST_BODY)
    if not raw and shape is Nothing:
        raw += b"{}"
    try:
        msgspec.json.decode(raw)
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as wrong:
        raise problems.unprocessable(f"{wrong}.") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise problems.bad_request("The body is not JSON.") from None


def check_body(body: Body, now: datetime) -> None:
    """What types cannot say."""
    match body:
        case Reply(text) | Closing(text=text) | Decided(reason=text) if len(text) > LONGEST_REPLY:
            raise problems.unprocessable(f"text has at most {LONGEST_REPLY} characters.")
        case Reply(text) | Note(text) if not text.strip():
            raise problems.unprocessable("text is empty.")
        case Note(text) | Transfer(note=text) if len(text) > LONGEST_NOTE:
            raise problems.unprocessable(f"A note has at most {LONGEST_NOTE} characters.")
        case Transfer(queue) if queue not in QUEUES:
            raise problems.unprocessable(f"queue is one of: {', '.join(QUEUES)}.")
        case Decided(decision, reason) if decision in REASONED and not reason.strip():
            raise problems.unprocessable(f"{decision} needs a reason.")
        case Parking(until) if not now < until < now + LONGEST_PARKING:
            raise problems.unprocessable("until is in the future, at most a year ahead.")
        case Closing(outcome) if outcome not in OUTCOMES:
            raise problems.unprocessable(f"outcome is one of: {', '.join(OUTCOMES)}.")
        case _:
            pass
