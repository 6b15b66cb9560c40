"""Where the local register gives out its tokens: client credentials, in the header or in the form."""

import secrets
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import parse_qs, unquote_plus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@dataclass(slots=True)
class TokenOffice:
    """``given``: token → scope and end."""

    client: str = "sandbox"
    secret: str = "sandbox"  # noqa: S105 (it opens nothing)
    life: float = 3600.0
    given: dict[str, tuple[str, float]] = field(default_factory=dict)
    asked: int = 0

    async def give(self, request: Request) -> Response:
        """One more; with the scope ``default``, which opens nothing, when none was asked for."""
        self.asked += 1
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if not self._is_known(request, form):
            return JSONResponse(
                {"error": "invalid_client", "error_description": "Client authentication failed"},
                401,
                {"www-authenticate": 'Basic realm="tokens"'},
            )
        token, scope = secrets.token_urlsafe(24), form.get("scope", "default")
        self.given[token] = (scope, monotonic() + self.life)
        return JSONResponse(
            {"access_token": token, "scope": scope, "token_type": "Bearer", "expires_in": int(self.life)}
        )

    def scope(self, request: Request) -> str | None:
        """What the request's token opens; None: it has none that is good."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        scope, until = self.given.get(token, ("", 0.0))
        return scope if kind == "Bearer" and monotonic() < until else None

    def _is_known(self, request: Request, form: Mapping[str, str]) -> bool:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            return (form.get("client_id"), form.get("client_secret")) == (self.client, self.secret)
        try:
            name, _, secret = b64decode(value, validate=True).decode().partition(":")
        except (Error, UnicodeDecodeError):
            return False
        return (unquote_plus(name), unquote_plus(secret)) == (self.client, self.secret)
