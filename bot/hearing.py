"""From an event to what it was understood to say: first masked, then understood, beside the event loop."""

import asyncio
from dataclasses import dataclass
from datetime import date

import msgspec

from dialogs.conversation import Conversation
from dialogs.engine import expects
from dialogs.events import IN_WORDS, AnyEvent, PersonChose, PersonEdited
from dialogs.promise import STOCKHOLM
from nlu.masking import mask
from nlu.remembered import Remembered
from nlu.understanding import Understander, Understanding

UNKNOWN_CHOICE = 64
"""Characters shown of a button's value that no question has."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Masked words of a person, and what is open while they are said."""

    text: str
    language: str
    expects: tuple[str, ...]
    today: date
    private: bool
    """They say how to reach the person."""

    @property
    def for_others(self) -> str | None:
        """What somebody else may be asked about: neither a command nor how to reach a person."""
        words = self.text.strip()
        return words if words and not self.private and not words.startswith("/") else None


def utterance_of(event: AnyEvent, conversation: Conversation) -> Utterance | None:
    """The words of ``event``, masked; None when it has none."""
    masked = mask_event(event, conversation)
    if not isinstance(masked, IN_WORDS):
        return None
    return Utterance(
        text=masked.text,
        language=conversation.language,
        expects=expects(conversation, edited=edited_source(event)),
        today=event.at.astimezone(STOCKHOLM).date(),
        private=_asks_contact(conversation),
    )


async def understand(engine: Understander, said: Utterance) -> Understanding:
    """What was said. Working it out takes milliseconds in which other conversations go on."""
    if isinstance(engine, Remembered):
        known = engine.recall(said.text, language=said.language, expects=said.expects, today=said.today)
        if known is not None:
            return known
    return await asyncio.to_thread(
        engine.understand, said.text, language=said.language, expects=said.expects, today=said.today
    )


def mask_event(event: AnyEvent, conversation: Conversation) -> AnyEvent:
    """Numbers that are never kept leave the event before anything else sees it."""
    if isinstance(event, PersonChose):
        return msgspec.structs.replace(event, values=tuple(mask(v[:UNKNOWN_CHOICE]).text for v in event.values))
    if not isinstance(event, IN_WORDS):
        return event
    asked = (conversation.step or "").endswith("organisation_number")
    found = mask(event.text, phone_expected=_asks_contact(conversation), organisation_expected=asked)
    return msgspec.structs.replace(event, text=found.text, masked=found.kinds)


def edited_source(event: AnyEvent) -> str | None:
    """Which message an edit changes."""
    return event.source if isinstance(event, PersonEdited) else None


def _asks_contact(conversation: Conversation) -> bool:
    return (conversation.step or "").endswith(_CONTACT)


_CONTACT = ("contact", "contact_detail", "contact_name", "contact_email", "contact_phone")
