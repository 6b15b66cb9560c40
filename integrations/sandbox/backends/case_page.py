"""The page of a case system: what it has received; its staff answer and close there. Without a script."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Protocol
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.trouble import Trouble

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:1rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
article{border:1px solid #767676;border-radius:.4rem;padding:0 1rem 1rem;margin:1rem 0}
dt{font-weight:600}dd{margin:0 0 .4rem}pre{white-space:pre-wrap;font:inherit;margin:.2rem 0}
textarea,input,select{font:inherit;width:100%;box-sizing:border-box;border:1px solid #595959;padding:.4rem}
button{font:inherit;margin:.4rem .4rem 0 0;padding:.4rem 1rem}li{margin:.4rem 0}
"""
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


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
            Route(f"{self.root}/trouble", self._trouble, methods=["POST"]),
        )

    async def _show(self, _request: Request) -> Response:
        cases = self.office.shown()
        rows = "".join(self._case(one) for one in cases) or "<p>Inga ärenden har kommit ännu.</p>"
        return HTMLResponse(
            f'<!doctype html><html lang="sv"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{escape(self.title)} (övning)</title>'
            f"<style>{STYLE}</style></head><body><main><h1>{escape(self.title)}</h1>"
            f"<p>Ett ärendesystem för övning på den här datorn. {len(cases)} ärenden.</p>"
            f"{self._switch()}{rows}</main></body></html>",
            headers=HEADERS,
        )

    def _switch(self) -> str:
        now = self.office.trouble.now
        kinds = "".join(
            f'<option value="{kind}"{" selected" if kind == now else ""}>{kind}</option>'
            for kind in self.office.trouble.kinds
        )
        return (
            f'<form method="post" action="{self.root}/trouble"><label>Fel i systemet'
            f'<select name="fault">{kinds}</select></label><button>Ändra</button></form>'
        )

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
        form = await _form(request)
        if form is None:
            return PlainTextResponse("Forbidden", 403)
        if form.get("text", "").strip():
            self.office.answer(name, form["text"].strip())
        if form.get("act") == "close":
            self.office.close(name, form.get("outcome", "").strip())
        return RedirectResponse(f"{self.root}/", 303, headers=HEADERS)

    async def _trouble(self, request: Request) -> Response:
        form = await _form(request)
        if form is None or form.get("fault") not in self.office.trouble.kinds:
            return PlainTextResponse("Forbidden", 403)
        self.office.trouble.begin(form["fault"])
        return RedirectResponse(f"{self.root}/", 303, headers=HEADERS)


async def _form(request: Request) -> dict[str, str] | None:
    """None: it was sent by a page of somebody else."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return None
    found = parse_qs((await request.body()).decode("utf-8", "replace"))
    return {name: values[0] for name, values in found.items()}
