"""The local Bot API for tests: quick, and everything that it says is held to Telegram's specification."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.sandbox.telegram import LocalBotApi, Pace
from tests.integrations.sandbox.telegram.specification import Specification, specification_at_hand

TOKEN = "42:TEST"
QUICK = Pace(conflict=0.05, retry=0.01, longest_retry=0.1, answer=2.0, webhook=0.0)


@asynccontextmanager
async def watched_api(
    token: str = TOKEN, *, pace: Pace = QUICK, seed: int = 1, **options: Any
) -> AsyncIterator[LocalBotApi]:
    """A local Bot API that listens; at the end, what it said that Telegram would not say fails the test."""
    api = LocalBotApi(token, pace=pace, seed=seed, **options)
    specification = specification_at_hand()
    if specification is None:
        async with api.listening():
            yield api
        return
    watch = Watch(api.app, specification)
    api.app = watch  # type: ignore[assignment]
    async with api.listening():
        yield api
    for update in api.world.updates.past():
        if not update.kind.startswith("new_"):
            watch.problems += watch.specification.update(update.json())
    if watch.problems:
        pytest.fail("The local Bot API said what Telegram would not say:\n" + "\n".join(watch.problems))


class Watch:
    """Looks at every answer on its way out."""

    def __init__(self, app: ASGIApp, specification: Specification) -> None:
        self.specification = specification
        self.problems: list[str] = []
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and remember what is wrong."""
        body = bytearray()

        async def heard(message: Message) -> None:
            body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, heard)
        if scope["type"] == "http" and scope["path"].startswith("/bot") and body:
            self._look(scope["path"].rpartition("/")[2], json.loads(body))

    def _look(self, method: str, answer: Any) -> None:
        if answer["ok"]:
            if method.lower() == "getupdates":
                # Kinds that Telegram is yet to invent are named so.
                answer["result"] = [u for u in answer["result"] if not any(name.startswith("new_") for name in u)]
            self.problems += self.specification.result(method, answer["result"])
            return
        self.problems += self.specification._value(
            ["ResponseParameters"], answer.get("parameters", {}), f"{method} fails with"
        )
        if set(answer) - {"ok", "error_code", "description", "parameters"}:
            self.problems.append(f"{method} fails with more than Telegram tells: {sorted(answer)}")
