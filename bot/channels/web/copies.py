"""What a person takes along: the conversation as text, and everything that is kept of them as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.channels.web.problems import Words
from bot.channels.web.view import moment_label
from bot.ports import Message
from bot.store import Store
from dialogs import codec
from dialogs.conversation import Conversation

_READING = "web-read"


def transcript_text(messages: Sequence[Message], texts: Words, *, language: str, now: datetime) -> str:
    """The conversation for reading and printing."""
    head = [
        texts.say("chat-file-heading", language),
        texts.say("chat-file-made", language, time=moment_label(now, language)),
    ]
    said = [_paragraph(message, texts, language) for message in messages]
    # Plain text has no place to say how it is encoded, but for this mark; and old editors need both line ends.
    return "\ufeff" + "\n\n".join(["\n".join(head), *said, ""]).replace("\n", "\r\n")


def _paragraph(message: Message, texts: Words, language: str) -> str:
    sender = texts.say(f"chat-sender-{message.sender}", language)
    tag = f" ({texts.say('chat-bot-tag', language)})" if message.sender == "bot" else ""
    lines = [f"{sender}{tag}, {moment_label(message.at, language)}", message.text]
    lines += [f"{link.label}: {link.url}" for link in (*message.links, *message.attachments)]
    if message.ticket:
        lines.append(f"{texts.say('chat-reference', language)} {message.ticket.reference}")
    return "\n".join(lines)


async def personal_data(store: Store, conversation: str, messages: Sequence[Message], *, now: datetime) -> bytes:
    """Everything that is kept of the person in this conversation."""
    state = await _state(store, conversation)
    kept = [await store.tickets.get(case.reference) for case in state.cases]
    told: dict[str, Any] = {
        "made": now,
        "conversation": msgspec.to_builtins(state),
        "messages": messages,
        "answers": {step: answer.values for step, answer in state.answers.items()},
        # Who of the staff has the case is not the person's data.
        "cases": [msgspec.structs.replace(one.ticket, assignee=None) for one in kept if one],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


async def _state(store: Store, conversation: str) -> Conversation:
    """What is remembered. Reading counts as a try of an event, so the try is taken back."""
    loaded = await store.conversations.load(conversation, _READING)
    await store.conversations.clear_try(conversation, _READING)
    return codec.decode(loaded.conversation) if loaded.conversation else Conversation(id=conversation, channel="web")
