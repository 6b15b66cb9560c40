"""Signing in with the organisation's account: out to its provider, back with who it is, in with what that may do.

Nobody comes in without a role that the settings name. An account is known by who it is there, never by its name or
e-mail, so nobody gets somebody else's account by being called the same.
"""

import re
from collections.abc import Collection
from typing import Final, cast

import msgspec
import structlog
from starlette.responses import RedirectResponse, Response

from bot.desk.accounts import NAME, RESERVED
from bot.desk.door import NotHere
from bot.desk.forms import Faults
from bot.desk.guard import safe_next
from bot.desk.limits import Attempt
from bot.desk.pages import HEADERS
from bot.desk.signin import BEGIN, let_in, sign_in_page
from bot.desk.visit import Visit, new_key
from bot.ports import Identity, IdentityProvider, NotIdentified
from bot.store import Conflict, Refused
from bot.store.errands import Errand
from bot.store.staff import Account, Role, StaffBook

log = structlog.get_logger()
BACK: Final = f"{BEGIN}/back"
ACTOR: Final = "organisation"
NAMELESS: Final = "Kollega"
_TRIES: Final = 5
_TOLD: Final = {
    "away": (503, "Organisationens inloggning svarar inte. Försök igen om en stund."),
    "refused": (403, "Organisationens inloggning gav ett svar som inte gick att lita på. Försök igen."),
    "cancelled": (403, "Inloggningen avbröts. Försök igen."),
}


async def begin(visit: Visit) -> Response:
    """Send the browser to the provider, and keep what must come back."""
    provider, onward = _provider(visit), safe_next(visit.query("next"))
    if visit.staff is not None:
        return visit.go(onward)
    client, store = visit.request.client, visit.desk.store
    attempt = Attempt.at_provider(client.host if client else "")
    if await attempt.blocked(store, visit.now):
        return _message(visit, 429, "För många försök", "Försök igen om en kvart.")
    await store.staff.failed(*attempt.subjects, at=visit.now)
    try:
        address, begun = await provider.begin(visit.whole(BACK))
    except NotIdentified as trouble:
        return _sign_in_again(visit, trouble)
    browser = visit.token or new_key()
    await store.errands.keep(browser, Errand(begun, onward))
    answer = RedirectResponse(address, 303, dict(HEADERS))
    visit.desk.cookies.set_session(answer, browser)
    return answer


async def come_back(visit: Visit) -> Response:
    """Somebody is back from the provider: let them in, or say why not and whom to ask."""
    provider, answer = _provider(visit), dict(visit.request.query_params)
    errand = await visit.desk.store.errands.take(visit.token, answer.get("state", "")) if visit.token else None
    if errand is None:
        text = "Den började i en annan webbläsare, är redan använd eller är äldre än tio minuter. Börja om."
        return _message(visit, 400, "Inloggningen gick inte att slutföra", text)
    try:
        identity = await provider.finish(errand.begun, answer)
    except NotIdentified as trouble:
        return _sign_in_again(visit, trouble)
    account = await admit(visit.desk.store.staff, identity)
    if refusal := _refusal(visit, account):
        log.warning("identity_not_admitted")
        return refusal
    return await let_in(visit, cast("Account", account), errand.onward, proof=identity.proof)


async def admit(staff: StaffBook, identity: Identity) -> Account | None:
    """The account of ``identity`` as the provider says it is now; None: it may do nothing here."""
    for _ in range(_TRIES):
        try:
            return await _brought_up_to_date(staff, identity)
        except (Refused, Conflict):
            continue  # Somebody signed in, or edited, at the same moment.
    raise Conflict("the account was edited again and again")


async def _brought_up_to_date(staff: StaffBook, identity: Identity) -> Account | None:
    # Read once: somebody who comes in twice at the same moment gets one account, for its name is taken only once.
    accounts, digest = await staff.accounts(), staff.identity(identity.key)
    known = next((account for account in accounts if account.identity == digest), None)
    roles = cast("tuple[Role, ...]", identity.roles)
    if known is None:
        taken = {account.name for account in accounts}
        return await staff.add(_new_account(identity, digest, taken), actor=ACTOR) if roles else None
    if not known.active:
        return known
    queues = known.queues if identity.queues is None else identity.queues
    now = msgspec.structs.replace(known, roles=roles, queues=queues if roles else ())
    if now != known:
        # Who has lost every role is out in every browser, not only in this one.
        now = await staff.save(now, actor=ACTOR, end_sessions=not roles)
    return now if roles else None


def _new_account(identity: Identity, digest: str, taken: Collection[str]) -> Account:
    return Account(
        name=free_name(identity.name, taken),
        password_hash="",
        queues=identity.queues or (),
        roles=cast("tuple[Role, ...]", identity.roles),
        identity=digest,
    )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """``wanted`` as names are here; with a number when a colleague is called the same."""
    plain = re.sub(r"[^\w.-]+", " ", wanted)[:34].strip(" ._-")
    name = plain if NAME.fullmatch(plain) and plain.casefold() not in RESERVED else NAMELESS
    names, number = {other.casefold() for other in taken}, 1
    while (free := name if number == 1 else f"{name} {number}").casefold() in names:
        number += 1
    return free


def _refusal(visit: Visit, account: Account | None) -> Response | None:
    if account is None:
        heading, text = "Du har ingen roll här", "Be den som sköter behörigheter i din organisation om en roll i Strå."
    elif not account.active:
        heading, text = "Kontot är avstängt", "Be en administratör av Strå att öppna det igen."
    elif not account.queues and "admin" not in account.roles:
        heading, text = "Du har inga köer än", "Be en administratör av Strå om köer. Logga sedan in igen."
    else:
        return None
    return _message(visit, 403, heading, text)


def _sign_in_again(visit: Visit, trouble: NotIdentified) -> Response:
    status, text = _TOLD[trouble.reason]
    return sign_in_page(visit, status, faults=Faults({"main": text}))


def _message(visit: Visit, status: int, heading: str, text: str) -> Response:
    links = [("/desk/login", "Till inloggningen")]
    return visit.page("message.html", status, heading=heading, texts=[text], kept="", links=links)


def _provider(visit: Visit) -> IdentityProvider:
    if visit.desk.identity is None:
        raise NotHere
    return visit.desk.identity
