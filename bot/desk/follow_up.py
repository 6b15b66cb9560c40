"""The follow-up as leads see it: the numbers of a year as text, table and plot, as a file and on paper."""

from datetime import date

from starlette.responses import Response

from bot.desk.edits import newest
from bot.desk.follow_up_counts import Sources
from bot.desk.follow_up_report import Report, make_report, report_csv, years_of
from bot.desk.pages import HEADERS
from bot.desk.small_cells import FEW, HIDDEN, LEAST
from bot.desk.times import local
from bot.desk.visit import Visit
from bot.store import Line
from dialogs.pact import Pact

FIRST = date(2020, 1, 1)
"""Integrationspakten began; nothing is counted for earlier."""
READERS = {"staff": "Rapport för handläggare", "members": "Rapport för medlemmar"}


async def show_follow_up(visit: Visit) -> Response:
    """Everything."""
    report, years = await read_report(visit)
    return visit.page("follow_up.html", report=report, years=years, few=FEW, hidden=HIDDEN, least=LEAST)


async def show_paper(visit: Visit) -> Response:
    """The report for paper. Members read the whole numbers only."""
    report, _ = await read_report(visit)
    reader = "members" if visit.query("for") == "members" else "staff"
    return visit.page(
        "follow_up_paper.html",
        report=report,
        title=READERS[reader],
        divided=reader == "staff",
        made=local(visit.now).date().isoformat(),
        few=FEW,
        hidden=HIDDEN,
    )


async def export(visit: Visit) -> Response:
    """The same numbers as a file; who took it stands in the audit trail."""
    report, _ = await read_report(visit)
    line = Line(at=visit.now, actor=visit.account.name, action="follow_up.exported", detail=str(report.year))
    await visit.desk.store.audit.write(line)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="uppfoljning-{report.year}.csv"'}
    return Response(report_csv(report), media_type="text/csv; charset=utf-8", headers=headers)


async def read_report(visit: Visit) -> tuple[Report, list[int]]:
    """The report of the year that was asked for, else of this year, and the years that there are."""
    counts, now = await visit.desk.store.tallies.read(FIRST), await newest(visit)
    today = local(visit.now).date()
    years = years_of(counts, today)
    asked = visit.query("year")
    year = int(asked) if asked.isdecimal() and len(asked) < 5 and int(asked) in years else today.year
    forms = Pact.of(now.data).form_names
    sources = Sources(counts=counts, content=now.data, today=today, texts=visit.desk.texts, forms=forms)
    return make_report(sources, year), years
