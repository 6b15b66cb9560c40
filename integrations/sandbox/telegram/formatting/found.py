"""What Telegram marks in a text by itself: commands, mentions, addresses."""

import re

from integrations.sandbox.telegram.formatting.draft import Entity, in_order
from integrations.sandbox.telegram.formatting.utf16 import units

DOMAINS = "com|org|net|info|eu|se|ua|ru|io|me|gov|edu|dev|app|example"
PATTERNS = {
    "url": re.compile(
        rf"(?<![\w@.])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:{DOMAINS})\b(?:/[^\s<>\"]*)?)", re.IGNORECASE
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII),
    "bot_command": re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w@/<>])"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}"),
    "phone_number": re.compile(r"(?<![\w+])\+\d[\d ()-]{6,18}\d(?!\w)"),
}
# Inside these nothing is looked for.
OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def found_entities(text: str, given: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """``given`` and what is found outside of what is opaque, in order."""
    taken = [_range(entity) for entity in given if entity["type"] in OPAQUE]
    entities = list(given)
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            words = match[0].rstrip(".,;:!?)'") if kind == "url" else match[0]
            offset = units(text[: match.start()])
            reach = range(offset, offset + units(words))
            if not any(_overlap(reach, other) for other in taken):
                taken.append(reach)
                entities.append({"type": kind, "offset": offset, "length": len(reach)})
    return in_order(entities)


def _range(entity: Entity) -> range:
    return range(entity["offset"], entity["offset"] + entity["length"])


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
