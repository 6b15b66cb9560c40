"""The person's own line of the transcript: what they wrote, pressed or sent, as they and staff see it."""

from collections.abc import Mapping

import msgspec

from bot import ports
from bot.render import Texts
from dialogs.conversation import Conversation
from dialogs.corrections import answered_by
from dialogs.engine import labels
from dialogs.events import IN_WORDS, AnyEvent, PersonChose, PersonEdited, PersonSent
from dialogs.flow import Flow
from dialogs.flows import FLOWS
from nlu.understanding import Understanding

_SURE = 0.8
"""Confidence from which a message's language is believed rather than the conversation's."""


def own_lines(
    event: AnyEvent,
    before: Conversation,
    *,
    after: Conversation,
    heard: Understanding | None,
    texts: Texts,
    number: int,
    flows: Mapping[str, Flow] = FLOWS,
) -> tuple[ports.Entry, ...]:
    """The line with the id ``number``; none for an event that is not the person's. A button is shown by its words."""
    if isinstance(event, IN_WORDS):
        known = heard.language.name if heard and heard.language.confidence >= _SURE else before.language
        text, language = event.text, known
    elif isinstance(event, PersonChose):
        text, language = _choice_words(event, before, texts, flows), before.language
    else:
        return ()
    message = ports.Message(id=number, at=event.at, sender="person", text=text, language=language, step=before.step)
    if isinstance(event, PersonSent):
        message = _with_file(message, event, texts.say(f"sent-{event.kind}", before.language), before)
    if _is_private(event, before, after):
        words = texts.say("private-answer", before.language)
        message = msgspec.structs.replace(message, text=words, language=before.language)
    return (ports.Entry(message=message),)


def _with_file(message: ports.Message, event: PersonSent, label: str, conversation: Conversation) -> ports.Message:
    """What was sent stands before its caption; the file itself stays with the channel."""
    text = f"{label}\n{event.text}" if event.text else label
    files = (ports.Link(label, f"{conversation.channel}:{event.file}"),) if event.file else ()
    return msgspec.structs.replace(message, text=text, attachments=files)


def _is_private(event: AnyEvent, before: Conversation, after: Conversation) -> bool:
    """The message answered a question whose answers staff must not see, and staff read the chat."""
    flow = FLOWS.get(before.flow or "")
    asked = flow.question(before.step or "") if flow else None
    edited = answered_by(before, event.source) if isinstance(event, PersonEdited) else ()
    return any(q is not None and not q.on_ticket and q.step in after.answers for q in (asked, *edited))


def _choice_words(event: PersonChose, conversation: Conversation, texts: Texts, flows: Mapping[str, Flow]) -> str:
    shown = {c.value: c.label for c in labels(conversation, flows)}
    words = [texts.words(shown[v], conversation.language) if v in shown else v for v in event.values]
    return ", ".join(words)
