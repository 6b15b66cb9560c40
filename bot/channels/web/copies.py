"""What a person takes along: the conversation as text, and everything that is kept of them as JSON."""

from collections.abc import Sequence
from datetime import datetime

from bot.channels.personal import personal_data
from bot.channels.web.problems import Words
from bot.channels.web.view import moment_label
from bot.ports import Message, Translation
from bot.render import mark_translation

__all__ = ["personal_data", "transcript_text"]


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
    lines += _original(message, texts)
    lines += [f"{link.label}: {link.url}" for link in (*message.links, *message.attachments)]
    if message.ticket:
        lines.append(f"{texts.say('chat-reference', language)} {message.ticket.reference}")
    return "\n".join(lines)


def _original(message: Message, texts: Words) -> list[str]:
    """What a translation was made of."""
    made = message.translation
    return [mark_translation(message, texts.say), made.original] if isinstance(made, Translation) else []
