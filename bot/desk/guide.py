"""The guide as leads follow it: what is due for review, what it says, whether it helps."""

from collections import Counter

from starlette.responses import Response

from bot.desk.guide_report import (
    FEW,
    LEAST,
    RATINGS,
    SINCE,
    Tallies,
    guide_csv,
    guide_lines,
    ratings,
    ratings_csv,
)
from bot.desk.pages import HEADERS
from bot.desk.times import local
from bot.desk.visit import Visit


async def show_guide(visit: Visit) -> Response:
    """All answers and authorities, and what people said of their cases."""
    tallies, today = await _tallies(visit), local(visit.now).date()
    lines = guide_lines(tallies, today)
    return visit.page(
        "guide.html",
        lines=lines,
        due=sum(bool(line.state) for line in lines),
        ratings=ratings(tallies),
        rating_words=list(RATINGS.values()),
        least=LEAST,
        few=FEW,
        days=SINCE.days,
    )


async def export(visit: Visit) -> Response:
    """One of the two tables as a file."""
    tallies, today = await _tallies(visit), local(visit.now).date()
    rated = visit.query("table") == "ratings"
    data = ratings_csv(ratings(tallies)) if rated else guide_csv(guide_lines(tallies, today))
    name = f"{'omdomen' if rated else 'guiden'}-{today.isoformat()}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


async def _tallies(visit: Visit) -> Tallies:
    """How often each name and value was counted, over all days."""
    counted: Counter[tuple[str, str]] = Counter()
    for count in await visit.desk.store.tallies.read(local(visit.now).date() - SINCE):
        counted[count.name, count.value] += count.times
    return counted
