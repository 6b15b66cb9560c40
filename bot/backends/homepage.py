"""``homepage``: a ``visit`` to the page at ``url``, compared with ``name``, ``number`` and the e-mail's ``domain``.

OK           ``reachable``: it was seen, and names the organisation
REVIEW       ``not_named``: it was seen, and does not; ``not_html`` ``too_large`` ``unreadable``: it is no page;
             ``robots`` ``refused``: it does not want us, or has no such page; ``redirects`` ``insecure``: it sends us
             round in circles, or cannot prove who it is; ``bad_address`` ``blocked_address`` ``no_such_host``: it is
             not on the Internet
NOT_CHECKED  ``unreachable`` ``timeout`` ``visited_lately`` ``not_configured``: again at ``retry_at``

``named`` and ``own_domain`` are ``yes`` or ``no``, and empty where nothing could be compared. ``title``, ``extract``
and ``language`` are the page's own words: untrusted, to be shown escaped and never to be obeyed.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.backends.answer import SOME_DAY, checked, not_checked
from bot.ops.metrics import Metrics
from bot.ports import Clock
from bot.settings import Settings
from integrations.homepage import Network, Page, Unvisited, Visitor, host_of, is_named, is_own_domain

FIRST = 4.0
"""Seconds of a ``first`` visit: somebody is waiting to hear that it could not be made. Later ones have their time."""
EXTRACT = 300
"""Characters of the page that are kept."""
UNNAMED = "homepage"
"""The source where not even the name of a host could be read."""
_NOTHING = dict.fromkeys(("title", "final_url", "named", "own_domain", "language", "extract", "sha256"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Homepage:
    """``visitor`` is None where visits are switched off, and then the answer says so. ``note``: said of the source."""

    visitor: Visitor | None
    clock: Clock
    note: str = ""
    first: float = FIRST
    name: str = "homepage"

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Never raises for anything that a homepage does."""
        if operation != "visit":
            raise ValueError("a homepage knows no such operation")
        url = payload.get("url", "")
        host = host_of(url) or UNNAMED
        if self.visitor is None:
            return not_checked("not_configured", source=host, at=self.clock.now(), wait=SOME_DAY, **_NOTHING)
        try:
            page = await self.visitor.visit(url, within=self.first if payload.get("first") else None)
        except Unvisited as error:
            return self._unseen(error, host)
        return await asyncio.to_thread(self._seen, page, payload)

    def _unseen(self, error: Unvisited, host: str) -> dict[str, str]:
        now, source = self.clock.now(), self._source(host)
        if error.later is None:
            return checked("REVIEW", error.reason, source=source, at=now, **_NOTHING)
        wait = timedelta(seconds=error.later)
        return not_checked(error.reason, source=source, at=now, wait=wait, **_NOTHING)

    def _seen(self, page: Page, asked: dict[str, str]) -> dict[str, str]:
        words = f"{page.also} {page.text}"
        named = is_named(words, name=asked.get("name", ""), number=asked.get("number", ""))
        domain = asked.get("domain", "")
        return checked(
            "OK" if named else "REVIEW",
            "reachable" if named else "not_named",
            source=self._source(page.host),
            at=page.at,
            title=page.title,
            final_url=page.url,
            named="yes" if named else "no",
            own_domain=("yes" if is_own_domain(page.host, domain) else "no") if domain else "",
            language=page.language,
            extract=page.text[:EXTRACT],
            sha256=page.sha256,
        )

    def _source(self, host: str) -> str:
        return f"{host} {self.note}".rstrip()

    async def keep(self) -> None:
        """Nothing: nobody is visited without being asked for."""

    async def close(self) -> None:
        """Nothing is kept open between visits."""


def open_homepage(settings: Settings, metrics: Metrics, clock: Clock) -> Homepage:
    """As the settings say; in practice made-up names lead to the sandbox, all others to where they always lead."""
    if not settings.homepage_visits:
        return Homepage(visitor=None, clock=clock)
    network, note = Network(), ""
    if settings.sandbox_url:
        from integrations.sandbox.backends.homepage_names import sandbox_network

        network, note = sandbox_network(settings.sandbox_url), "(övningsläge)"
    visitor = Visitor(contact=settings.public_url, network=network, now=clock.now, observe=metrics.backend)
    return Homepage(visitor=visitor, clock=clock, note=note)
