"""The queue: who waits, longest first. New tickets do not push the rows that somebody is reading."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from starlette.responses import Response

from bot.desk import words
from bot.desk.forms import Faults
from bot.desk.rows import Row, make_rows
from bot.desk.visit import Visit
from bot.ports import Status, Ticket
from bot.store import Page, Refused
from dialogs import reference as case_reference

PAGE = 50
PATIENCE = 10
"""Pages of the store that are read to fill one filtered page of ours."""
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Tab:
    """A list of tickets by state; ``mine`` asks for the reader's own."""

    name: str
    label: str
    statuses: tuple[Status, ...]
    empty: str
    mine: bool = False


TABS = (
    Tab("new", "Nya", ("new",), "Kön är tom. Bra jobbat."),
    Tab("mine", "Mina", ("claimed", "waiting", "parked"), "Du har inga ärenden.", mine=True),
    Tab("claimed", "Pågår", ("claimed",), "Ingen arbetar med något ärende just nu."),
    Tab("waiting", "Väntar på invånaren", ("waiting",), "Inget ärende väntar på invånaren."),
    Tab("parked", "Parkerade", ("parked",), "Inga parkerade ärenden."),
    Tab("closed", "Avslutade", ("closed",), "Inga avslutade ärenden."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the address asks for; values that mean nothing are left out."""

    tab: Tab
    queue: str = ""
    language: str = ""
    channel: str = ""
    after: str = ""

    @classmethod
    def of(cls, visit: Visit) -> "Filter":
        """The filter in the address."""
        asked = visit.query("tab")
        return cls(
            tab=next((tab for tab in TABS if tab.name == asked), TABS[0]),
            queue=_known(visit.query("queue"), visit.account.queues),
            language=_known(visit.query("language"), words.LANGUAGES),
            channel=_known(visit.query("channel"), words.CHANNELS),
            after=visit.query("after"),
        )

    @property
    def any(self) -> bool:
        """Whether something is left out of the list."""
        return bool(self.queue or self.language or self.channel)

    def fits(self, ticket: Ticket) -> bool:
        """Whether the ticket belongs into the filtered list."""
        return self.language in {"", ticket.language} and self.channel in {"", ticket.channel}

    def href(self, path: str = "/desk/queue", **changes: str) -> str:
        """An address with this filter and ``changes``."""
        values = {"tab": self.tab.name, "queue": self.queue, "language": self.language, "channel": self.channel}
        asked = {name: value for name, value in {**values, **changes}.items() if value}
        return f"{path}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class TabView:
    """A tab as a link."""

    label: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """Everything that the queue's templates name."""

    filter: Filter
    rows: list[Row]
    tabs: list[TabView]
    count: int
    queues: list[tuple[str, str]]
    next: str | None = None
    fresh: int = 0
    searched: str = ""

    @property
    def tab(self) -> str:
        """The name of the open tab."""
        return self.filter.tab.name

    @property
    def heading(self) -> str:
        """The page's name."""
        return "Kö" if self.tab == "new" else self.filter.tab.label

    @property
    def caption(self) -> str:
        """What the table is, and its order."""
        order = "senast avslutade överst" if self.tab == "closed" else "akuta först, sedan längst väntan överst"
        return f"{self.filter.tab.label}, {order}"

    @property
    def empty(self) -> str:
        """What an empty list says."""
        return "Inget ärende passar filtret." if self.filter.any else self.filter.tab.empty

    @property
    def many_queues(self) -> bool:
        """Whether a row must say whose it is."""
        return len(self.queues) > 1 and not self.filter.queue

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Languages to filter by."""
        return [(value, words.LANGUAGES[value].capitalize()) for value in ("sv", "uk", "en")]

    @property
    def channels(self) -> list[tuple[str, str]]:
        """Channels to filter by."""
        return [(value, label.capitalize()) for value, label in words.CHANNELS.items()]

    @property
    def href(self) -> str:
        """This page, fresh."""
        return self.filter.href()

    @property
    def live_href(self) -> str:
        """Where the page asks what has changed."""
        return self.filter.href("/desk/queue/live", after=self.filter.after)

    @property
    def next_href(self) -> str:
        """The next page, empty when this is the last."""
        return self.filter.href(after=self.next) if self.next else ""

    @property
    def first_href(self) -> str:
        """The first page, empty when this is it."""
        return self.filter.href() if self.filter.after else ""

    @property
    def fresh_words(self) -> str:
        """``2 nya ärenden``."""
        return "1 nytt ärende" if self.fresh == 1 else f"{self.fresh} nya ärenden"


async def show_queue(visit: Visit) -> Response:
    """The page."""
    return await queue_page(visit)


async def queue_page(visit: Visit, *, status: int = 200, faults: Faults | None = None, searched: str = "") -> Response:
    """The page, perhaps with what was wrong with a search."""
    asked = Filter.of(visit)
    page = await _read(visit, asked)
    rows = await make_rows(visit, page.tickets)
    view = await _view(visit, asked, rows, following=page.next, searched=searched)
    return visit.page("queue.html", status, view=view, **({"faults": faults} if faults else {}))


async def show_changes(visit: Visit) -> Response:
    """The same rows in the same order as they are now, and how many tickets are not among them."""
    asked = Filter.of(visit)
    shown = list(islice(_references(visit), MOST_SHOWN))
    page = await _read(visit, asked)
    rows = await make_rows(visit, await _still_seen(visit, shown), asked.tab.statuses)
    fresh = 0 if asked.after else sum(ticket.reference not in shown for ticket in page.tickets)
    return visit.page("queue_live.html", view=await _view(visit, asked, rows, fresh=fresh))


async def search(visit: Visit) -> Response:
    """Exact look-up; what was searched for stays out of addresses, because it may be a telephone number."""
    words_asked = visit.form.text("q")
    found = await find_tickets(visit, words_asked) if words_asked else []
    if not found:
        text = f"Inget ärende i dina köer har ”{words_asked}”." if words_asked else "Skriv det du söker."
        return await queue_page(visit, status=422, faults=Faults({"q": text}), searched=words_asked)
    if len(found) == 1:
        return visit.go(f"/desk/tickets/{found[0].reference}")
    return visit.page("found.html", rows=await make_rows(visit, found))


async def find_tickets(visit: Visit, words_asked: str) -> list[Ticket]:
    """The visitor's tickets with exactly this reference, telephone number, e-mail or organisation number."""
    tickets = visit.desk.store.tickets
    kinds = ("reference", "phone", "email", "organisation_number")
    references = [ref for kind in kinds for ref in await tickets.find(kind, normal_value(kind, words_asked))]
    found = [kept.ticket for ref in dict.fromkeys(references) if (kept := await tickets.get(ref))]
    return [ticket for ticket in found if ticket.queue in visit.account.queues]


def normal_value(kind: str, words_asked: str) -> str:
    """``words_asked`` in the form in which values of this kind are kept."""
    match kind:
        case "phone":
            digits = "".join(c for c in words_asked if c.isdigit() or c == "+")
            return f"+46{digits[1:]}" if digits.startswith("0") else digits
        case "email":
            return words_asked.casefold()
        case "organisation_number":
            return "".join(c for c in words_asked if c.isdigit())
        case _:
            return words_asked


async def _read(visit: Visit, asked: Filter) -> Page:
    """A page that fits the filter; the store knows queue, status and assignee, the rest is left out here."""
    queues = [asked.queue] if asked.queue else list(visit.account.queues)
    found: list[Ticket] = []
    after: str | None = asked.after or None
    for _ in range(PATIENCE):
        page = await _read_once(visit, asked, queues, after)
        found += [ticket for ticket in page.tickets if asked.fits(ticket)]
        after = page.next
        if after is None or len(found) >= PAGE:
            break
    return Page(tuple(found), after)


async def _read_once(visit: Visit, asked: Filter, queues: Collection[str], after: str | None) -> Page:
    assignee = visit.account.name if asked.tab.mine else None
    try:
        return await visit.desk.store.tickets.list(
            queues=queues, statuses=asked.tab.statuses, assignee=assignee, limit=PAGE, after=after
        )
    except Refused:
        return Page(())


async def _view(
    visit: Visit, asked: Filter, rows: list[Row], *, following: str | None = None, fresh: int = 0, searched: str = ""
) -> QueueView:
    tabs = await _tabs(visit, asked)
    return QueueView(
        filter=asked,
        rows=rows,
        tabs=tabs,
        count=next(tab.count for tab in tabs if tab.current),
        queues=[(name, words.word(words.QUEUES, name)) for name in visit.account.queues],
        next=following,
        fresh=fresh,
        searched=searched,
    )


async def _tabs(visit: Visit, asked: Filter) -> list[TabView]:
    tickets = visit.desk.store.tickets
    counts = await tickets.counts([asked.queue] if asked.queue else list(visit.account.queues))
    mine = await tickets.mine(visit.account.name)
    return [
        TabView(
            label=tab.label,
            href=asked.href(tab=tab.name),
            count=mine if tab.mine else sum(counts[status] for status in tab.statuses),
            current=tab == asked.tab,
        )
        for tab in TABS
    ]


async def _still_seen(visit: Visit, references: Collection[str]) -> list[Ticket]:
    kept = [await visit.desk.store.tickets.get(reference) for reference in references]
    return [k.ticket for k in kept if k and k.ticket.queue in visit.account.queues]


def _references(visit: Visit) -> list[str]:
    asked = visit.request.query_params.getlist("shown")
    return [reference for text in asked if (reference := case_reference.parse(text))]


def _known(value: str, values: Collection[str]) -> str:
    return value if value in values else ""
