"""What the pages of the parts have in common: a page without a script, its forms, and the switch of its troubles."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.trouble import Trouble

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:1rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
article{border:1px solid #767676;border-radius:.4rem;padding:0 1rem 1rem;margin:1rem 0}
h1,h2{overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .4rem}
pre{white-space:pre-wrap;font:inherit;margin:.2rem 0}
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


def page(title: str, lead: str, body: str) -> Response:
    """A page; ``body`` is HTML."""
    return HTMLResponse(
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)} (övning)</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{escape(lead)}</p>{body}</main></body></html>",
        headers=HEADERS,
    )


def back_to(root: str) -> Response:
    """To the page, after what was sent."""
    return RedirectResponse(f"{root}/", 303, headers=HEADERS)


def refused() -> Response:
    """It was sent by a page of somebody else, or is nothing that the page has."""
    return PlainTextResponse("Forbidden", 403)


def is_foreign(request: Request) -> bool:
    """Whether a page of somebody else made the browser send it."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


async def form_of(request: Request) -> dict[str, str] | None:
    """None: it was sent by a page of somebody else."""
    if is_foreign(request):
        return None
    found = parse_qs((await request.body()).decode("utf-8", "replace"))
    return {name: values[0] for name, values in found.items()}


def switch(trouble: Trouble, root: str) -> str:
    """Chooses what is wrong with the system."""
    now = trouble.now
    kinds = "".join(
        f'<option value="{kind}"{" selected" if kind == now else ""}>{kind}</option>' for kind in trouble.kinds
    )
    return (
        f'<form method="post" action="{root}/trouble"><label>Fel i systemet'
        f'<select name="fault">{kinds}</select></label><button>Ändra</button></form>'
    )


def switching(trouble: Trouble, root: str) -> BaseRoute:
    """Where that choice is sent."""

    async def change(request: Request) -> Response:
        form = await form_of(request)
        if form is None or form.get("fault") not in trouble.kinds:
            return refused()
        trouble.begin(form["fault"])
        return back_to(root)

    return Route(f"{root}/trouble", change, methods=["POST"])
