"""Intakes in Telegram while every process is killed: nothing lost, nothing twice, at most one bubble more a crash."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.visitor import Visitor
from tests.chaos.system import TOKEN, System, free_port, running

BOT = "4242:a-token-of-a-test"
HOST = "stra.example"
PEOPLE = 8
PATIENCE = 150.0
VICTIMS = ("work", "serve", "store", "work", "run")
FORM = (
    "adult:adult", "stage:permit", "municipality:stockholm", "registered:under_12_months", "needs:~1", "needs:~3",
    "needs:=3", "occupation", "years:skip", "education:skip", "swedish:none", "english:basic", "contact:here",
    "interpreter:no", "statistics:prefer_not", "review:send",
)  # fmt: skip
TURNS = sum("~" not in step for step in FORM)


@dataclass(slots=True)
class Someone:
    """One intake, by the buttons as they are shown."""

    visitor: Visitor
    chance: random.Random

    async def fill_in(self) -> None:
        """The whole form."""
        self.visitor.start("arrival")
        for step in FORM:
            await asyncio.sleep(self.chance.uniform(0.2, 2.0))
            if ":" in step:
                self.visitor.press(await self._button(f"arrival.{step}"))
            else:
                await self._button(f"arrival.{step}:skip")
                self.visitor.write(self.words)
        await self._sees(lambda: any("IP-" in text for text in self.texts))

    @property
    def words(self) -> str:
        """Words that nobody else writes."""
        return f"професія номер {self.visitor.id}"

    @property
    def texts(self) -> list[str]:
        """All bubbles of the bot."""
        return [str(message["text"]) for message in self.visitor.messages()]

    async def _button(self, name: str) -> str:
        await self._sees(lambda: self._data(name) is not None)
        return str(self._data(name))

    def _data(self, name: str) -> str | None:
        for message in reversed(self.visitor.messages()):
            for row in message["buttons"]:
                for button in row:
                    if str(button.get("callback_data", "")).split(":", 2)[2:] == [name]:
                        return str(button["callback_data"])
        return None

    async def _sees(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.05)


@pytest.mark.asyncio
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_no_intake_in_telegram_is_lost_or_doubled(tmp_path: Path, webhook: bool) -> None:
    port = free_port()
    api = LocalBotApi(
        BOT, pace=Pace(poll=5, retry=0.1, longest_retry=1, conflict=1), seed=1, resolve={HOST: f"127.0.0.1:{port}"}
    )
    async with api.listening():
        extra = {
            "TELEGRAM_BOT_TOKEN": BOT,
            "TELEGRAM_API_URL": api.url,
            "STRA_KEY_FILE": str(tmp_path / "elsewhere" / "stra.key"),
            **({"PUBLIC_URL": f"https://{HOST}"} if webhook else {}),
        }
        people = [Someone(api.visitor(1000 + n), random.Random(n)) for n in range(PEOPLE)]
        async with running(tmp_path, port=port, **extra) as system:
            filling = asyncio.gather(*(person.fill_in() for person in people))
            crashes = 0
            for victim in VICTIMS:
                await asyncio.sleep(3)
                crashes += system.kill(victim)
                await system.ready(60)
            await filling
            await system.ready(60)
            await _delivered(system)
            faults = await _check(system, people, crashes)
    assert faults == []
    assert [breach for breach in api.world.limits.breaches if breach.limit == "retry_after"] == []
    assert crashes >= len(VICTIMS) - 1


async def _delivered(system: System) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(m["delivery"] == "waiting" for ticket in await _tickets(system) for m in ticket["transcript"]):
            await asyncio.sleep(0.5)


async def _tickets(system: System) -> list[dict[str, Any]]:
    desk = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=system.url, timeout=30, headers=desk) as client:
        listed = (await client.get("/desk/api/tickets", params={"limit": "100"})).json()["tickets"]
        return [(await client.get(f"/desk/api/tickets/{t['reference']}")).json() for t in listed]


async def _check(system: System, people: list[Someone], crashes: int) -> list[str]:
    """Faults found in what staff see and what the people see."""
    faults: list[str] = []
    tickets = await _tickets(system)
    by_words = {m["text"]: t["transcript"] for t in tickets for m in t["transcript"] if m["from"] == "person"}
    if len(tickets) != len(people):
        faults.append(f"{len(tickets)} tickets of {len(people)} people")
    for person in people:
        transcript = by_words.get(person.words, [])
        own = [m["text"] for m in transcript if m["from"] == "person"]
        if len(own) != TURNS:
            faults.append(f"{person.visitor.id}: {len(own)} of {TURNS} messages kept")
        said = Counter(m["text"].strip() for m in transcript if m["from"] == "bot")
        seen = Counter(text.strip() for text in person.texts)
        if missing := said - seen:
            faults.append(f"{person.visitor.id}: never seen: {list(missing)}")
        if (more := (seen - said).total()) > crashes:
            faults.append(f"{person.visitor.id}: {more} bubbles more than said, after {crashes} crashes")
        if seen.keys() - said.keys():
            faults.append(f"{person.visitor.id}: seen and never said")
    return faults
