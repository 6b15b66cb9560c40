"""Every request of a transfer goes wrong once, in each way there is: one case, every word of it once.

Both systems are the sandbox's, behind a line that fails at each step for the first time in each part of a case's life.
What a system has forgotten is not tried: it keeps what it has done, as its own database would.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.store import Store
from dialogs.events import TicketClosed
from integrations.cases import CaseSystem, Client, Desk, Namespace, SupportManagement, Zammad
from integrations.cases.once import Once
from integrations.http import Policy, Schedule
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.support_management import BASE, ROOT, LocalSupportManagement
from integrations.sandbox.backends.trouble import Trouble
from integrations.sandbox.backends.zammad import ROOT as ZAMMAD
from integrations.sandbox.backends.zammad import TOKEN, LocalZammad
from tests.bot.backends.case_world import Service
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
Kind = Literal["killed", "killed after", "slow", "late", "we died", "we died after"]
KINDS: tuple[Kind, ...] = ("killed", "killed after", "slow", "late", "we died", "we died after")
"""Killed before it was done, or after; done after our time is up, or done and answered after it; and the same when it
is our own process that is gone by then."""
POLICY = Policy(deadline=0.2, schedule=Schedule(tries=2, first=0.01))
LOOKS = 60
"""Nothing takes so many."""
STEPS = {
    "support_management": {
        "over": ("POST token", "GET errands", "POST errands", "GET errands/#"),
        "said": ("GET conversations", "POST conversations", "GET messages", "POST messages", "GET errands/#"),
        "answered": ("GET errands/#", "GET errands", "GET conversations", "GET messages"),
        "closed": ("GET conversations", "GET messages", "GET errands/#", "PATCH errands/#"),
    },
    "zammad": {
        "over": ("GET search", "POST tickets"),
        "said": ("GET by_ticket/#", "POST ticket_articles", "GET tickets/#"),
        "answered": ("GET tickets/#", "GET search", "GET by_ticket/#"),
        "closed": ("GET by_ticket/#", "GET tickets/#", "POST ticket_articles", "PUT tickets/#"),
    },
}
"""What is asked in each part of a case's life; each of these goes wrong once."""


@dataclass
class Line:
    """``office`` as it is reached. ``failed`` are the steps that went wrong in this part of its life."""

    office: LocalSupportManagement | LocalZammad
    kind: Kind
    failed: list[str] = field(default_factory=list)
    calm: bool = False
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    mended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        return self.office.name

    @property
    def trouble(self) -> Trouble:
        return self.office.trouble

    @property
    def is_on_its_way(self) -> bool:
        """Something was asked to be written, and arrives only when it is let go."""
        writes = not self.failed[-1].startswith("GET") and self.failed[-1] != "POST token"
        return writes and self.kind in {"slow", "we died"}

    def routes(self) -> Sequence[BaseRoute]:
        known = [route for route in self.office.routes() if isinstance(route, Route)]
        return [Route(each.path, self._through(each.endpoint), methods=sorted(each.methods or ())) for each in known]

    def mend(self) -> None:
        """What was held is let go."""
        self.mended.set()
        self.broken, self.mended = asyncio.Event(), asyncio.Event()

    def _through(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            step = step_of(request)
            if self.calm or step in self.failed:
                return await endpoint(request)
            self.failed.append(step)
            return await self._wrong(request, endpoint)

        return answer

    async def _wrong(self, request: Request, endpoint: Callable[[Request], Awaitable[Response]]) -> Response:
        mended = self.mended
        done = await endpoint(request) if self.kind in {"killed after", "late", "we died after"} else None
        await request.body()
        self.broken.set()
        if self.kind.startswith("killed"):
            request.state.transport.abort()
            return Response(status_code=503)
        await mended.wait()
        return done or await endpoint(request)


def step_of(request: Request) -> str:
    """``GET errands/#``: the method and the end of the path, without names of cases."""
    *_, before, last = request.url.path.split("/")
    known = re.fullmatch(r"[a-z_-]*[a-z][a-z_-]*", last)
    return f"{request.method} {last if known else before + '/#'}"


@dataclass(kw_only=True)
class Practice(Service):
    """A service whose time-out is short, and the case system behind its line."""

    line: Line
    port: int
    serving: AsyncExitStack

    @property
    def office(self) -> LocalSupportManagement | LocalZammad:
        return self.line.office

    async def start(self) -> None:
        """The case system is there."""
        server = LocalBackends(parts=(self.line,))
        await self.serving.enter_async_context(server.listening(port=self.port))
        self.port = int(server.url.rpartition(":")[2])

    async def restart(self) -> None:
        """Our process is a new one: it knows what the store knows."""
        await self.cases.close()
        self.cases = replace(self.cases, systems={self.office.name: self.client()}, _busy=set(), _gates={})

    def client(self) -> CaseSystem:
        url, once = f"http://127.0.0.1:{self.port}", Once(now=lambda: self.clock.now().timestamp())
        if isinstance(self.office, LocalZammad):
            return Zammad(Desk(url=url + ZAMMAD), TOKEN, policy=POLICY, once=once)
        place = Namespace(url=url + BASE, token_url=f"{url}{ROOT}/token", namespace="STRA")
        return SupportManagement(place, Client("sandbox", "sandbox"), policy=POLICY, once=once)

    async def through(self, part: str, reference: str) -> None:
        """Look again and again, a minute later each time, until every step of this part has gone wrong and right."""
        self.line.failed.clear()
        for _ in range(LOOKS):
            looking = asyncio.create_task(self.look(reference))
            broken = asyncio.create_task(self.line.broken.wait())
            await asyncio.wait((looking, broken), return_when=asyncio.FIRST_COMPLETED)
            broken.cancel()
            if not self.line.broken.is_set():
                await looking
                if (await self.link(reference)).since is None:
                    break
            else:
                await self.goes_on(looking, reference)
            self.clock.advance(seconds=61)
        else:
            raise AssertionError(f"{part} never got through: {self.line.failed}")
        assert set(STEPS[self.office.name][part]) <= set(self.line.failed)

    async def goes_on(self, looking: "asyncio.Task[None]", reference: str) -> None:
        """What happens once a step has gone wrong."""
        if self.line.kind.startswith("killed"):
            await self.serving.aclose()
            self.line.mend()
            await looking
            await self.look(reference)
            await self.start()
            await self.restart()
            return
        if self.line.kind.startswith("we died"):
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await self.restart()
        else:
            await looking
        if self.line.is_on_its_way:
            # Nothing can be known of it yet; nor may it be done a second time.
            self.line.calm = True
            await self.look(reference)
            self.line.calm = False
        self.line.mend()
        await asyncio.sleep(0.02)


@pytest_asyncio.fixture(params=STEPS)
async def practice(
    request: pytest.FixtureRequest, store: Store, clock: HandClock, kind: Kind
) -> AsyncIterator[Practice]:
    office = LocalSupportManagement() if request.param == "support_management" else LocalZammad()
    plain = Service.of(store, clock, queues={"general": office.name})
    service = Practice(
        **{name: getattr(plain, name) for name in plain.__dataclass_fields__},
        line=Line(office, kind),
        port=0,
        serving=AsyncExitStack(),
    )
    await service.start()
    await service.restart()
    yield service
    service.line.mend()
    await service.cases.close()
    await service.serving.aclose()


@pytest.mark.parametrize("kind", KINDS)
async def test_one_case_and_every_word_once_whatever_goes_wrong_at_each_step(practice: Practice) -> None:
    reference = await practice.opened()
    await practice.through("over", reference)
    await practice.store.tickets.claim(reference, actor="Anna", at=practice.clock.now(), key="k")
    await practice.write("перше слово")
    await practice.through("said", reference)
    [case] = practice.office.shown()
    practice.office.answer(case.id, "Kom på måndag.")
    await practice.through("answered", reference)
    closed = TicketClosed(id="x", at=practice.clock.now(), reference=reference, staff="Anna", outcome="helped")
    await practice.turns.take("c1", closed)
    await practice.through("closed", reference)
    [case] = practice.office.shown()
    assert case.closed
    assert sum("перше слово" in message.text for message in case.messages) == 1
    assert sum("Tog ärendet" in message.text for message in case.messages) == 1
    assert await practice.chat() == ["Kom på måndag."]
    assert (await practice.link(reference)).number == case.number
