"""LibreTranslate's ``POST /translate``: a server of free software that a city can run by itself.

Marks travel as numbers in brackets. https://docs.libretranslate.com
"""

from collections.abc import Sequence

import msgspec
import regex

from integrations.breaker import Breaker
from integrations.errors import Malformed
from integrations.http import Answer, Call, Closing, Http, Observe, Policy, Schedule, decoded, unobserved
from integrations.translation import marks

_BRACKETS = regex.compile(r"\[\s*([0-9]{1,4})\s*\]")


class _Translations(msgspec.Struct):
    texts: list[str] = msgspec.field(name="translatedText")


_DECODER = msgspec.json.Decoder(_Translations)


class LibreTranslate(Closing):
    """A client of one server; ``key`` only where it asks for one."""

    name = "LibreTranslate"
    LIMIT = 4.5

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        limit: float = LIMIT,
        breaker: Breaker | None = None,
        observe: Observe = unobserved,
    ) -> None:
        policy = Policy(deadline=limit, most_raw=500_000, most=500_000, schedule=Schedule(tries=2))
        headers = {"content-type": "application/json"}
        self._key = {"api_key": key} if key else {}
        self._http = Http("libretranslate", url, policy=policy, breaker=breaker, headers=headers, observe=observe)
        super().__init__(self._http)

    async def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """All ``texts`` in one request."""
        asked = {
            "q": [_written(text) for text in texts],
            "source": source,
            "target": target,
            "format": "text",
            **self._key,
        }
        body = msgspec.json.encode(asked)
        call = Call(method="POST", path="/translate", body=body, repeatable=True)
        return await self._http.ask(call, lambda answer: _read(answer, len(texts)))


def _written(text: str) -> str:
    return marks.MARK.sub(lambda found: f"[{marks.number_of(found.group()) + 1}]", text)


def _read(answer: Answer, count: int) -> list[str]:
    texts = decoded(answer.body, _DECODER).texts
    if len(texts) != count:
        raise Malformed("it translated another number of texts")
    return [_understood(text) for text in texts]


def _understood(text: str) -> str:
    return _BRACKETS.sub(lambda found: marks.numbered(int(found[1]) - 1), marks.without(text))
