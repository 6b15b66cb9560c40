"""Every page of the desk in one table: who may use it stands beside its address."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.desk import (
    accounts,
    actions,
    answering,
    codes,
    contacts,
    dead,
    deviations,
    follow_up,
    groups,
    guide,
    hours,
    live,
    me,
    mine,
    organisation,
    outcomes,
    pact,
    pact_files,
    presence,
    proposals,
    queue,
    search,
    signin,
    targets,
    ticket,
    unclear,
    visit_ends,
    visits,
)
from bot.desk.api import api_routes
from bot.desk.door import Page, missing, mount
from bot.desk.guard import Guard
from bot.desk.pact_sheets import TextsSheet
from bot.desk.pages import STATIC
from bot.desk.policy_sheet import PolicySheet
from bot.desk.unclear_api import unclear_routes
from bot.desk.visit import Desk, Visit

TICKET = "/desk/tickets/{reference}"
ACCOUNT = "/desk/accounts/{name}"
CONTACT = "/desk/contacts/{place}"


async def show_home(visit: Visit) -> Response:
    """``/desk``: where the account's work begins."""
    return visit.go(signin.home_of(visit.account))


async def show_nothing(visit: Visit) -> Response:
    """Any other address below ``/desk``."""
    return missing(visit) if visit.path("rest") else await show_home(visit)


def sheet_pages(path: str, make: pact.Make, guard: Guard) -> tuple[Page, ...]:
    """The pages of one sheet."""
    pages = pact.SheetPages(make)
    return (
        Page("GET", path, pages.show, guard),
        Page("POST", path, pages.save, guard),
        Page("POST", f"{path}/rollback", pages.roll_back, guard),
    )


PAGES: tuple[Page, ...] = (
    Page("GET", "/desk", show_home, Guard.STAFF),
    Page("GET", "/desk/login", signin.show_sign_in, Guard.OPEN),
    Page("POST", "/desk/login", signin.sign_in, Guard.OPEN),
    Page("GET", codes.ASK, codes.show_code, Guard.OPEN),
    Page("POST", codes.ASK, codes.check_code, Guard.OPEN),
    Page("GET", codes.SET_UP, codes.show_set_up, Guard.OPEN),
    Page("POST", codes.SET_UP, codes.set_up, Guard.OPEN),
    Page("GET", signin.BEGIN, organisation.begin, Guard.OPEN),
    Page("GET", organisation.BACK, organisation.come_back, Guard.OPEN),
    Page("POST", "/desk/logout", signin.sign_out, Guard.STAFF),
    Page("GET", "/desk/me", me.show_me, Guard.STAFF),
    Page("POST", "/desk/me", me.change_password, Guard.STAFF),
    Page("POST", "/desk/me/elsewhere", me.sign_out_elsewhere, Guard.STAFF),
    Page("GET", codes.MINE, codes.show_mine, Guard.STAFF),
    Page("POST", codes.MINE, codes.renew_mine, Guard.STAFF),
    Page("POST", f"{codes.MINE}/remove", codes.remove_mine, Guard.STAFF),
    Page("GET", "/desk/me/stay", me.stay, Guard.STAFF),
    Page("GET", "/desk/queue", queue.show_queue, Guard.CASES),
    Page("GET", "/desk/queue/live", queue.show_changes, Guard.CASES, quiet=True),
    Page("POST", "/desk/search", search.search, Guard.CASES),
    Page("GET", "/desk/events", live.show_events, Guard.CASES, quiet=True),
    Page("GET", "/desk/mine", mine.show_mine, Guard.WORK),
    Page("POST", "/desk/next", mine.take_next, Guard.WORK),
    Page("GET", TICKET, ticket.show_ticket, Guard.CASES),
    Page("GET", f"{TICKET}/print", ticket.show_print, Guard.CASES),
    Page("GET", f"{TICKET}/live", ticket.show_changes, Guard.CASES, quiet=True),
    Page("POST", f"{TICKET}/claim", actions.claim, Guard.WORK),
    Page("POST", f"{TICKET}/release", actions.release, Guard.WORK),
    Page("POST", f"{TICKET}/free", actions.free, Guard.LEAD),
    Page("POST", f"{TICKET}/reply", answering.reply, Guard.WORK),
    Page("POST", f"{TICKET}/translate", ticket.translate_line, Guard.WORK),
    Page("POST", f"{TICKET}/note", actions.note, Guard.WORK),
    Page("POST", f"{TICKET}/transfer", actions.transfer, Guard.WORK),
    Page("POST", f"{TICKET}/park", actions.park, Guard.WORK),
    Page("POST", f"{TICKET}/resume", actions.resume, Guard.WORK),
    Page("POST", f"{TICKET}/priority", actions.prioritise, Guard.WORK),
    Page("POST", f"{TICKET}/close", answering.close, Guard.WORK),
    Page("POST", f"{TICKET}/reopen", actions.reopen, Guard.WORK),
    Page("POST", f"{TICKET}/decide", answering.decide, Guard.WORK),
    Page("POST", f"{TICKET}/recheck", actions.recheck, Guard.WORK),
    Page("GET", f"{TICKET}/outcomes", outcomes.show_outcomes, Guard.CASES),
    Page("POST", f"{TICKET}/outcomes", outcomes.note_outcome, Guard.WORK),
    Page("POST", f"{TICKET}/outcomes/withdraw", outcomes.withdraw_outcome, Guard.WORK),
    Page("GET", f"{TICKET}/erase", actions.show_erase, Guard.PRIVACY),
    Page("POST", f"{TICKET}/erase", actions.erase, Guard.PRIVACY),
    Page("POST", f"{TICKET}/draft", presence.save_draft, Guard.WORK),
    Page("POST", f"{TICKET}/presence", presence.appear, Guard.WORK, quiet=True),
    Page("GET", f"{TICKET}/visit", proposals.show_visit, Guard.CASES),
    Page("POST", f"{TICKET}/visit", proposals.propose, Guard.WORK),
    Page("POST", f"{TICKET}/visit/move", proposals.move, Guard.WORK),
    Page("POST", f"{TICKET}/visit/cancel", proposals.cancel, Guard.WORK),
    Page("POST", f"{TICKET}/visit/end", visit_ends.end, Guard.WORK),
    Page("POST", f"{TICKET}/visit/end/withdraw", visit_ends.take_back, Guard.WORK),
    Page("GET", "/desk/visits", visits.show_visits, Guard.CASES),
    Page("POST", "/desk/visits", visits.add_times, Guard.WORK),
    Page("POST", "/desk/visits/remove", visits.remove_time, Guard.WORK),
    Page("GET", "/desk/visits/print", visits.show_paper, Guard.CASES),
    Page("GET", "/desk/dead", dead.show_dead, Guard.LEAD),
    Page("POST", "/desk/dead/replay", dead.replay, Guard.LEAD),
    Page("GET", "/desk/unclear", unclear.show_unclear, Guard.LEAD),
    Page("POST", "/desk/unclear/mark", unclear.mark, Guard.LEAD),
    Page("POST", "/desk/unclear/delete", unclear.delete, Guard.LEAD),
    Page("GET", "/desk/unclear/export", unclear.export, Guard.LEAD),
    Page("GET", "/desk/deviations", deviations.show_deviations, Guard.LEAD),
    Page("GET", "/desk/deviations/export", deviations.export, Guard.LEAD),
    Page("GET", "/desk/follow-up", follow_up.show_follow_up, Guard.LEAD),
    Page("GET", "/desk/follow-up/export", follow_up.export, Guard.LEAD),
    Page("GET", "/desk/follow-up/report", follow_up.show_paper, Guard.LEAD),
    Page("GET", "/desk/follow-up/targets", targets.show_targets, Guard.LEAD),
    Page("POST", "/desk/follow-up/targets", targets.save_targets, Guard.LEAD),
    Page("POST", "/desk/follow-up/targets/rollback", targets.roll_back, Guard.LEAD),
    Page("POST", "/desk/follow-up/attendance", targets.save_attendance, Guard.LEAD),
    Page("GET", "/desk/hours", hours.show_hours, Guard.LEAD),
    Page("POST", "/desk/hours", hours.save_hours, Guard.LEAD),
    Page("POST", "/desk/hours/rollback", hours.roll_back, Guard.LEAD),
    Page("GET", "/desk/guide", guide.show_guide, Guard.LEAD),
    Page("GET", "/desk/guide/export", guide.export, Guard.LEAD),
    Page("GET", "/desk/contacts", contacts.show_contacts, Guard.LEAD),
    Page("GET", CONTACT, contacts.show_contact, Guard.LEAD),
    Page("POST", CONTACT, contacts.save_contact, Guard.LEAD),
    Page("POST", f"{CONTACT}/rollback", contacts.roll_back, Guard.LEAD),
    Page("GET", "/desk/pact", pact.show_pact, Guard.PACT),
    Page("GET", "/desk/pact/export", pact_files.export, Guard.LEAD),
    Page("POST", "/desk/pact/import", pact_files.read_in, Guard.LEAD),
    *sheet_pages("/desk/pact/texts", pact.only(TextsSheet()), Guard.LEAD),
    Page("GET", "/desk/pact/texts/{version}", pact.show_affirmed, Guard.CASES),
    *sheet_pages("/desk/pact/forms/{form}", pact.form_sheet, Guard.LEAD),
    *sheet_pages("/desk/pact/events/{event}", pact.event_sheet, Guard.LEAD),
    *sheet_pages("/desk/pact/policy", pact.only(PolicySheet()), Guard.ADMIN),
    Page("GET", "/desk/accounts", accounts.show_accounts, Guard.ADMIN),
    Page("POST", "/desk/accounts", accounts.add_account, Guard.ADMIN),
    Page("GET", ACCOUNT, accounts.show_account, Guard.ADMIN),
    Page("POST", ACCOUNT, accounts.save_account, Guard.ADMIN),
    Page("POST", f"{ACCOUNT}/password", accounts.renew_password, Guard.ADMIN),
    Page("POST", f"{ACCOUNT}/codes", accounts.set_needs_code, Guard.ADMIN),
    Page("POST", f"{ACCOUNT}/codes/remove", accounts.remove_codes, Guard.ADMIN),
    Page("POST", f"{ACCOUNT}/active", accounts.set_active, Guard.ADMIN),
    Page("GET", "/desk/telegram", groups.show_groups, Guard.ADMIN),
    Page("POST", "/desk/telegram", groups.make_code, Guard.ADMIN),
    Page("POST", "/desk/telegram/disconnect", groups.disconnect, Guard.ADMIN),
    Page("GET", "/desk/{rest:path}", show_nothing, Guard.STAFF),
)


class _KeptFiles(StaticFiles):
    """Our files; their addresses change with them, so a browser may keep what it has."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def routes(desk: Desk) -> list[BaseRoute]:
    """The desk's pages, its API and its files."""
    files = Mount("/desk/static", _KeptFiles(directory=STATIC), name="desk static")
    return [
        files,
        *unclear_routes(desk),
        *deviations.deviation_routes(desk),
        *api_routes(desk),
        *(mount(desk, page) for page in PAGES),
    ]
