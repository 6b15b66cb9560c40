"""Who may use a page, and whether a form really comes from one of ours."""

import hashlib
import hmac
import re
from enum import Enum
from urllib.parse import urlsplit

from starlette.requests import Request

_NEXT = re.compile(r"/desk(?:/(?!\.)[A-Za-z0-9._~-]+)*/?(?:\?[A-Za-z0-9=&._~%+-]*)?")
HOME = "/desk/queue"


class Guard(Enum):
    """What a route asks for; the value is the set of roles of which one is enough."""

    OPEN = None
    STAFF = frozenset({"case_worker", "lead", "privacy", "admin"})
    CASES = frozenset({"case_worker", "lead", "privacy"})
    WORK = frozenset({"case_worker", "lead"})
    LEAD = frozenset({"lead"})
    PACT = frozenset({"lead", "admin"})
    PRIVACY = frozenset({"privacy"})
    ADMIN = frozenset({"admin"})

    def admits(self, roles: frozenset[str]) -> bool:
        """Whether somebody with ``roles`` may come in."""
        return self.value is None or bool(self.value & roles)


def sign_in_token(visitor: str) -> str:
    """What the sign-in form must bring back; only who knows the visitor's random cookie can make it."""
    return hmac.new(visitor.encode(), b"sign-in form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def from_our_page(request: Request) -> bool:
    """False when the browser says that another site sent this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def safe_next(path: str) -> str:
    """``path`` when it is a page of the desk, else the queue."""
    return path if _NEXT.fullmatch(path) else HOME
