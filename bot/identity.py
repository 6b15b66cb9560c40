"""Who staff are by their organisation's word: what the provider says of somebody, as roles and queues of ours.

Nothing is given that the settings do not name: a value that is unknown opens nothing.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog

from bot.ops.metrics import Metrics
from bot.ports import QUEUES, Identity, NotIdentified, SigningIn
from bot.settings import BadSetting, Settings
from integrations.errors import IntegrationError, Unavailable
from integrations.oidc import Attempt, Client, Found, Provider

_T = TypeVar("_T")
log = structlog.get_logger()
ROLES: Final = ("case_worker", "lead", "privacy", "admin")
Gifts = Mapping[str, frozenset[str]]
"""Value of a claim → what it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What the values of two claims give; ``queues`` is None where they are given out on the desk."""

    roles: Gifts
    queues: Gifts | None
    role_claim: str
    queue_claim: str

    @classmethod
    def of(cls, settings: Settings) -> "Grants":
        """Raises ``BadSetting`` for a role or queue that there is not."""
        return cls(
            roles=read_gifts("OIDC_ROLES", settings.oidc_roles or "", ROLES),
            queues=read_gifts("OIDC_QUEUES", settings.oidc_queues, QUEUES) if settings.oidc_queues else None,
            role_claim=settings.oidc_role_claim,
            queue_claim=settings.oidc_queue_claim or settings.oidc_role_claim,
        )

    def roles_of(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        """Roles of ours, in their order."""
        return _given(self.roles, values_of(claims, self.role_claim), ROLES)

    def queues_of(self, claims: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Queues of ours, in their order."""
        return None if self.queues is None else _given(self.queues, values_of(claims, self.queue_claim), QUEUES)


def read_gifts(setting: str, words: str, known: tuple[str, ...]) -> Gifts:
    """``value=gift+gift, value=all``. Raises ``BadSetting``, which does not repeat what was said."""
    gifts: dict[str, frozenset[str]] = {}
    for pair in filter(None, (part.strip() for part in words.split(","))):
        value, _, given = (part.strip() for part in pair.rpartition("="))
        names = frozenset(
            known if given == "all" and setting == "OIDC_QUEUES" else (n.strip() for n in given.split("+"))
        )
        if not value or not names <= set(known):
            raise BadSetting(f"{setting}: it must be like value={known[0]}+{known[1]}, with {', '.join(known)}.")
        gifts[value] = gifts.get(value, frozenset()) | names
    return gifts


def values_of(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The values of the claim called ``name``; where there is none of that name, its dots lead inside others."""
    found: object = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    values = found if isinstance(found, list) else [found]
    return tuple(value for value in values if isinstance(value, str))


def _given(gifts: Gifts, values: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    opened = frozenset[str]().union(*(gifts.get(value, frozenset()) for value in values))
    return tuple(name for name in known if name in opened)


@dataclass(frozen=True, slots=True)
class OrganisationAccounts:
    """``provider`` as an ``IdentityProvider``."""

    provider: Provider
    grants: Grants

    @property
    def gives_queues(self) -> bool:
        """Whether queues come with the account."""
        return self.grants.queues is not None

    async def begin(self, redirect: str) -> tuple[str, SigningIn]:
        """Where the browser is sent."""
        attempt = Attempt(redirect)
        begun = SigningIn(attempt.redirect, attempt.state, attempt.nonce, attempt.verifier)
        return await _told(self.provider.address(attempt)), begun

    async def finish(self, begun: SigningIn, answer: dict[str, str]) -> Identity:
        """Who came back."""
        if answer.get("error") and answer.get("state") == begun.state:
            raise NotIdentified("cancelled" if answer["error"] in _CANCELLED else "refused")
        attempt = Attempt(begun.redirect, begun.state, begun.nonce, begun.verifier)
        found = await _told(self.provider.redeem(attempt, answer))
        return Identity(
            key=found.key,
            name=name_of(found),
            roles=self.grants.roles_of(found.claims),
            queues=self.grants.queues_of(found.claims),
            proof=found.token,
        )

    async def leave(self, proof: str, back: str) -> str | None:
        """Where the browser is sent to sign out."""
        return await _told(self.provider.farewell(proof, back))

    async def close(self) -> None:
        """Let go of the connections."""
        await self.provider.close()


_CANCELLED = frozenset({"access_denied", "interaction_required", "login_required", "consent_required"})


def name_of(found: Found) -> str:
    """What colleagues call somebody; empty when the provider does not say."""
    names = (found.claims.get(claim) for claim in ("name", "preferred_username", "upn"))
    return next((name for name in names if isinstance(name, str) and name.strip()), "")


async def _told(answer: Awaitable[_T]) -> _T:
    """``answer``, which fails as the desk understands it."""
    try:
        return await answer
    except Unavailable as error:
        log.warning("identity_provider_away", reason=str(error))
        raise NotIdentified("away") from error
    except IntegrationError as error:
        log.warning("identity_refused", reason=str(error))
        raise NotIdentified("refused") from error


def open_identity(settings: Settings, metrics: Metrics) -> OrganisationAccounts | None:
    """The provider that the settings name, None: there is none. Raises ``BadSetting``."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    client = Client(settings.oidc_client_id, secret.get_secret_value() if secret else None)
    return OrganisationAccounts(Provider(settings.oidc_issuer, client, observe=metrics.backend), Grants.of(settings))
