"""What a check of an organisation answers, in the fields that dialogs read."""

from datetime import datetime, timedelta
from typing import Literal

from integrations.errors import IntegrationError, Malformed, Rejected, Resting, Unavailable

Result = Literal["OK", "REVIEW", "NOT_FOUND", "NOT_CHECKED"]
SOON = timedelta(minutes=5)
LATER = timedelta(hours=1)
SOME_DAY = timedelta(days=1)


def checked(result: Result, reason: str, *, source: str, at: datetime, **more: str) -> dict[str, str]:
    """A result and where it comes from; ``more`` are the check's own fields."""
    return {"result": result, "reason": reason, **more, "source": source, "at": at.isoformat()}


def not_checked(reason: str, *, source: str, at: datetime, wait: timedelta = SOON, **more: str) -> dict[str, str]:
    """Nothing was learnt; it is worth asking again after ``wait``."""
    return checked("NOT_CHECKED", reason, source=source, at=at, retry_at=(at + wait).isoformat(), **more)


def failed(error: IntegrationError, *, source: str, at: datetime, **more: str) -> dict[str, str]:
    """Not checked, because of ``error``."""
    return not_checked(reason_of(error), source=source, at=at, wait=wait_of(error), **more)


def reason_of(error: IntegrationError) -> str:
    """One word for what went wrong."""
    match error:
        case Unavailable(late=True):
            return "timeout"
        case Rejected():
            return "rejected"
        case Malformed():
            return "malformed"
        case _:
            return "unavailable"


def wait_of(error: IntegrationError) -> timedelta:
    """When to ask again: as long as the system asked for; later, where only a person can put it right."""
    match error:
        case Resting(retry_after=rest):
            return max(SOON, timedelta(seconds=rest))
        case Unavailable(retry_after=asked) if asked > 0:
            return timedelta(seconds=asked)
        case Rejected():
            return LATER
        case _:
            return SOON
