"""A desk with people and tickets on it, served to a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from playwright.async_api import Page

from bot.ports import AnswerLine
from bot.store.script import Batch
from dialogs.effects import Tally
from dialogs.events import ApplicationDecided, PersonWrote, StaffReplied
from nlu.understanding import Intent
from tests.bot.desk.world import CHECKS, World
from tests.browser import OpenPage, serve_app

QUEUES = ("etableringscentrum", "general", "urgent")


@dataclass(slots=True)
class Stage:
    """Opens the desk's pages as somebody."""

    world: World
    url: str
    open_page: OpenPage

    async def enter(self, name: str | None, path: str, **options: Any) -> Page:
        """The page ``path`` as ``name`` sees it."""
        cookies = []
        if name is not None:
            account = await self.world.store.staff.account(name)
            assert account is not None
            token = await self.world.store.staff.open_session(account, at=self.world.clock.now())
            cookies = [{"name": "stra-desk", "value": token, "url": self.url}]
        page = await self.open_page(cookies=cookies, **options)
        await page.goto(self.url + path)
        return page


@asynccontextmanager
async def staged(world: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    """The desk of ``world`` on a port of its own."""
    await world.account("Anna", roles=("case_worker", "lead"), queues=QUEUES)
    await world.account("Bo", queues=QUEUES)
    await world.account("Disa", roles=("privacy",), queues=QUEUES)
    await world.account("Root", roles=("admin",), queues=())
    async with serve_app(world.app) as url:
        yield Stage(world, url, open_page)
        world.desk.shutdown.set()


@dataclass(frozen=True, slots=True)
class Cast:
    """The tickets of a full desk."""

    free: str
    mine: str
    others: str
    parked: str
    closed: str
    application: str


async def fill(world: World) -> Cast:
    """A busy day: every kind of ticket, every kind of message."""
    free = await world.ticket("etableringscentrum", checks=CHECKS, routes=("competence_mapping", "swedish"))
    await world.ticket("general", language="en", channel="telegram", said='<3 "><b> help', flow="general", answers=())
    world.clock.advance(hours=9)
    await world.ticket("urgent", priority="urgent", flow="general", answers=(), said="Він погрожує мені")
    mine = await world.held("Anna", "etableringscentrum", said="Я зварювальник.\n" + "Дуже довге слово " * 20)
    await talk(world, mine)
    others, parked, closed = [await world.held(name) for name in ("Bo", "Anna", "Anna")]
    until = world.clock.now() + timedelta(days=2)
    await world.store.tickets.park(parked, until, actor="Anna", at=world.clock.now(), key="p")
    await world.store.presence.appear(free, "Bo", "reading", at=world.clock.now())
    await world.store.presence.appear(mine, "Bo", "writing", at=world.clock.now())
    await world.store.content.publish(HOURS, actor="Anna")
    await world.store.content.publish(CONTACTS, actor="Anna")
    await count(world)
    await world.store.dead.add("c-1", "stuck", msgspec.json.encode({}), "poison")
    await misunderstand(world)
    return Cast(free, mine, others, parked, closed, await apply(world))


async def apply(world: World) -> str:
    """An application that deviates and was looked at; meetings, and forms that staff have changed."""
    answers = (
        AnswerLine("membership.organisation_number", "Organisationsnummer", "556002-1361"),
        AnswerLine("membership.affirm_equality", "Intygar jämställdhet", "no"),
    )
    reference = await world.held("Anna", "general", flow="membership", checks=CHECKS, answers=answers)
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    decided = ApplicationDecided(
        id="decided",
        at=world.clock.now(),
        reference=reference,
        staff="Anna",
        decision="more_information",
        text="Vilket kollektivavtal har ni? " + "Ettlångtord" * 12,
    )
    await world.turns.take(kept.conversation, decided)
    await world.store.content.publish(PACT, actor="Anna")
    return reference


async def misunderstand(world: World) -> None:
    """Texts that nobody understood: new, labelled and ignored ones in several languages."""
    guesses = (Intent("ask_school", 0.31), Intent("report_exploitation", 0.2), Intent("ask_competence_mapping", 0.1))
    texts = {"sv": "dagis plats för min son hur fixa", "uk": "а де тут записати дитину в гурток", "ru": "где гулять"}
    for language, text in texts.items():
        await world.store.unclear.collect(text, language=language, guesses=guesses)
        row = await world.store.unclear.collect(f"{text} x", language=language, guesses=())
        assert row is not None
        if language != "ru":
            await world.store.unclear.mark(row, "labelled", intent="ask_school", actor="Anna")
        else:
            await world.store.unclear.mark(row, "ignored", actor="Anna")
    await world.store.unclear.collect("Ordutanmellanslag" * 11, language="sv", guesses=())


HOURS = {"hours": {"general": {"days": {"mon": ["09:00", "16:00"]}, "answer_within_hours": 8}}}
CONTACTS = {
    "contacts": {
        "vuxenutbildning": {
            "phone": "+46850825000",
            "email": "ett.ganska.langt.namn.pa.en.funktionsbrevlada@edu.stockholm.se",
            "link": "https://start.stockholm/" + "en-lang-adress-utan-mellanslag" * 4,
            "address": {"sv": "Gatan 1", "uk": "Gatan 1, вхід із двору", "en": "Gatan 1, from the yard"},
            "hours": {"sv": "mån–fre 9–16", "uk": "пн–пт 9–16", "en": "Mon–Fri 9–16"},
            "checked": "2026-05-20",
            "review_by": "2026-11-20",
        }
    }
}


_WORDS = {"sv": "Möte med " + "långtord" * 8, "uk": "Зустріч", "en": "Meeting"}
PACT = {
    "events": [{"id": "mote", "date": "2026-06-03", "title": _WORDS, "about": _WORDS, "link": "https://x.stockholm"}],
    "forms": [{"id": "apl", "name": _WORDS, "about": _WORDS, "active": False}],
    "membership": {"minimum": 2, "version": 2, "earlier": {"1": {}}},
    "russia_policy": {"policy": "ask_only", "reference": "KS 2026/123", "date": "2026-05-19"},
}


async def count(world: World) -> None:
    """What people said of an answer and of their cases."""
    batch = Batch(0)
    rated = [Tally(name="case.rating", value=f"uk:general:{said}") for said in ("helped", "partly", "not_helped")]
    world.store.tallies.write(batch, [*rated, *[Tally(name="guide.answered", value="ask_sfi")] * 12])
    await world.store._site.script.run(batch)


async def talk(world: World, reference: str) -> None:
    """A note, an answer, and what the person says to it."""
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    now = world.clock.now()
    await world.store.tickets.note(reference, "Ring efter tre.", actor="Bo", at=now, key="n")
    reply = StaffReplied(id="said", at=now, reference=reference, staff="Anna", text="Hej! Passar torsdag?")
    await world.turns.take(kept.conversation, reply)
    later = world.clock.advance(minutes=5)
    await world.turns.take(kept.conversation, PersonWrote(id="heard", at=later, text="Так, підходить."))
