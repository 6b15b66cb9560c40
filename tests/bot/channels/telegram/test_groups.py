"""Groups and channels are declined once and never kept; staff's own group hears of tickets and of nothing else."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from bot.app import Parts
from bot.channels.telegram import Telegram
from bot.channels.telegram.groups import CONNECTED, DISCONNECTED, NO_CODE
from bot.channels.telegram.notices import waited_words
from bot.store.groups import GOOD_FOR, StaffGroups
from integrations.sandbox.telegram.api import LocalBotApi
from tests.bot.channels.telegram.chat import Chat, fields
from tests.bot.channels.telegram.raw import became, edited, pressed, update, wrote
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
GROUP = -100_200


async def heard(chat: Chat, raw: bytes) -> list[str]:
    """What the bot says to what happens in the group."""
    return [str(fields(call).get("text")) for call in await chat.take(raw)]


@pytest.fixture
def chat(parts: Parts) -> Chat:
    return Chat(parts, GROUP)


@pytest.fixture
def groups(parts: Parts) -> StaffGroups:
    return parts.store.groups


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_is_declined_once_in_three_languages(chat: Chat, parts: Parts, kind: str) -> None:
    status = "administrator" if kind == "channel" else "member"
    (words,) = await heard(chat, became(status, chat=GROUP, kind=kind))
    assert all(parts.texts.say("telegram-group", language) in words for language in ("sv", "uk", "en"))
    for raw in (
        wrote("Олена шукає роботу", chat=GROUP, kind=kind),
        wrote("/start", chat=GROUP, kind=kind),
        wrote("/help@StraBot", chat=GROUP, kind=kind),
        edited("x", chat=GROUP, kind=kind),
        update(chat=GROUP, kind=kind, message={"new_chat_members": []}),
    ):
        assert await heard(chat, raw) == []
    assert not await chat.is_there()


async def test_a_message_that_comes_first_is_declined_too(chat: Chat) -> None:
    assert len(await heard(chat, wrote("hej", chat=GROUP, kind="group"))) == 1
    assert await heard(chat, became("member", chat=GROUP, kind="group")) == []


async def test_put_out_and_taken_in_again_it_says_so_again(chat: Chat) -> None:
    await heard(chat, became("member", chat=GROUP, kind="group"))
    assert await heard(chat, became("left", chat=GROUP, kind="group")) == []
    assert len(await heard(chat, became("member", chat=GROUP, kind="group"))) == 1


async def test_a_press_in_a_group_is_only_answered(chat: Chat) -> None:
    calls = await chat.take(pressed("v1:1:menu:person", chat=GROUP, kind="group"))
    assert {call.method for call in calls} <= {"answerCallbackQuery", "sendMessage"}
    assert not await chat.is_there()


@pytest.mark.parametrize("form", ["/connect {}", "/connect@StraBot {}", "/CONNECT {} "])
async def test_a_code_connects_one_group_once(chat: Chat, groups: StaffGroups, form: str) -> None:
    code = await groups.make_code(actor="Eva")
    assert await heard(chat, wrote(form.format(code.lower()), chat=GROUP, kind="group")) == [CONNECTED]
    assert [(g.chat, g.by) for g in await groups.all()] == [(GROUP, "Eva")]
    other = wrote(f"/connect {code}", chat=-7, kind="group")
    assert await heard(chat, other) == [NO_CODE]
    assert await heard(chat, wrote("hej", chat=GROUP, kind="group")) == []


@pytest.mark.parametrize("code", ["", "WRONGWRONG", "../../x", "A" * 40])
async def test_a_wrong_code_connects_nothing_and_guessing_is_not_answered(
    chat: Chat, groups: StaffGroups, code: str
) -> None:
    raw = f"/connect {code}".strip()
    assert await heard(chat, wrote(raw, chat=GROUP, kind="group")) == [NO_CODE]
    assert await heard(chat, wrote(raw, chat=GROUP, kind="group")) == []
    assert await groups.all() == []


async def test_connect_in_a_private_chat_is_nothing_special(parts: Parts, groups: StaffGroups) -> None:
    private = Chat(parts)
    await private.take(wrote(f"/connect {await groups.make_code(actor='Eva')}"))
    assert await groups.all() == []


async def test_disconnecting_ends_it(chat: Chat, groups: StaffGroups) -> None:
    await groups.connect(await groups.make_code(actor="Eva"), GROUP)
    assert await heard(chat, wrote("/disconnect", chat=GROUP, kind="group")) == [DISCONNECTED]
    assert await groups.all() == []
    assert await heard(chat, wrote("/disconnect", chat=GROUP, kind="group")) == []


async def test_a_group_that_puts_the_bot_out_is_disconnected(chat: Chat, groups: StaffGroups) -> None:
    await groups.connect(await groups.make_code(actor="Eva"), GROUP)
    await heard(chat, became("kicked", chat=GROUP, kind="group"))
    assert await groups.all() == []


async def test_a_group_that_became_a_supergroup_stays_connected(chat: Chat, groups: StaffGroups) -> None:
    await groups.connect(await groups.make_code(actor="Eva"), GROUP)
    await heard(chat, update(chat=GROUP, kind="group", message={"migrate_to_chat_id": -100_999}))
    assert [g.chat for g in await groups.all()] == [-100_999]


async def case(parts: Parts, number: int = 1001) -> str:
    """Somebody asks for a person; the case's reference."""
    private = Chat(parts, number)
    await private.take(wrote("мене звати Олена Шевченко", chat=number))
    await private.presses("person")
    return (await private.state()).cases[-1].reference


@pytest.mark.parametrize("settings", [{"PUBLIC_URL": "https://stra.example"}], ids=[""])
async def test_staff_hear_of_a_new_ticket_once_and_nothing_of_the_person(
    parts: Parts, bot: Telegram, api: LocalBotApi, groups: StaffGroups
) -> None:
    room = api.room("Personal", by=api.visitor(7))
    before = await case(parts, 1002)
    await groups.connect(await groups.make_code(actor="Eva"), room.id)
    reference = await case(parts)
    await bot.notices.look()
    await bot.notices.look()
    (notice,) = [m for m in room.chat()["messages"] if m["from"] == "bot"]
    assert notice["text"].splitlines() == [
        f"🔔 Nytt ärende {reference}",
        f"Kö: {parts.texts.say('queue-general', 'sv')}",
        "Prioritet: normal",
        "Har väntat: 0 min",
    ]
    assert notice["buttons"][0][0]["url"] == f"https://stra.example/desk/tickets/{reference}"
    assert before not in str(room.chat())
    assert "Олена" not in notice["text"]


async def test_what_could_not_be_told_is_told_later(
    parts: Parts, bot: Telegram, api: LocalBotApi, groups: StaffGroups
) -> None:
    room = api.room("Personal", by=api.visitor(7))
    await groups.connect(await groups.make_code(actor="Eva"), room.id)
    await case(parts)
    api.fault("error", "sendMessage", times=1, status=502)
    await bot.notices.look()
    assert not [m for m in room.chat()["messages"] if m["from"] == "bot"]
    await bot.notices.look()
    assert len([m for m in room.chat()["messages"] if m["from"] == "bot"]) == 1


async def test_a_group_that_is_gone_is_told_no_more(
    parts: Parts, bot: Telegram, api: LocalBotApi, groups: StaffGroups
) -> None:
    room = api.room("Personal", by=api.visitor(7))
    await groups.connect(await groups.make_code(actor="Eva"), room.id)
    room.kick(by=api.visitor(7).user)
    await case(parts)
    await bot.notices.look()
    assert await groups.all() == []


async def test_an_overdue_ticket_is_told_of_once_more(
    parts: Parts, bot: Telegram, api: LocalBotApi, groups: StaffGroups
) -> None:
    room = api.room("Personal", by=api.visitor(7))
    await groups.connect(await groups.make_code(actor="Eva"), room.id)
    kept = await parts.store.tickets.get(await case(parts))
    assert kept is not None
    due = parts.clock.now() + timedelta(seconds=1)
    ticket = msgspec.structs.replace(kept.ticket, due=due)
    await bot.notices.tell(ticket)
    await asyncio.sleep(1.1)
    for status in ("new", "claimed", "waiting", "parked", "closed"):
        await bot.notices.tell(msgspec.structs.replace(ticket, status=status))
    first = [m["text"].splitlines()[0] for m in room.chat()["messages"] if m["from"] == "bot"]
    assert first == [f"🔔 Nytt ärende {ticket.reference}", f"⏰ Försenat ärende {ticket.reference}"]


@pytest.mark.parametrize(
    "minutes, words", [(0, "0 min"), (59, "59 min"), (60, "1 tim"), (47 * 60, "47 tim"), (48 * 60, "2 dygn")]
)
async def test_waiting_is_told_in_round_words(minutes: int, words: str) -> None:
    assert waited_words(timedelta(minutes=minutes, seconds=59 if minutes else 0)) == words


async def test_a_code_is_good_for_a_quarter_of_an_hour(parts: Parts) -> None:
    clock = HandClock()
    object.__setattr__(parts.store.groups._site, "clock", clock)
    code = await parts.store.groups.make_code(actor="Eva")
    clock.instant += GOOD_FOR
    assert not await parts.store.groups.connect(code, GROUP)
