"""A Rasa server's ``POST /model/parse`` on this machine, which can also be late, broken or talk nonsense."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.sandbox.dripping import Dripping, late
from integrations.sandbox.serving import serving

Mood = Literal["well", "slow", "broken", "refusing", "garbage", "wrong shape", "endless", "dripping", "elsewhere"]
Ranking = Mapping[str, float]


class Asked(msgspec.Struct, frozen=True):
    """A question, as Rasa's contract has it."""

    text: str
    message_id: str | None = None


@dataclass(slots=True)
class LocalRasa:
    """``known``: text → its ranking; what is not known is ``nlu_fallback``. ``asked`` is what was asked so far."""

    known: dict[str, Ranking] = field(default_factory=dict)
    mood: Mood = "well"
    delay: float = 30.0
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def listening(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["LocalRasa"]:
        """Answer inside the block, at ``url``."""
        app = Starlette(routes=[Route("/model/parse", self._parse, methods=["POST"])])
        async with serving(app, host, port, self._stop.set) as self.url:
            yield self

    async def _parse(self, request: Request) -> Response:
        asked = msgspec.json.decode(await request.body(), type=Asked)
        self.asked.append(asked)
        match self.mood:
            case "slow":
                await late(self.delay, self._stop)
            case "broken":
                return _failure(500)
            case "refusing":
                return _failure(401)
            case "elsewhere":
                return Response(status_code=307, headers={"location": "/elsewhere"})
            case "dripping":
                return Dripping(self._stop)
            case _:
                pass
        return Response(self._body(asked), media_type="application/json")

    def _body(self, asked: Asked) -> bytes:
        strange = {
            "garbage": b"\xff\xfe<html>",
            "wrong shape": b'{"intent":["greet",1],"intent_ranking":{"greet":1}}',
            "endless": b'{"text":"' + b"a" * 1_000_000 + b'"}',
        }
        return strange.get(self.mood) or msgspec.json.encode(self._answer(asked.text))

    def _answer(self, text: str) -> dict[str, object]:
        found = self.known.get(text, {"nlu_fallback": 0.7, "greet": 0.2})
        ranking = [{"name": name, "confidence": sure} for name, sure in found.items()]
        first = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        return {"text": text, "intent": first, "entities": [], "text_tokens": [], "intent_ranking": ranking}


def _failure(status: int) -> Response:
    body = {"version": "3.6.21", "status": "failure", "message": "...", "reason": "ParsingError", "code": status}
    return Response(msgspec.json.encode(body), status, media_type="application/json")
