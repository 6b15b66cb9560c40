"""Accounts of staff, for administrators: add, change roles and queues, make a new password, close."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import msgspec
from starlette.responses import Response

from bot.desk import words
from bot.desk.door import NotHere
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.passwords import make_password
from bot.desk.visit import Visit
from bot.ports import QUEUES
from bot.store import Refused
from bot.store.staff import Account, Role

ROLES: tuple[Role, ...] = get_args(Role)
TOLD: Mapping[Role, str] = {
    "case_worker": "svarar invånare",
    "lead": "svarar, sköter öppettider, kontakter och medlemskapets innehåll, ser det som har fastnat eller avviker",
    "privacy": "läser och raderar personuppgifter",
    "admin": "sköter konton och Rysslandspolicyn, ser inga ärenden",
}
NAME = re.compile(r"[^\W_](?:[\w .-]{0,38}[^\W_])")
RESERVED = frozenset({"bot", "person", "organisation"})
"""Who else acts in histories and in the audit trail."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A password that is shown once."""

    name: str
    password: str


async def show_accounts(visit: Visit) -> Response:
    """The list, and a form for a new account."""
    return await _list_page(visit)


async def add_account(visit: Visit) -> Response:
    """A new account with a made-up password."""
    form = visit.form
    name, roles, queues = form.text("name"), _roles(visit), _queues(visit)
    faults = _faults(roles, queues)
    if not NAME.fullmatch(name) or name.casefold() in RESERVED:
        faults = {"name": "Skriv ett användarnamn med 2–40 bokstäver, siffror, punkter eller bindestreck.", **faults}
    if faults:
        return await _list_page(visit, 422, faults=Faults(faults))
    password = make_password()
    hashed = await visit.desk.passwords.hash(password)
    account = Account(name=name, password_hash=hashed, queues=queues, roles=roles)
    if await _is_taken(visit, name) or not await _add(visit, account):
        return await _list_page(visit, 422, faults=Faults({"name": f"Det finns redan ett konto som heter {name}."}))
    return await _list_page(visit, fresh=Fresh(name, password))


async def show_account(visit: Visit) -> Response:
    """One account."""
    return await _page(visit, await _find(visit))


async def save_account(visit: Visit) -> Response:
    """Change what an account may do. Nobody takes the last key from themselves."""
    account = await _find(visit)
    if _is_given(visit, account):
        raise NotHere
    # Roles of the organisation's accounts come with them at each sign-in.
    roles, queues = account.roles if account.identity else _roles(visit), _queues(visit)
    faults = _faults(roles, queues)
    if account.name == visit.account.name and "admin" not in roles:
        faults["roles"] = "Du kan inte ta bort rollen administratör från dig själv."
    if faults:
        return await _page(visit, account, 422, faults=Faults(faults), typed={"roles": roles, "queues": queues})
    await _save(visit, msgspec.structs.replace(account, roles=roles, queues=queues))
    return visit.go(visit.here, "saved")


async def renew_password(visit: Visit) -> Response:
    """A new made-up password, shown once; all sessions of the account end."""
    account = await _find(visit)
    if account.identity:
        raise NotHere
    password = make_password()
    hashed = await visit.desk.passwords.hash(password)
    await _save(visit, msgspec.structs.replace(account, password_hash=hashed))
    if account.name == visit.account.name:
        return visit.page("fresh.html", fresh=Fresh(account.name, password))
    return await _list_page(visit, fresh=Fresh(account.name, password))


async def set_active(visit: Visit) -> Response:
    """Close an account, or open it again."""
    account = await _find(visit)
    active = visit.form.text("active") == "yes"
    if account.name == visit.account.name and not active:
        return await _page(visit, account, 422, faults=Faults({"main": "Du kan inte stänga av ditt eget konto."}))
    await _save(visit, msgspec.structs.replace(account, active=active))
    return visit.go(visit.here.removesuffix("/active"), "saved")


async def set_needs_code(visit: Visit) -> Response:
    """Whether a password alone lets the account in. Where it no longer does, it signs in anew."""
    account, needs = await _find(visit), visit.form.text("needs") == "yes"
    if account.identity:
        raise NotHere
    ends = needs and account.name != visit.account.name
    changed = msgspec.structs.replace(account, needs_code=needs)
    await visit.desk.store.staff.save(changed, actor=visit.account.name, end_sessions=ends)
    return visit.go(visit.here.removesuffix("/codes"), "saved")


async def remove_codes(visit: Visit) -> Response:
    """For somebody who has lost the telephone. Nobody does it for themselves: they are asked for their password."""
    account = await _find(visit)
    if account.name == visit.account.name:
        raise NotHere
    await visit.desk.store.factors.remove(account.name, actor=visit.account.name)
    await visit.desk.store.staff.save(account, actor=visit.account.name, end_sessions=True)
    return visit.go(visit.here.removesuffix("/codes/remove"), "codes-removed")


def _is_given(visit: Visit, account: Account) -> bool:
    """Whether everything that the account may do comes from the organisation's provider."""
    return bool(account.identity and visit.desk.identity and visit.desk.identity.gives_queues)


async def _find(visit: Visit) -> Account:
    account = await visit.desk.store.staff.account(visit.path("name"))
    if account is None:
        raise NotHere
    return account


async def _is_taken(visit: Visit, name: str) -> bool:
    """Two names that differ in capitals only would be taken for one another."""
    return any(account.name.casefold() == name.casefold() for account in await visit.desk.store.staff.accounts())


async def _add(visit: Visit, account: Account) -> bool:
    try:
        await visit.desk.store.staff.add(account, actor=visit.account.name)
    except Refused:
        return False
    return True


async def _save(visit: Visit, account: Account) -> None:
    await visit.desk.store.staff.save(account, actor=visit.account.name)


def _roles(visit: Visit) -> tuple[Role, ...]:
    asked = visit.form.texts("roles")
    return tuple(role for role in ROLES if role in asked)


def _queues(visit: Visit) -> tuple[str, ...]:
    asked = visit.form.texts("queues")
    return tuple(queue for queue in QUEUES if queue in asked)


def _faults(roles: tuple[Role, ...], queues: tuple[str, ...]) -> dict[str, str]:
    if not roles:
        return {"roles": "Välj minst en roll."}
    if set(roles) - {"admin"} and not queues:
        return {"queues": "Välj minst en kö. Utan kö syns inga ärenden."}
    return {}


async def _list_page(
    visit: Visit, status: int = 200, *, faults: Faults = NO_FAULTS, fresh: Fresh | None = None
) -> Response:
    accounts = [_line(account) for account in await visit.desk.store.staff.accounts()]
    typed = {"name": "", "roles": ("case_worker",), "queues": ()}
    if faults:
        typed = {"name": visit.form.text("name"), "roles": _roles(visit), "queues": _queues(visit)}
    return visit.page("accounts.html", status, accounts=accounts, faults=faults, fresh=fresh, typed=typed, **_choices())


async def _page(
    visit: Visit,
    account: Account,
    status: int = 200,
    *,
    faults: Faults = NO_FAULTS,
    typed: Mapping[str, Any] | None = None,
) -> Response:
    known = typed or {"roles": account.roles, "queues": account.queues}
    has_codes = await visit.desk.store.factors.has(account.name)
    context = {**_choices(), "given": _is_given(visit, account), "has_codes": has_codes}
    if account.identity:
        context["roles"] = []
    return visit.page(
        "account.html",
        status,
        account=account,
        typed=known,
        faults=faults,
        role_words=role_words(account),
        queue_words=queue_words(account),
        **context,
    )


def _choices() -> dict[str, Any]:
    return {
        "roles": [(role, words.ROLES[role], TOLD[role]) for role in ROLES],
        "queues": list(words.QUEUES.items()),
    }


def _line(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "roles": role_words(account),
        "queues": queue_words(account),
        "active": account.active,
    }


def role_words(account: Account) -> str:
    """``Handläggare, Gruppledare``."""
    return ", ".join(words.ROLES[role] for role in account.roles) or "–"


def queue_words(account: Account) -> str:
    """``Medlemskap, Akut``."""
    return ", ".join(words.word(words.QUEUES, queue) for queue in account.queues) or "–"
