"""Glossaries of ours in a DeepL account: one for each pair of languages, made once, found again by its name.

The name has a fingerprint of the terms: changed terms make another glossary. Where none can be had, translation goes on
without.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from time import monotonic
from typing import TypeVar

import msgspec
import structlog

from integrations.errors import IntegrationError, Rejected
from integrations.http import Answer, Call, Http, decoded

log = structlog.get_logger()
_T = TypeVar("_T")
Pairs = Callable[[str, str], Mapping[str, str]]
"""Terms of the first language and their words in the second."""
LIMIT = 1.5
"""Seconds for finding or making one: the person waits for the translation, not for it."""
PATIENCE = 600.0
"""Seconds before it is tried again."""


class _Glossary(msgspec.Struct):
    glossary_id: str
    name: str = ""


class _Glossaries(msgspec.Struct):
    glossaries: list[_Glossary] = []


_ONE = msgspec.json.Decoder(_Glossary)
_ALL = msgspec.json.Decoder(_Glossaries)


def no_pairs(_source: str, _target: str) -> Mapping[str, str]:
    """No terms are given."""
    return {}


class Glossaries:
    """Those of one account."""

    def __init__(self, http: Http, pairs: Pairs, now: Callable[[], float] = monotonic) -> None:
        self._http = http
        self._pairs = pairs
        self._now = now
        self._known: dict[tuple[str, str], str | None] = {}
        self._again: dict[tuple[str, str], float] = {}
        self._making = asyncio.Lock()

    async def find(self, source: str, target: str) -> str | None:
        """Its id, None: there is none for this pair. Never raises."""
        pair = (source, target)
        if pair in self._known:
            return self._known[pair]
        if self._making.locked() or self._now() < self._again.get(pair, 0.0):
            return None
        async with self._making:
            try:
                self._known[pair] = await self._find_or_make(source, target)
            except Rejected:
                log.warning("glossary_refused", backend=self._http.name)
                self._known[pair] = None
            except IntegrationError:
                self._again[pair] = self._now() + PATIENCE
        return self._known.get(pair)

    def forget(self, source: str, target: str) -> None:
        """It did not work: for now there is none."""
        self._known.pop((source, target), None)
        self._again[source, target] = self._now() + PATIENCE

    async def _find_or_make(self, source: str, target: str) -> str | None:
        entries = _tsv(self._pairs(source, target))
        if not entries:
            return None
        name = f"stra-{source}-{target}-{hashlib.sha256(entries.encode()).hexdigest()[:12]}"
        listing = await self._ask(Call(method="GET", path="/v3/glossaries"), lambda a: decoded(a.body, _ALL))
        found = next((one.glossary_id for one in listing.glossaries if one.name == name), None)
        return found or await self._make(name, source, target, entries)

    async def _make(self, name: str, source: str, target: str, entries: str) -> str:
        pair = {"source_lang": source, "target_lang": target, "entries": entries, "entries_format": "tsv"}
        body = msgspec.json.encode({"name": name, "dictionaries": [pair]})
        call = Call(method="POST", path="/v3/glossaries", body=body)
        made = await self._ask(call, lambda answer: decoded(answer.body, _ONE))
        return made.glossary_id

    async def _ask(self, call: Call, reader: Callable[[Answer], _T]) -> _T:
        return await self._http.ask(call, reader)


def _tsv(pairs: Mapping[str, str]) -> str:
    """Tabs and new lines end an entry: none may hold one."""
    rows = {" ".join(term.split()): " ".join(word.split()) for term, word in pairs.items()}
    return "\n".join(f"{term}\t{word}" for term, word in sorted(rows.items()) if term and word)
