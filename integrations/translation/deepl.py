"""DeepL's ``POST /v2/translate``, with glossaries of ours (``/v3/glossaries``).

Marks travel as empty XML elements. https://developers.deepl.com
"""

import html
from collections.abc import Sequence
from xml.sax.saxutils import escape

import msgspec
import regex

from integrations.breaker import Breaker
from integrations.errors import Malformed, Rejected
from integrations.http import Answer, Call, Closing, Http, Observe, Policy, Schedule, decoded, unobserved
from integrations.translation import marks
from integrations.translation.glossaries import LIMIT, Glossaries, Pairs, no_pairs

PRO, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
QUOTA_REST = 3600.0
"""Seconds of peace when the month's characters are used up (456): nothing changes sooner."""
AT_ONCE = 50
"""Texts in one request."""
_SOURCES = {"sv": "SV", "uk": "UK", "en": "EN", "ru": "RU"}
_TARGETS = {"sv": "SV", "uk": "UK", "en": "EN-GB"}
_ELEMENT = regex.compile(r'<x\s+id="(\d{1,4})"\s*(?:/>|>\s*</x>)')


class _Text(msgspec.Struct):
    text: str


class _Translations(msgspec.Struct):
    translations: list[_Text]


_DECODER = msgspec.json.Decoder(_Translations)


class DeepL(Closing):
    """A client of one account; the key tells whether it is a free one. ``pairs``: terms for the glossaries."""

    name = "DeepL"
    LIMIT = 4.5

    def __init__(
        self,
        key: str,
        *,
        url: str | None = None,
        pairs: Pairs = no_pairs,
        limit: float = LIMIT,
        breaker: Breaker | None = None,
        observe: Observe = unobserved,
    ) -> None:
        policy = Policy(
            deadline=limit,
            most_raw=500_000,
            most=500_000,
            schedule=Schedule(tries=2),
            rests={456: QUOTA_REST},
        )
        headers = {"authorization": f"DeepL-Auth-Key {key}", "content-type": "application/json"}
        base = url or (FREE if key.endswith(":fx") else PRO)
        self._http = Http("deepl", base, policy=policy, breaker=breaker, headers=headers, observe=observe)
        # Apart: what is refused there says nothing about translating.
        glossing = Http("deepl_glossaries", base, policy=Policy(deadline=LIMIT), headers=headers, observe=observe)
        self._glossaries = Glossaries(glossing, pairs)
        super().__init__(self._http, glossing)

    async def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """All ``texts``, each by itself, the others beside it as its context."""
        found: list[str] = []
        for start in range(0, len(texts), AT_ONCE):
            found += await self._translate(texts[start : start + AT_ONCE], source, target)
        return found

    async def _translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        glossary = await self._glossaries.find(source, target)
        try:
            return await self._post(texts, source, target, glossary)
        except Rejected as error:
            if glossary is None or error.status not in {400, 404}:
                raise
        # The glossary may be gone: without it is better than not at all.
        self._glossaries.forget(source, target)
        return await self._post(texts, source, target, None)

    async def _post(self, texts: Sequence[str], source: str, target: str, glossary: str | None) -> list[str]:
        asked = {
            "text": [_written(text) for text in texts],
            "source_lang": _SOURCES[source],
            "target_lang": _TARGETS[target],
            "tag_handling": "xml",
            "tag_handling_version": "v2",
            # Polite where the language can be; elsewhere it has no effect.
            "formality": "prefer_more",
        }
        if len(texts) > 1:
            asked["context"] = marks.MARK.sub("…", "\n".join(texts))
        if glossary:
            asked["glossary_id"] = glossary
        body = msgspec.json.encode(asked)
        call = Call(method="POST", path="/v2/translate", body=body, repeatable=True)
        return await self._http.ask(call, lambda answer: _read(answer, len(texts)))


def _written(text: str) -> str:
    return marks.MARK.sub(lambda found: f'<x id="{marks.number_of(found.group()) + 1}"/>', escape(text))


def _read(answer: Answer, count: int) -> list[str]:
    texts = [one.text for one in decoded(answer.body, _DECODER).translations]
    if len(texts) != count:
        raise Malformed("it translated another number of texts")
    return [_understood(text) for text in texts]


def _understood(text: str) -> str:
    """Its elements are our marks; any other element is none of ours."""
    pieces = _ELEMENT.split(text)
    if any("<" in piece for piece in pieces[::2]):
        raise Malformed("its answer has elements that nobody sent")
    pieces[::2] = [marks.without(html.unescape(piece)) for piece in pieces[::2]]
    pieces[1::2] = [marks.numbered(int(written) - 1) for written in pieces[1::2]]
    return "".join(pieces)
