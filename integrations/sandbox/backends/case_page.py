"""The page of a case system: what it has received; its staff answer and close there. Without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.page import back_to, form_of, page, refused, switch, switching
from integrations.sandbox.backends.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message."""

    who: str
    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """One case."""

    id: str
    number: str
    title: str
    state: str
    closed: bool
    description: str
    facts: tuple[tuple[str, str], ...]
    messages: tuple[ShownMessage, ...]


class Office(Protocol):
    """Whose page it is."""

    @property
    def trouble(self) -> Trouble:
        """What is wrong with it."""
        ...

    def shown(self) -> list[ShownCase]:
        """Its cases."""
        ...

    def answer(self, name: str, text: str) -> None:
        """Staff write to the person."""
        ...

    def close(self, name: str, outcome: str) -> None:
        """Staff close."""
        ...


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of ``office`` at ``root``/."""

    office: Office
    root: str
    title: str

    def routes(self) -> Sequence[BaseRoute]:
        """The page and its forms."""
        return (
            Route(f"{self.root}/", self._show),
            Route(f"{self.root}/cases/{{case}}", self._act, methods=["POST"]),
            switching(self.office.trouble, self.root),
        )

    async def _show(self, _request: Request) -> Response:
        cases = self.office.shown()
        rows = "".join(self._case(one) for one in cases) or "<p>Inga ärenden har kommit ännu.</p>"
        lead = f"Ett ärendesystem för övning på den här datorn. {len(cases)} ärenden."
        return page(self.title, lead, f"{switch(self.office.trouble, self.root)}{rows}")

    def _case(self, one: ShownCase) -> str:
        facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in one.facts)
        said = "".join(
            f"<li><strong>{escape(each.who)}</strong> {escape(each.at[:19])}<pre>{escape(each.text)}</pre></li>"
            for each in one.messages
        )
        return (
            f'<article aria-labelledby="c-{escape(one.id)}">'
            f'<h2 id="c-{escape(one.id)}">{escape(one.number)}: {escape(one.title)}</h2>'
            f"<p>Status: {escape(one.state)}</p><pre>{escape(one.description)}</pre><dl>{facts}</dl><ol>{said}</ol>"
            f"{'' if one.closed else self._forms(one)}</article>"
        )

    def _forms(self, one: ShownCase) -> str:
        action = f"{self.root}/cases/{escape(one.id)}"
        return (
            f'<form method="post" action="{action}"><label>Svar till personen'
            '<textarea name="text" rows="3" maxlength="4000"></textarea></label>'
            '<label>Utfall (när ärendet avslutas)<input name="outcome" maxlength="200"></label>'
            '<button name="act" value="answer">Svara</button><button name="act" value="close">Avsluta</button></form>'
        )

    async def _act(self, request: Request) -> Response:
        name = request.path_params["case"]
        if name not in {one.id for one in self.office.shown()}:
            return PlainTextResponse("Not found", 404)
        form = await form_of(request)
        if form is None:
            return refused()
        if form.get("text", "").strip():
            self.office.answer(name, form["text"].strip())
        if form.get("act") == "close":
            self.office.close(name, form.get("outcome", "").strip())
        return back_to(self.root)
