"""What stands on a page: its title, its language and its words. Pure.

Nothing of it is believed: the words are data to be shown escaped and to be searched, and a page that was made to keep
a parser busy keeps it busy for a moment only.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from time import monotonic

import regex

HTML = frozenset({"text/html", "application/xhtml+xml"})
PLAIN = "text/plain"
PIECE = 16_384
UNENDED = 65_536
"""Characters of one tag or comment after which no end is waited for."""
BUSY = 1.0
"""Seconds for one page."""
MOST = 60_000
"""Characters kept of the beginning of a page, and as many of its end, where the small print is."""
_LATIN = frozenset({"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"})
_CHARSETS = dict.fromkeys(_LATIN, "cp1252") | {
    name: name
    for name in ("utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1251", "koi8-u", "koi8-r", "iso-8859-5",
                 "iso-8859-15", "windows-1250")
}  # fmt: skip
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{2,20})""", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
_INVISIBLE = regex.compile(r"\p{C}+")
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})
_NAMING = frozenset({"description", "author", "og:site_name", "og:title", "application-name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it was ``at``; ``url`` is where it was in the end, ``sha256`` is of its bytes as they were unpacked.

    ``also`` is what it says of itself where nobody sees it. Untrusted words, all of them.
    """

    url: str
    host: str
    at: datetime
    title: str
    language: str
    text: str
    also: str
    sha256: str
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """What was read off a page."""

    title: str = ""
    language: str = ""
    text: str = ""
    also: str = ""


def words_of(body: bytes, kind: str, charset: str | None) -> Words:
    """The words of ``body``, whose type is ``kind``."""
    text = decoded(body, charset, html=kind in HTML)
    if kind == PLAIN:
        return Words(text=ends(clean(text)))
    reader = _Reader()
    reader.read(text)
    return reader.words()


def decoded(body: bytes, charset: str | None, *, html: bool) -> str:
    """``body`` as text: as its first bytes, the server, or the page itself says; never an error."""
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:].decode("utf-8", "replace")
    declared = _DECLARED.search(body[:2048]) if html and not charset else None
    name = charset or (declared[1].decode("ascii") if declared else "")
    if encoding := _CHARSETS.get(name.lower()):
        return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8" if name else "cp1252", "replace")


def clean(text: str) -> str:
    """One line of ``text`` without anything that cannot be seen or turns what stands around it."""
    return " ".join(_INVISIBLE.sub("", " ".join(text.split())).split())


def ends(text: str) -> str:
    """The beginning and the end of ``text``."""
    return text if len(text) <= 2 * MOST else f"{text[:MOST]} {text[-MOST:]}"


@dataclass(slots=True)
class _Found:
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    language: str = ""


class _Reader(HTMLParser):
    """Reads in pieces, so that what has no end is noticed, and never "closes", which can take hours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found = _Found()
        self._unseen: list[str] = []
        self._in_title = False

    def read(self, text: str) -> None:
        """As much of ``text`` as can be read in a moment."""
        until = monotonic() + BUSY
        for start in range(0, len(text), PIECE):
            self.feed(text[start : start + PIECE])
            if len(self.rawdata) > UNENDED or monotonic() > until:
                return
        if self.rawdata and "<" not in self.rawdata:
            self.handle_data(self.rawdata)

    def words(self) -> Words:
        """What was read."""
        found = self._found
        title = clean("".join(found.title))
        also = ends(clean(" ".join([title, *found.also])))
        return Words(title, found.language, ends(clean(" ".join(found.text))), also)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self._found.language = self._language(given)
            case "meta" if given.get("name", given.get("property", "")).lower() in _NAMING:
                self._found.also.append(given.get("content", ""))
            case "img":
                self._found.also.append(given.get("alt", ""))
            case "title":
                self._in_title = not self._found.title
            case "body":
                self._unseen.clear()
            case _ if tag in _UNSEEN and len(self._unseen) < 100:
                self._unseen.append(tag)
            case _:
                pass

    def _language(self, given: dict[str, str]) -> str:
        found = given.get("lang") or given.get("xml:lang") or ""
        return found if _LANGUAGE.fullmatch(found) else self._found.language

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that ends itself hides nothing behind it."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends, and all that was open within it."""
        if tag == "title":
            self._in_title = False
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._in_title:
            self._found.title.append(data)
        elif not self._unseen:
            self._found.text.append(data)
