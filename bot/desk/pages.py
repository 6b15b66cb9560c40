"""Pages from templates. Nothing on them is inline: the content policy allows our own files only."""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.desk.shown import isolated, shown

HERE = Path(__file__).parent
STATIC = HERE / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Pages:
    """The templates, loaded once."""

    def render(self, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """The template ``name`` as an answer."""
        words = _templates().get_template(name).render(context)
        return HTMLResponse(words, status, dict(HEADERS))


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": shown, "isolated": isolated}
    made.globals["static"] = _addresses(STATIC)
    return made


def _addresses(folder: Path) -> Callable[[str], str]:
    """The address of a static file; it changes with the file, so that browsers may keep what they have."""
    files = (p for p in folder.rglob("*") if p.is_file())
    stamps = {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()[:12] for p in files}
    return lambda name: f"/desk/static/{name}?v={stamps[name]}"
