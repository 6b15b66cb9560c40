"""What goes wrong on demand.

===========  ===========================================================================================
flood        429 until ``seconds`` from now, in one chat or in all; ``retry_after`` counts down
error        ``status`` (500) instead of an answer, nothing is carried out
silence      nothing is carried out, and the line is cut after ``seconds`` without a word
slow         everything is carried out; the answer comes ``seconds`` later
cut          everything is carried out; then the line is cut, and the bot cannot know
refuse       the line is cut before anything is carried out
lost         carried out, but answered with ``status`` (502): the bot cannot know either
===========  ===========================================================================================
"""

import itertools
import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from integrations.sandbox.telegram.refusals import Refusal, too_many

FaultKind = Literal["flood", "error", "silence", "slow", "cut", "refuse", "lost"]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
WORDS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
# A flood stops what a bot sends, not what it fetches.
NOT_FLOODED = ("get", "set", "delete", "close", "logout", "answer", "file")


@dataclass(slots=True, kw_only=True)
class Fault:
    """One order to fail. Without ``methods`` or ``chat`` it concerns all of them."""

    id: int
    kind: FaultKind
    methods: frozenset[str] = frozenset()
    chat: int | None = None
    times: int | None = None
    seconds: float = 0.0
    status: int = 500
    until: float = math.inf

    def concerns(self, method: str, chat: int | None, now: float) -> bool:
        """Whether a call falls under this order."""
        if now >= self.until or (self.chat is not None and self.chat != chat):
            return False
        if self.methods:
            return method.lower() in self.methods
        return self.kind != "flood" or not method.lower().startswith(NOT_FLOODED)

    def refusal(self, now: float) -> Refusal:
        """The answer that the order asks for."""
        if self.kind == "flood":
            return too_many(max(1, math.ceil(self.until - now)))
        return Refusal(self.status, WORDS.get(self.status, "Internal Server Error"))

    def json(self) -> dict[str, Any]:
        """The order as it was given."""
        left = {} if self.times is None else {"times": self.times}
        return {"id": self.id, "kind": self.kind, "chat_id": self.chat, "methods": sorted(self.methods)} | left


class Faults:
    """The orders that stand."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._numbers = itertools.count(1)

    def order(self, kind: FaultKind, **options: Any) -> Fault:
        """Let something go wrong from now on; ``times``: only so often."""
        fault = Fault(id=next(self._numbers), kind=kind, **options)
        self._orders.append(fault)
        return fault

    def pick(self, method: str, chat: int | None, now: float) -> Fault | None:
        """The order for this call, and one time less of it."""
        self._orders = [order for order in self._orders if now < order.until and order.times != 0]
        found = next((order for order in self._orders if order.concerns(method, chat, now)), None)
        if found is not None and found.times is not None:
            found.times -= 1
        return found

    def cancel(self, number: int | None = None) -> None:
        """Take back an order, or all."""
        self._orders = [order for order in self._orders if number not in {None, order.id}]

    def standing(self) -> list[Fault]:
        """The orders that still stand."""
        return [order for order in self._orders if order.times != 0]
