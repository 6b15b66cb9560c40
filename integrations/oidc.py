"""Signing in at an organisation's OpenID provider: authorization code with PKCE, as OpenID Connect Core has it.

What the provider says is believed only when it is signed with one of its published keys by an asymmetric algorithm, is
for us, is of this sign-in (``nonce``) and has not ended. Nothing of a token is ever logged.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec
import structlog
from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from integrations.errors import Malformed, Rejected
from integrations.http import Answer, Call, Http, Observe, Policy, decoded, unobserved

log = structlog.get_logger()
NAME: Final = "oidc"
SCOPE: Final = "openid profile"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""What an identity may be signed with: never a secret that we share, never nothing."""
LEEWAY: Final = 60
_KEPT: Final = 3600.0
_POLICY: Final = Policy(deadline=8.0, most_raw=300_000, most=300_000, connections=5)
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_MICROSOFT: Final = frozenset({"login.microsoftonline.com", "login.microsoftonline.us", "sts.windows.net"})


class _Metadata(msgspec.Struct):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(msgspec.Struct):
    id_token: str
    access_token: str = ""


_METADATA = msgspec.json.Decoder(_Metadata)
_TOKENS = msgspec.json.Decoder(_Tokens)
_KEYS = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us as; without a secret PKCE alone protects the code."""

    id: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in: what must come back, and what must not be known to anybody else."""

    redirect: str
    state: str = field(default_factory=lambda: generate_token(43), repr=False)
    nonce: str = field(default_factory=lambda: generate_token(43), repr=False)
    verifier: str = field(default_factory=lambda: generate_token(64), repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """Who it is: ``key`` is theirs for ever, ``claims`` are what the provider says of them. ``token`` says it."""

    key: str
    claims: Mapping[str, Any] = field(repr=False)
    token: str = field(repr=False)


@dataclass(slots=True)
class _Kept:
    metadata: _Metadata
    keys: KeySet
    at: float


class Provider:
    """The provider called ``issuer``, and us as its ``client``. ``now`` is the time of day, for what ends."""

    def __init__(
        self, issuer: str, client: Client, *, observe: Observe = unobserved, now: Callable[[], float] = time.time
    ) -> None:
        self._issuer = issuer
        self._client = client
        self._observe = observe
        self._now = now
        self._kept: _Kept | None = None
        self._open: dict[str, Http] = {}

    async def close(self) -> None:
        """Let go of the connections."""
        for http in self._open.values():
            await http.close()

    async def address(self, attempt: Attempt) -> str:
        """Where the browser is sent to sign in."""
        kept = await self._known()
        return str(
            prepare_grant_uri(
                kept.metadata.authorization_endpoint,
                self._client.id,
                "code",
                redirect_uri=attempt.redirect,
                scope=SCOPE,
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    async def redeem(self, attempt: Attempt, answer: Mapping[str, str]) -> Found:
        """Who came back with ``answer``. ``Rejected`` when it is not an answer to ``attempt``, or none that counts."""
        kept = await self._known()
        self._check_answer(attempt, answer, kept.metadata)
        tokens = await self._exchange(attempt, answer["code"], kept.metadata)
        claims = await self._claims(attempt, tokens)
        return Found(identity_key(claims), claims, tokens.id_token)

    async def farewell(self, token: str, back: str) -> str | None:
        """Where the browser is sent to sign out there too, and come ``back``; None: there is no such place."""
        place = (await self._known()).metadata.end_session_endpoint
        if place is None:
            return None
        hint = [("id_token_hint", token)] if token else []
        asked = [*hint, ("client_id", self._client.id), ("post_logout_redirect_uri", back)]
        return str(add_params_to_uri(place, asked))

    def _check_answer(self, attempt: Attempt, answer: Mapping[str, str], metadata: _Metadata) -> None:
        if not compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise Rejected("state")
        # RFC 9207: another provider's answer must not be taken for this one's.
        issuer = answer.get("iss")
        if issuer is None and metadata.authorization_response_iss_parameter_supported:
            raise Rejected("iss is missing from the answer")
        if issuer is not None and issuer != self._issuer:
            raise Rejected("iss of the answer")
        if not answer.get("code"):
            raise Rejected("code")

    async def _exchange(self, attempt: Attempt, code: str, metadata: _Metadata) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect,
            "code_verifier": attempt.verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        headers |= self._authentication(form, metadata)
        call = Call(method="POST", path="", body=urlencode(form).encode(), headers=headers)
        return await self._http(metadata.token_endpoint).ask(call, lambda found: decoded(found.body, _TOKENS))

    def _authentication(self, form: dict[str, str], metadata: _Metadata) -> dict[str, str]:
        """In the header where the provider takes it there, else in the form."""
        client = self._client
        if client.secret is None:
            form["client_id"] = client.id
            return {}
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}".encode()
            return {"authorization": f"Basic {b64encode(pair).decode()}"}
        form |= {"client_id": client.id, "client_secret": client.secret}
        return {}

    async def _claims(self, attempt: Attempt, tokens: _Tokens) -> dict[str, Any]:
        signed = await self._signed(tokens.id_token)
        wanted = {"iss": self._issuer, "aud": self._client.id}
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {name: {"essential": True, "value": value} for name, value in wanted.items()},
            {"nonce": attempt.nonce, "client_id": self._client.id, "access_token": tokens.access_token},
        )
        try:
            claims.validate(now=int(self._now()), leeway=LEEWAY)
        except (JoseError, TypeError, ValueError) as error:
            raise Rejected(f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()) from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise Rejected("sub")
        return dict(claims)

    async def _signed(self, token: str) -> jwt.Token:
        """The token with a good signature; keys that we do not know yet are looked for once more."""
        kept = await self._known()
        try:
            return jwt.decode(token, kept.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError) as error:
            log.info("oidc_keys_again", reason=type(error).__name__)
        kept = await self._fetch()
        try:
            return jwt.decode(token, kept.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError) as error:
            raise Rejected("signature") from error

    async def _known(self) -> _Kept:
        kept = self._kept
        return kept if kept and 0 <= self._now() - kept.at < _KEPT else await self._fetch()

    async def _fetch(self) -> _Kept:
        place = get_well_known_url(self._issuer, external=True)
        metadata = await self._http(place).ask(
            Call(method="GET", path=""), lambda found: decoded(found.body, _METADATA)
        )
        self._check_metadata(metadata)
        keys = await self._http(metadata.jwks_uri).ask(Call(method="GET", path=""), _key_set)
        self._kept = _Kept(metadata, keys, self._now())
        return self._kept

    def _check_metadata(self, metadata: _Metadata) -> None:
        if metadata.issuer != self._issuer:
            raise Malformed("it names another issuer")
        places = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
        if not all(_is_private(place) for place in (*places, metadata.end_session_endpoint or places[0])):
            raise Malformed("it names a place that others can listen to")

    def _http(self, place: str) -> Http:
        if place not in self._open:
            self._open[place] = Http(NAME, place, policy=_POLICY, observe=self._observe)
        return self._open[place]


def identity_key(claims: Mapping[str, Any]) -> str:
    """What an account is known by: issuer and subject; at Microsoft the person's id in their directory."""
    issuer, directory, person = str(claims["iss"]), claims.get("tid"), claims.get("oid")
    if urlsplit(issuer).hostname in _MICROSOFT and isinstance(directory, str) and isinstance(person, str):
        return f"{issuer}|{directory}|{person}"
    return f"{issuer}|{claims['sub']}"


def _key_set(answer: Answer) -> KeySet:
    """The keys that sign and that anybody may know; of others nothing is believed."""
    rows = decoded(answer.body, _KEYS).get("keys")
    if not isinstance(rows, list):
        raise Malformed("its keys have another shape")
    good = [
        row
        for row in rows
        if isinstance(row, dict) and row.get("kty") in {"RSA", "EC", "OKP"} and row.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": good})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Malformed("its keys cannot be read") from error


def _is_private(place: str) -> bool:
    parts = urlsplit(place)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
