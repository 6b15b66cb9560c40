"""Updates sent to the webhook: in each lane one at a time and in order, the lanes beside each other.

As Telegram does, a chat's messages are one lane and a user's presses another. A delivery that fails is tried again, at
first at once and then after growing delays, until the update is too old; what follows in its lane waits.
"""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from integrations.sandbox.telegram.parameters import Parameters, read_parameters
from integrations.sandbox.telegram.refusals import Refusal
from integrations.sandbox.telegram.updates import Lane, Update
from integrations.sandbox.telegram.world import Webhook, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name
LONGEST_RETRY_AFTER = 3600
IDLE = 3600.0


@dataclass(slots=True)
class _Queue:
    """What waits in one lane."""

    updates: deque[Update] = field(default_factory=deque)
    due: float = 0.0
    delay: float = 1.0
    failures: int = 0
    busy: bool = False


class Delivery:
    """Sends what joins the queue while a webhook is set. ``answer`` carries out a method in the webhook's answer."""

    def __init__(
        self, world: World, answer: Callable[[str, Parameters], Awaitable[Any]], resolve: Mapping[str, str]
    ) -> None:
        self._world = world
        self._answer = answer
        self._resolve = resolve
        self._lanes: dict[Lane, _Queue] = {}
        self._ready: dict[Lane, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None
        world.updates.listener = self._offer
        world.on_webhook = self._restart

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                await self._world.clock.pause(self._launch())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._client is not None:
                await self._client.aclose()
                self._client = None

    def _offer(self, update: Update) -> None:
        if self._world.webhook is not None:
            self._lanes.setdefault(update.lane, _Queue()).updates.append(update)
            self._ready[update.lane] = None

    def _restart(self) -> None:
        """The webhook is another one or none: begin again with what waits."""
        self._lanes.clear()
        self._ready.clear()
        if self._world.webhook is not None:
            for update in self._world.updates.waiting():
                self._offer(update)

    def _launch(self) -> float:
        """Start what can be started; gives the time to look again."""
        webhook, now = self._world.webhook, self._world.clock.now()
        next_due = now + IDLE
        if webhook is None:
            return next_due
        for lane in list(self._ready):
            if len(self._tasks) >= webhook.connections:
                break
            queue = self._lanes[lane]
            if queue.busy or not queue.updates:
                del self._ready[lane]
            elif queue.due <= now:
                del self._ready[lane]
                self._start(webhook, lane, queue)
            else:
                next_due = min(next_due, queue.due)
        return next_due

    def _start(self, webhook: Webhook, lane: Lane, queue: _Queue) -> None:
        queue.busy = True
        task = asyncio.create_task(self._deliver(webhook, lane, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._world.clock.bell.ring())

    async def _deliver(self, webhook: Webhook, lane: Lane, queue: _Queue) -> None:
        update = queue.updates[0]
        problem, retry_after = await self._post(webhook, update)
        queue.busy = False
        if self._lanes.get(lane) is not queue:
            return
        if problem:
            webhook.error, webhook.error_at = problem, self._world.clock.second()
            self._postpone(queue, retry_after)
        if not problem or not self._world.updates.alive(update):
            self._finish(queue, update)
        self._ready[lane] = None

    def _postpone(self, queue: _Queue, retry_after: float) -> None:
        """The first retry is at once, the second after two units, then twice as long each time."""
        pace, wait = self._world.pace, retry_after
        if not retry_after and queue.failures:
            longest = self._world.chance.uniform(pace.longest_retry, 2 * pace.longest_retry)
            queue.delay = min(longest / pace.retry, queue.delay * 2)
            wait = queue.delay * pace.retry
        queue.failures += 1
        queue.due = self._world.clock.now() + wait

    def _finish(self, queue: _Queue, update: Update) -> None:
        self._world.updates.drop(update)
        queue.updates.popleft()
        queue.due, queue.delay, queue.failures = 0.0, 1.0, 0

    async def _post(self, webhook: Webhook, update: Update) -> tuple[str, float]:
        """Send one update: what went wrong, and when to come again if that was said."""
        try:
            async with asyncio.timeout(self._world.pace.answer):
                response = await self._send(webhook, update)
        except TimeoutError:
            return "Read timeout expired", 0
        except httpx.ConnectError:
            return "Connection refused", 0
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return "Webhook connection closed", 0
        if not response.is_success:
            reason = f"{response.status_code} {_reason(response)}"
            return f"Wrong response from the webhook: {reason}", _retry_after(response)
        await self._take_answer(response)
        return "", 0

    async def _send(self, webhook: Webhook, update: Update) -> httpx.Response:
        if self._client is None:
            timeout, limits = self._world.pace.answer, httpx.Limits(max_connections=100)
            self._client = httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False)
        headers = {"content-type": "application/json", "accept-encoding": "gzip, deflate"}
        if webhook.secret:
            headers[SECRET_HEADER] = webhook.secret
        url = webhook.url if "://" in webhook.url else f"https://{webhook.url}"
        parts = urlsplit(url)
        if near := self._resolve.get(parts.hostname or ""):
            headers["host"] = parts.netloc
            url = parts._replace(scheme="http", netloc=near).geturl()
        body = json.dumps(update.json(), ensure_ascii=False).encode()
        return await self._client.post(url, content=body, headers=headers)

    async def _take_answer(self, response: httpx.Response) -> None:
        """An answer may call a method; nobody hears what comes of it."""
        with contextlib.suppress(Refusal):
            given = await read_parameters("", dict(response.headers), response.content)
            if method := given.text("method"):
                await self._answer(method, given)


def _reason(response: httpx.Response) -> str:
    try:
        return response.reason_phrase or HTTPStatus(response.status_code).phrase
    except ValueError:
        return ""


def _retry_after(response: httpx.Response) -> float:
    given = response.headers.get("retry-after", "")
    return min(float(given), LONGEST_RETRY_AFTER) if given.isdecimal() else 0
