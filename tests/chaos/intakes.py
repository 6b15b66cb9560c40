"""Many people fill in the form at once and do not give up; afterwards a checker reads what became of every message."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chaos.system import TOKEN, System

LANGUAGES = ("sv", "uk", "en")
FORM = (
    "arrival", "adult", "permit", "stockholm", "under_12_months", "work,internship", "text", "skip", "skip", "none",
    "basic", "here", "no", "prefer_not", "send",
)  # fmt: skip
PATIENCE = 120.0


@dataclass(slots=True)
class Person:
    """One intake. ``acknowledged`` are the client ids that were answered with 200."""

    number: int
    chance: random.Random
    conversation: str = ""
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)

    async def fill_in(self, client: httpx.AsyncClient, hurry: float) -> None:
        """The whole form; every message is sent until it is acknowledged."""
        language = LANGUAGES[self.number % 3]
        opened = await insist(client, "/chat/api/conversations", {"language": language}, {}, 201)
        self.conversation, self.token = opened["id"], opened["token"]
        for n, press in enumerate(FORM):
            await asyncio.sleep(self.chance.uniform(0, hurry))
            said = {"text": self.words} if press == "text" else {"choice": press}
            await self.say(client, f"{self.number}-{n}", said)

    async def say(self, client: httpx.AsyncClient, name: str, said: dict[str, str]) -> None:
        """One message, now and then sent twice although it was acknowledged."""
        path = f"/chat/api/conversations/{self.conversation}/messages"
        answer = await insist(client, path, {"id": name, **said}, self.headers, 200)
        self.acknowledged.append(name)
        if self.chance.random() < 0.1:
            again = await insist(client, path, {"id": name, **said}, self.headers, 200)
            assert [m["id"] for m in again["messages"]] == [m["id"] for m in answer["messages"]]

    @property
    def headers(self) -> dict[str, str]:
        """What lets this person in."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def words(self) -> str:
        """Words that nobody else writes."""
        return f"професія номер {self.number}"


async def watch(client: httpx.AsyncClient, person: Person, opened: set[int]) -> None:
    """Hold a person's event stream open until the service ends it; whoever has one open is among ``opened``."""
    path = f"/chat/api/conversations/{person.conversation}/events"
    with suppress(httpx.TransportError):
        async with client.stream("GET", path, headers=person.headers) as stream:
            if stream.status_code == 200:
                opened.add(person.number)
            async for _ in stream.aiter_bytes():
                pass


async def insist(
    client: httpx.AsyncClient, path: str, body: dict[str, Any], headers: dict[str, str], wanted: int
) -> dict[str, Any]:
    """Post until the answer is ``wanted``; the service may be away meanwhile, but must never say no."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                answer = await client.post(path, json=body, headers=headers, timeout=10)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == wanted:
                found: dict[str, Any] = answer.json()
                return found
            assert answer.status_code == 503, f"{answer.status_code} {answer.text[:200]}"
            await asyncio.sleep(0.2)


async def fill_in_all(system: System, people: list[Person], hurry: float) -> None:
    """Everybody at once."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=50)
    async with (
        httpx.AsyncClient(base_url=system.url, limits=limits, timeout=30) as client,
        asyncio.TaskGroup() as group,
    ):
        for person in people:
            group.create_task(person.fill_in(client, hurry))


async def check(system: System, people: list[Person]) -> list[str]:
    """Faults found by reading the public APIs alone."""
    desk = {"Authorization": f"Bearer {TOKEN}"}
    faults: list[str] = []
    async with httpx.AsyncClient(base_url=system.url, timeout=30) as client:
        references = await _references(client, desk)
        named: Counter[str] = Counter()
        for person in people:
            path = f"/chat/api/conversations/{person.conversation}/messages"
            transcript = (await client.get(path, headers=person.headers)).json()["messages"]
            faults.extend(_read(person, transcript, named))
        faults.extend(f"ticket {r} belongs to nobody" for r in references if r not in named)
        faults.extend(f"ticket {r} is not on the desk" for r in named if r not in references)
        faults.extend(f"ticket {r} stands on the desk {n} times" for r, n in references.items() if n > 1)
    return faults


async def _references(client: httpx.AsyncClient, desk: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    after = ""
    while True:
        query = {"limit": "100", **({"after": after} if after else {})}
        page = (await client.get("/desk/api/tickets", params=query, headers=desk)).json()
        found.update(ticket["reference"] for ticket in page["tickets"])
        after = page.get("next") or ""
        if not after:
            return found


def _read(person: Person, transcript: list[dict[str, Any]], named: Counter[str]) -> list[str]:
    faults: list[str] = []
    who = f"person {person.number}"
    if [m["id"] for m in transcript] != list(range(1, len(transcript) + 1)):
        faults.append(f"{who}: ids of the transcript do not count up")
    own = [m for m in transcript if m["from"] == "person"]
    if len(own) != len(person.acknowledged):
        faults.append(f"{who}: {len(person.acknowledged)} messages acknowledged, {len(own)} in the transcript")
    if sum(m["text"] == person.words for m in own) != 1:
        faults.append(f"{who}: the free text is not there once")
    for before, after in zip(transcript, [*transcript[1:], None], strict=True):
        if before["from"] == "person" and (after is None or after["from"] == "person"):
            faults.append(f"{who}: message {before['id']} has no answer")
    tickets = {m["ticket"]["reference"] for m in transcript if "ticket" in m}
    if len(tickets) != 1:
        faults.append(f"{who}: {len(tickets)} tickets instead of one")
    named.update(tickets)
    return faults
