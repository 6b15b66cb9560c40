"""The page of the local registry of members: what has come, and what its staff decide there. Without a script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.membership.port import Applied, State
from integrations.sandbox.backends.membership_book import Book, Happened, Kept
from integrations.sandbox.backends.page import back_to, form_of, page, refused, switch, switching
from integrations.sandbox.backends.trouble import Trouble

STATES: dict[State, str] = {
    "applied": "Har ansökt", "member": "Medlem", "declined": "Har fått avslag", "left": "Har lämnat",
}  # fmt: skip
HAPPENED: dict[Happened, str] = {
    "checked": "Kontrollerad", "approved": "Godkänd", "declined": "Avslag",
    "more_information": "Behöver kompletteras", "left": "Lämnade",
}  # fmt: skip
ACTS: dict[State, tuple[tuple[str, str], ...]] = {
    "applied": (("approved", "Gör till medlem"), ("declined", "Avslå")),
    "declined": (("approved", "Gör till medlem"),),
    "member": (("left", "Låt lämna"),),
    "left": (),
}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """The page of ``book`` at ``root``/."""

    book: Book
    trouble: Trouble
    root: str
    now: Callable[[], datetime] = _now

    def routes(self) -> Sequence[BaseRoute]:
        """The page and its forms."""
        return (
            Route(f"{self.root}/", self._show),
            Route(f"{self.root}/decide/{{id}}", self._act, methods=["POST"]),
            switching(self.trouble, self.root),
        )

    async def _show(self, _request: Request) -> Response:
        rows = "".join(self._application(name, one) for name, one in reversed(self.book.kept.items()))
        members = sum(1 for one in self.book.kept.values() if one.applied.state == "member")
        lead = (
            "Ett medlemsregister för övning på den här datorn. Organisationerna är påhittade. "
            f"Antal: {len(self.book.kept)} ansökningar, {members} medlemmar, {len(self.book.activities)} aktiviteter."
        )
        return page("Medlemsregister", lead, f"{switch(self.trouble, self.root)}{rows or '<p>Inga ansökningar.</p>'}")

    def _application(self, name: str, kept: Kept) -> str:
        asked, applied = kept.application, kept.applied
        facts = (
            ("Läge", f"{STATES[applied.state]} sedan {_day(kept.since)}"),
            ("Medlemsnummer", applied.member_number or "Inget"),
            ("Organisationsnummer", f"{asked.organisation_number[:6]}-{asked.organisation_number[6:]}"),
            ("Får stå på den offentliga listan", "Ja" if asked.publish else "Nej"),
            ("Ansökte", _day(asked.at)),
            ("Vårt ärende", asked.reference or "Inget"),
        )
        listed = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
        happened = _list("Beslut", [f"{_day(at)}: {HAPPENED[what]}" for at, what in kept.happened])
        return (
            f'<article aria-labelledby="a-{escape(name)}"><h2 id="a-{escape(name)}">'
            f"{escape(applied.application_number)}: {escape(asked.name)}</h2>"
            f"<dl>{listed}</dl>{happened}{self._activities(applied.member_number)}{self._buttons(name, applied)}"
            "</article>"
        )

    def _activities(self, member: str) -> str:
        offered = [
            f"{one.number}, {one.activity.kind} ({one.activity.reference}): {one.activity.text}"
            for (whose, _), one in self.book.activities.items()
            if member and whose == member
        ]
        return _list("Aktiviteter", offered)

    def _buttons(self, name: str, applied: Applied) -> str:
        """Each says in its name whom it is about: there are many of them."""
        buttons = "".join(
            f'<button name="act" value="{act}" aria-label="{label}: {applied.application_number}">{label}</button>'
            for act, label in ACTS[applied.state]
        )
        return f'<form method="post" action="{self.root}/decide/{escape(name)}">{buttons}</form>' if buttons else ""

    async def _act(self, request: Request) -> Response:
        name = request.path_params["id"]
        kept = self.book.kept.get(name)
        if kept is None:
            return PlainTextResponse("Not found", 404)
        form = await form_of(request)
        act = form.get("act") if form is not None else None
        if act not in {act for act, _ in ACTS[kept.applied.state]}:
            return refused()
        if act == "left":
            self.book.leave(name, self.now())
        else:
            self.book.decide(name, "approved" if act == "approved" else "declined", self.now())
        return back_to(self.root)


def _list(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return f"<h3>{heading}</h3><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
