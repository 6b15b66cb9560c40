"""What our words look like in a case system, and how they are known again there. Pure."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from stdnum.se import personnummer

from integrations.cases.port import CaseMessage
from integrations.errors import Malformed

LONGEST = 3000
"""Characters of one value."""
OVERLAP = timedelta(minutes=10)
"""What is written later may carry an earlier time: so far back it is looked for again."""
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_SENDERS = {"person": "Personen i chatten", "staff": "Personal", "bot": "Chatten"}
_LANGUAGES = {"sv": "svenska", "uk": "ukrainska", "en": "engelska", "ru": "ryska"}
_NUMBER = re.compile(r"(?<![\d-])(?:\d{2})?\d{6}[-+ ]?\d{4}(?![\d-])", re.ASCII)
_MARK = re.compile(r"(?:\A|\n)\(Meddelande-id: ([\w.:-]{1,200})\)\s*\Z", re.ASCII)
_SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_GONE = "[personnummer borttaget]"
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})
_UNSEEN = frozenset({"script", "style", "head", "title", "blockquote"})
"""What is quoted is known to the person, and may be a message of ours."""


def without_personal_numbers(text: str) -> str:
    """Personal identity numbers have no business there."""
    return _NUMBER.sub(lambda found: _GONE if _is_personal(found.group()) else found.group(), text)


def _is_personal(text: str) -> bool:
    digits = re.sub(r"\D", "", text)[-10:]
    day = int(digits[4:6])
    # The day of a coordination number is sixty more.
    born = f"{digits[:4]}{day - 60:02}{digits[6:]}" if day > 60 else digits
    try:
        datetime.strptime(f"2000{born[2:6]}", "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return False
    return day > 60 or bool(personnummer.is_valid(digits))


def marked(message: CaseMessage) -> str:
    """The message as staff read it there: the words, the original, who and when; by its last line it is known again."""
    lines = [message.text]
    if message.original is not None and message.original != message.text:
        language = _LANGUAGES.get(message.language, message.language)
        lines += [
            "",
            "Automatiskt översatt. Originalet:" if message.text else "Originalet:",
            message.original,
            f"({language})",
        ]
    who = _SENDERS[message.sender]
    author = f", {message.author}" if message.author and message.sender == "staff" else ""
    at = message.at.astimezone(_STOCKHOLM).strftime("%Y-%m-%d %H:%M")
    lines += ["", f"{who}{author}, {at}", f"(Meddelande-id: {message.id})"]
    return without_personal_numbers("\n".join(lines[:-1])) + "\n" + lines[-1]


def mark_of(text: str) -> str | None:
    """The id of the message of ours that ``text`` is; None: somebody there wrote it."""
    found = _MARK.search(text)
    return found.group(1) if found else None


def visible(text: str) -> str:
    """Words from there as a person may be shown them: without signs that are not seen, or turn what is read."""
    return _SIGNS.sub("", text.replace("\r\n", "\n"))


def instant(text: str) -> datetime:
    """Raises ``Malformed``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("its answer has a time that is none") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def plain(html: str) -> str:
    """The words of a little HTML."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in _BREAKS and tag != "br":
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data.replace("\n", " "))


class Cursor:
    """How far was read: the newest time that was seen, and the ids of the last ``OVERLAP`` before it."""

    def __init__(self, text: str | None) -> None:
        newest, _, known = (text or "").partition("|")
        self.newest = instant(newest) if newest else None
        self._known = dict(pair.split("@", 1) for pair in known.split(",") if "@" in pair)

    @property
    def since(self) -> datetime | None:
        """From here on is read."""
        return self.newest - OVERLAP if self.newest else None

    def is_new(self, message: CaseMessage) -> bool:
        """Whether it was not given before."""
        return message.id not in self._known and (self.since is None or message.at >= self.since)

    def after(self, messages: tuple[CaseMessage, ...]) -> str:
        """The cursor behind ``messages``, which are all new."""
        times = {name: instant(at) for name, at in self._known.items()} | {one.id: one.at for one in messages}
        newest = max([one.at for one in messages] + ([self.newest] if self.newest else []), default=None)
        if newest is None:
            return ""
        kept = ",".join(f"{name}@{at.isoformat()}" for name, at in times.items() if at >= newest - OVERLAP)
        return f"{newest.isoformat()}|{kept}"
