"""The parse result as other programs know it: the shape of Rasa's ``POST /model/parse``, with a language beside it."""

import msgspec

from nlu.understanding import Entity, Identified, Intent, Understanding


class Parsed(msgspec.Struct, frozen=True):
    """What is told of a message: no readings, for those belong to a conversation's open question."""

    text: str
    intent: Intent
    intent_ranking: tuple[Intent, ...]
    entities: tuple[Entity, ...]
    language: Identified


def best(heard: Understanding) -> Intent:
    """What the message is most probably about, even where one would rather ask."""
    if not heard.rivals:
        return heard.intent
    return next((i for i in heard.intent_ranking if i.name == heard.rivals[0]), heard.intent)


def parsed(heard: Understanding) -> Parsed:
    """The public part of an understanding."""
    return Parsed(heard.text, best(heard), heard.intent_ranking or (heard.intent,), heard.entities, heard.language)


def encode(heard: Understanding) -> bytes:
    """One JSON object on one line."""
    return msgspec.json.encode(parsed(heard))
