"""HTML as Telegram reads it: a few tags; everything else is refused with its place."""

import re
from dataclasses import dataclass

from integrations.sandbox.telegram.formatting.draft import Draft, Formatted, Unreadable
from integrations.sandbox.telegram.formatting.links import link_entity
from integrations.sandbox.telegram.formatting.utf16 import byte_offset, has_surrogates

PLAIN = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
}
TAGS = {*PLAIN, "a", "pre", "code", "blockquote", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
SPACE = " \t\r\n\0\v"
LONGEST_REFERENCE = 10


def parse_html(source: str) -> Formatted:
    """``source`` without its tags, and what they marked."""
    return _Html(source).read()


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    offset: int
    begin: int


class _Html:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._draft = Draft()
        self._open: list[_Tag] = []

    def read(self) -> Formatted:
        while self._here:
            if self._here == "&":
                self._draft.write(self._character())
            elif self._here != "<":
                self._draft.write(self._here)
                self._at += 1
            elif self._source.startswith("</", self._at):
                self._end()
            else:
                self._start()
        if self._open:
            raise Unreadable(f"Can't find end tag corresponding to start tag {self._open[-1].name}")
        return self._finish()

    @property
    def _here(self) -> str:
        return self._source[self._at : self._at + 1]

    def _character(self) -> str:
        """One character that may be written as a reference; an unknown reference is just text."""
        found = REFERENCE.match(self._source, self._at)
        character = _referred(found) if found else ""
        self._at += len(found[0]) if found and character else 1
        return character or "&"

    def _until(self, stop: str) -> str:
        begin = self._at
        while self._here and self._here not in stop:
            self._at += 1
        return self._source[begin : self._at]

    def _skip_space(self) -> None:
        while self._here and self._here in SPACE:
            self._at += 1

    def _place(self, index: int) -> str:
        return f"at byte offset {byte_offset(self._source, index)}"

    def _start(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(SPACE + ">").lower()
        if not self._here:
            raise Unreadable(f"Unclosed start tag {self._place(begin)}")
        if name not in TAGS:
            raise Unreadable(f'Unsupported start tag "{name}" {self._place(begin)}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise Unreadable(f'Tag "span" must have class "tg-spoiler" {self._place(begin)}')
        self._open.append(_Tag(name, argument, self._draft.offset, len(self._draft.letters)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._here == ">":
                self._at += 1
                return argument
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._until(SPACE + ("=>" if tag == "blockquote" else "="))
        if not name:
            problem = f'Empty attribute name in the tag "{tag}"' if self._here else "Unclosed start tag"
            raise Unreadable(f"{problem} {self._place(begin)}")
        self._skip_space()
        if tag == "blockquote" and name == "expandable":
            return name, name
        if self._here != "=":
            raise Unreadable(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" {self._place(begin)}'
            )
        self._at += 1
        self._skip_space()
        if not self._here:
            raise Unreadable(f'Unclosed start tag "{tag}" {self._place(begin)}')
        value = self._quoted() if self._here in "'\"" else self._token()
        if not self._here:
            raise Unreadable(f"Unclosed start tag {self._place(begin)}")
        return name, value

    def _quoted(self) -> str:
        quote = self._here
        self._at += 1
        letters = ""
        while self._here and self._here != quote:
            if self._here == "&":
                letters += self._character()
            else:
                letters += self._here
                self._at += 1
        self._at += bool(self._here)
        return letters

    def _token(self) -> str:
        begin = self._at
        while self._here and ((self._here.isascii() and self._here.isalnum()) or self._here in ".-"):
            self._at += 1
        if self._here and self._here not in SPACE + ">":
            raise Unreadable(f"Unexpected end of name token {self._place(begin)}")
        return self._source[begin : self._at].lower()

    def _end(self) -> None:
        begin = self._at
        if not self._open:
            raise Unreadable(f"Unexpected end tag {self._place(begin)}")
        self._at += 2
        name = self._until(SPACE + ">").lower()
        self._skip_space()
        if self._here != ">":
            raise Unreadable(f"Unclosed end tag {self._place(begin)}")
        self._at += 1
        tag = self._open.pop()
        if name not in {"", tag.name}:
            raise Unreadable(f'Unmatched end tag {self._place(begin)}, expected "</{tag.name}>", found "</{name}>"')
        self._mark(tag)

    def _mark(self, tag: _Tag) -> None:
        draft = self._draft
        match tag.name:
            case "a":
                if link := link_entity(tag.argument or draft.since(tag.begin)):
                    draft.mark(str(link.pop("type")), tag.offset, **link)
            case "pre" | "code":
                self._mark_code(tag)
            case "blockquote":
                draft.mark("expandable_blockquote" if tag.argument else "blockquote", tag.offset)
            case "tg-emoji":
                if not tag.argument.isdecimal() or int(tag.argument) == 0:
                    raise Unreadable("Invalid custom emoji identifier specified")
                draft.mark("custom_emoji", tag.offset, custom_emoji_id=tag.argument)
            case name:
                draft.mark(PLAIN[name], tag.offset)

    def _mark_code(self, tag: _Tag) -> None:
        """``<pre><code class="language-x">`` is one mark with a language."""
        before = self._draft.entities[-1] if self._draft.entities else {}
        same = before.get("offset") == tag.offset and tag.offset + before.get("length", 0) == self._draft.offset
        if same and tag.name == "pre" and before["type"] == "code" and before.get("language"):
            before["type"] = "pre"
        elif tag.name == "code" and tag.argument:
            self._draft.mark("code", tag.offset, language=tag.argument)
        else:
            self._draft.mark(tag.name, tag.offset)

    def _finish(self) -> Formatted:
        for entity in self._draft.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        whole = self._draft.finish()
        if has_surrogates(whole.text):
            raise Unreadable(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
                "code units"
            )
        return whole


def _referred(found: re.Match[str]) -> str:
    """The character of a reference, or nothing."""
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return NAMED.get(name, "")
    code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    too_long = len(found[0].rstrip(";")) >= LONGEST_REFERENCE
    return "" if too_long or not 0 < code < 0x10FFFF else chr(code)


def _argument(tag: str, name: str, value: str) -> str:
    """What an attribute means for its tag; most mean nothing."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("blockquote", "expandable"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
    return ""
