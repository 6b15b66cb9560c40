"""The pages as HTML: templates and the files that they need."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.channels.web import view
from bot.channels.web.languages import TONGUES
from bot.channels.web.problems import Words

HERE = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NEUTRAL = "https://www.smhi.se/"
"""Where *leave quickly* leads: the weather."""

PAPERS = (("/chat", "chat-to-chat"), ("/chat/privacy", "chat-privacy"), ("/chat/accessibility", "chat-accessibility"))
MEMBERS = ("/chat/members", "chat-members")
"""Where the links at the foot of each page lead, and what they say."""


@dataclass(frozen=True, slots=True)
class Static:
    """A file as served; ``url`` changes with its content."""

    url: str
    body: bytes
    kind: str

    def response(self) -> Response:
        """The file; it may be kept for ever under its address."""
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self.body, media_type=self.kind, headers=headers)


def load_static(folder: Path = HERE / "static") -> Mapping[str, Static]:
    """Every file beside the templates, by name."""
    return {path.name: _static(path) for path in sorted(folder.iterdir()) if path.suffix in KINDS}


def _static(path: Path) -> Static:
    body = path.read_bytes()
    version = hashlib.sha256(body).hexdigest()[:12]
    return Static(f"/chat/static/{path.name}?v={version}", body, KINDS[path.suffix])


class Sheets:
    """Renders pages."""

    def __init__(self, texts: Words, *, members: bool = False) -> None:
        self.texts = texts
        self.static = load_static()
        self._templates = _environment(self.static)
        self._templates.globals["papers"] = (*PAPERS, *((MEMBERS,) if members else ()))

    def page(self, template: str, language: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in ``language``."""
        words: Callable[..., str] = partial(self._say, language)
        given = {"error": "", "entry": None, "path": "/chat", **values}
        html = self._templates.get_template(template).render(language=language, t=words, **given)
        headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(html, status_code=status, headers=headers)

    def _say(self, language: str, key: str, **args: str | int) -> str:
        return self.texts.say(key, language, **args)


def _environment(static: Mapping[str, Static]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("hour", "iso", "manner", "answers", "steering", "safe_links"):
        made.filters[name] = getattr(view, name)
    made.globals.update(always=view.ALWAYS, static=lambda name: static[name].url, tongues=TONGUES, neutral=NEUTRAL)
    return made
