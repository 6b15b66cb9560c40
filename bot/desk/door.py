"""The way into every page: who are you, may you, did one of our forms send this. Pages below are only reached inside.

What goes wrong inside comes back as a page in words, never as a bare status.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.forms import Form, Unreadable, read_form
from bot.desk.guard import Guard, from_our_page, safe_next, same, sign_in_token
from bot.desk.pages import HEADERS
from bot.desk.visit import Desk, Visit
from bot.store import Conflict, Refused, Unavailable

Handler = Callable[[Visit], Awaitable[Response]]
log = structlog.get_logger()


class NotHere(Exception):
    """There is no such thing, or not for this account; both look the same."""


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the route table. ``quiet`` requests are the page's own (live updates): they are no activity."""

    method: str
    path: str
    handler: Handler
    guard: Guard
    quiet: bool = False


def mount(desk: Desk, page: Page) -> Route:
    """The route that lets visitors through to ``page``."""

    async def endpoint(request: Request) -> Response:
        token = desk.cookies.read(request, desk.cookies.session)
        visit = Visit(desk=desk, request=request, now=desk.clock.now(), token=token)
        try:
            visit = await _recognise(visit, page)
            if page.method == "POST":
                visit = replace(visit, form=await read_form(request))
            return await _enter(visit, page)
        except NotHere:
            return missing(visit)
        except Unreadable:
            return _message(visit, 400, "Formuläret gick inte att läsa", "Gå tillbaka och försök igen.")
        except (Conflict, Refused):
            return _message(visit, 409, "Någon annan ändrade samtidigt", "Inget har ändrats. Ladda om och försök igen.")
        except Unavailable as trouble:
            return _unavailable(visit, page, trouble)

    return Route(page.path, endpoint, methods=[page.method], name=f"{page.method} {page.path}")


async def _enter(visit: Visit, page: Page) -> Response:
    if page.method == "POST" and (refusal := _check_form(visit, page)):
        return refusal
    if visit.staff is None and page.guard is not Guard.OPEN:
        return _ask_who(visit, page)
    if not page.guard.admits(visit.roles):
        return _message(visit, 403, "Det får ditt konto inte", "Be en administratör om rollen som behövs.")
    return await page.handler(visit)


async def _recognise(visit: Visit, page: Page) -> Visit:
    """The visit with whoever is signed in."""
    if not visit.token:
        return visit
    store = visit.desk.store
    signed = await store.staff.session(visit.token, at=visit.now, active=not page.quiet)
    if signed is None:
        return replace(visit, form_token=sign_in_token(visit.token))
    stuck = await store.dead.count() if "lead" in signed.account.roles and not page.quiet else 0
    return replace(visit, staff=signed.account, form_token=signed.form_token, stuck=stuck)


def _check_form(visit: Visit, page: Page) -> Response | None:
    """Forms of other sites and of other sessions are refused; what was typed is kept on the page."""
    if not from_our_page(visit.request):
        return _message(visit, 403, "Formuläret kom från en annan webbplats", "Inget har ändrats.")
    if visit.staff is None and page.guard is not Guard.OPEN:
        return None
    if not visit.form_token or not same(visit.form_token, visit.form.text("token")):
        return _message(visit, 403, "Sidan var för gammal", "Inget har ändrats. Ladda om sidan och försök igen.")
    return None


def _ask_who(visit: Visit, page: Page) -> Response:
    """Send a page to sign-in and back; a form's words stay on the sign-in page; a fragment just hears 401."""
    if page.quiet:
        return Response(status_code=401, headers=HEADERS)
    if page.method == "GET":
        here = visit.here + (f"?{visit.request.url.query}" if visit.request.url.query else "")
        return RedirectResponse(f"/desk/login?next={quote(safe_next(here), safe='/')}", 303, dict(HEADERS))
    from bot.desk.signin import show_again

    return show_again(visit, kept_text(visit.form))


def kept_text(form: Form) -> str:
    """The words in a form that somebody would be sorry to lose."""
    return (
        form.text("text")
        or form.text("note")
        or form.text("closing")
        or form.text("reason")
        or form.text("transfer-note")
    )


def missing(visit: Visit) -> Response:
    """404: nothing here, or nothing for you."""
    return _message(visit, 404, "Sidan finns inte", "Adressen är fel, eller så hör det inte till dina köer.")


def _unavailable(visit: Visit, page: Page, trouble: Unavailable) -> Response:
    log.warning("desk_unavailable", route=page.path)
    if page.quiet:
        return Response(status_code=503, headers=HEADERS)
    answer = _message(visit, 503, "Det går inte just nu", "Lagringen svarar inte. Försök igen om en stund.")
    answer.headers["Retry-After"] = str(max(1, round(trouble.retry_after)))
    return answer


def _message(visit: Visit, status: int, heading: str, text: str) -> Response:
    links = [("/desk", "Till kön")] if visit.staff else [("/desk/login", "Logga in")]
    return visit.page("message.html", status, heading=heading, texts=[text], kept=kept_text(visit.form), links=links)
