"""What goes out: whole, at Telegram's pace, and every refusal understood for what it is."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.app import Parts
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.keyboards import Shown, show
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.parts import units
from bot.channels.telegram.updates import Button
from bot.ports import Choice, Link, Message, Translation
from integrations.sandbox.telegram.api import LocalBotApi
from tests.bot.channels.telegram.chat import Chat
from tests.bot.channels.telegram.raw import wrote
from tests.conversation import MORNING

pytestmark = pytest.mark.asyncio
OLENA = "1001"


def said(text: str = "Hej!", number: int = 1, **more: Any) -> Message:
    usual: dict[str, Any] = {"sender": "bot", "language": "sv"}
    return Message(id=number, at=MORNING, text=text, **(usual | more))


@pytest.fixture
def channel(bot: Telegram, api: LocalBotApi) -> TelegramChannel:
    """The channel, with somebody who has started the bot."""
    api.visitor(1001).start()
    return bot.channel


def shown(api: LocalBotApi, number: int = 1001) -> list[dict[str, Any]]:
    return api.visitor(number).messages()


async def test_a_message_arrives_as_it_is(channel: TelegramChannel, api: LocalBotApi) -> None:
    text = "<b>Hej</b> *du* _där_ `x` [y](z) евіл {{7*7}} %n 👨‍👩‍👧‍👦"
    assert (await channel.send(OLENA, said(text))).result == "sent"
    (found,) = shown(api)
    assert (found["text"], found["entities"]) == (text, [])


async def test_buttons_carry_turn_step_and_value(channel: TelegramChannel, api: LocalBotApi) -> None:
    choices = (Choice("yes", "Ja"), Choice("no", "Nej"), Choice("person", "Prata med en människa"))
    await channel.send(OLENA, said(step="offer.person", choices=choices, turn=7))
    rows = shown(api)[0]["buttons"]
    assert [[b["callback_data"] for b in row] for row in rows] == [
        ["v1:7:offer.person:yes", "v1:7:offer.person:no"],
        ["v1:7:offer.person:person"],
    ]


async def test_links_are_buttons_and_telephone_numbers_stay_words(channel: TelegramChannel, api: LocalBotApi) -> None:
    links = (
        Link("Läs mer", "https://www.migrationsverket.se/"),
        Link("Ring 112", "tel:112"),
        Link("Ring Kvinnofridslinjen", "tel:+4620505050"),
        Link("Om dina uppgifter", "/chat/privacy"),
    )
    await channel.send(OLENA, said("Ring 112 nu.", links=links))
    (found,) = shown(api)
    assert found["text"] == "Ring 112 nu.\nRing Kvinnofridslinjen: +4620505050"
    assert found["buttons"] == [[{"text": "Läs mer", "url": "https://www.migrationsverket.se/"}]]


async def test_our_own_pages_have_an_address_where_the_service_has_one(parts: Parts) -> None:
    message = said(links=(Link("Om dina uppgifter", "/chat/privacy"), Link("Privat", "/chat")))
    rows = show(message, parts.texts, "https://stra.example").rows
    assert [row[0].url for row in rows] == ["https://stra.example/chat/privacy", "https://stra.example/chat"]


async def test_what_staff_write_is_marked(channel: TelegramChannel, api: LocalBotApi) -> None:
    await channel.send(OLENA, said("Välkommen!", sender="staff"))
    assert shown(api)[0]["text"] == "👤 Handläggare:\nVälkommen!"


def translated(text: str, original: str, **more: Any) -> Message:
    made = Translation(original, "sv", "DeepL")
    return said(text, sender="staff", language="uk", translation=made, **more)


async def test_a_translation_is_marked_with_the_original_folded_below(
    channel: TelegramChannel, api: LocalBotApi
) -> None:
    await channel.send(OLENA, translated("Вітаю 👋", "Hej <b>du</b> 👋"))
    (found,) = shown(api)
    marked = "🤖 Машинний переклад (DeepL). Можливі помилки. Мова оригіналу: шведська."
    above = f"👤 Працівник:\nВітаю 👋\n\n{marked}\n"
    assert found["text"] == f"{above}Hej <b>du</b> 👋"
    assert found["entities"] == [
        {"type": "expandable_blockquote", "offset": units(above), "length": units("Hej <b>du</b> 👋")}
    ]


async def test_a_long_original_follows_in_messages_of_its_own(channel: TelegramChannel, api: LocalBotApi) -> None:
    original = "ord " * 1500
    await channel.send(OLENA, translated("слово " * 600, original, choices=(Choice("yes", "Ja"),)))
    found = shown(api)
    quoted = [m for m in found if m["entities"]]
    assert len(found) == 3
    assert [m["text"] for m in quoted] == [m["text"] for m in found[1:]]
    assert " ".join(m["text"] for m in quoted).split() == original.split()
    assert all(m["entities"][0]["length"] == units(m["text"]) for m in quoted)
    assert [bool(m["buttons"]) for m in found] == [False, False, True]


async def test_a_long_text_comes_in_parts_and_the_buttons_with_the_last(
    channel: TelegramChannel, api: LocalBotApi
) -> None:
    text = "слово " * 2000 + "👨‍👩‍👧‍👦"
    assert (await channel.send(OLENA, said(text, choices=(Choice("yes", "Ja"),)))).result == "sent"
    found = shown(api)
    assert len(found) == 3
    assert " ".join(m["text"] for m in found).split() == text.split()
    assert [bool(m["buttons"]) for m in found] == [False, False, True]


async def test_parts_that_have_gone_do_not_go_again(channel: TelegramChannel, api: LocalBotApi) -> None:
    message = said("слово " * 2000)
    fault = api.fault("flood", "sendMessage", chat=1001, seconds=60)
    assert (await channel.send(OLENA, message)).result == "retry"
    fault.until = 0
    api.fault("error", "sendMessage", times=1, status=500)
    assert (await channel.send(OLENA, message)).result == "retry"
    channel.pace = Pace()
    assert (await channel.send(OLENA, message)).result == "sent"
    assert len(shown(api)) == 3


async def test_after_a_failure_in_the_middle_only_the_rest_goes(channel: TelegramChannel, api: LocalBotApi) -> None:
    message, task = said("слово " * 2000), None
    fault = api.fault("slow", "sendMessage", seconds=0.2)
    task = asyncio.create_task(channel.send(OLENA, message))
    while not shown(api):
        await asyncio.sleep(0.02)
    api.world.faults.cancel(fault.id)
    broken = api.fault("error", "sendMessage", status=502)
    assert (await task).result == "retry"
    api.world.faults.cancel(broken.id)
    before = len(shown(api))
    assert before >= 1
    assert (await channel.send(OLENA, message)).result == "sent"
    assert len(shown(api)) == 3


@pytest.mark.parametrize("seconds", [5, 37, 3600])
async def test_a_chat_that_must_wait_says_how_long(channel: TelegramChannel, api: LocalBotApi, seconds: int) -> None:
    api.visitor(1002).start()
    api.fault("flood", "sendMessage", chat=1001, seconds=seconds)
    sent = await channel.send(OLENA, said())
    assert (sent.result, round(sent.retry_after)) == ("retry", seconds)
    assert (await channel.send("1002", said())).result == "sent"


async def test_faster_than_the_pace_of_a_chat_waits_without_asking(channel: TelegramChannel, api: LocalBotApi) -> None:
    results = [await channel.send(OLENA, said(str(n), n)) for n in range(1, 8)]
    waiting = [sent for sent in results if sent.result == "retry"]
    assert waiting
    assert all(0 < sent.retry_after <= 1 for sent in waiting)
    assert api.world.limits.breaches == []


async def test_who_blocked_the_bot_is_unreachable_and_it_is_noted(
    channel: TelegramChannel, api: LocalBotApi, parts: Parts
) -> None:
    chat = Chat(parts)
    await chat.take(wrote("привіт"))
    api.visitor(1001).block()
    assert (await channel.send(OLENA, said())).result == "unreachable"
    assert not (await chat.state()).reachable


async def test_who_is_gone_is_unreachable(channel: TelegramChannel, api: LocalBotApi) -> None:
    api.visitor(1001).deactivate()
    assert (await channel.send(OLENA, said())).result == "unreachable"
    assert (await channel.send("99999", said())).result == "unreachable"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_that_is_not_well_is_asked_again(
    channel: TelegramChannel, api: LocalBotApi, status: int
) -> None:
    api.fault("error", "sendMessage", status=status, times=1)
    assert (await channel.send(OLENA, said())).result == "retry"
    assert (await channel.send(OLENA, said())).result == "sent"


@pytest.mark.parametrize("kind", ["refuse", "cut"])
async def test_a_line_that_breaks_is_tried_again(channel: TelegramChannel, api: LocalBotApi, kind: Any) -> None:
    api.fault(kind, "sendMessage", times=1)
    assert (await channel.send(OLENA, said())).result == "retry"


async def test_a_refused_token_keeps_the_message_and_raises_an_alarm(parts: Parts, bot: Telegram) -> None:
    wrong = TelegramChannel(
        url=bot.channel.url,
        token="4242:some-other-token",
        texts=parts.texts,
        names=bot.channel.names,
        reach=bot.channel.reach,
    )
    with capture_logs() as logs:
        assert (await wrong.send(OLENA, said())).result == "retry"
    await wrong.close()
    assert [line["event"] for line in logs] == ["telegram_token_refused"]
    assert "some-other-token" not in repr(logs) + repr(wrong)


async def test_a_button_that_telegram_does_not_like_becomes_a_line(channel: TelegramChannel, api: LocalBotApi) -> None:
    links = (Link("Läs mer", "https://not a host/"),)
    choices = (Choice("yes", "Ja"),)
    assert (await channel.send(OLENA, said("Hej!", links=links, choices=choices))).result == "sent"
    (found,) = shown(api)
    assert found["text"] == "Hej!\nLäs mer: https://not a host/"
    assert len(found["buttons"]) == 1


async def test_what_no_wire_carries_is_left_out(channel: TelegramChannel, api: LocalBotApi) -> None:
    assert (await channel.send(OLENA, said("a\0b\ud800c"))).result == "sent"
    assert shown(api)[0]["text"] == "ab\ufffdc"


async def test_a_text_of_nothing_is_no_message(channel: TelegramChannel, api: LocalBotApi) -> None:
    assert (await channel.send(OLENA, said(" \n "))).result == "sent"
    assert shown(api) == []


async def test_a_group_that_became_another_is_followed(channel: TelegramChannel, api: LocalBotApi) -> None:
    room = api.room("Personal", by=api.visitor(7))
    new = room.upgrade()
    assert (await channel.tell(room.id, Shown("Hej!", ((Button("x", url="https://a.example/"),),)))).result == "sent"
    texts = [str(m.get("text")) for m in new.chat()["messages"]]
    assert "Hej!" in texts
