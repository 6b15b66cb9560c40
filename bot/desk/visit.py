"""What the desk is made of, and one request to it."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.desk import words
from bot.desk.forms import NO_FAULTS, Form
from bot.desk.menu import make_menu
from bot.desk.pages import HEADERS, Pages
from bot.desk.passwords import Passwords
from bot.desk.rendering import PATIENCE
from bot.desk.session import Cookies
from bot.ports import Clock, IdentityProvider, Translator
from bot.render import Texts
from bot.store import Store
from bot.store.staff import Account
from bot.turn import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that the desk needs; built once by the application.

    ``replies`` are the text keys of the standard replies; ``place`` is shown as a badge (test, demonstration);
    ``translator`` is there where machine translation is on, and is waited for so many seconds (``patience``).
    ``case_systems``: queue → the other case system that has its cases.
    ``identity`` is where staff sign in with their organisation's account; ``public_url`` is how people reach the desk.
    """

    store: Store
    turns: Turns
    texts: Texts
    clock: Clock
    replies: tuple[str, ...] = ()
    translator: Translator | None = None
    patience: float = PATIENCE
    case_systems: Mapping[str, str] = field(default_factory=dict)
    identity: IdentityProvider | None = None
    public_url: str = ""
    secure: bool = False
    place: str = ""
    shutdown: asyncio.Event = field(default_factory=asyncio.Event)
    pages: Pages = field(default_factory=Pages)
    passwords: Passwords = field(default_factory=Passwords)

    @property
    def cookies(self) -> Cookies:
        """The cookies of this desk."""
        return Cookies(self.secure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: who asks, what they sent, and when. ``form_token`` must come back with every form."""

    desk: Desk
    request: Request
    now: datetime
    token: str = field(repr=False)
    form_token: str = field(default="", repr=False)
    form: Form = field(default_factory=Form, repr=False)
    staff: Account | None = None
    stuck: int = 0

    @property
    def account(self) -> Account:
        """Who is signed in; only for routes that ask for somebody."""
        if self.staff is None:
            raise LookupError("nobody is signed in")
        return self.staff

    @property
    def roles(self) -> frozenset[str]:
        """What the account may do."""
        return frozenset(self.staff.roles) if self.staff else frozenset()

    @property
    def can_work(self) -> bool:
        """Whether the account answers people."""
        return bool(self.roles & {"case_worker", "lead"})

    @property
    def here(self) -> str:
        """The path without the query."""
        return str(self.request.url.path)

    def path(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A query parameter, empty when it is missing."""
        return self.request.query_params.get(name, "").strip()

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page, with the frame around it."""
        return self.desk.pages.render(template, {**self._frame(), **context}, status)

    def whole(self, path: str) -> str:
        """``path`` as somebody elsewhere must write it."""
        return (self.desk.public_url or f"{self.request.url.scheme}://{self.request.headers['host']}") + path

    def go(self, path: str, said: str = "") -> Response:
        """Send the browser to ``path``, where ``said`` names the sentence that tells what was done."""
        mark = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{mark}said={said}" if said else path, 303, dict(HEADERS))

    def _frame(self) -> dict[str, Any]:
        token = Markup('<input type="hidden" name="token" value="{}">').format(self.form_token)
        return {
            "me": self.staff,
            "menu": make_menu(self.roles, self.stuck),
            "here": self.here,
            "running_as": self.desk.place,
            "csrf_field": token,
            "new_key": new_key,
            "can_work": self.can_work,
            "said": words.SAID.get(self.query("said"), ""),
            "faults": NO_FAULTS,
        }


def new_key() -> str:
    """A name for something that is to happen once, however often the form is sent."""
    return secrets.token_urlsafe(12)
