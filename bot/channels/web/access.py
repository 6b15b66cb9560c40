"""Who may read and continue a conversation: whoever holds its token.

A token never stands in a URL; of it the store keeps only the digest. Programs send it as a bearer token, the page keeps
it, together with the conversation's id, in a cookie that scripts cannot read. A cookie is sent by the browser without
being asked, so it counts only together with the proof that our own page made the request.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.problems import Problem
from bot.store import Store

KEPT_FOR = 30 * 24 * 60 * 60
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NOBODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Pass:
    """What opens one conversation."""

    conversation: str
    token: str

    @classmethod
    def make(cls) -> Self:
        """A new one: 128 random bits for the id, 256 for the token."""
        return cls(secrets.token_urlsafe(16), secrets.token_urlsafe(32))

    @property
    def digest(self) -> str:
        """What the store keeps of the token."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    @property
    def plausible(self) -> bool:
        """It has the form of one that we made."""
        return bool(_ID.fullmatch(self.conversation) and _TOKEN.fullmatch(self.token))


async def is_open(store: Store, key: Pass) -> bool:
    """Whether ``key`` fits. An unknown conversation costs the same comparison as a wrong token."""
    if not key.plausible:
        return False
    access = await store.conversations.open_access(key.conversation)
    kept = access.token_digest if access else None
    return hmac.compare_digest(kept or _NOBODY, key.digest)


@dataclass(frozen=True, slots=True)
class Cookie:
    """The page's cookie. In a frame on another site browsers send it only when it is marked for that."""

    secure: bool
    framed: bool

    @property
    def name(self) -> str:
        """Under https the prefix binds it to this host."""
        return "__Host-chat" if self.secure else "chat"

    def read(self, request: Request) -> Pass | None:
        """The pass that the browser holds, if any."""
        conversation, _, token = request.cookies.get(self.name, "").partition(".")
        key = Pass(conversation, token)
        return key if key.plausible else None

    def write(self, response: Response, key: Pass) -> None:
        """Keep ``key`` on the device, from now on for the whole term."""
        self._set(response, f"{key.conversation}.{key.token}", KEPT_FOR)

    def clear(self, response: Response) -> None:
        """Take the key off the device."""
        self._set(response, "", 0)

    def _set(self, response: Response, value: str, seconds: int) -> None:
        parts = [f"{self.name}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly"]
        if self.secure and self.framed:
            parts += ["Secure", "SameSite=None", "Partitioned"]
        else:
            parts += ["Secure"] * self.secure + ["SameSite=Lax"]
        response.headers.append("Set-Cookie", "; ".join(parts))


def demand_own_page(request: Request) -> None:
    """Refuse what another site's page made the browser send."""
    if not _is_own_page(request):
        raise Problem("foreign", "The request does not come from a page of this service.")


def _is_own_page(request: Request) -> bool:
    """By what the browser says of the sender; a browser that says nothing may only read."""
    if site := request.headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    sender = request.headers.get("origin") or request.headers.get("referer")
    if sender is None:
        return request.method in {"GET", "HEAD"}
    return urlsplit(sender).netloc.lower() == request.headers.get("host", "").lower() != ""


def bearer(request: Request) -> str | None:
    """The token of the ``Authorization`` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
