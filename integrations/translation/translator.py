"""Machine translation between the languages of staff and of people, by whichever engine there is.

Nothing that tells of a person reaches the engine (``masking``), nor does a text that was just translated: what is
remembered are masked pieces, in which nobody is named.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import regex

from integrations.errors import IntegrationError, Malformed, Unavailable
from integrations.translation import marks, pieces
from integrations.translation.engine import Engine
from integrations.translation.inflection import Words, parts
from integrations.translation.masking import Unsafe, check, mask, restore
from integrations.translation.names import load_words

__all__ = ["LANGUAGES", "MachineTranslator", "TooLong", "UnknownLanguage", "Unsafe"]
SOURCES = frozenset({"sv", "uk", "en", "ru"})
LANGUAGES = frozenset({"sv", "uk", "en"})
"""Into which it is translated."""
LONGEST = 20_000
"""Code points of a text; a message has 4,096 at most."""
_WORD = regex.compile(r"\p{L}")
_Key = tuple[str, str, str]


class TooLong(IntegrationError):
    """More than anybody writes in a chat."""


class UnknownLanguage(IntegrationError):
    """Not one of ours."""


class MachineTranslator:
    """``known``: words with a capital letter that name nobody, such as authorities. ``remember``: so many pieces."""

    LIMIT = 5.0
    """Seconds in all: somebody waits for it."""

    def __init__(
        self, engine: Engine, *, known: Iterable[str] = (), limit: float = LIMIT, remember: int = 2000
    ) -> None:
        self.name = engine.name
        self._engine = engine
        self._known = Words(word for words in known for word in parts(words))
        self._limit = limit
        self._most = remember
        self._remembered: OrderedDict[_Key, str] = OrderedDict()
        load_words()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._engine.close()

    async def translate(self, text: str, *, source: str, target: str, secret: Sequence[str] = ()) -> str:
        """``text`` in ``target``; the names in ``secret`` stay here.

        Raises an ``IntegrationError``: the engine's, or ``Unsafe``, ``TooLong``, ``UnknownLanguage``.
        """
        if source not in SOURCES or target not in LANGUAGES:
            raise UnknownLanguage("it does not speak this")
        if source == target or not text.strip():
            return text
        if len(text) > LONGEST:
            raise TooLong("it is too long")
        masked = mask(text, secret=secret, known=self._known)
        if len(masked.values) > marks.MOST:
            raise TooLong("too much in it is hidden")
        parts = pieces.split(masked.text)
        try:
            async with asyncio.timeout(self._limit):
                parts[1::2] = await self._translate(parts[1::2], source, target)
        except TimeoutError as error:
            raise Unavailable("it took too long") from error
        return restore("".join(parts), masked.values)

    async def _translate(self, texts: list[str], source: str, target: str) -> list[str]:
        """Each text with the marks it had; only what is not remembered is asked for, once each."""
        bare = {text: _renumbered(text) for text in texts if _WORD.search(marks.without(text))}
        missing = [sent for sent in dict.fromkeys(bare.values()) if (source, target, sent) not in self._remembered]
        found = {sent: self._recall((source, target, sent)) for sent in bare.values() if sent not in missing}
        if missing:
            found |= await self._ask(missing, source, target)
        return [_numbered_as(text, found[bare[text]]) if text in bare else text for text in texts]

    async def _ask(self, sent: list[str], source: str, target: str) -> dict[str, str]:
        answers = await self._engine.translate(sent, source=source, target=target)
        for before, after in zip(sent, answers, strict=True):
            check(before, after)
            if not _WORD.search(marks.without(after)):
                raise Malformed("it answered without a word")
        for before, after in zip(sent, answers, strict=True):
            self._remember((source, target, before), after)
        return dict(zip(sent, answers, strict=True))

    def _recall(self, key: _Key) -> str:
        self._remembered.move_to_end(key)
        return self._remembered[key]

    def _remember(self, key: _Key, answer: str) -> None:
        self._remembered[key] = answer
        while len(self._remembered) > self._most:
            self._remembered.popitem(last=False)


def _renumbered(text: str) -> str:
    """The same piece always looks the same: its marks count from 0."""
    order = {
        found: mark_ for mark_, found in zip(map(marks.mark, range(marks.MOST)), marks.MARK.findall(text), strict=False)
    }
    return marks.MARK.sub(lambda found: order[found.group()], text)


def _numbered_as(text: str, answer: str) -> str:
    """The marks of ``answer``, which count from 0, as they are in ``text``."""
    own = marks.MARK.findall(text)
    return marks.MARK.sub(lambda found: own[marks.number_of(found.group())], answer)
