"""Every setting: typed, read once from the environment and a file ``.env``, never changed afterwards.

The description of a field is its line in docs/operations.md. Whatever makes no sense is refused at start with
``BadSetting``, whose words name the setting and the reason but never the value.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot import settings_values as values
from bot.settings_systems import Systems
from bot.settings_values import Address

OWN = "STRA_"


class BadSetting(Exception):
    """One or more settings cannot be used; the text has a sentence for each."""


class _Own(BaseModel):
    """Of the service itself."""

    listen: Annotated[Address, BeforeValidator(values.address)] = Field(
        default=Address("127.0.0.1", 8080),
        validation_alias="STRA_LISTEN",
        description="Where the chat and the desk listen, host:port.",
    )
    data: Path = Field(
        default=Path("var"), validation_alias="STRA_DATA", description="Folder of the embedded store's files."
    )
    redis_url: Annotated[SecretStr, BeforeValidator(values.redis_url)] | None = Field(
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
    metrics_listen: Annotated[Address, BeforeValidator(values.address)] | None = Field(
        default=None,
        validation_alias="STRA_METRICS_LISTEN",
        description="A listener of its own for /metrics, without a token; keep it inside. Unset: API token needed.",
    )
    work_metrics_listen: Annotated[Address, BeforeValidator(values.address)] | None = Field(
        default=None,
        validation_alias="STRA_WORK_METRICS_LISTEN",
        description="The same for `work`, which asks the systems behind us; it has no other door.",
    )
    embed_origins: Annotated[tuple[str, ...], BeforeValidator(values.origins)] = Field(
        default=(),
        validation_alias="STRA_EMBED_ORIGINS",
        description="Web sites that may show the chat in a frame, separated by spaces or commas.",
    )
    sandbox: Annotated[str, BeforeValidator(values.sandbox)] | None = Field(
        default=None,
        validation_alias="STRA_SANDBOX",
        description=(
            "Where imitations of the systems that look at organisations answer, for practice. Unset: `run` brings them "
            "along where nobody can come in from outside and no real one is named; `off`: it does not."
        ),
    )
    telegram_bot_token: Annotated[SecretStr, BeforeValidator(values.bot_token)] | None = Field(
        default=None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="Token of the Telegram bot; unset: no Telegram.",
    )
    telegram_api_url: Annotated[str, BeforeValidator(values.web_url)] = Field(
        default="https://api.telegram.org",
        validation_alias="TELEGRAM_API_URL",
        description="Where the Bot API answers.",
    )
    telegram_webhook_secret: Annotated[SecretStr, BeforeValidator(values.webhook_secret)] | None = Field(
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
    public_url: Annotated[str, BeforeValidator(values.origin)] | None = Field(
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
    api_token: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="STRA_API_TOKEN",
        description="Token of the desk API's first service account.",
    )
    clock: Path | None = Field(
        default=None,
        validation_alias="STRA_CLOCK",
        description="Tests only: a file with an ISO instant that is taken for now, read again each time.",
    )


class Settings(Systems, _Own):
    """What the service was told at start."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

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
        real_bot = self.telegram_bot_token and not values.is_loopback(urlsplit(self.telegram_api_url).hostname or "")
        reachable = self.public_url or not values.is_loopback(self.listen.host) or real_bot
        return not (self.sandbox or reachable or self._real_system)

    @property
    def _real_system(self) -> str | None:
        """A setting that names a real system which looks at organisations or keeps them."""
        named = {
            "BOLAGSVERKET_ENVIRONMENT": self.bolagsverket_environment,
            "BOLAGSVERKET_URL": self.bolagsverket_url,
            "SANCTIONS_SOURCE": self.sanctions_source,
            "SUPPORT_MANAGEMENT_URL": self.support_management_url,
            "ZAMMAD_URL": self.zammad_url,
            "MEMBERSHIP_URL": self.membership_url,
        }
        return next((name for name, value in named.items() if value), None)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """What is fine alone may be wrong together."""
        dangers = (
            self._clock_danger,
            self._key_danger,
            self._weak_secret,
            self.half_set,
            self._half_case_system,
            self._sandbox_danger,
        )
        if reason := next((reason for danger in dangers if (reason := danger())), None):
            raise ValueError(reason)
        return self

    def _clock_danger(self) -> str | None:
        if self.clock is None:
            return None
        if self.public_url:
            return "STRA_CLOCK is for tests and cannot be used together with PUBLIC_URL"
        if self.telegram_bot_token and not values.is_loopback(urlsplit(self.telegram_api_url).hostname or ""):
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
