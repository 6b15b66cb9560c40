"""``job_adverts``: a ``search`` for an ``occupation`` by its Swedish name; ``concept`` is its id, where it is known.

OK           ``found``: ``adverts`` are the first few as JSON, ``total`` is how many there are; ``none``: there are none
NOT_CHECKED  ``unavailable`` ``timeout`` ``rejected`` ``malformed`` ``not_configured``
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from bot.backends.answer import SOME_DAY, checked, failed, not_checked
from bot.ops.metrics import Metrics
from bot.ports import Clock
from bot.settings import Settings
from integrations.errors import IntegrationError
from integrations.jobsearch import JobSearch

STOCKHOLM = "AvNB_uwa_6n6"
"""The municipality in JobTech's taxonomy."""
SOURCE, PRACTICE = "Arbetsförmedlingen, Platsbanken", "Platsbanken (övningsläge)"
FRESH = timedelta(minutes=10)
MOST_KEPT = 300
_NOTHING = {"adverts": "[]", "total": "0"}
Concept = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAdverts:
    """``search`` is None where nothing is configured, and then the answer says so. ``concept``: an occupation's id."""

    search: JobSearch | None
    clock: Clock
    concept: Concept
    source: str = SOURCE
    name: str = "job_adverts"
    _kept: OrderedDict[str, tuple[datetime, dict[str, str]]] = field(default_factory=OrderedDict)

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Never raises for anything that the service does."""
        if operation != "search":
            raise ValueError("job adverts are only searched")
        now, occupation = self.clock.now(), payload.get("occupation", "")
        if self.search is None:
            return not_checked("not_configured", source=self.source, at=now, wait=SOME_DAY, **_NOTHING)
        kept = self._kept.get(occupation)
        if kept is not None and now - kept[0] < FRESH:
            return kept[1]
        try:
            found = await self.search.search(municipality=STOCKHOLM, concept=self.concept(occupation), words=occupation)
        except IntegrationError as error:
            return failed(error, source=self.source, at=now, **_NOTHING)
        adverts = msgspec.json.encode(found.first).decode()
        reason = "found" if found.first else "none"
        result = checked("OK", reason, source=self.source, at=now, adverts=adverts, total=str(found.total))
        self._keep(occupation, now, result)
        return result

    def _keep(self, occupation: str, now: datetime, result: dict[str, str]) -> None:
        self._kept[occupation] = now, result
        self._kept.move_to_end(occupation)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    async def keep(self) -> None:
        """Nothing: only what somebody asks for is looked up."""

    async def close(self) -> None:
        """Let go of the connections."""
        if self.search:
            await self.search.close()


def open_job_adverts(settings: Settings, metrics: Metrics, clock: Clock, concept: Concept) -> JobAdverts:
    """As the settings say; in practice those of the sandbox."""
    if settings.sandbox_url:
        search = JobSearch(f"{settings.sandbox_url}/jobsearch", observe=metrics.backend)
        return JobAdverts(search=search, clock=clock, concept=concept, source=PRACTICE)
    if settings.jobsearch_url is None:
        return JobAdverts(search=None, clock=clock, concept=concept)
    key = settings.jobsearch_api_key.get_secret_value() if settings.jobsearch_api_key else None
    return JobAdverts(
        search=JobSearch(settings.jobsearch_url, key=key, observe=metrics.backend), clock=clock, concept=concept
    )
