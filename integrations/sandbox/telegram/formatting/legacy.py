"""The first Markdown of Telegram, kept for old bots: four marks, none inside another."""

from integrations.sandbox.telegram.formatting.draft import Draft, Formatted, Unreadable
from integrations.sandbox.telegram.formatting.links import link_entity
from integrations.sandbox.telegram.formatting.utf16 import byte_offset

MARKS = {"_": ("_", "italic"), "*": ("*", "bold"), "`": ("`", "code"), "[": ("]", "text_link")}
ESCAPABLE = "_*`["


def parse_legacy(source: str) -> Formatted:
    """``source`` without its marks, and what they marked."""
    draft, at = Draft(), 0
    while at < len(source):
        if source[at] == "\\" and source[at + 1 : at + 2] in ESCAPABLE and at + 1 < len(source):
            draft.write(source[at + 1])
            at += 2
        elif source[at] in MARKS:
            at = _marked(draft, source, at)
        else:
            draft.write(source[at])
            at += 1
    return draft.finish()


def _marked(draft: Draft, source: str, begin: int) -> int:
    """Read one mark; gives the index after it."""
    closing, kind = MARKS[source[begin]]
    at = begin + 1
    if source.startswith("```", begin):
        closing, kind, at = "```", "pre", begin + 3
    end = source.find(closing, at)
    if end < 0:
        place = byte_offset(source, begin)
        raise Unreadable(f"Can't find end of the entity starting at byte offset {place}")
    offset = draft.offset
    inner = source[at:end]
    draft.write(inner.removeprefix("\n") if kind == "pre" else inner)
    after = end + len(closing)
    if kind != "text_link":
        draft.mark(kind, offset)
        return after
    url, after = _target(source, after, inner)
    if link := link_entity(url):
        draft.mark(str(link.pop("type")), offset, **link)
    return after


def _target(source: str, at: int, inner: str) -> tuple[str, int]:
    if not source.startswith("(", at):
        return inner, at
    end = source.find(")", at)
    return (source[at + 1 :], len(source)) if end < 0 else (source[at + 1 : end], end + 1)
