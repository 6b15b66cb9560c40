"""Messages that nobody could take are open work, and can be taken again."""

import msgspec
import pytest

from dialogs.events import PersonWrote
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


async def stick(world: World, words: str = "Hemliga ord") -> str:
    """A message that was set aside; the reference of its conversation's ticket."""
    reference = await world.ticket()
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    event = PersonWrote(id="stuck", at=world.clock.now(), text=words)
    await world.store.dead.add(kept.conversation, "stuck", msgspec.json.encode(event), "poison")
    return reference


async def test_the_menu_counts_what_is_stuck_and_the_page_keeps_its_words_sealed(world: World) -> None:
    await world.account("Eva", roles=("lead",))
    await stick(world)
    async with world.signed_in("Eva") as eva:
        page = (await eva.get("/desk/dead")).text
    assert "<title>(1) Meddelanden som fastnat" in page
    assert 'Fastnat <span class="count alarm">1</span>' in page
    assert "Behandlingen avbröts tre gånger" in page
    assert "Hemliga ord" not in page


async def test_taken_again_it_reaches_the_conversation_and_leaves_the_list(world: World) -> None:
    await world.account("Eva", roles=("lead",))
    reference = await stick(world, "Чи є новини?")
    async with world.signed_in("Eva") as eva:
        answer = await eva.send("/desk/dead/replay", on="/desk/dead")
        assert answer.headers["location"] == "/desk/dead?said=replayed"
        assert "Inget har fastnat." in (await eva.get("/desk/dead")).text
    assert "Чи є новини?" in [m.text for m in await world.said(reference)]


@pytest.mark.parametrize("letter", ["", "x", "|", "c-1|ff", "å|\x00", "a" * 9999])
async def test_a_letter_that_is_none_is_said_to_be_gone(world: World, letter: str) -> None:
    await world.account("Eva", roles=("lead",))
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/dead")
        answer = await eva.client.post("/desk/dead/replay", data={"token": eva.token(), "id": letter})
        assert answer.headers["location"] == "/desk/dead?said=gone"
