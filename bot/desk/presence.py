"""Unsent replies and who is there: kept on the server, so that a colleague, another tab or a crash lose nothing."""

from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from bot.desk.pages import HEADERS
from bot.desk.replies import find_reply
from bot.desk.ticket import find_ticket
from bot.desk.ticket_view import LONGEST_REPLY
from bot.desk.times import clock_time
from bot.desk.visit import Visit
from bot.store import Kept


async def save_draft(visit: Visit) -> Response:
    """Keep what is being written; perhaps go on with a standard reply, or with its Swedish words."""
    kept, form = await find_ticket(visit), visit.form
    reference, text = kept.ticket.reference, form.text("text")
    base = find_reply(visit.desk, form.text("base"), kept.ticket.language)
    words = "\n\n".join(filter(None, (text, base.swedish if base else "")))[: 2 * LONGEST_REPLY]
    await visit.desk.store.drafts.save(reference, visit.account.name, words)
    if visit.request.headers.get("hx-request"):
        await visit.desk.store.presence.appear(reference, visit.account.name, "writing", at=visit.now)
        return HTMLResponse(f"Utkast sparat {clock_time(visit.now)}", headers=HEADERS)
    return _back(visit, kept)


def _back(visit: Visit, kept: Kept) -> Response:
    page, picked = f"/desk/tickets/{kept.ticket.reference}", visit.form.text("pick")
    if picked:
        return visit.go(f"{page}?standard={quote(picked)}#reply")
    return visit.go(f"{page}?said=drafted#reply")


async def appear(visit: Visit) -> Response:
    """The page is open in front of somebody. A beat does not end what a draft said: that they are writing."""
    kept = await find_ticket(visit)
    reference, name, presence = kept.ticket.reference, visit.account.name, visit.desk.store.presence
    doing = (await presence.on([reference], at=visit.now))[reference].get(name)
    if doing != "writing":
        await presence.appear(reference, name, "reading", at=visit.now)
    return Response(status_code=204, headers=HEADERS)
