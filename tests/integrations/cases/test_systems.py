"""What a case system is for us, the same for both: messages, answers, how it stands, closing."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import structlog

from integrations.cases import CaseSystem, HandoverCase, Organisation
from integrations.errors import Rejected, Unavailable
from integrations.sandbox.backends.support_management import LocalSupportManagement
from integrations.sandbox.backends.zammad import LocalZammad, NewArticle
from tests.integrations.cases.conftest import ID, World, message

pytestmark = pytest.mark.asyncio
Case = Callable[..., HandoverCase]


async def test_nobody_is_found_who_is_not_there(system: CaseSystem, case: Case) -> None:
    assert await system.find(ID) is None
    made = await system.create(case())
    found = await system.find(ID)
    assert found is not None
    assert (found.id, found.number) == (made.id, made.number)


async def test_the_message_says_who_when_and_in_what_words(world: World, system: CaseSystem, case: Case) -> None:
    """The translation, the original and its language."""
    made = await system.create(case())
    await system.add_message(made.id, message())
    text = world.local.shown()[0].messages[-1].text
    for words in ("Jag söker jobb", "Automatiskt översatt", "Шукаю роботу", "ukrainska", "2026-11-22 10:00"):
        assert words in text


async def test_answers_come_back_once(world: World, system: CaseSystem, case: Case) -> None:
    """Only what staff there wrote to the person: not what we sent, nor what they keep among themselves."""
    made = await system.create(case())
    await system.add_message(made.id, message())
    await system.add_message(made.id, message("m-2", "Svar från vår egen sida", sender="staff", author="Kim"))
    assert (await system.replies_since(made.id, None))[0] == ()
    world.local.answer(made.id, "Välkommen på måndag.\nTa med legitimation & id.")
    if isinstance(world.local, LocalZammad):
        world.local._write(1, NewArticle(body="bara för oss", internal=True), "karin")
    replies, cursor = await system.replies_since(made.id, None)
    assert [(one.text, one.sender) for one in replies] == [("Välkommen på måndag.\nTa med legitimation & id.", "staff")]
    assert await system.replies_since(made.id, cursor) == ((), cursor)
    await asyncio.sleep(0.005)
    world.local.answer(made.id, "En sak till.")
    later, _ = await system.replies_since(made.id, cursor)
    assert [one.text for one in later] == ["En sak till."]
    assert later[0].id != replies[0].id


async def test_an_answer_that_carries_an_earlier_time(world: World, system: CaseSystem, case: Case) -> None:
    """Written later and dated before the last one that was read: it is not lost."""
    made = await system.create(case())
    world.local.answer(made.id, "Den ena.")
    _, cursor = await system.replies_since(made.id, None)
    world.local.answer(made.id, "Den andra.")
    if isinstance(world.local, LocalZammad):
        world.local.articles[-1]["created_at"] = world.local.articles[0]["created_at"]
    else:
        (room,) = world.local.kept[made.id].messages.values()
        room[1].created = made_earlier(room[0].created)
    again, _ = await system.replies_since(made.id, cursor)
    assert [one.text for one in again] == ["Den andra."]


def made_earlier(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return moment.replace(microsecond=0).astimezone(UTC).isoformat()


async def test_how_it_stands(world: World, system: CaseSystem, case: Case) -> None:
    """Its own words in ours; closed there, it is closed here."""
    made = await system.create(case())
    assert (await system.status(made.id)).state == "new"
    if isinstance(world.local, LocalSupportManagement):
        world.local.change(world.local.kept[made.id], status="PENDING")
        assert (await system.status(made.id)).state == "waiting"
    else:
        world.local.tickets[1]["state"] = "pending reminder"
        assert (await system.status(made.id)).state == "waiting"
    world.local.close(made.id, "Fick jobb")
    closed = await system.status(made.id)
    assert closed.state == "closed"
    if isinstance(world.local, LocalSupportManagement):
        assert closed.outcome == "Fick jobb"


async def test_what_we_close_stays_closed(world: World, system: CaseSystem, case: Case) -> None:
    """A second time changes nothing."""
    made = await system.create(case())
    await system.close(made.id, "Fick praktik")
    before = world.local.shown()
    await system.close(made.id, "Något annat")
    assert world.local.shown() == before
    assert world.open_cases == []


async def test_no_number_of_a_person_goes_there(world: World, system: CaseSystem, case: Case) -> None:
    """Neither in the case nor in a message; that of an organisation does."""
    number = "19811228-9874"
    made = await system.create(
        case(
            kind="membership",
            description=f"Hon är {number}.",
            title="811228-9874",
            organisation=Organisation(name="Provbolaget AB", number="556002-1361"),
        )
    )
    await system.add_message(made.id, message(text=f"Jag är {number}", original=f"Я {number}"))
    assert "9874" not in repr(world.local.shown())
    if isinstance(world.local, LocalZammad):
        assert "556002-1361" in repr(world.local.shown())
    else:
        assert "556002-1361" in repr(world.local.kept[made.id].errand)


async def test_nothing_of_it_is_logged(world: World, system: CaseSystem, case: Case) -> None:
    world.local.trouble.begin("5xx")
    with structlog.testing.capture_logs() as lines, pytest.raises(Unavailable):
        await system.create(case())
    assert lines
    for word in (ID, "Sammanfattning", "sandbox"):
        assert word not in repr(lines)


async def test_a_case_that_is_not_there(system: CaseSystem) -> None:
    """A clear no."""
    name = "4f6f2a4d-1a0f-4a6e-9f3c-7a3b1d2c4e5f" if system.name == "support_management" else "99"
    for ask in (system.status(name), system.add_message(name, message()), system.close(name, "")):
        with pytest.raises(Rejected) as refused:
            await ask
        assert refused.value.status == 404
