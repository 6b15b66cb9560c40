"""What staff see of what the person did with the case, and what then becomes of their own forms."""

import pytest

from bot.ports import AnswerLine
from dialogs.events import PersonChose, PersonWrote
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


async def presses(world: World, reference: str, *values: str) -> None:
    """The person behind the ticket presses buttons."""
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    for value in values:
        event = PersonChose(id=f"{value}-{len(kept.history)}", at=world.clock.now(), values=(value,))
        await world.turns.take(kept.conversation, event)


async def says(world: World, reference: str, text: str) -> None:
    """The person behind the ticket writes."""
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    await world.turns.take(kept.conversation, PersonWrote(id=text, at=world.clock.now(), text=text))


async def test_who_holds_the_ticket_is_told_that_the_person_closed_it(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.get(f"/desk/tickets/{reference}")
        await presses(world, reference, f"close:{reference}", "yes")
        live = (await anna.get(f"/desk/tickets/{reference}/live?state=claim,close,park,priority,release,transfer")).text
        assert "Invånaren avslutade ärendet medan sidan var öppen." in live
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Ärendet är avslutat: Invånaren avslutade själv." in page
        assert "<strong>Invånaren</strong>: Avslutade <span>Invånaren avslutade själv</span>" in page.replace(
            "<bdi>Invånaren</bdi>", "Invånaren"
        )
        assert reference not in (await anna.get("/desk/queue")).text


async def test_a_reply_that_comes_too_late_keeps_its_words(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.get(f"/desk/tickets/{reference}")
        await presses(world, reference, f"close:{reference}", "yes")
        answer = await anna.send(f"/desk/tickets/{reference}/reply", {"text": "Mitt svar"})
        assert answer.status_code == 409
        assert "Avslutad" in answer.text
        assert "Mitt svar" in answer.text


async def test_a_case_that_the_person_opened_again_is_new_in_its_queue_and_says_so(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await presses(world, reference, f"close:{reference}", "yes", "skip", f"reopen:{reference}")
        assert (await world.state(reference)).status == "new"
        assert reference in (await anna.get("/desk/queue")).text
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Öppnade igen" in page
        assert "Ingen har tagit ärendet." in page


async def test_how_it_went_is_in_the_history_under_no_name_of_staff(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await presses(world, reference, f"close:{reference}", "yes", "not_helped")
        await says(world, reference, "Ingen ringde mig")
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        for words in ("Svarade på hur det gick", "det hjälpte inte", "Skrev om hur det gick", "Ingen ringde mig"):
            assert words in page
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    assert [(act.actor, act.action) for act in kept.history[-2:]] == [("person", "rated"), ("person", "commented")]


async def test_closing_for_the_person_is_not_among_the_results_that_staff_choose(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        page = f"/desk/tickets/{reference}"
        answer = await anna.send(f"{page}/close", {"outcome": "person"}, on=page)
        assert answer.status_code == 422
        assert 'value="person"' not in anna.page


async def test_an_occupations_code_stands_beside_its_name(world: World) -> None:
    await world.account()
    line = AnswerLine("arrival.occupation_confirm", "Yrket svetsare (SSYK 7212) stämmer", "yes")
    reference = await world.ticket(answers=(line,))
    async with world.signed_in() as anna:
        assert "svetsare (SSYK 7212)" in (await anna.get(f"/desk/tickets/{reference}")).text
