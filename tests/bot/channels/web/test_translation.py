"""What a machine translated is marked on the page and in the copies, with the original beside it."""

import json

import pytest

from bot.ports import Translated
from dialogs.events import PersonWrote, StaffReplied
from tests.bot.channels.web.conftest import Caller

pytestmark = pytest.mark.asyncio


async def translated(caller: Caller) -> str:
    """The conversation of a person whom staff have answered twice through a machine."""
    await caller.form("/chat/start", {"language": "uk", "entry": ""})
    conversation = caller.http.cookies["chat"].partition(".")[0]
    await caller.form("/chat/say", {"id": "1", "only": "person"})
    store, turns, now = caller.chat.store, caller.chat.turns, caller.chat.clock.now()
    entries = await store.conversations.transcript(conversation)
    (case,) = {entry.message.ticket.reference for entry in entries if entry.message.ticket}
    await store.tickets.claim(case, actor="anna", at=now, key="claim")
    for edited in (False, True):
        reply = StaffReplied(
            id=f"reply-{edited}",
            at=now,
            reference=case,
            staff="anna",
            text="Hej <b>!",
            translation="Вітаю <b>!",
            engine="DeepL",
            target="uk",
            edited=edited,
        )
        await turns.take(conversation, reply)
    return conversation


async def test_a_translation_is_marked_and_the_original_unfolds_without_script(caller: Caller) -> None:
    await translated(caller)
    page = (await caller.http.get("/chat")).text
    assert 'lang="uk" dir="auto">Вітаю &lt;b&gt;!</p>' in page
    folded = '<details class="original"><summary>{}</summary><p lang="sv" dir="auto">Hej &lt;b&gt;!</p></details>'
    assert folded.format("Машинний переклад. Показати оригінал") in page
    assert folded.format("Машинний переклад, виправлений працівником. Показати оригінал") in page


async def test_copies_have_the_translation_and_the_original(caller: Caller) -> None:
    conversation = await translated(caller)
    now = caller.chat.clock.now()
    await caller.chat.turns.take(conversation, PersonWrote(id="w", at=now, text="Дякую!"))
    entries = await caller.chat.store.conversations.transcript(conversation)
    said = next(e.message.id for e in entries if e.message.text == "Дякую!")
    await caller.chat.store.translations.save(conversation, {said: Translated("Tack!", "DeepL")})
    text = (await caller.http.get("/chat/transcript.txt")).content.decode("utf-8-sig")
    assert "Вітаю <b>!\r\nМашинний переклад (DeepL). Можливі помилки. Мова оригіналу: шведська.\r\nHej <b>!" in text
    messages = json.loads((await caller.http.get("/chat/data")).content)["messages"]
    assert messages[said - 1]["translation"] == {
        "original": "Дякую!",
        "language": "uk",
        "engine": "DeepL",
        "text": "Tack!",
    }
    replies = [message["translation"] for message in messages if message["from"] == "staff"]
    assert replies == [
        {"original": "Hej <b>!", "language": "sv", "engine": "DeepL"},
        {"original": "Hej <b>!", "language": "sv", "engine": "DeepL", "edited": True},
    ]
