"""The two contracts and what can go wrong with them.

LibreTranslate: ``POST /translate``, ``GET /languages``. DeepL: ``POST /v2/translate``, ``/v3/glossaries``. Its mood is
changed by ``POST /sandbox/mood`` with ``{"mood": "…"}``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.dripping import Dripping, late
from integrations.sandbox.serving import serving
from integrations.sandbox.translation.phrasebook import LANGUAGES, SLOT, translate

Mood = Literal[
    "well", "slow", "dripping", "broken", "busy", "quota", "garbage", "wrong shape", "endless", "elsewhere",
    "losing", "doubling", "changing", "counting", "no glossaries", "glossaries lost",
]  # fmt: skip
MOODS: tuple[Mood, ...] = get_args(Mood)
_DEEPL = {"SV": "sv", "UK": "uk", "EN": "en", "RU": "ru"}
_DEEPL_TARGETS = {"SV": "sv", "UK": "uk", "EN-GB": "en", "EN-US": "en"}
_WRITES: dict[str, Callable[[str], str]] = {
    "losing": lambda text: SLOT.sub("", text),
    "doubling": lambda text: SLOT.sub(lambda found: f"{found.group()} {found.group()}", text),
    "changing": lambda text: text.replace('id="1"', 'id="7"').replace("[1]", "[7]"),
    "counting": lambda text: f"{text} 08-000 00 00",
}
"""What comes of placeholders in some moods."""


@dataclass(slots=True)
class LocalTranslator:
    """``asked``: the texts of every request, ``requests``: their bodies. ``key``: refused without it."""

    mood: Mood = "well"
    key: str | None = None
    delay: float = 30.0
    asked: list[list[str]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    glossaries: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def listening(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["LocalTranslator"]:
        """Answer inside the block, at ``url``."""
        routes = [
            Route("/translate", self._libre, methods=["POST"]),
            Route("/languages", self._languages),
            Route("/v2/translate", self._deepl, methods=["POST"]),
            Route("/v3/glossaries", self._list),
            Route("/v3/glossaries", self._create, methods=["POST"]),
            Route("/sandbox/mood", self._change, methods=["POST"]),
        ]
        async with serving(Starlette(routes=routes), host, port, self._stop.set) as self.url:
            yield self

    async def _change(self, request: Request) -> Response:
        wanted = (await request.json()).get("mood")
        if wanted not in MOODS:
            return JSONResponse({"moods": MOODS}, 400)
        self.mood = wanted
        return JSONResponse({"mood": self.mood})

    async def _languages(self, _request: Request) -> Response:
        return JSONResponse([{"code": code, "name": code, "targets": LANGUAGES} for code in LANGUAGES])

    async def _libre(self, request: Request) -> Response:
        asked = await request.json()
        if refusal := self._libre_refusal(asked):
            return JSONResponse({"error": refusal[1]}, refusal[0])
        if wrong := await self._trouble({429: "Slowdown: 10 per 1 minute", 500: "Cannot translate text"}, "error"):
            return wrong
        texts = asked["q"] if isinstance(asked["q"], list) else [asked["q"]]
        self._note(texts, asked)
        found = [self._write(translate(text, asked["source"], asked["target"])) for text in texts]
        return self._answer({"translatedText": found if isinstance(asked["q"], list) else found[0]})

    def _libre_refusal(self, asked: dict[str, Any]) -> tuple[int, str] | None:
        for name in ("q", "source", "target"):
            if not asked.get(name):
                return 400, f"Invalid request: missing {name} parameter"
        if self.key and asked.get("api_key") != self.key:
            return (
                (403, "Invalid API key") if asked.get("api_key") else (400, "Please contact the operator to get a key")
            )
        for name in ("source", "target"):
            if asked[name] not in LANGUAGES:
                return 400, f"{asked[name]} is not supported"
        return None

    async def _deepl(self, request: Request) -> Response:
        asked = await request.json()
        if refusal := self._deepl_refusal(request, asked):
            return JSONResponse({"message": refusal[1]}, refusal[0])
        words = {429: "Too many requests", 456: "Quota exceeded", 500: "Internal server error"}
        if wrong := await self._trouble(words, "message"):
            return wrong
        self._note(asked["text"], asked)
        source, target = _DEEPL[asked["source_lang"]], _DEEPL_TARGETS[asked["target_lang"]]
        # Still escaped: a phrase has nothing that would be.
        found = [self._write(translate(text, source, target)) for text in asked["text"]]
        return self._answer(
            {"translations": [{"detected_source_language": asked["source_lang"], "text": text} for text in found]}
        )

    def _deepl_refusal(self, request: Request, asked: dict[str, Any]) -> tuple[int, str] | None:
        if not self._is_known(request):
            return 403, "Authorization failure, check your credentials"
        if not isinstance(asked.get("text"), list) or not 0 < len(asked["text"]) <= 50:
            return 400, "Parameter 'text' not specified."
        for name, known in (("source_lang", _DEEPL), ("target_lang", _DEEPL_TARGETS)):
            if asked.get(name) not in known:
                return 400, f"Value for '{name}' not supported."
        known_ids = [] if self.mood == "glossaries lost" else [one["glossary_id"] for one in self.glossaries]
        if "glossary_id" in asked and asked["glossary_id"] not in known_ids:
            return 404, "Invalid or missing glossary id"
        return None

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return given.startswith("DeepL-Auth-Key ") and self.key in {None, given.removeprefix("DeepL-Auth-Key ")}

    async def _list(self, request: Request) -> Response:
        if not self._is_known(request):
            return JSONResponse({"message": "Authorization failure, check your credentials"}, 403)
        return JSONResponse({"glossaries": self.glossaries})

    async def _create(self, request: Request) -> Response:
        asked = await request.json()
        if not self._is_known(request) or self.mood == "no glossaries":
            return JSONResponse(
                {"message": "Quota for this resource has been exceeded."}, 456 if self._is_known(request) else 403
            )
        made = {"glossary_id": f"glossary-{len(self.glossaries) + 1}", **asked}
        self.glossaries.append(made)
        return JSONResponse(made, 201)

    def _note(self, texts: list[str], asked: dict[str, Any]) -> None:
        self.asked.append(texts)
        self.requests.append(asked)

    async def _trouble(self, words: dict[int, str], name: str) -> Response | None:
        match self.mood:
            case "slow":
                await late(self.delay, self._stop)
            case "dripping":
                return Dripping(self._stop)
            case "broken":
                return JSONResponse({name: words[500]}, 500)
            case "busy":
                return JSONResponse({name: words[429]}, 429, {"retry-after": "20"})
            case "quota":
                return JSONResponse({name: words.get(456, words[429])}, 456 if 456 in words else 429)
            case "elsewhere":
                return Response(status_code=307, headers={"location": "/elsewhere"})
            case _:
                pass
        return None

    def _write(self, text: str) -> str:
        return _WRITES.get(self.mood, str)(text)

    def _answer(self, found: dict[str, Any]) -> Response:
        strange = {
            "garbage": b"<html>\xff",
            "wrong shape": b'{"translations":[{"text":1}],"translatedText":7}',
            "endless": b'{"x":"' + b"a" * 3_000_000 + b'"}',
        }
        return Response(strange.get(self.mood) or msgspec.json.encode(found), media_type="application/json")
