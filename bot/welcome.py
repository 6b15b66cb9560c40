"""The first minutes of a new service: who may sign in, and what the person at the keyboard is told.

A first staff account is made when there is none; a made-up password is printed once on the terminal and kept nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import structlog

from bot.desk.passwords import Passwords, make_password
from bot.ports import QUEUES
from bot.settings import Settings
from bot.settings_values import Address
from bot.store import Refused, Store
from bot.store.staff import Account, Role, Service

FIRST_USER = "first"
FIRST_SERVICE = "api"
START = "start"
NO_CASES: Mapping[str, str] = MappingProxyType({})
PAGES = {"support_management": "support-management", "zammad": "zammad"}
"""Where the imitations show what they received."""
ROLES: tuple[Role, ...] = ("case_worker", "lead", "privacy", "admin")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account that was made just now. ``password`` is None when the settings named it."""

    name: str
    password: str | None

    def __repr__(self) -> str:
        return f"Newcomer(name={self.name!r})"


async def first_account(store: Store, settings: Settings, *, make_up: bool) -> Newcomer | None:
    """Make the first staff account unless there are accounts. ``make_up``: invent the password if none is set."""
    if await store.staff.accounts():
        return None
    given = settings.desk_password.get_secret_value() if settings.desk_password else None
    if given is None and not make_up:
        log.warning("no_staff_account")
        return None
    password = given or make_password()
    account = Account(
        name=settings.desk_user or FIRST_USER,
        password_hash=await Passwords().hash(password),
        queues=QUEUES,
        roles=ROLES,
    )
    try:
        await store.staff.add(account, actor=START)
    except Refused:
        return None
    return Newcomer(account.name, None if given else password)


async def first_service(store: Store, settings: Settings) -> None:
    """Let the token of the settings in; one it replaces ends."""
    if settings.api_token is None:
        return
    token = settings.api_token.get_secret_value()
    if await store.staff.service(token) is None:
        service = Service(name=FIRST_SERVICE, queues=QUEUES, roles=ROLES)
        await store.staff.add_service(service, token, actor=START)


def greeting(
    listen: Address, newcomer: Newcomer | None, *, sandbox: Address | None = None, cases: Mapping[str, str] = NO_CASES
) -> str:
    """What is printed when everything runs; ``sandbox``: where the imitations of other systems answer.

    ``cases``: which of those has the cases of which queue.
    """
    door = Address("localhost" if listen.host in {"127.0.0.1", "0.0.0.0", "::"} else listen.host, listen.port)  # noqa: S104
    lines = [
        "",
        "  Strå is running.",
        "",
        f"    Chat   http://{door}/chat",
        f"    Desk   http://{door}/desk",
    ]
    if newcomer:
        lines += ["", f"    The first staff account is {newcomer.name}."]
        if newcomer.password:
            lines += [
                f"    Its password is {newcomer.password}",
                "    This is the only time that it is shown.",
            ]
    if sandbox:
        lines += [
            "",
            "    For practice only: the company register, the list of sanctions, homepages and the registry of",
            f"    members are imitations (http://{sandbox}). Organisations are looked up among invented ones.",
            f"    What the registry of members has received: http://{sandbox}/membership/",
            *(f"    Cases of {q}, to read and answer: http://{sandbox}/{PAGES[name]}/" for q, name in cases.items()),
        ]
    return "\n".join([*lines, "", "  Stop with Ctrl-C.", ""])
