"""Getting at updates: long polling, or a webhook; and at files."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from integrations.sandbox.command import is_loopback
from integrations.sandbox.telegram.parameters import Parameters
from integrations.sandbox.telegram.refusals import Refusal, bad_request, conflict, too_many
from integrations.sandbox.telegram.updates import BY_DEFAULT, Update
from integrations.sandbox.telegram.world import Webhook, World

Json = dict[str, Any]

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
PORTS = {80, 88, 443, 8443}
SECRET = re.compile(r"[\w-]*", re.ASCII)
LONGEST_SECRET = 256


@dataclass(frozen=True, slots=True)
class Told:
    """A result with a remark."""

    result: Any
    description: str


@dataclass(slots=True)
class Polling:
    """The one long poll that may wait, and how conflicts are answered."""

    world: World
    resolve: dict[str, str]
    _turn: int = 0
    _waiting: bool = False
    _next_conflict: float = 0.0
    _next_webhook: float = 0.0

    async def get_updates(self, given: Parameters) -> list[Json]:
        """Updates from ``offset`` on, or a wait for the first one. The one who waits gives way to a new one."""
        world = self.world
        if world.webhook is not None:
            raise await self._conflict(WEBHOOK_ACTIVE)
        offset, limit = given.number("offset"), given.between("limit", 100, 1, 100)
        wait = given.between("timeout", 0, 0, int(world.pace.poll))
        world.updates.allow(_kinds(given))
        taken = world.updates.take(offset, limit)
        if not taken and wait:
            taken = await self._wait(max(offset, 0), limit, world.clock.now() + wait)
        return [update.json() for update in taken]

    def set_webhook(self, given: Parameters) -> Told:
        """Have updates sent to an address."""
        url = given.text("url")
        if not url:
            return self.delete_webhook(given)
        world = self.world
        if world.clock.now() < self._next_webhook:
            raise too_many(1)
        webhook = self._webhook(url, given)
        self._next_webhook = world.clock.now() + world.pace.webhook
        same = world.webhook is not None and _key(world.webhook) == _key(webhook)
        world.updates.allow(_kinds(given))
        if given.flag("drop_pending_updates"):
            world.updates.clear()
        elif same:
            return Told(result=True, description="Webhook is already set")
        world.webhook = webhook
        world.on_webhook()
        world.clock.bell.ring()
        return Told(result=True, description="Webhook was set")

    def delete_webhook(self, given: Parameters) -> Told:
        """Keep updates for getUpdates again."""
        world = self.world
        was_set, world.webhook = world.webhook is not None, None
        if given.flag("drop_pending_updates"):
            world.updates.clear()
        world.on_webhook()
        world.clock.bell.ring()
        return Told(result=True, description="Webhook was deleted" if was_set else "Webhook is already deleted")

    def get_webhook_info(self) -> Json:
        """How it goes with the webhook."""
        world, webhook = self.world, self.world.webhook
        info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates)}
        if world.updates.allowed != BY_DEFAULT:
            info["allowed_updates"] = sorted(world.updates.allowed)
        if webhook is None:
            return info
        info |= {"url": webhook.url, "has_custom_certificate": webhook.certificate}
        info |= {"max_connections": webhook.connections, "ip_address": webhook.address or "127.0.0.1"}
        if webhook.error:
            info |= {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
        return info

    async def _wait(self, offset: int, limit: int, until: float) -> list[Update]:
        world = self.world
        self._turn += 1
        turn = self._turn
        world.clock.bell.ring()
        while True:
            if world.closed:
                raise Refusal(500, "Internal Server Error: restart")
            if world.webhook is not None:
                raise await self._conflict("terminated by setWebhook request")
            if turn != self._turn:
                raise await self._conflict(OTHER_POLLER)
            taken = world.updates.take(offset, limit)
            if taken or world.clock.now() >= until:
                return taken
            await world.clock.pause(until)

    async def _conflict(self, words: str) -> Refusal:
        """The first conflict is told at once; who insists is kept waiting."""
        clock, pause = self.world.clock, self.world.pace.conflict
        if clock.now() >= self._next_conflict:
            self._next_conflict = clock.now() + pause
        else:
            await clock.sleep(pause)
        return conflict(words)

    def _webhook(self, url: str, given: Parameters) -> Webhook:
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port, parts = None, None, urlsplit("")
        if not host or parts.scheme not in {"http", "https"}:
            raise bad_request("invalid webhook URL specified")
        secret = given.text("secret_token")
        if len(secret) > LONGEST_SECRET:
            raise bad_request("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._check_address(parts, host, port)
        return Webhook(
            url=url,
            secret=secret,
            connections=given.between("max_connections", 40, 1, 100),
            certificate=given.upload("certificate") is not None,
            address=given.text("ip_address"),
        )

    def _check_address(self, parts: SplitResult, host: str, port: int | None) -> None:
        """This machine may be reached as it is; every other address must be as Telegram wants it, and be known here."""
        if is_loopback(host):
            return
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (port or 443) not in PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if host not in self.resolve:
            raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


def get_file(world: World, given: Parameters) -> Json:
    """Where a file can be fetched."""
    return world.files.link(given.text("file_id"))


def _key(webhook: Webhook) -> tuple[Any, ...]:
    return webhook.url, webhook.secret, webhook.connections, webhook.certificate, webhook.address


def _kinds(given: Parameters) -> list[str] | None:
    """The kinds of updates that are wanted; Telegram overlooks what is not a list of texts."""
    try:
        asked = given.decoded("allowed_updates", "")
    except Refusal:
        return None
    if not isinstance(asked, list):
        return None
    return [kind for kind in asked if isinstance(kind, str)]
