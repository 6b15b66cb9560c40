"""Everything that is kept of a person in a conversation: what ``/data`` gives them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.ports import Message
from bot.store import Store
from bot.store.translations import beside
from dialogs import codec
from dialogs.conversation import Conversation

_READING = "personal-read"


async def personal_data(store: Store, conversation: str, messages: Sequence[Message], *, now: datetime) -> bytes:
    """All of it, as JSON for reading."""
    state = await state_of(store, conversation)
    kept = [await store.tickets.get(case.reference) for case in state.cases]
    told: dict[str, Any] = {
        "made": now,
        "conversation": msgspec.to_builtins(state),
        "messages": beside(messages, await store.translations.read(conversation)),
        "answers": {step: answer.values for step, answer in state.answers.items()},
        # Who of the staff has the case is not the person's data.
        "cases": [msgspec.structs.replace(one.ticket, assignee=None) for one in kept if one],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


async def state_of(store: Store, conversation: str) -> Conversation:
    """What is remembered. Reading counts as a try of an event, so the try is taken back."""
    loaded = await store.conversations.load(conversation, _READING)
    await store.conversations.clear_try(conversation, _READING)
    return codec.decode(loaded.conversation) if loaded.conversation else Conversation(id=conversation, channel="web")
