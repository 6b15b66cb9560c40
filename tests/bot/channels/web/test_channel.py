"""The web chat as a channel."""

from datetime import UTC, datetime

import pytest

from bot.channels.web import WebChannel
from bot.ports import Channel, Message

pytestmark = pytest.mark.asyncio


async def test_nothing_is_pushed_because_the_page_fetches() -> None:
    channel: Channel = WebChannel()
    at = datetime(2026, 5, 20, tzinfo=UTC)
    sent = await channel.send("", Message(id=1, at=at, sender="bot", text="x", language="sv"))
    assert (channel.name, channel.pushes, sent.result) == ("web", False, "sent")
