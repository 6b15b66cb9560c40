"""A desk on a real store: accounts, tickets with their conversations, and visitors who fill in forms."""

import random
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import httpx
from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.desk import Desk, Passwords, routes
from bot.ports import Act, AnswerLine, Check, Choice, Entry, Message, Ticket
from bot.render import Texts
from bot.store import Commit, Keys, Opening, Store
from bot.store.staff import Account, Role, Service
from bot.turn import Turns
from dialogs import codec, reference
from dialogs.conversation import Case, Conversation
from nlu.understanding import Understanding
from tests.valkey import HandClock

PASSWORD = "sju gröna hästar äter"
REPLIES = ("reply-received", "reply-call", "reply-interpreter")
# As light as argon2 allows: what is tested is the desk, not how long a password takes.
PASSWORDS = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
HASH = PASSWORDS._hasher.hash(PASSWORD)


class Mute:
    """Understands nothing."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        return Understanding(text=text)


@dataclass(slots=True)
class World:
    """Everything that a test of the desk needs."""

    store: Store
    clock: HandClock
    texts: Texts
    turns: Turns
    desk: Desk
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    number: int = 0

    @classmethod
    def of(cls, store: Store, clock: HandClock, **settings: Any) -> "World":
        texts = Texts.load()
        turns = Turns(store=store, understander=Mute(), texts=texts)
        desk = Desk(
            store=store, turns=turns, texts=texts, clock=clock, replies=REPLIES, passwords=PASSWORDS, **settings
        )
        return cls(store, clock, texts, turns, desk)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=routes(self.desk))

    async def account(
        self, name: str = "Anna", *, roles: tuple[Role, ...] = ("case_worker",), queues: tuple[str, ...] = ("general",)
    ) -> Account:
        account = Account(name=name, password_hash=HASH, roles=roles, queues=queues)
        return await self.store.staff.add(account, actor="test")

    async def service(
        self, token: str, *, queues: tuple[str, ...] = ("general",), roles: tuple[Role, ...] = ("case_worker",)
    ) -> None:
        service = Service(name="archive", queues=queues, roles=roles)
        await self.store.staff.add_service(service, token, actor="test")

    async def ticket(self, queue: str = "general", *, said: str = "Hjälp mig, tack", **fields: Any) -> str:
        """A new ticket with a conversation behind it; its reference."""
        self.number += 1
        conversation = f"c-{self.number}"
        name = reference.make(Keys(16).partition_of(conversation), self.dice.randrange)
        language = fields.setdefault("language", "uk")
        now = self.clock.now()
        ticket = Ticket(
            reference=name,
            queue=queue,
            status="new",
            priority=fields.pop("priority", "normal"),
            flow=fields.pop("flow", "arrival"),
            channel=fields.pop("channel", "web"),
            created=now,
            waiting_since=now,
            due=fields.pop("due", now + timedelta(hours=8)),
            assignee=None,
            answers=fields.pop("answers", ANSWERS),
            **fields,
        )
        state = Conversation(
            id=conversation, channel=ticket.channel, language=language, turn=2, cases=(Case(name, queue, ticket.flow),)
        )
        await self.store.conversations.commit(
            Commit(
                conversation=conversation,
                channel=ticket.channel,
                event_id="first",
                digest="first",
                expected=0,
                state=codec.encode(state),
                person=self.store.people.new_key(conversation),
                entries=self._talk(said, language),
                tickets=(Opening(ticket=ticket, history=Act(at=now, actor="person", action="opened")),),
                lookups=(("phone", f"+467012345{self.number:02}"),),
            )
        )
        return name

    def _talk(self, said: str, language: str) -> tuple[Entry, ...]:
        now = self.clock.now()
        messages = (
            Message(
                id=1,
                at=now - timedelta(minutes=2),
                sender="bot",
                kind="question",
                text=GREETINGS.get(language, GREETINGS["en"]),
                language=language,
                choices=(Choice("person", self.texts.say("choice-person", language)),),
            ),
            Message(id=2, at=now, sender="person", text=said, language=language),
        )
        return tuple(Entry(message=message) for message in messages)

    async def visitor(self, name: str | None = None) -> "Visitor":
        """A browser; signed in when ``name`` is given."""
        transport = httpx.ASGITransport(app=self.app)
        client = httpx.AsyncClient(transport=transport, base_url="http://desk.test")
        visitor = Visitor(client)
        if name is not None:
            account = await self.store.staff.account(name)
            assert account is not None
            client.cookies.set("stra-desk", await self.store.staff.open_session(account, at=self.clock.now()))
        return visitor

    @asynccontextmanager
    async def signed_in(self, name: str = "Anna") -> AsyncIterator["Visitor"]:
        visitor = await self.visitor(name)
        async with visitor.client:
            yield visitor

    async def held(self, name: str, queue: str = "general", **fields: Any) -> str:
        """A ticket that ``name`` has claimed."""
        found = await self.ticket(queue, **fields)
        await self.store.tickets.claim(found, actor=name, at=self.clock.now(), key=f"claim-{found}")
        return found

    async def state(self, name: str) -> Ticket:
        kept = await self.store.tickets.get(name)
        assert kept is not None
        return kept.ticket

    async def said(self, name: str) -> list[Message]:
        kept = await self.store.tickets.get(name)
        assert kept is not None
        return [entry.message for entry in await self.store.conversations.transcript(kept.conversation)]


GREETINGS = {"sv": "Hej! Vad vill du ha hjälp med?", "uk": "Вітаємо! Чим допомогти?", "en": "Hello! How can we help?"}
ANSWERS = (
    AnswerLine("arrival.stage", "Var i processen", "permit"),
    AnswerLine("arrival.needs", "Behöver", "work,validation"),
    AnswerLine("arrival.occupation", "Yrke", "зварювальник, 12 років"),
)
CHECKS = (
    Check("Bolagsregister", "REVIEW", "Vilande", "Bolagsverket", datetime(2026, 5, 20, 8, tzinfo=UTC)),
    Check("Webbplats", "OK", "", "example.se", datetime(2026, 5, 20, 8, tzinfo=UTC)),
)


@dataclass(slots=True)
class Visitor:
    """A browser without script: it follows links and sends the forms that it finds, with their hidden fields."""

    client: httpx.AsyncClient
    page: str = ""

    async def get(self, path: str, **options: Any) -> httpx.Response:
        answer = await self.client.get(path, **options)
        self.page = answer.text
        return answer

    async def send(self, action: str, fields: Mapping[str, Any] | None = None, *, on: str = "") -> httpx.Response:
        """Fill in the form with this ``action`` on the page ``on`` (or the last one) and send it."""
        if on:
            await self.get(on)
        answer = await self.client.post(action, data={**self.hidden(action), **(fields or {})})
        self.page = answer.text
        return answer

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the first form with this action."""
        form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', self.page, re.DOTALL)
        assert form, f"no form {action} on the page"
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group())
        return {name: unescape(value) for name, value in fields}

    def token(self) -> str:
        """The form token of the page."""
        found = re.search(r'name="token" value="([^"]+)"', self.page)
        assert found
        return found.group(1)
