"""Asking a system about a ticket until it answers: when it is asked again, and its answer in words for staff."""

from datetime import datetime, timedelta

from dialogs.conversation import Inquiry
from dialogs.draft import Draft
from dialogs.effects import CheckTicket, Joined, Text
from dialogs.events import Answered

NOT_CHECKED, OK = "NOT_CHECKED", "OK"
AGAIN = "check."
"""What the timers begin with that make a check again; backend and reference follow."""
WAITS = (timedelta(0), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
EVERY = timedelta(days=1)
REASONS = frozenset(
    # Of the register.
    "registered deregistered bankrupt liquidation restructuring procedure inactive sole_trader unknown other_register "
    "wrong_number not_found conflicting "
    # Of the homepage.
    "reachable unreachable blocked_address not_html too_large robots not_named "
    "insecure redirects bad_address no_such_host refused unreadable visited_lately "
    # Of the list.
    "no_hit hit weak_hit list_too_old list_too_small "
    # Of the registry of members.
    "applied member declined left activity not_member by_hand "
    # Of every system.
    "unavailable timeout not_configured rejected malformed given_up".split()
)
"""Why a check ended as it did; each has words for staff."""


def timer_of(inquiry: Inquiry) -> str:
    """The timer that makes it again."""
    return f"{AGAIN}{inquiry.backend}.{inquiry.reference}"


def result_of(event: Answered) -> str:
    """What a system found; a call that nobody answered found nothing."""
    return event.result.get("result", NOT_CHECKED)


def next_try(inquiry: Inquiry, event: Answered, now: datetime) -> datetime:
    """When to ask again: not before the system wants it, and later each time."""
    wait = WAITS[inquiry.tries] if inquiry.tries < len(WAITS) else EVERY
    return max(instant(event.result.get("retry_at")) or now + WAITS[1], now + wait)


def write(draft: Draft, inquiry: Inquiry, event: Answered, found: tuple[Text, ...]) -> None:
    """What was found stands on the ticket."""
    result = event.result
    draft.do(
        CheckTicket(
            reference=inquiry.reference,
            name=inquiry.backend,
            result=result_of(event),
            detail=Joined(found),
            source=result.get("source", "") or inquiry.backend,
            at=instant(result.get("at")) or draft.context.now,
        )
    )


def found(event: Answered) -> tuple[Text, ...]:
    """In words for staff: why, and what was found."""
    result = event.result
    reason = result.get("reason", "") or ("unavailable" if "result" not in result else "")
    told = [Text(f"check-reason-{reason}" if reason in REASONS else "check-reason-other", {"reason": reason})]
    shown = [Text(f"check-{name}", {name: result[name][:_LONG]}) for name in _DETAILS if result.get(name)]
    domain = result.get("own_domain", "")
    own = [Text(f"check-own_domain-{domain}")] if domain in ("yes", "no") else []
    return (*(told if reason else ()), *shown, *own)


_DETAILS = (
    "name",
    "form",
    "since",
    "title",
    "final_url",
    "language",
    "extract",
    "sha256",
    "detail",
    "list_date",
    "list_sha256",
    "request",
    "application_number",
    "member_number",
    "activity_number",
)
"""What the systems tell besides, in the order in which staff read it."""
_LONG = 300


def instant(words: str | None) -> datetime | None:
    """The time that a system names, if it is one."""
    try:
        at = datetime.fromisoformat(words or "")
    except ValueError:
        return None
    return at if at.tzinfo else None
