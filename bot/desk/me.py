"""My own account: what it may do, another password, signing out elsewhere, staying signed in."""

import msgspec
from starlette.responses import Response

from bot.desk.accounts import queue_words, role_words
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.limits import Attempt, make_mark
from bot.desk.pages import HEADERS
from bot.desk.passwords import LONGEST, SHORTEST
from bot.desk.visit import Visit
from bot.store.staff import Account


async def show_me(visit: Visit) -> Response:
    """The page."""
    return await _page(visit)


async def stay(_visit: Visit) -> Response:
    """Somebody said that they are still there; that the request came is all."""
    return Response(status_code=204, headers=HEADERS)


async def change_password(visit: Visit) -> Response:
    """Another password, for who knows the present one; every other session ends."""
    store, now, account = visit.desk.store, visit.now, visit.account
    old, new = visit.form.raw("old"), visit.form.raw("new")
    attempt = Attempt.of(account.name, "", device=f"change:{account.name}")
    if await attempt.blocked(store, now):
        return await _page(visit, 429, Faults({"old": "För många försök. Försök igen om en kvart."}))
    await store.staff.failed(*attempt.subjects, at=now)
    if not await visit.desk.passwords.fits(account.password_hash, old):
        return await _page(visit, 422, Faults({"old": "Det nuvarande lösenordet är fel."}))
    await attempt.forgive(store)
    if fault := _weakness(new, old, account.name):
        return await _page(visit, 422, Faults({"new": fault}))
    changed = msgspec.structs.replace(account, password_hash=await visit.desk.passwords.hash(new))
    return await _begin_again(visit, await store.staff.save(changed, actor=account.name), "password")


async def sign_out_elsewhere(visit: Visit) -> Response:
    """End all sessions of the account but this one."""
    account = visit.account
    proof = await visit.desk.store.staff.proof(visit.token) or ""
    ended = await visit.desk.store.staff.save(account, actor=account.name, end_sessions=True)
    return await _begin_again(visit, ended, "elsewhere", proof=proof)


async def _begin_again(visit: Visit, account: Account, said: str, *, proof: str = "") -> Response:
    """A new session for this browser, all others having ended."""
    token = await visit.desk.store.staff.open_session(account, at=visit.now, proof=proof)
    answer = visit.go("/desk/me", said)
    visit.desk.cookies.set_session(answer, token)
    if account.password_hash:
        visit.desk.cookies.set_device(answer, make_mark(account))
    return answer


def _weakness(new: str, old: str, name: str) -> str | None:
    if len(new) < SHORTEST:
        return f"Lösenordet är {len(new)} tecken. Minst {SHORTEST} behövs."
    if len(new) > LONGEST:
        return f"Lösenordet är {len(new)} tecken. Högst {LONGEST} får plats."
    if new == old:
        return "Det är samma lösenord som förut."
    if name.casefold() in new.casefold() or len(set(new)) < 5:
        return "Lösenordet är för lätt att gissa. Använd flera ord som inte hör ihop."
    return None


async def _page(visit: Visit, status: int = 200, faults: Faults = NO_FAULTS) -> Response:
    account = visit.account
    return visit.page(
        "me.html",
        status,
        faults=faults,
        role_words=role_words(account),
        queue_words=queue_words(account),
        has_codes=await visit.desk.store.factors.has(account.name),
    )
