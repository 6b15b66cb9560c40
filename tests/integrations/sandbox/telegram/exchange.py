"""What a visitor and a bot say to each other, whatever library the bot is written with."""

import asyncio
from collections.abc import Callable

from integrations.sandbox.telegram import LocalBotApi


async def converse(api: LocalBotApi, standing: Callable[[], object]) -> None:
    """The same conversation by every way in and with every client; ``standing`` tells what the bot is in the chat."""
    olena = api.visitor(first_name="Олена", language_code="uk")
    olena.start("arrival")
    (greeting,) = await olena.answered()
    assert (greeting["text"], greeting["entities"][0]["type"]) == ("Вітаю arrival", "bold")
    query = olena.press("Так")
    async with asyncio.timeout(5):
        while api.world.presses[query].answer is None:
            await api.world.clock.bell.heard(1)
    assert olena.messages()[0]["text"] == "Дякую"
    olena.send_document(b"%PDF-1.4", "cv.pdf")
    assert [message["text"] for message in await olena.answered()] == ["cv.pdf: 8"]
    olena.write("hje")
    olena.edit("hej")
    assert [message["text"] for message in await olena.answered()] == ["Rättat: hej"]
    olena.block()
    async with asyncio.timeout(5):
        while standing() != "kicked":
            await asyncio.sleep(0.01)
