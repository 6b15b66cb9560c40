"""MarkdownV2 as Telegram reads it: what is not escaped is a mark, and a mark that is not closed is refused."""

from dataclasses import dataclass

from integrations.sandbox.telegram.formatting.draft import Draft, Formatted, Unreadable
from integrations.sandbox.telegram.formatting.links import link_entity
from integrations.sandbox.telegram.formatting.utf16 import byte_offset

RESERVED = "_*[]()~`>#+-=|{}.!\n"
# Longer marks before those that they begin with.
MARKS = {
    "__": "underline",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "||": "spoiler",
    "```": "pre",
    "`": "code",
    "![": "custom_emoji",
    "[": "text_link",
}
CLOSING = {
    "underline": "__",
    "italic": "_",
    "bold": "*",
    "strikethrough": "~",
    "spoiler": "||",
    "pre": "```",
    "code": "`",
    "text_link": "]",
    "custom_emoji": "]",
}
# How Telegram calls the marks when it cannot find their end.
NAMES = {
    "underline": "Underline",
    "italic": "Italic",
    "bold": "Bold",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "pre": "Pre",
    "code": "Code",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
EMOJI = "tg://emoji?id="


def parse_markdown(source: str) -> Formatted:
    """``source`` without its marks, and what they marked."""
    return _Markdown(source).read()


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    language: str
    offset: int
    index: int
    begin: int


class _Markdown:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._draft = Draft()
        self._open: list[_Mark] = []
        self._quoting = False

    def read(self) -> Formatted:
        while self._at < len(self._source):
            self._step()
        if self._quoting and self._open[-1].kind == "blockquote":
            self._mark_quote(self._open.pop())
        if self._open:
            raise self._endless(self._open[-1])
        return self._draft.finish()

    @property
    def _inside(self) -> str:
        return self._open[-1].kind if self._open else ""

    def _follows(self, mark: str) -> bool:
        return self._source.startswith(mark, self._at)

    def _step(self) -> None:
        if escaped := self._escaped():
            self._draft.write(escaped)
        elif self._source[self._at] not in ("`" if self._inside in {"pre", "code"} else RESERVED):
            self._draft.write(self._source[self._at])
            self._at += 1
        elif self._closes():
            self._close()
        else:
            self._begin()

    def _escaped(self) -> str:
        following = self._source[self._at + 1 : self._at + 2]
        if self._source[self._at] != "\\" or not following or not 0 < ord(following) <= 126:
            return ""
        self._at += 2
        return following

    def _closes(self) -> bool:
        if not self._open:
            return False
        if self._quoting and self._source[self._at] == "\n" and self._source[self._at + 1 : self._at + 2] != ">":
            return True
        if self._inside == "italic":
            return self._follows("_") and not self._follows("__")
        return self._inside in CLOSING and self._follows(CLOSING[self._inside])

    def _begin(self) -> None:
        index = self._at
        if self._follows("\n"):
            self._new_line()
            return
        if self._follows(">") and index == 0:
            self._at += 1
            self._open_quote(index)
            return
        mark = next((mark for mark in MARKS if self._follows(mark)), None)
        if mark is None:
            character = self._source[index]
            raise Unreadable(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        self._at += len(mark)
        language = self._language() if mark == "```" else ""
        self._push(MARKS[mark], index, language)

    def _push(self, kind: str, index: int, language: str = "") -> None:
        self._open.append(_Mark(kind, language, self._draft.offset, index, len(self._draft.letters)))

    def _new_line(self) -> None:
        """A line break; the next line may be the first of a quotation, or go on with one."""
        index = self._at
        self._draft.write("\n")
        self._at += 1
        if self._follows(">"):
            self._at += 1
            if not self._quoting:
                self._open_quote(index)

    def _open_quote(self, index: int) -> None:
        self._push("blockquote", index)
        self._quoting = True

    def _language(self) -> str:
        end = self._at
        while end < len(self._source) and not self._source[end].isspace() and self._source[end] != "`":
            end += 1
        language = ""
        if end < len(self._source) and self._source[end] != "`":
            language, self._at = self._source[self._at : end], end
        for line_break in ("\r\n", "\n\r", "\n", "\r"):
            if self._follows(line_break):
                self._at += len(line_break)
                break
        return language

    def _close(self) -> None:
        mark = self._open.pop()
        if self._source[self._at] == "\n" and mark.kind != "blockquote":
            raise self._endless(mark)
        match mark.kind:
            case "blockquote":
                self._draft.write("\n")
                self._at += 1
                self._mark_quote(mark)
            case "text_link" | "custom_emoji":
                self._at += 1
                self._mark_link(mark)
            case kind:
                self._at += len(CLOSING[kind])
                self._draft.mark(kind, mark.offset, **({"language": mark.language} if mark.language else {}))

    def _mark_quote(self, mark: _Mark) -> None:
        self._quoting = False
        self._draft.mark("blockquote", mark.offset)

    def _mark_link(self, mark: _Mark) -> None:
        if mark.kind == "custom_emoji":
            self._mark_emoji(mark)
            return
        url = self._url("URL") if self._follows("(") else self._draft.since(mark.begin)
        if link := link_entity(url):
            self._draft.mark(str(link.pop("type")), mark.offset, **link)

    def _mark_emoji(self, mark: _Mark) -> None:
        if not self._follows("("):
            raise Unreadable("Custom emoji entity must contain a tg://emoji URL")
        url = self._url("custom emoji URL")
        number = url.removeprefix(EMOJI)
        if not url.startswith(EMOJI) or not number.isdecimal():
            raise Unreadable("Custom emoji URL must have an emoji identifier")
        self._draft.mark("custom_emoji", mark.offset, custom_emoji_id=number)

    def _url(self, what: str) -> str:
        self._at += 1
        begin, letters = self._at, ""
        while self._at < len(self._source) and self._source[self._at] != ")":
            escaped = self._escaped()
            letters += escaped or self._source[self._at]
            self._at += not escaped
        if self._at >= len(self._source):
            raise Unreadable(f"Can't find end of a {what} at byte offset {byte_offset(self._source, begin)}")
        self._at += 1
        return letters

    def _endless(self, mark: _Mark) -> Unreadable:
        name = "PreCode" if mark.language else NAMES[mark.kind]
        return Unreadable(f"Can't find end of {name} entity at byte offset {byte_offset(self._source, mark.index)}")
