"""Signing in and out. Whether a name exists cannot be told from the answer, nor from how long it takes."""

from dataclasses import replace
from urllib.parse import quote

import structlog
from starlette.responses import RedirectResponse, Response

from bot.desk import words
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.guard import HOME, safe_next, sign_in_token
from bot.desk.limits import Attempt, free_again, known_device, make_mark
from bot.desk.pages import HEADERS
from bot.desk.times import clock_time
from bot.desk.visit import Visit, new_key
from bot.ports import NotIdentified
from bot.store.staff import Account

log = structlog.get_logger()
BEGIN = "/desk/login/organisation"
WRONG = "Användarnamnet eller lösenordet är fel."


async def show_sign_in(visit: Visit) -> Response:
    """The page; who is signed in already goes on."""
    if visit.staff is not None:
        return visit.go(safe_next(visit.query("next")))
    return sign_in_page(visit)


async def sign_in(visit: Visit) -> Response:
    """Let somebody in, or say that it was wrong, or that it was too often."""
    name, password = visit.form.text("name"), visit.form.raw("password")
    if missing := _missing(name, password):
        return sign_in_page(visit, 422, faults=missing)
    store, now = visit.desk.store, visit.now
    account = await store.staff.account(name)
    attempt = _attempt(visit, name, account)
    if await attempt.blocked(store, now):
        return _too_often(visit)
    # Counted before it is checked, so that many at once do not get more tries than many in a row.
    await store.staff.failed(attempt.subjects[0], at=now)
    active = account if account and account.active else None
    fits = await visit.desk.passwords.fits(active.password_hash if active else None, password)
    if active is None or not fits:
        await store.staff.failed(*attempt.subjects[1:], at=now)
        log.warning("desk_sign_in_failed")
        return sign_in_page(visit, 422, faults=Faults({"name": WRONG}))
    await attempt.forgive(store)
    if active.needs_code or await store.factors.has(active.name):
        return await _ask_for_code(visit, active)
    return await let_in(visit, active, visit.form.text("next"))


async def sign_out(visit: Visit) -> Response:
    """End the session; nothing of it was kept in the browser, whose copies are forbidden (``no-store``).

    Who came by the organisation's provider is signed out there, too.
    """
    there = await _farewell(visit)
    await visit.desk.store.staff.close_session(visit.token)
    if there is None:
        answer = visit.go("/desk/login", "out")
    else:
        told = ["Du är utloggad här. Nu loggas du också ut från organisationens konto."]
        gone = replace(visit, staff=None)
        answer = gone.page("message.html", heading="Du loggas ut", texts=told, kept="", links=[(there, "Fortsätt")])
        # Not a redirect: a browser that was sent a form follows it within our own site only (form-action).
        answer.headers["Refresh"] = f"0; url={there}"
    visit.desk.cookies.drop_session(answer)
    return answer


async def _farewell(visit: Visit) -> str | None:
    """Where the session that began at the provider ends; None: there is none, or it is away."""
    proof, provider = await visit.desk.store.staff.proof(visit.token), visit.desk.identity
    if proof is None or provider is None:
        return None
    try:
        return await provider.leave(proof, visit.whole("/desk/login"))
    except NotIdentified:
        return None


def show_again(visit: Visit, kept: str) -> Response:
    """The sign-in page in the place of a form that was sent after the session had ended; its words stay."""
    return sign_in_page(visit, 401, kept=kept, onward=safe_next(_page_of(visit.here)))


def sign_in_page(
    visit: Visit, status: int = 200, *, faults: Faults = NO_FAULTS, kept: str = "", onward: str = ""
) -> Response:
    """The page, with a cookie that binds its form to this browser."""
    token = visit.token or new_key()
    visit = replace(visit, staff=None, form_token=sign_in_token(token))
    target = onward or safe_next(visit.form.text("next") or visit.query("next"))
    answer = visit.page(
        "signin.html",
        status,
        faults=faults,
        said=words.SAID.get(visit.query("said"), ""),
        kept=kept,
        name=visit.form.text("name"),
        next=target,
        organisation=f"{BEGIN}?next={quote(target, safe='/')}" if visit.desk.identity else "",
    )
    visit.desk.cookies.set_session(answer, token)
    return answer


async def let_in(visit: Visit, account: Account, onward: str, *, proof: str = "") -> Response:
    """A new session under a new id: an id that somebody planted before is worth nothing."""
    token = await begin_session(visit, account, proof=proof)
    answer = RedirectResponse(way_on(account, onward), 303, dict(HEADERS))
    visit.desk.cookies.set_session(answer, token)
    if account.password_hash:
        visit.desk.cookies.set_device(answer, make_mark(account))
    return answer


async def begin_session(visit: Visit, account: Account, *, proof: str = "") -> str:
    """The token of a new session; the one before it ends."""
    if visit.token:
        await visit.desk.store.staff.close_session(visit.token)
    return await visit.desk.store.staff.open_session(account, at=visit.now, proof=proof)


async def _ask_for_code(visit: Visit, account: Account) -> Response:
    """The password was right; what is open now is the page for the code, and nothing else."""
    if visit.token:
        await visit.desk.store.staff.close_session(visit.token)
    token = await visit.desk.store.staff.open_half(account, at=visit.now)
    answer = visit.go(f"/desk/login/code?next={quote(safe_next(visit.form.text('next')), safe='/')}")
    visit.desk.cookies.set_session(answer, token)
    return answer


def way_on(account: Account, onward: str) -> str:
    """The page asked for, else where the account's work begins."""
    target = safe_next(onward)
    return home_of(account) if target == HOME else target


def home_of(account: Account) -> str:
    """Where an account's work begins."""
    return HOME if set(account.roles) - {"admin"} else "/desk/accounts"


def _attempt(visit: Visit, name: str, account: Account | None) -> Attempt:
    cookies, client = visit.desk.cookies, visit.request.client
    device = known_device(account, cookies.read(visit.request, cookies.device))
    return Attempt.of(name, client.host if client else "", device=device)


def _too_often(visit: Visit) -> Response:
    until = free_again(visit.now)
    text = f"För många försök. Försök igen efter klockan {clock_time(until)}, eller be en administratör om hjälp."
    answer = sign_in_page(visit, 429, faults=Faults({"name": text}))
    answer.headers["Retry-After"] = str(round((until - visit.now).total_seconds()))
    return answer


def _missing(name: str, password: str) -> Faults | None:
    asked = {"name": (name, "Skriv ditt användarnamn."), "password": (password, "Skriv ditt lösenord.")}
    faults = {field: text for field, (given, text) in asked.items() if not given}
    return Faults(faults) if faults else None


def _page_of(path: str) -> str:
    """``/desk/tickets/IP-…/reply`` → the ticket's page."""
    parts = path.split("/")
    return "/".join(parts[:4]) if parts[2:3] == ["tickets"] else HOME
