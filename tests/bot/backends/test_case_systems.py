"""The case systems that the settings name, on the sandbox's: handed over, told, answered, closed; late, away, back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import pytest_asyncio

from bot.backends.case_systems import open_cases
from bot.backends.cases import Cases
from bot.ops.metrics import Metrics
from bot.settings import Settings
from bot.store import Store
from dialogs.events import TicketClosed
from integrations.sandbox.backends.case_page import ShownCase
from integrations.sandbox.backends.server import LocalBackends
from integrations.sandbox.backends.support_management import LocalSupportManagement
from integrations.sandbox.backends.zammad import LocalZammad
from tests.bot.backends.case_world import Service
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
NAMES = ("support_management", "zammad")


@dataclass(kw_only=True)
class Practice(Service):
    """A service with one of the real clients, and the system that they reach."""

    office: LocalSupportManagement | LocalZammad
    url: str

    @property
    def shown(self) -> ShownCase:
        [case] = self.office.shown()
        return case


@pytest_asyncio.fixture(params=NAMES)
async def practice(
    request: pytest.FixtureRequest, store: Store, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Practice]:
    name: str = request.param
    office = LocalSupportManagement() if name == "support_management" else LocalZammad()
    async with LocalBackends(parts=(office,)).listening() as server:
        plain = Service.of(store, clock)
        parts = {f.name: getattr(plain, f.name) for f in fields(plain)}
        service = Practice(**parts, office=office, url=server.url)
        service.cases = opened(service, {"STRA_SANDBOX": server.url, "CASE_SYSTEMS": f"general={name}"}, tmp_path)
        yield service
        await service.cases.close()


def opened(service: Service, given: dict[str, str], tmp_path: Path) -> Cases:
    settings = Settings.read(given, env_file=tmp_path / ".env")
    cases = open_cases(
        settings,
        Metrics(),
        store=service.store,
        turns=service.turns,
        texts=service.texts,
        clock=service.clock,
        translator=None,
        queues=dict(settings.case_systems),
    )
    assert cases is not None
    return cases


async def test_a_case_goes_over_is_answered_there_and_closed_there(practice: Practice) -> None:
    reference = await practice.opened()
    await practice.look(reference)
    await practice.write("Мені потрібна допомога")
    await practice.look(reference)
    link = await practice.link(reference)
    assert (link.number, link.why) == (practice.shown.number, "")
    assert "Мені потрібна допомога" in " ".join(message.text for message in practice.shown.messages)
    practice.office.answer(practice.shown.id, "Kom till Medborgarplatsen på måndag.")
    await practice.look(reference)
    await practice.look(reference)
    assert await practice.chat() == ["Kom till Medborgarplatsen på måndag."]
    practice.office.close(practice.shown.id, "")
    await practice.look(reference)
    await practice.look(reference)
    assert (await practice.ticket(reference)).status == "closed"
    assert len(practice.office.shown()) == 1


async def test_what_is_closed_on_our_desk_is_closed_there(practice: Practice) -> None:
    reference = await practice.opened()
    await practice.look(reference)
    at = practice.clock.advance(seconds=1)
    await practice.store.tickets.claim(reference, actor="Anna", at=at, key="k")
    event = TicketClosed(id="x", at=at, reference=reference, staff="Anna", outcome="helped", text="Lycka till.")
    await practice.turns.take("c1", event)
    await practice.look(reference)
    shown = practice.shown
    assert shown.closed
    assert "Lycka till." in " ".join(message.text for message in shown.messages)
    assert [act.action for act in (await practice.kept(reference)).history].count("closed") == 1
    assert await practice.chat() == ["Lycka till."]


@pytest.mark.parametrize("fault", ["outage", "5xx", "garbage"])
async def test_one_that_is_away_is_tried_again_until_it_is_there(
    practice: Practice, fault: str, tmp_path: Path
) -> None:
    practice.office.trouble.begin(fault)
    reference = await practice.opened()
    await practice.look(reference)
    link = await practice.link(reference)
    assert link.why in {"unavailable", "malformed"}
    assert link.since is not None
    assert practice.office.shown() == []
    practice.office.trouble.begin("none")
    # As after a restart: a new client does not rest, and nothing can be on its way any more.
    practice.clock.advance(seconds=61)
    name = practice.office.name
    restarted = opened(practice, {"STRA_SANDBOX": practice.url, "CASE_SYSTEMS": f"general={name}"}, tmp_path)
    await restarted.look(reference)
    await restarted.close()
    link = await practice.link(reference)
    assert (link.number, link.since) == (practice.shown.number, None)


@pytest.mark.parametrize("step", ["", "later"])
async def test_whoever_does_it_and_is_not_heard_has_one_case(practice: Practice, step: str) -> None:
    """The line breaks after the work was done."""
    reference = await practice.opened()
    if step:
        await practice.look(reference)
        await practice.write("Мені потрібна допомога")
    practice.office.trouble.begin("cut", only="POST", times=1)
    for _ in range(3):
        await practice.look(reference)
    practice.office.trouble.begin("none")
    await practice.look(reference)
    told = [message.text for message in practice.shown.messages if "Мені потрібна" in message.text]
    assert len(told) == (1 if step else 0)
