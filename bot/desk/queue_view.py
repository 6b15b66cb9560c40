"""The queue as its page shows it: tabs, filters, rows."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.desk import words
from bot.desk.rows import Row
from bot.desk.visit import Visit
from bot.ports import Status, Ticket


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


def _known(value: str, values: Collection[str]) -> str:
    return value if value in values else ""
