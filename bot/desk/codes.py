"""Codes from a telephone besides the password: showing one, setting them up, doing without them again."""

import base64
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

import segno
import structlog
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from markupsafe import Markup
from starlette.responses import Response

from bot.desk.door import NotHere
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.guard import safe_next
from bot.desk.limits import Attempt
from bot.desk.signin import begin_session, let_in, way_on
from bot.desk.visit import Visit
from bot.store.factors import DIGITS, STEP
from bot.store.staff import Account

log = structlog.get_logger()
ISSUER: Final = "Stra"
WRONG: Final = "Koden stämmer inte, eller är redan använd. Vänta på nästa och försök igen."
TOO_OFTEN: Final = "För många försök. Försök igen om en kvart, eller be en administratör om hjälp."
ASK, SET_UP, MINE = "/desk/login/code", "/desk/login/codes", "/desk/me/codes"


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret as a telephone takes it: a picture, a link, letters."""

    picture: Markup
    link: str
    letters: str

    @classmethod
    def of(cls, account: str, secret: bytes) -> "Offer":
        """For the account of that name."""
        link = TOTP(secret, DIGITS, SHA1(), STEP).get_provisioning_uri(account, ISSUER)  # noqa: S303 (RFC 6238)
        picture = segno.make(link, error="m").svg_inline(scale=5, dark="#000", light="#fff", title="QR-kod")
        letters = base64.b32encode(secret).decode()
        grouped = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
        # Our own picture of our own words: nothing in it comes from anybody.
        return cls(Markup(picture), link, grouped)  # noqa: S704


async def show_code(visit: Visit) -> Response:
    """The page that asks for the code."""
    account = await _half(visit)
    if account is None:
        return visit.go("/desk/login")
    if not await visit.desk.store.factors.has(account.name):
        return visit.go(f"{SET_UP}?next={quote(_onward(visit), safe='/')}")
    return _code_page(visit)


async def check_code(visit: Visit) -> Response:
    """Let in who has both; each code counts once, and so does each try."""
    account, store = await _half(visit), visit.desk.store
    if account is None:
        return visit.go("/desk/login")
    attempt = Attempt.at_code(account.name)
    if await attempt.blocked(store, visit.now):
        return _code_page(visit, 429, TOO_OFTEN)
    # Counted before it is checked, so that many at once do not get more tries than many in a row.
    await store.staff.failed(*attempt.subjects, at=visit.now)
    if not await store.factors.accepts(account.name, visit.form.text("code")[:40], at=visit.now):
        # Somebody knows a password: that is worth more attention than a name that was guessed.
        log.warning("desk_code_failed", account=account.name)
        return _code_page(visit, 422, WRONG)
    await attempt.forgive(store)
    return await let_in(visit, account, _onward(visit))


async def show_set_up(visit: Visit) -> Response:
    """Somebody who must have codes and has none yet sets them up before they come in."""
    account = await _without_codes(visit)
    return await _set_up_page(visit, account) if account else visit.go("/desk/login")


async def set_up(visit: Visit) -> Response:
    """The first code: then they are in, with the codes for paper before them."""
    account = await _without_codes(visit)
    if account is None:
        return visit.go("/desk/login")
    paper = await _take_offer(visit, account)
    if not paper:
        return await _set_up_page(visit, account, 422, Faults({"code": WRONG}))
    answer = _paper_page(visit, paper, way_on(account, _onward(visit)))
    visit.desk.cookies.set_session(answer, await begin_session(visit, account))
    return answer


async def show_mine(visit: Visit) -> Response:
    """My codes: how many are left on paper, and a new telephone."""
    return await _set_up_page(visit, _own(visit), mine=True)


async def renew_mine(visit: Visit) -> Response:
    """Codes of my own, or those of another telephone; the password is asked for once more.

    Every other session ends: it may be the reason for the codes.
    """
    account, staff = _own(visit), visit.desk.store.staff
    if refusal := await _wrong_password(visit, account):
        return refusal
    paper = await _take_offer(visit, account)
    if not paper:
        return await _set_up_page(visit, account, 422, Faults({"code": WRONG}), mine=True)
    account = await staff.save(account, actor=account.name, end_sessions=True)
    token = await begin_session(visit, account)
    signed = await staff.session(token, at=visit.now)
    answer = _paper_page(replace(visit, form_token=signed.form_token if signed else ""), paper, "/desk/me")
    visit.desk.cookies.set_session(answer, token)
    return answer


async def remove_mine(visit: Visit) -> Response:
    """Do without codes, where the account need not have them."""
    account = _own(visit)
    if account.needs_code:
        raise NotHere
    if refusal := await _wrong_password(visit, account):
        return refusal
    await visit.desk.store.factors.remove(account.name, actor=account.name)
    return visit.go("/desk/me", "codes-removed")


async def _half(visit: Visit) -> Account | None:
    return await visit.desk.store.staff.half(visit.token, at=visit.now) if visit.token else None


async def _without_codes(visit: Visit) -> Account | None:
    """Whoever has shown a password and has no codes yet: a telephone is not replaced by a password alone."""
    account = await _half(visit)
    return None if account is None or await visit.desk.store.factors.has(account.name) else account


def _own(visit: Visit) -> Account:
    """My account, when it has a password here; the organisation's accounts have codes of the organisation's."""
    if not visit.account.password_hash:
        raise NotHere
    return visit.account


async def _wrong_password(visit: Visit, account: Account) -> Response | None:
    store = visit.desk.store
    attempt = Attempt.of(account.name, "", device=f"change:{account.name}")
    if await attempt.blocked(store, visit.now):
        return await _set_up_page(visit, account, 429, Faults({"password": TOO_OFTEN}), mine=True)
    await store.staff.failed(*attempt.subjects, at=visit.now)
    if not await visit.desk.passwords.fits(account.password_hash, visit.form.raw("password")):
        return await _set_up_page(visit, account, 422, Faults({"password": "Lösenordet är fel."}), mine=True)
    await attempt.forgive(store)
    return None


async def _take_offer(visit: Visit, account: Account) -> tuple[str, ...]:
    factors = visit.desk.store.factors
    secret = await factors.offer(account.name, visit.token)
    return await factors.set_up(account.name, secret, visit.form.text("code")[:40], at=visit.now)


def _onward(visit: Visit) -> str:
    return safe_next(visit.form.text("next") or visit.query("next"))


def _code_page(visit: Visit, status: int = 200, fault: str = "") -> Response:
    faults = Faults({"code": fault}) if fault else NO_FAULTS
    return visit.page("code.html", status, faults=faults, next=_onward(visit))


async def _set_up_page(
    visit: Visit, account: Account, status: int = 200, faults: Faults = NO_FAULTS, *, mine: bool = False
) -> Response:
    factors = visit.desk.store.factors
    context: dict[str, Any] = {
        "offer": Offer.of(account.name, await factors.offer(account.name, visit.token)),
        "action": MINE if mine else SET_UP,
        "mine": mine,
        "has": await factors.has(account.name),
        "paper": await factors.on_paper(account.name),
        "may_remove": mine and not account.needs_code,
        "next": _onward(visit),
        "name": account.name,
    }
    return visit.page("codes.html", status, faults=faults, **context)


def _paper_page(visit: Visit, paper: tuple[str, ...], onward: str) -> Response:
    return visit.page("paper_codes.html", paper=paper, onward=onward)
