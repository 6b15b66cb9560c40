"""Staff's groups in Telegram, for administrators: a one-time code connects one, which then hears of tickets."""

import re

from starlette.responses import Response

from bot.desk.times import day_and_time
from bot.desk.visit import Visit
from bot.store.groups import GOOD_FOR


async def show_groups(visit: Visit) -> Response:
    """The connected groups, and a button for a code."""
    return await _page(visit)


async def make_code(visit: Visit) -> Response:
    """A code, shown once."""
    return await _page(visit, code=await visit.desk.store.groups.make_code(actor=visit.account.name))


async def disconnect(visit: Visit) -> Response:
    """A group hears no more."""
    number = visit.form.text("group")
    if re.fullmatch(r"-?[0-9]{1,19}", number, re.ASCII):
        await visit.desk.store.groups.disconnect(int(number), actor=visit.account.name)
    return visit.go("/desk/telegram", "disconnected")


async def _page(visit: Visit, *, code: str = "") -> Response:
    groups = [
        {
            "number": group.chat,
            "short": f"#{n}",
            "at": day_and_time(group.since, visit.now),
            "iso": group.since.isoformat(),
            "by": group.by,
        }
        for n, group in enumerate(await visit.desk.store.groups.all(), start=1)
    ]
    minutes = int(GOOD_FOR.total_seconds() // 60)
    return visit.page("groups.html", groups=groups, code=code, minutes=minutes)
