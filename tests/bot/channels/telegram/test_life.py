"""The running service and the people who use it in Telegram: everything at once, as it happens."""

import asyncio
import json

import pytest

from bot.app import Parts
from bot.channels.telegram.buttons import CHOSEN
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.room import Room
from tests.bot.channels.telegram.conftest import AT_ONCE
from tests.conversation import TO_REVIEW
from tests.journeys.telegram import PUBLIC, TelegramPerson, TelegramService, until

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("settings", [AT_ONCE], ids=[""])
async def test_an_answer_in_own_words_is_corrected_by_editing_it(olena: TelegramPerson) -> None:
    await olena.starts("arrival")
    await olena.presses("adult", "permit", "stockholm", "under_12_months", "work,internship")
    await (await olena.says("зварник, 12 років")).expects("arrival.occupation_confirm")
    await (await olena.edits("зварник, 6 років")).expects("arrival.occupation_confirm", "edit-taken")
    assert (await olena.state()).answers["arrival.years"].value == "6"


@pytest.mark.parametrize("settings", [AT_ONCE], ids=[""])
async def test_ticks_are_shown_at_once_and_taken_away_again(olena: TelegramPerson) -> None:
    await olena.starts("arrival")
    await olena.presses("adult", "permit", "stockholm", "under_12_months")
    turn = (await olena.state()).turn
    await olena.ticks("work")
    await olena.ticks("housing")
    await olena.ticks("work")
    assert len([b for b in olena.buttons() if b["text"].startswith(CHOSEN)]) == 1
    assert (await olena.state()).turn == turn
    await olena.presses("skip")


@pytest.mark.parametrize("settings", [AT_ONCE], ids=[""])
async def test_a_photo_a_voice_and_a_contact(olena: TelegramPerson) -> None:
    await olena.starts("arrival")
    await (await olena.sends(lambda v: v.send_photo(b"jpg"))).expects("arrival.adult", "file-without-case")
    await (await olena.sends(lambda v: v.send_voice(b"ogg"))).expects("arrival.adult", "file-voice")
    await olena.presses(*"adult permit stockholm under_12_months skip skip skip none basic phone".split())
    await (await olena.sends(lambda v: v.send_contact("46701740605"))).expects("arrival.safe_time")


async def test_the_copy_of_what_is_kept_comes_as_a_file(olena: TelegramPerson, api: LocalBotApi) -> None:
    await olena.starts("arrival")
    await olena.presses("adult")
    await (await olena.says("/data")).expects("arrival.stage", "data-copy-file")
    await until(lambda: api.calls("sendDocument"))
    (call,) = api.calls("sendDocument")
    upload = call.uploads["document"] if hasattr(call, "uploads") else None
    if upload is not None:
        kept = json.loads(upload.content)
        assert kept["answers"] == {"arrival.adult": ["adult"]}


async def test_erased_on_request_the_last_word_still_arrives(olena: TelegramPerson) -> None:
    await olena.starts("arrival")
    await olena.says("/delete")
    olena.visitor.press(olena.data_of("yes"))
    words = olena.parts.texts.say("erased", "uk")
    await until(lambda: olena.shown[-1] == words)
    assert await olena.transcript() == []


async def test_one_chat_that_must_wait_a_minute_delays_no_other(service: TelegramService, api: LocalBotApi) -> None:
    slow, people = service.person(1), [service.person(n) for n in range(2, 7)]
    await slow.starts()
    api.fault("flood", "sendMessage", chat=1, seconds=60)
    slow.visitor.write("/menu")
    await asyncio.sleep(0.5)
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(person.starts("arrival") for person in people))
    assert asyncio.get_running_loop().time() - begun < 10
    assert [entry.message.delivery for entry in await slow.transcript()][-1] == "waiting"
    assert api.world.limits.breaches == []


async def test_many_people_at_once_stay_within_telegrams_limits(service: TelegramService, api: LocalBotApi) -> None:
    people = [service.person(n) for n in range(1, 26)]
    await asyncio.gather(*(person.starts("arrival") for person in people))
    await asyncio.gather(*(person.presses("adult") for person in people))
    assert api.world.limits.breaches == []
    for person in people:
        assert (await person.state()).step == "arrival.stage"


async def test_who_comes_back_after_blocking_is_answered_again(olena: TelegramPerson, api: LocalBotApi) -> None:
    await olena.starts()
    await olena.presses("person")
    olena.visitor.block()
    await until(lambda: _unreachable(olena))
    olena.visitor.unblock()
    await until(lambda: _reachable(olena))
    await (await olena.says("я знову тут")).expects(None, "case-added")
    assert (await olena.state()).reachable


@pytest.mark.parametrize("settings", [PUBLIC], ids=[""])
async def test_by_webhook_an_outage_of_ours_loses_nothing(service: TelegramService, parts: Parts) -> None:
    person = service.person()
    parts.shutdown.set()
    person.visitor.start("arrival")
    await asyncio.sleep(0.5)
    assert service.api.world.updates.waiting()
    parts.shutdown.clear()
    await until(lambda: not service.api.world.updates.waiting())
    await person.quiet()
    assert (await person.state()).step == "arrival.adult"


async def test_a_group_of_staff_is_connected_and_hears_of_a_case_within_seconds(
    service: TelegramService, api: LocalBotApi
) -> None:
    eva = api.visitor(7, first_name="Eva")
    room = api.room("Personal", by=eva)
    code = await service.parts.store.groups.make_code(actor="Eva")
    eva.write(f"/connect {code}", chat=room.inner)
    await until(lambda: _says(room, "Klart."))
    person = service.person()
    await person.starts()
    await person.presses("person")
    await until(lambda: _says(room, f"🔔 Nytt ärende {person.reference}"))
    assert len([m for m in room.chat()["messages"] if str(m.get("text")).startswith("🔔")]) == 1


async def test_the_whole_form_by_words_alone(olena: TelegramPerson) -> None:
    await olena.starts("arrival")
    for words in ("мені 30 років", "маю дозвіл на проживання", "Стокгольм", "пів року"):
        await olena.says(words)
    await olena.expects("arrival.needs")


@pytest.mark.parametrize("settings", [AT_ONCE], ids=[""])
async def test_to_the_review_and_a_change_by_button(olena: TelegramPerson) -> None:
    await olena.starts()
    await olena.presses(*TO_REVIEW)
    await olena.presses("change:arrival.stage", "permit")
    await olena.expects("arrival.review")


def _says(room: Room, words: str) -> bool:
    return any(str(m.get("text")).startswith(words) for m in room.chat()["messages"])


async def _reachable(person: TelegramPerson) -> bool:
    return (await person.state()).reachable


async def _unreachable(person: TelegramPerson) -> bool:
    return not (await person.state()).reachable
