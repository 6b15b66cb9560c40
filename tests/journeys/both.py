"""The service with everything behind it, for somebody who writes in the web chat or in Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx

from bot.store.keys import timer_member
from bot.store.staff import Account
from bot.store.wire import Wire
from bot.welcome import first_service
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.part import Part
from integrations.sandbox.backends.server import every_part
from integrations.sandbox.backends.support_management import LocalSupportManagement
from integrations.sandbox.backends.zammad import LocalZammad
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from nlu.engine import Engine
from tests.bot.desk.world import Visitor
from tests.journeys.people import CaseWorker, WebPerson
from tests.journeys.telegram import API_TOKEN, QUICK, TOKEN, TelegramPerson, TelegramService, build, running, until

Person = WebPerson | TelegramPerson
REGISTER = "Bolagsregister"
DAY = "2026-05-20T10:00:00+02:00"
"""A Wednesday; where the clock is set by hand, it begins here."""


@dataclass(slots=True)
class World:
    """The service with its workers, the systems that it asks, and whoever writes on ``channel``."""

    service: TelegramService
    backends: LocalBackends
    client: httpx.AsyncClient
    channel: str
    store_url: str

    async def person(self, language: str) -> Person:
        """Somebody who has just opened the chat."""
        if self.channel == "web":
            return await WebPerson(self.client, language).starts()
        return await self.service.person(language=language).starts()

    @property
    def staff(self) -> CaseWorker:
        """A case worker."""
        return CaseWorker(self.client, API_TOKEN)

    def part(self, name: str) -> Part:
        """One of the systems."""
        return next(part for part in self.backends.parts if part.name == name)

    async def desk(self, name: str, queue: str) -> Visitor:
        """A lead of ``queue`` at the desk in a browser of their own; the client of it is theirs to close."""
        client = httpx.AsyncClient(base_url=self.service.url)
        client.cookies.set("stra-desk", await self.signed_in(name, queue))
        return Visitor(client)

    async def signed_in(self, name: str, queue: str) -> str:
        """A session at the desk; the account is made when there is none."""
        store, clock = self.service.parts.store, self.service.parts.clock
        account = await store.staff.account(name) or await store.staff.add(
            Account(name=name, password_hash="-", roles=("case_worker", "lead"), queues=(queue,)), actor="test"
        )
        return await store.staff.open_session(account, at=clock.now())

    async def trouble(self, fault: str, part: str = "company_register", **more: Any) -> None:
        """``part`` is so from now on."""
        async with httpx.AsyncClient(base_url=self.backends.url) as client:
            answer = await client.post(f"/control/{part}", json={"fault": fault, **more})
            assert answer.status_code == 200, answer.text

    async def check(self, reference: str, result: str, name: str = REGISTER) -> dict[str, Any]:
        """What the check ``name`` found for the ticket, once it is ``result``."""

        async def there() -> bool:
            return (await self.finding(reference, name)).get("result") == result

        await until(there)
        return await self.finding(reference, name)

    async def finding(self, reference: str, name: str = REGISTER) -> dict[str, Any]:
        """What a check found, as it stands on the ticket now."""
        checks = (await self.staff.ticket(reference))["checks"]
        return next((c for c in checks if c["name"] == name), {})

    async def fall_due(self, reference: str, backend: str = "company_register") -> None:
        """The timer of the check is brought forward: nobody waits five minutes here."""
        store = self.service.parts.store
        kept = await store.tickets.get(reference)
        assert kept is not None
        timers = store.keys.at(store.keys.partition_of(kept.conversation), "timers")
        member = timer_member(kept.conversation, f"check.{backend}.{reference}")
        wire = Wire(self.store_url)
        due = datetime.now(UTC) - timedelta(seconds=1)
        await wire.one("ZADD", timers, "XX", int(due.timestamp() * 1000), member)
        await wire.close()


class Speaks(Protocol):
    """Whoever writes and presses, wherever."""

    async def says(self, text: str) -> object:
        """Write."""
        ...

    async def presses(self, *values: str) -> object:
        """Press buttons, one turn each."""
        ...


@asynccontextmanager
async def behind(store_url: str, folder: Path, engine: Engine, channel: str, **settings: str) -> AsyncIterator[World]:
    """The service on both channels with the systems behind it, on an empty store."""
    quick = LocalBotApi(TOKEN, pace=QUICK, limits=Limits(enforced=False), seed=1)
    systems = every_part()
    for part in systems:
        if isinstance(part, LocalSupportManagement | LocalZammad):
            # Nobody waits here for how long the real ones take.
            part.pause = (0.0, 0.0)
    async with LocalBackends(systems).listening() as backends, quick.listening() as api:
        more = {"TELEGRAM_RATE": "0", "STRA_SANDBOX": backends.url, **settings}
        parts = await build(store_url, folder, api, engine, **more)
        await first_service(parts.store, parts.settings)
        async with running(api, parts) as started, httpx.AsyncClient(base_url=started.url) as client:
            yield World(started, backends, client, channel, store_url)
        await parts.close()


async def hears(person: Person, key: str) -> str:
    """The words of the newest message ``key``, once it has come."""
    words: list[str] = []

    async def said() -> bool:
        words[:] = [text async for found, text in lines(person) if found == key]
        return bool(words)

    await until(said)
    if isinstance(person, TelegramPerson):
        await person.quiet()
    return words[-1]


async def reads(person: Person, words: str) -> None:
    """Wait until ``words`` stand in the chat."""

    async def there() -> bool:
        return words in await told(person)

    await until(there)
    if isinstance(person, TelegramPerson):
        await person.quiet()


async def says(person: Speaks, *lines: str) -> None:
    """What begins with a slash is pressed, the rest is written."""
    for line in lines:
        await (person.presses(line[1:]) if line.startswith("/") else person.says(line))


async def told(person: Person) -> str:
    """Everything that stands in the chat."""
    return "\n".join([text async for _, text in lines(person)])


async def keys(person: Person) -> list[str | None]:
    """The keys of everything that was said."""
    return [key async for key, _ in lines(person)]


async def lines(person: Person) -> AsyncIterator[tuple[str | None, str]]:
    """Everything that was said, by its key."""
    if isinstance(person, WebPerson):
        for message in await person.transcript():
            yield message["key"], message["text"]
    else:
        for entry in await person.transcript():
            yield entry.message.key, entry.message.text
