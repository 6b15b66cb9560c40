"""An OpenID provider on this machine: anybody is whoever they say, with the roles that they tick.

Discovery, keys, a page to sign in, tokens for a code with PKCE, signing out. ``POST /control/oidc`` with one of
``FAULTS`` makes it lie in one of the ways that a client must notice.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.tokens import TokenOffice
from integrations.sandbox.backends.trouble import Trouble

BASE = "/oidc"
FAULTS = (
    "nonce", "no_nonce", "expired", "early", "audience", "two_audiences", "issuer", "answer_issuer", "state",
    "no_code", "unsigned", "shared_secret", "shared_key", "other_key", "same_name_key", "no_subject", "no_token",
    "metadata_issuer", "open_line", "rotated", "refused",
)  # fmt: skip
"""What it lies about. ``rotated``: honest, with a key that was made just now."""
ROLES = ("handlaggare", "samordnare", "dataskydd", "administrator")
_PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Övningsinloggning</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>Övningsinloggning</h1><p>Bara för övning. Ingen kontrolleras.</p>
<form method="post" action="{action}"><p><label>Namn <input name="name" required value="Kim Övning"></label></p>
<p><label>Id <input name="subject" required value="kim"></label></p>
<fieldset><legend>Roller</legend>{roles}</fieldset>
<p><button>Logga in</button> <button name="refuse" value="yes" formnovalidate>Avbryt</button></p></form></main>
</html>"""


@dataclass(frozen=True, slots=True)
class _Grant:
    redirect: str
    challenge: str
    nonce: str | None
    client: str
    subject: str
    name: str
    roles: tuple[str, ...]
    until: float


def make_key() -> ECKey:
    """A key to sign with, under a name of its own."""
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig"})


@dataclass(slots=True)
class LocalProvider:
    """``asked``: the forms that came to the token place. ``extra``: more claims for everybody."""

    name: str = "oidc"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=FAULTS))
    tokens: TokenOffice = field(default_factory=TokenOffice)
    key: ECKey = field(default_factory=make_key)
    extra: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)
    looked: int = 0
    _grants: dict[str, _Grant] = field(default_factory=dict)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        around = self.trouble.around
        return (
            Route(f"{BASE}/.well-known/openid-configuration", around(self._describe)),
            Route(f"{BASE}/keys", around(self._keys)),
            Route(f"{BASE}/authorize", around(self._show), methods=["GET"]),
            Route(f"{BASE}/authorize", around(self._sign_in), methods=["POST"]),
            Route(f"{BASE}/token", around(self._give), methods=["POST"]),
            Route(f"{BASE}/logout", around(self._sign_out)),
        )

    async def _describe(self, request: Request) -> Response:
        self.looked += 1
        issuer = _issuer(request)
        line = "http://provider.example" if self.trouble.now == "open_line" else issuer
        return JSONResponse(
            {
                "issuer": "https://other.example" if self.trouble.now == "metadata_issuer" else issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{line}/token",
                "jwks_uri": f"{issuer}/keys",
                "end_session_endpoint": f"{issuer}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def _show(self, request: Request) -> Response:
        asked = request.query_params
        whole = asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
        if not whole or asked.get("client_id") != self.tokens.client or "openid" not in asked.get("scope", "").split():
            return JSONResponse({"error": "invalid_request"}, 400)
        roles = "".join(f'<p><label><input type="checkbox" name="roles" value="{r}"> {r}</label></p>' for r in ROLES)
        action = escape(f"{BASE}/authorize?{request.url.query}", quote=True)
        return HTMLResponse(_PAGE.format(action=action, roles=roles))

    async def _sign_in(self, request: Request) -> Response:
        asked, form = request.query_params, parse_qs((await request.body()).decode())
        answer = {"state": asked.get("state", ""), "iss": _issuer(request)}
        if "refuse" in form or self.trouble.now == "refused":
            return _back(asked["redirect_uri"], {**answer, "error": "access_denied"})
        code = secrets.token_urlsafe(24)
        self._grants[code] = _Grant(
            redirect=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce"),
            client=asked["client_id"],
            subject=form["subject"][0],
            name=form["name"][0],
            roles=tuple(form.get("roles", ())),
            until=time.time() + 60,
        )
        lies = {
            "state": {"state": "another"},
            "answer_issuer": {"iss": "https://other.example"},
            "no_code": {"code": ""},
        }
        return _back(asked["redirect_uri"], {**answer, "code": code, **lies.get(self.trouble.now, {})})

    async def _give(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked.append(form)
        # A code is good once, for whoever can show the verifier and says where it was sent.
        grant = self._grants.pop(form.get("code", ""), None)
        if not self.tokens._is_known(request, form):  # noqa: SLF001 (one office, two doors)
            return JSONResponse({"error": "invalid_client"}, 401)
        if grant is None or grant.redirect != form.get("redirect_uri") or time.time() > grant.until:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if _challenge(form.get("code_verifier", "")) != grant.challenge:
            return JSONResponse({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        if self.trouble.now == "rotated":
            self.key = make_key()
        if self.trouble.now == "no_token":
            return JSONResponse({"access_token": "only", "token_type": "Bearer"})
        token = self._token(_issuer(request), grant)
        return JSONResponse({"access_token": "opens-nothing", "token_type": "Bearer", "id_token": token})

    def _token(self, issuer: str, grant: _Grant) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": issuer,
            "sub": grant.subject,
            "aud": grant.client,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            "name": grant.name,
            "roles": list(grant.roles),
            **self.extra,
        }
        return self._sign(_lie(self.trouble.now, claims, now))

    def _sign(self, claims: dict[str, Any]) -> str:
        match self.trouble.now:
            case "unsigned":
                return _by_hand({"alg": "none"}, claims, None)
            case "shared_secret":
                return _by_hand({"alg": "HS256"}, claims, self.tokens.secret.encode())
            case "shared_key":
                return _by_hand({"alg": "HS256", "kid": self.key.kid}, claims, self.key.as_pem(private=False))
            case "other_key":
                key = make_key()
                return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
            case "same_name_key":
                return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, make_key())
            case _:
                return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    async def _sign_out(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.ended.append(asked)
        return RedirectResponse(asked["post_logout_redirect_uri"], 303)


def _lie(fault: str, claims: dict[str, Any], now: int) -> dict[str, Any]:
    lies: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"},
        "no_nonce": {"nonce": None},
        "expired": {"iat": now - 900, "exp": now - 600},
        "early": {"nbf": now + 900},
        "audience": {"aud": "another-client"},
        "two_audiences": {"aud": [claims["aud"], "another-client"], "azp": "another-client"},
        "issuer": {"iss": "https://other.example"},
        "no_subject": {"sub": None},
    }
    return {name: value for name, value in (claims | lies.get(fault, {})).items() if value is not None}


def _by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """What no library signs: nothing at all, or with something that everybody knows."""
    words = b".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return (words + b"." + (_base64(hmac.digest(secret, words, "sha256")) if secret else b"")).decode()


def _base64(words: bytes) -> bytes:
    return base64.urlsafe_b64encode(words).rstrip(b"=")


def _issuer(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}{BASE}"


def _challenge(verifier: str) -> str:
    return _base64(hashlib.sha256(verifier.encode()).digest()).decode()


def _back(place: str, answer: dict[str, str]) -> Response:
    return RedirectResponse(f"{place}?{urlencode(answer)}", 303)
