"""A text as it arrives in a chat: parsed, tidied, measured."""

import re
from collections.abc import Sequence
from typing import Any

from integrations.sandbox.telegram.formatting.draft import Entity, Formatted, Unreadable
from integrations.sandbox.telegram.formatting.found import found_entities
from integrations.sandbox.telegram.formatting.html import parse_html
from integrations.sandbox.telegram.formatting.legacy import parse_legacy
from integrations.sandbox.telegram.formatting.markdown import parse_markdown
from integrations.sandbox.telegram.formatting.utf16 import units
from integrations.sandbox.telegram.refusals import bad_request

PARSERS = {"html": parse_html, "markdownv2": parse_markdown, "markdown": parse_legacy}
LONGEST_SOURCE = 1 << 15
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
GIVEN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "blockquote", "expandable_blockquote", "date_time",
}  # fmt: skip
DROPPED = re.compile(r"[\r\u2028-\u202e]")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x0c\x0e-\x1f]")


def read_text(source: str, mode: str = "", entities: Any = None) -> Formatted:
    """``source`` as the bot marked it up, by ``mode`` or by ``entities``."""
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST_SOURCE:
        raise bad_request("Text is too long")
    mode = mode.lower()
    if source and mode not in {"", "none"}:
        if mode not in PARSERS:
            raise bad_request("Unsupported parse_mode")
        try:
            return PARSERS[mode](source)
        except Unreadable as problem:
            raise bad_request(f"Can't parse entities: {problem}") from None
    given = (_given(entity) for entity in entities) if isinstance(entities, list) else ()
    return Formatted(source, tuple(entity for entity in given if entity))


def tidy_text(raw: Formatted, *, empty: str = "Text must be non-empty") -> Formatted:
    """Without what Telegram takes away: outer blanks, controls, marks of direction. ``empty``: what it says if so."""
    tidy = _without(raw, DROPPED)
    text = CONTROLS.sub(" ", tidy.text)
    left = units(text) - units(text.lstrip())
    stripped = text.strip()
    if not stripped and empty:
        raise bad_request(empty)
    moved = (_moved(entity, left, units(stripped)) for entity in tidy.entities)
    return Formatted(stripped, tuple(entity for entity in moved if entity)[:MOST_ENTITIES])


def seen_text(raw: Formatted) -> Formatted:
    """Tidied, with what Telegram marks by itself."""
    tidy = tidy_text(raw, empty="")
    return Formatted(tidy.text, found_entities(tidy.text, tidy.entities)[:MOST_ENTITIES])


def _given(entity: Any) -> Entity | None:
    words = _fault(entity)
    if words:
        raise bad_request(f"Can't parse MessageEntity: {words}")
    return None if entity["type"] in FOUND else dict(entity)


def _fault(entity: Any) -> str:
    if not isinstance(entity, dict):
        return "expected an Object"
    for name in ("offset", "length"):
        if name not in entity:
            return f'Can\'t find field "{name}"'
        if not isinstance(entity[name], int):
            return f'Field "{name}" must be of type Number'
    return "" if entity.get("type") in GIVEN | FOUND else "Unsupported type specified"


def _without(raw: Formatted, pattern: re.Pattern[str]) -> Formatted:
    """Take characters out, and draw the marks along."""
    gone = [units(raw.text[: match.start()]) for match in pattern.finditer(raw.text)]
    if not gone:
        return raw
    entities = [
        entity
        | {
            "offset": entity["offset"] - _before(gone, entity["offset"]),
            "length": entity["length"] - _before(gone, _end(entity)) + _before(gone, entity["offset"]),
        }
        for entity in raw.entities
    ]
    return Formatted(pattern.sub("", raw.text), tuple(entities))


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _before(gone: Sequence[int], offset: int) -> int:
    return sum(place < offset for place in gone)


def _moved(entity: Entity, left: int, length: int) -> Entity | None:
    begin = max(0, entity["offset"] - left)
    end = min(length, _end(entity) - left)
    return entity | {"offset": begin, "length": end - begin} if end > begin else None
