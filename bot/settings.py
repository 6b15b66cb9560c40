"""Every setting: typed, read once from the environment and a file ``.env``, never changed afterwards.

The description of a field is its line in docs/operations.md. Whatever makes no sense is refused at start with
``BadSetting``, whose words name the setting and the reason but never the value.
"""

import difflib
import ipaddress
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

OWN = "STRA_"


class BadSetting(Exception):
    """One or more settings cannot be used; the text has a sentence for each."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Only this machine can reach it."""
        return _is_loopback(self.host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError("it must be host:port, such as 127.0.0.1:8080")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("it must be a web address such as https://example.org, without user, query or fragment")
    return value.rstrip("/")


def _near_url(value: str) -> str:
    """People's words go there: nobody on the way may read them."""
    parts = urlsplit(_web_url(value))
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ValueError("it must begin with https:// (http:// only for this machine itself)")
    return value.rstrip("/")


def _origin(value: str) -> str:
    if urlsplit(_web_url(value)).path.strip("/"):
        raise ValueError("it must be a web address without a path, such as https://example.org")
    return _near_url(value)


def _origins(value: object) -> object:
    return tuple(_origin(word) for word in re.split(r"[,\s]+", value) if word) if isinstance(value, str) else value


def _redis_url(value: str) -> str:
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    return value


def _visible(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("it must be made of visible ASCII characters, without spaces")
    return value


def _pairs(value: object) -> object:
    """``one=other,two=another``."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in re.split(r"\s*,\s*", value.strip().strip(","))]
    if not all(name.strip() and sign and other.strip() for name, sign, other in pairs):
        raise ValueError("it must be pairs such as membership=zammad, separated by commas")
    return tuple((name.strip(), other.strip()) for name, _, other in pairs)


def _case_systems(value: object) -> object:
    pairs = _pairs(value)
    if isinstance(pairs, tuple) and len({queue for queue, _ in pairs}) < len(pairs):
        raise ValueError("a queue has one case system")
    return pairs


def _list_source(value: str) -> str:
    """The token is part of the address, as the EU gives it out."""
    if value.startswith(("http://", "https://")):
        _near_url(urlsplit(value)._replace(query="").geturl())
    return value


def _sandbox(value: str) -> str:
    parts = urlsplit(_web_url(value)) if value != "off" else None
    if parts and not _is_loopback(parts.hostname or ""):
        raise ValueError("it must be `off`, or a web address of this machine such as http://127.0.0.1:5060")
    return value.rstrip("/")


def _issuer(value: str) -> str:
    """Compared letter by letter with what the provider says: a slash at the end belongs to it."""
    _near_url(value)
    return value


def _bot_token(value: str) -> str:
    if not re.fullmatch(r"\d+:[\w-]+", value, re.ASCII):
        raise ValueError("it does not look like a bot token (digits, a colon, letters)")
    return value


def _webhook_secret(value: str) -> str:
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ValueError("it must have 1 to 256 of the characters A-Z a-z 0-9 _ -")
    return value


CaseSystemName = Literal["support_management", "zammad"]
CaseState = Literal["new", "open", "waiting", "closed"]


class Settings(BaseModel):
    """What the service was told at start."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    listen: Annotated[Address, BeforeValidator(_address)] = Field(
        default=Address("127.0.0.1", 8080),
        validation_alias="STRA_LISTEN",
        description="Where the chat and the desk listen, host:port.",
    )
    data: Path = Field(
        default=Path("var"), validation_alias="STRA_DATA", description="Folder of the embedded store's files."
    )
    redis_url: Annotated[SecretStr, BeforeValidator(_redis_url)] | None = Field(
        default=None,
        validation_alias="REDIS_URL",
        description="A Redis (7.0 or newer) or Valkey to use instead of the embedded one.",
    )
    partitions: int = Field(
        default=16,
        ge=1,
        le=31,
        validation_alias="STRA_PARTITIONS",
        description="Parts into which the store is divided, 1 to 31; fixed once the store has data.",
    )
    key_file: Path | None = Field(
        default=None,
        validation_alias="STRA_KEY_FILE",
        description=(
            "File with the keys that protect personal data; made at the first start (in the folder `keys` beside the "
            "data unless set). Must lie apart from the data in production."
        ),
    )
    allow_unsafe_store: bool = Field(
        default=False,
        validation_alias="STRA_ALLOW_UNSAFE_STORE",
        description="`true` accepts a store that may lose what it acknowledged. For experiments only.",
    )
    encoder: Path | None = Field(
        default=None,
        validation_alias="STRA_ENCODER",
        description="Another ONNX export of multilingual-e5-small (a file); unset: the one that training made.",
    )
    metrics_listen: Annotated[Address, BeforeValidator(_address)] | None = Field(
        default=None,
        validation_alias="STRA_METRICS_LISTEN",
        description="A listener of its own for /metrics, without a token; keep it inside. Unset: API token needed.",
    )
    work_metrics_listen: Annotated[Address, BeforeValidator(_address)] | None = Field(
        default=None,
        validation_alias="STRA_WORK_METRICS_LISTEN",
        description="The same for `work`, which asks the systems behind us; it has no other door.",
    )
    embed_origins: Annotated[tuple[str, ...], BeforeValidator(_origins)] = Field(
        default=(),
        validation_alias="STRA_EMBED_ORIGINS",
        description="Web sites that may show the chat in a frame, separated by spaces or commas.",
    )
    rasa_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="RASA_URL",
        description=(
            "A Rasa server whose word counts for what a message is about; `https://…`, or `http://` on this machine. "
            "Where it fails the built-in engine decides."
        ),
    )
    deepl_api_key: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="DEEPL_API_KEY",
        description=(
            "Key of a DeepL API account, which then translates between staff and people. Only a Pro account with a "
            "processing agreement may see what people write."
        ),
    )
    deepl_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="DEEPL_URL",
        description="Another address of DeepL's API, `https://…`; unset: the one that goes with the key.",
    )
    libretranslate_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="LIBRETRANSLATE_URL",
        description="A LibreTranslate server that translates instead; `https://…`, or `http://` on this machine.",
    )
    libretranslate_api_key: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="LIBRETRANSLATE_API_KEY",
        description="Its key, where it asks for one.",
    )
    jobsearch_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="JOBSEARCH_URL",
        description=(
            "JobTech's JobSearch, `https://jobsearch.api.jobtechdev.se`: where job adverts are looked up. "
            "Unset: none are."
        ),
    )
    jobsearch_api_key: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None, validation_alias="JOBSEARCH_API_KEY", description="Its key, where it asks for one."
    )
    bolagsverket_environment: Literal["production", "test"] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_ENVIRONMENT",
        description=(
            "`production` or `test`: which of Bolagsverket's company registers (API för värdefulla datamängder) is "
            "asked about organisations. Unset, and no address: none is."
        ),
    )
    bolagsverket_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_URL",
        description="Another address of that API, instead of an environment; together with `BOLAGSVERKET_TOKEN_URL`.",
    )
    bolagsverket_token_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_TOKEN_URL",
        description="Where its tokens are given out (the whole address).",
    )
    bolagsverket_client_id: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_CLIENT_ID",
        description="The client's id, as Bolagsverket sent it.",
    )
    bolagsverket_client_secret: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_CLIENT_SECRET",
        description="Its secret. Those of the test environment are of no use in production, nor the other way.",
    )
    homepage_visits: bool = Field(
        default=True,
        validation_alias="HOMEPAGE_VISITS",
        description=(
            "Whether the homepage that an organisation names is visited (one page, at most once an hour); `false` "
            "where the machine may not reach the Internet."
        ),
    )
    sanctions_source: Annotated[SecretStr, BeforeValidator(_list_source)] | None = Field(
        default=None,
        validation_alias="SANCTIONS_SOURCE",
        description=(
            "The EU's consolidated list of sanctions (XML 1.1), with which organisations and their declared owners are "
            "compared: its address with the token, `https://…`, or a file on this machine. Unset: nobody is compared."
        ),
    )
    sanctions_entities: int = Field(
        default=4000,
        ge=1,
        validation_alias="SANCTIONS_ENTITIES",
        description="So many entities it must have to be believed; the list that is in use stays until one has.",
    )
    sanctions_days: int = Field(
        default=7,
        ge=1,
        le=90,
        validation_alias="SANCTIONS_DAYS",
        description="So many days old it may be, by its own date. When it is older nothing is checked, and it is said.",
    )
    sandbox: Annotated[str, BeforeValidator(_sandbox)] | None = Field(
        default=None,
        validation_alias="STRA_SANDBOX",
        description=(
            "Where imitations of the systems that look at organisations answer, for practice. Unset: `run` brings them "
            "along where nobody can come in from outside and no real one is named; `off`: it does not."
        ),
    )
    case_systems: Annotated[tuple[tuple[str, CaseSystemName], ...], BeforeValidator(_case_systems)] = Field(
        default=(),
        validation_alias="CASE_SYSTEMS",
        description=(
            "Which other case system has the cases of which queue, `queue=system,queue=system` with "
            "`support_management` or `zammad`. A queue that is not named has the desk only."
        ),
    )
    support_management_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="SUPPORT_MANAGEMENT_URL",
        description="Where Sundsvall's support-management (version 15) answers, up to the municipality's number.",
    )
    support_management_token_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None,
        validation_alias="SUPPORT_MANAGEMENT_TOKEN_URL",
        description="Where its gateway gives out tokens (the whole address).",
    )
    support_management_client_id: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None, validation_alias="SUPPORT_MANAGEMENT_CLIENT_ID", description="The client's id there."
    )
    support_management_client_secret: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None, validation_alias="SUPPORT_MANAGEMENT_CLIENT_SECRET", description="Its secret."
    )
    support_management_municipality: str = Field(
        default="0180",
        pattern=r"^\d{4}$",
        validation_alias="SUPPORT_MANAGEMENT_MUNICIPALITY",
        description="The municipality's number in its addresses.",
    )
    support_management_namespace: str = Field(
        default="INTEGRATIONSPAKTEN",
        pattern=r"^[\w.-]{1,64}$",
        validation_alias="SUPPORT_MANAGEMENT_NAMESPACE",
        description="The namespace of our errands.",
    )
    support_management_states: Annotated[tuple[tuple[str, CaseState], ...], BeforeValidator(_pairs)] = Field(
        default=(),
        validation_alias="SUPPORT_MANAGEMENT_STATES",
        description=(
            "What statuses of the namespace mean besides the usual ones, `STATUS=state,…` with `new` `open` `waiting` "
            "`closed`; one that nobody names is open."
        ),
    )
    zammad_url: Annotated[str, BeforeValidator(_near_url)] | None = Field(
        default=None, validation_alias="ZAMMAD_URL", description="Where Zammad answers."
    )
    zammad_token: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="ZAMMAD_TOKEN",
        description="An access token of Zammad with the permission `ticket.agent`.",
    )
    zammad_groups: Annotated[tuple[tuple[Literal["intake", "membership"], str], ...], BeforeValidator(_pairs)] = Field(
        default=(),
        validation_alias="ZAMMAD_GROUPS",
        description=(
            "Its groups for our cases, `intake=…,membership=…`; unset: `Etableringscentrum` and `Integrationspakten`."
        ),
    )
    telegram_bot_token: Annotated[SecretStr, BeforeValidator(_bot_token)] | None = Field(
        default=None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="Token of the Telegram bot; unset: no Telegram.",
    )
    telegram_api_url: Annotated[str, BeforeValidator(_web_url)] = Field(
        default="https://api.telegram.org",
        validation_alias="TELEGRAM_API_URL",
        description="Where the Bot API answers.",
    )
    telegram_webhook_secret: Annotated[SecretStr, BeforeValidator(_webhook_secret)] | None = Field(
        default=None,
        validation_alias="TELEGRAM_WEBHOOK_SECRET",
        description="What Telegram must say with each update to the webhook; made up from the keys when unset.",
    )
    telegram_rate: float = Field(
        default=25.0,
        ge=0,
        le=1000,
        validation_alias="TELEGRAM_RATE",
        description=(
            "Messages a second that one `work` process sends at most; Telegram takes about 30 from one bot. 0: no pace "
            "of our own, neither in all nor to one chat, for Bot APIs that are not Telegram's."
        ),
    )
    public_url: Annotated[str, BeforeValidator(_origin)] | None = Field(
        default=None,
        validation_alias="PUBLIC_URL",
        description="The service's address on the Internet, https://… (behind a proxy).",
    )
    desk_user: str | None = Field(
        default=None,
        pattern=r"^[\w.@-]{1,64}$",
        validation_alias="STRA_DESK_USER",
        description="Name of the first staff account; made when there is no account yet.",
    )
    desk_password: SecretStr | None = Field(
        default=None,
        validation_alias="STRA_DESK_PASSWORD",
        description="Its password; made up and printed once when unset.",
    )
    oidc_issuer: Annotated[str, BeforeValidator(_issuer)] | None = Field(
        default=None,
        validation_alias="OIDC_ISSUER",
        description=(
            "The OpenID provider with which staff sign in, exactly as it names itself; `https://…`, or `http://` on "
            "this machine. Unset: accounts of the desk's own only."
        ),
    )
    oidc_client_id: Annotated[str, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="OIDC_CLIENT_ID",
        description="What the provider knows this service as.",
    )
    oidc_client_secret: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="OIDC_CLIENT_SECRET",
        description="Its secret there; unset for a public client, which PKCE alone protects.",
    )
    oidc_role_claim: str = Field(
        default="roles",
        validation_alias="OIDC_ROLE_CLAIM",
        description="The claim with somebody's roles or groups; a dot leads inside (`realm_access.roles`).",
    )
    oidc_roles: str | None = Field(
        default=None,
        validation_alias="OIDC_ROLES",
        description=(
            "What each of its values may do here: `value=role+role, value=role` with `case_worker` `lead` `privacy` "
            "`admin`. Who has none of the values does not come in."
        ),
    )
    oidc_queues: str | None = Field(
        default=None,
        validation_alias="OIDC_QUEUES",
        description=(
            "The queues of each value in the same way, or `all`: `value=membership+general`. Unset: an administrator "
            "gives out the queues on the desk."
        ),
    )
    oidc_queue_claim: str | None = Field(
        default=None,
        validation_alias="OIDC_QUEUE_CLAIM",
        description="The claim with the values of `OIDC_QUEUES`; unset: the one with the roles.",
    )
    api_token: Annotated[SecretStr, BeforeValidator(_visible)] | None = Field(
        default=None,
        validation_alias="STRA_API_TOKEN",
        description="Token of the desk API's first service account.",
    )
    clock: Path | None = Field(
        default=None,
        validation_alias="STRA_CLOCK",
        description="Tests only: a file with an ISO instant that is taken for now, read again each time.",
    )

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Self:
        """Settings from ``environ`` (the process's own by default) over those in ``env_file``."""
        given = {**_from_file(env_file), **(os.environ if environ is None else environ)}
        names = environment_names(cls)
        _refuse_unknown(given, names)
        values = {name: given[name] for name in names if given.get(name)}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise BadSetting("\n".join(_sentences(error))) from None

    @property
    def keys(self) -> Path:
        """Where the key file lies."""
        return self.key_file or _key_folder(self.data) / f"{self.data.absolute().name}.key"

    @property
    def secure(self) -> bool:
        """People reach the service by https."""
        return self.public_url is not None and self.public_url.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """The host names by which people may ask: this machine's own, the one listened on, the public one."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return frozenset({"localhost", "127.0.0.1", "::1", self.listen.host.lower(), *([public] if public else ())})

    @property
    def sandbox_url(self) -> str | None:
        """Where the imitations of the systems behind us answer; None: they are not used."""
        return None if self.sandbox == "off" else self.sandbox

    @property
    def wants_sandbox(self) -> bool:
        """Whether ``run`` brings the imitations along."""
        real_bot = self.telegram_bot_token and not _is_loopback(urlsplit(self.telegram_api_url).hostname or "")
        return not (self.sandbox or self.public_url or real_bot or self._real_system)

    @property
    def _real_system(self) -> str | None:
        """A setting that names a real system which looks at organisations."""
        named = {
            "BOLAGSVERKET_ENVIRONMENT": self.bolagsverket_environment,
            "BOLAGSVERKET_URL": self.bolagsverket_url,
            "SANCTIONS_SOURCE": self.sanctions_source,
            "SUPPORT_MANAGEMENT_URL": self.support_management_url,
            "ZAMMAD_URL": self.zammad_url,
        }
        return next((name for name, value in named.items() if value), None)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """What is fine alone may be wrong together."""
        dangers = (
            self._clock_danger,
            self._key_danger,
            self._weak_secret,
            self._two_translators,
            self._half_register,
            self._half_case_system,
            self._sandbox_danger,
            self._half_provider,
        )
        if reason := next((reason for danger in dangers if (reason := danger())), None):
            raise ValueError(reason)
        return self

    def _clock_danger(self) -> str | None:
        if self.clock is None:
            return None
        if self.public_url:
            return "STRA_CLOCK is for tests and cannot be used together with PUBLIC_URL"
        if self.telegram_bot_token and not _is_loopback(urlsplit(self.telegram_api_url).hostname or ""):
            return "STRA_CLOCK is for tests and cannot be used with a TELEGRAM_BOT_TOKEN on the real TELEGRAM_API_URL"
        return None

    def _key_danger(self) -> str | None:
        data, key = self.data.resolve(), self.keys.resolve()
        if key.is_relative_to(data):
            return "STRA_KEY_FILE must lie outside the data folder STRA_DATA: who copies the data must not get the key"
        if key.parent not in {data.parent, _key_folder(data).resolve()}:
            return None
        real = {
            "PUBLIC_URL": self.public_url,
            "TELEGRAM_BOT_TOKEN": self.telegram_bot_token,
            "REDIS_URL": self.redis_url,
        }
        if names := [name for name, value in real.items() if value]:
            return (
                f"STRA_KEY_FILE must name a file apart from the data (another disk, a mounted secret) when {names[0]} "
                "is set: a key beside the data protects nothing"
            )
        return None

    def _weak_secret(self) -> str | None:
        if self.public_url is None:
            return None
        if self.desk_password and len(self.desk_password.get_secret_value()) < 12:
            return "STRA_DESK_PASSWORD must have at least 12 characters when PUBLIC_URL is set"
        if self.api_token and len(self.api_token.get_secret_value()) < 20:
            return "STRA_API_TOKEN must have at least 20 characters when PUBLIC_URL is set"
        return None

    def _two_translators(self) -> str | None:
        if self.deepl_api_key and self.libretranslate_url:
            return "DEEPL_API_KEY and LIBRETRANSLATE_URL cannot both be set: one of them translates"
        if self.deepl_url and not self.deepl_api_key:
            return "DEEPL_URL does nothing without a DEEPL_API_KEY"
        if self.libretranslate_api_key and not self.libretranslate_url:
            return "LIBRETRANSLATE_API_KEY does nothing without a LIBRETRANSLATE_URL"
        return None

    def _half_register(self) -> str | None:
        """Test secrets must never go to production: the two addresses are chosen together."""
        addresses = bool(self.bolagsverket_url), bool(self.bolagsverket_token_url)
        if any(addresses) and self.bolagsverket_environment:
            return "BOLAGSVERKET_ENVIRONMENT names both addresses: BOLAGSVERKET_URL and BOLAGSVERKET_TOKEN_URL go unset"
        if any(addresses) != all(addresses):
            return "BOLAGSVERKET_URL and BOLAGSVERKET_TOKEN_URL must be set together"
        wanted = all(addresses) or bool(self.bolagsverket_environment)
        if {wanted, bool(self.bolagsverket_client_id), bool(self.bolagsverket_client_secret)} == {True, False}:
            return (
                "the company register needs BOLAGSVERKET_CLIENT_ID, BOLAGSVERKET_CLIENT_SECRET, and "
                "BOLAGSVERKET_ENVIRONMENT (or the two addresses)"
            )
        return None

    def _half_provider(self) -> str | None:
        needed = bool(self.oidc_issuer), bool(self.oidc_client_id), bool(self.oidc_roles)
        if any(needed) and not all(needed):
            return "sign-in with the organisation's accounts needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_ROLES"
        return None

    def _half_case_system(self) -> str | None:
        """A case system that is named must be reachable; practice has its own."""
        if self.sandbox_url or self.wants_sandbox:
            return None
        needed = {
            "support_management": {
                "SUPPORT_MANAGEMENT_URL": self.support_management_url,
                "SUPPORT_MANAGEMENT_TOKEN_URL": self.support_management_token_url,
                "SUPPORT_MANAGEMENT_CLIENT_ID": self.support_management_client_id,
                "SUPPORT_MANAGEMENT_CLIENT_SECRET": self.support_management_client_secret,
            },
            "zammad": {"ZAMMAD_URL": self.zammad_url, "ZAMMAD_TOKEN": self.zammad_token},
        }
        for queue, system in self.case_systems:
            if missing := [name for name, value in needed[system].items() if not value]:
                return f"CASE_SYSTEMS gives the queue {queue} to {system}, which needs {' and '.join(missing)}"
        return None

    def _sandbox_danger(self) -> str | None:
        if self.sandbox_url is None:
            return None
        if self.public_url:
            return "STRA_SANDBOX is for practice and cannot be used together with PUBLIC_URL"
        if self._real_system:
            return f"STRA_SANDBOX is for practice and cannot be used together with {self._real_system}"
        return None


def environment_names(settings: type[Settings] = Settings) -> dict[str, str]:
    """Environment name → field name, of every setting."""
    return {str(field.validation_alias): name for name, field in settings.model_fields.items()}


def _key_folder(data: Path) -> Path:
    return data.absolute().parent / "keys"


def _from_file(path: Path) -> dict[str, str]:
    return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value is not None}


def _refuse_unknown(given: Mapping[str, str], names: Iterable[str]) -> None:
    for name in sorted(given):
        if name.startswith(OWN) and name not in names:
            near = difflib.get_close_matches(name, list(names), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadSetting(f"{name} is not a setting of this service.{hint}")


def _sentences(error: ValidationError) -> Iterable[str]:
    for problem in error.errors(include_url=False, include_input=False):
        words = problem["msg"].removeprefix("Value error, ")
        yield f"{problem['loc'][0]}: {words[0].lower()}{words[1:]}." if problem["loc"] else f"{words}."
