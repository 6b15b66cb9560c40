"""What staff do with a ticket, through the forms of its page."""

import pytest

from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


async def test_a_claimed_ticket_is_the_claimers(world: World) -> None:
    await world.account()
    name = await world.ticket()
    async with world.signed_in() as anna:
        answer = await anna.send(f"/desk/tickets/{name}/claim", on="/desk/queue")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/desk/tickets/{name}?said=claimed"
    assert (await world.state(name)).assignee == "Anna"


async def test_a_reply_reaches_the_person_and_the_ticket_waits(world: World) -> None:
    await world.account()
    name = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.send(f"/desk/tickets/{name}/reply", {"text": "Hej! Vi ringer."}, on=f"/desk/tickets/{name}")
    assert (await world.state(name)).status == "waiting"
    assert "Hej! Vi ringer." in [message.text for message in await world.said(name) if message.sender == "staff"]
