"""Updates become turns: once, in order, with what belongs to them, and nothing breaks the others."""

import asyncio
import json
from typing import Any

import pytest

from bot.app import Parts
from bot.channels.telegram.buttons import CHOSEN
from bot.channels.telegram.reach import NOTES
from bot.store import Embedded, Unavailable
from dialogs.events import StaffReplied
from tests.bot.channels.telegram.chat import Chat, fields
from tests.bot.channels.telegram.outage import valkey_away
from tests.bot.channels.telegram.raw import became, edited, pressed, update, wrote

pytestmark = pytest.mark.asyncio


async def test_the_first_word_opens_the_conversation_and_is_heard(chat: Chat) -> None:
    await chat.take(wrote("Шукаю роботу"))
    assert (await chat.keys())[:2] == ["notice-telegram", "menu-ask"]
    assert (await chat.state()).flow == "arrival"
    assert (await chat.state()).language == "uk"


@pytest.mark.parametrize(
    "payload, step",
    [("", "menu"), ("arrival", "arrival.adult"), ("member", "membership.organisation_number"), ("poster7", "menu")],
)
async def test_a_deep_link_opens_its_flow(chat: Chat, payload: str, step: str) -> None:
    await chat.starts(payload)
    state = await chat.state()
    assert (state.step, state.entry) == (step, payload or None)


async def test_a_deep_link_works_in_a_conversation_that_is_open(chat: Chat) -> None:
    await (await chat.starts()).starts("member")
    assert (await chat.state()).step == "membership.organisation_number"
    assert (await chat.keys()).count("notice-telegram") == 1
    await chat.starts()
    assert (await chat.state()).step == "menu"


async def test_start_does_not_change_a_language_that_was_chosen(chat: Chat) -> None:
    await chat.starts()
    await chat.take(pressed("v1:1:menu:language:sv"))
    await chat.starts("member")
    assert (await chat.state()).language == "sv"


@pytest.mark.parametrize("raw", [wrote("привіт", 7), wrote("/start", 7), wrote("/start member", 7)])
async def test_a_hundred_times_the_same_update_has_one_effect(chat: Chat, raw: bytes) -> None:
    await asyncio.gather(*(chat.take(raw) for _ in range(100)))
    assert (await chat.keys()).count("notice-telegram") == 1
    assert len([m for m in await chat.messages() if m.sender == "person"]) == (b"start" not in raw)
    before = len(await chat.messages())
    await chat.take(raw)
    assert len(await chat.messages()) == before


async def test_messages_of_one_chat_take_effect_in_their_order(chat: Chat) -> None:
    await asyncio.gather(*(chat.take(wrote(f"слон {n}")) for n in range(12)))
    own = [m.text for m in await chat.messages() if m.sender == "person"]
    assert own == [f"слон {n}" for n in range(12)]
    assert (await chat.keys()).count("notice-telegram") == 1


async def test_numbers_of_updates_may_begin_anew_anywhere(chat: Chat) -> None:
    await chat.take(wrote("один", 900_000_000))
    await chat.take(wrote("два", 5))
    assert [m.text for m in await chat.messages() if m.sender == "person"] == ["один", "два"]


async def test_a_press_belongs_to_the_question_that_showed_the_button(chat: Chat) -> None:
    await chat.starts("arrival")
    (answer,) = await chat.presses("adult")
    assert fields(answer) == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert (await chat.state()).answers["arrival.adult"].value == "adult"


async def test_a_stale_button_gets_a_fresh_question_and_changes_nothing(chat: Chat) -> None:
    await chat.starts("arrival")
    old = await chat.data_of("adult")
    await chat.presses("adult", "permit")
    await chat.take(pressed(old))
    state = await chat.state()
    assert state.step == "arrival.municipality"
    assert (await chat.keys())[-2:] == ["stale-choice", "arrival-municipality-ask"]


async def test_a_double_tap_counts_once_and_is_answered_twice(chat: Chat) -> None:
    await chat.starts("arrival")
    data = await chat.data_of("adult")
    calls = await asyncio.gather(chat.take(pressed(data, 50)), chat.take(pressed(data, 51)))
    assert [c.method for (c,) in calls] == ["answerCallbackQuery"] * 2
    assert list((await chat.state()).answers) == ["arrival.adult"]


@pytest.mark.parametrize("data", ["", "nonsense", "v1:x", "v9:1:menu:person", "person", "v1:0:menu:~f", "v1:1:menu:=f"])
async def test_data_that_are_not_ours_get_the_open_question(chat: Chat, data: str) -> None:
    await chat.starts()
    (answer,) = await chat.take(pressed(data))
    assert answer.method == "answerCallbackQuery"
    assert (await chat.keys())[-1] == "menu-ask"
    assert (await chat.state()).cases == ()


async def test_a_button_of_a_conversation_that_is_gone_opens_a_new_one(chat: Chat) -> None:
    raw = pressed("v1:9:arrival.stage:permit")
    await chat.take(raw)
    assert await chat.keys() == ["notice-telegram", "menu-ask"]


async def test_danger_is_heard_even_from_a_button_of_long_ago(chat: Chat) -> None:
    await chat.take(pressed("v1:9::danger"))
    assert (await chat.state()).step == "offer.urgent"
    await chat.take(pressed("v1:1::danger"))
    assert (await chat.keys()).count("danger-help") == 2


async def test_several_are_ticked_on_the_keyboard_and_sent_as_one_turn(chat: Chat) -> None:
    await chat.starts("arrival")
    await chat.presses("adult", "permit", "stockholm", "under_12_months")
    asked = (await chat.messages())[-1]
    shown: dict[str, Any] = {"reply_markup": {"inline_keyboard": chat.keyboard(asked)}}
    before = await chat.state()
    for row in (0, 2):
        data = shown["reply_markup"]["inline_keyboard"][row][0]["callback_data"]
        edit, answer = await chat.take(pressed(data, shown=shown))
        assert (edit.method, answer.method) == ("editMessageReplyMarkup", "answerCallbackQuery")
        body = fields(edit)
        assert (body["chat_id"], body["message_id"]) == (chat.number, 9)
        shown["reply_markup"] = body["reply_markup"]
    assert await chat.state() == before
    rows = shown["reply_markup"]["inline_keyboard"]
    assert [row[0]["text"].startswith(CHOSEN) for row in rows[:3]] == [True, False, True]
    done = next(b["callback_data"] for row in rows for b in row if ":=" in b["callback_data"])
    await chat.take(pressed(done, shown=shown))
    assert (await chat.state()).answers["arrival.needs"].values == ("work", "swedish")


async def test_an_empty_selection_is_said_to_be_empty(chat: Chat) -> None:
    await chat.starts("arrival")
    await chat.presses("adult", "permit", "stockholm", "under_12_months")
    before = await chat.state()
    shown = {"reply_markup": {"inline_keyboard": chat.keyboard((await chat.messages())[-1])}}
    (answer,) = await chat.take(pressed(f"v1:{before.open_turn}:arrival.needs:=0", shown=shown))
    assert fields(answer)["text"] == chat.parts.texts.say("telegram-choose-one", "uk")
    assert await chat.state() == before


async def test_a_tick_on_a_message_that_can_no_longer_be_seen_gets_a_fresh_question(chat: Chat) -> None:
    await chat.starts("arrival")
    await chat.presses("adult", "permit", "stockholm", "under_12_months")
    await chat.take(pressed(f"v1:{(await chat.state()).open_turn}:arrival.needs:~1", shown={"date": 0}))
    assert (await chat.keys())[-2:] == ["stale-choice", "arrival-needs-ask"]


async def test_an_edited_answer_is_changed(chat: Chat) -> None:
    await chat.starts("arrival")
    await chat.presses("adult")
    await chat.take(wrote("I have a permit", message={"message_id": 70}))
    assert (await chat.state()).step == "arrival.municipality"
    await chat.take(edited("I am waiting for the decision", message=70))
    assert (await chat.state()).answers["arrival.stage"].value == "waiting"
    assert "edit-taken" in await chat.keys()


async def test_an_edit_of_something_else_is_a_new_message(chat: Chat) -> None:
    await chat.starts()
    await chat.take(edited("Шукаю роботу", message=3))
    assert (await chat.state()).flow == "arrival"


async def test_a_photo_is_a_reference_for_staff(chat: Chat) -> None:
    await chat.starts()
    await chat.presses("person")
    await chat.take(update(message={"photo": [{"file_id": "AgAC"}], "caption": "Ось"}))
    own = [m for m in await chat.messages() if m.attachments]
    assert [(m.attachments[0].url, m.text) for m in own] == [("telegram:AgAC", "[фото]\nОсь")]
    assert "file-with-case" in await chat.keys()


async def test_a_place_is_not_kept(chat: Chat) -> None:
    await chat.starts()
    await chat.take(update(message={"location": {"latitude": 59.33, "longitude": 18.06}}))
    assert not [m for m in await chat.messages() if m.attachments or "59" in m.text]
    assert "file-location" in await chat.keys()


async def test_a_shared_contact_is_an_answer_to_the_question_for_a_number(chat: Chat) -> None:
    await chat.starts("arrival")
    await chat.presses(*"adult permit stockholm under_12_months skip skip skip none basic phone".split())
    await chat.take(update(message={"contact": {"phone_number": "46701740605", "first_name": "О"}}))
    assert (await chat.state()).answers["arrival.contact_detail"].value == "+46701740605"


@pytest.mark.parametrize("content", [{"pinned_message": {}}, {"successful_payment": {}}, {}])
async def test_notices_of_telegram_are_passed_over(chat: Chat, content: dict[str, Any]) -> None:
    assert await chat.take(update(message=content)) == ()
    assert not await chat.is_there()


async def test_who_blocks_the_bot_is_seen_on_the_desk(chat: Chat, parts: Parts) -> None:
    await chat.starts()
    await chat.presses("person")
    (case,) = (await chat.state()).cases
    raw = became("kicked")
    await chat.take(raw)
    await chat.take(raw)
    assert not (await chat.state()).reachable
    await chat.take(became("member"))
    assert (await chat.state()).reachable
    kept = await parts.store.tickets.get(case.reference)
    assert kept is not None
    assert [act.text for act in kept.history if act.action == "noted"] == [NOTES[False], NOTES[True]]


async def test_blocking_before_anything_was_said_is_nothing(chat: Chat) -> None:
    await chat.take(became("kicked"))
    assert not await chat.is_there()


async def test_erasure_forgets_the_person_and_a_later_word_begins_anew(chat: Chat) -> None:
    await chat.starts()
    await chat.take(wrote("/delete"))
    last = pressed(await chat.data_of("yes"), 4000)
    await chat.take(last)
    assert await chat.messages() == []
    await chat.take(last)
    assert await chat.messages() == []
    await chat.take(wrote("привіт"))
    assert (await chat.keys())[0] == "notice-telegram"


async def test_what_cannot_be_read_is_kept_for_staff_and_not_brought_again(chat: Chat, parts: Parts) -> None:
    raw = b'{"update_id":7,"message":{"message_id":"x","secret":"Olena"}}'
    assert await chat.take(raw) == ()
    assert await chat.take(raw) == ()
    (letter,) = await parts.store.dead.list()
    assert (letter.reason, letter.event) == ("unparsable", raw)


async def test_an_update_that_was_not_read_can_be_tried_again_on_the_desk(chat: Chat, parts: Parts) -> None:
    await chat.take(b'{"update_id":7,"message":5}')
    (letter,) = await parts.store.dead.list()
    assert (await parts.turns.replay(letter.id, actor="Eva")).conversation is None
    assert len(await parts.store.dead.list()) == 1

    await parts.store.dead.remove(letter.id, actor="Eva")
    await parts.store.dead.add("telegram", "tg:4242:8", wrote("привіт", 8), "unparsable")
    (letter,) = await parts.store.dead.list()
    assert (await parts.turns.replay(letter.id, actor="Eva")).conversation is not None
    assert await parts.store.dead.list() == []
    assert [m.text for m in await chat.messages() if m.sender == "person"] == ["привіт"]


async def test_a_store_that_is_away_makes_the_update_come_again(chat: Chat, valkey: Embedded) -> None:
    async with valkey_away(valkey):
        with pytest.raises(Unavailable):
            await chat.take(wrote("привіт", 7))
    await chat.take(wrote("привіт", 7))
    assert [m.text for m in await chat.messages() if m.sender == "person"] == ["привіт"]


async def test_updates_of_unknown_kinds_are_passed_over(chat: Chat) -> None:
    assert await chat.take(b'{"update_id":7,"chat_boost":{"x":1}}') == ()
    inline = json.dumps({"update_id": 8, "callback_query": {"id": "5", "from": {"id": 1}, "data": "x"}}).encode()
    assert [c.method for c in await chat.take(inline)] == ["answerCallbackQuery"]


async def test_two_people_and_two_bots_never_share_a_conversation(chat: Chat, parts: Parts) -> None:
    names = chat.parts.telegram
    assert names is not None
    one, other = Chat(parts), Chat(parts, 1002)
    await one.take(wrote("привіт", chat=1001))
    await other.take(wrote("hello", chat=1002))
    assert one.conversation != other.conversation
    assert "1001" not in one.conversation
    assert [m.text for m in await other.messages() if m.sender == "person"] == ["hello"]


async def test_staffs_answer_waits_in_the_outbox(chat: Chat, parts: Parts) -> None:
    await chat.starts()
    await chat.presses("person")
    (case,) = (await chat.state()).cases
    await parts.store.tickets.claim(case.reference, actor="Eva", at=parts.clock.now(), key="k")
    event = StaffReplied(id="r", at=parts.clock.now(), reference=case.reference, staff="Eva", text="Hej!")
    await parts.turns.take(chat.conversation, event)
    assert (await chat.messages())[-1].delivery == "waiting"
