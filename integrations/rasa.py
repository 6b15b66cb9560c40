"""Rasa's ``POST /model/parse``: what a message means, in the eyes of a Rasa server."""

import msgspec

from integrations.breaker import Breaker
from integrations.errors import Malformed
from integrations.http import Answer, Call, Closing, Http, Observe, Policy, decoded, unobserved

KEEP_ALIVE = 4.0
"""Seconds; Rasa closes a connection that was idle for five."""


class Ranked(msgspec.Struct, frozen=True):
    """An intent and how sure Rasa is of it."""

    name: str
    confidence: float


class Parsed(msgspec.Struct, frozen=True):
    """What Rasa answered, as far as we use it; the intent has no name where it recognised none."""

    intent: Ranked | None
    intent_ranking: tuple[Ranked, ...] = ()


class _Intent(msgspec.Struct):
    name: str | None = None
    confidence: float = 0.0


class _Answer(msgspec.Struct):
    intent: _Intent
    intent_ranking: list[_Intent] = []


_DECODER = msgspec.json.Decoder(_Answer)


class Rasa(Closing):
    """A client of one server.

    Raises ``Unavailable``, ``Rejected`` or ``Malformed``, and nothing else, whatever the server does.
    """

    LIMIT = 1.0
    """Seconds for the whole exchange: a person waits."""
    MOST = 64_000
    """Bytes of an answer; with a hundred intents it has a tenth of that."""
    LONGEST = 1000
    """Code points that are asked about: what a message is about stands at its beginning."""

    def __init__(
        self, url: str, *, breaker: Breaker | None = None, limit: float = LIMIT, observe: Observe = unobserved
    ) -> None:
        # Asked once only: the built-in engine's answer is there sooner than a second try.
        policy = Policy(deadline=limit, most_raw=self.MOST, most=self.MOST, keep_alive=KEEP_ALIVE)
        self._http = Http("rasa", url, policy=policy, breaker=breaker, observe=observe)
        super().__init__(self._http)

    async def parse(self, text: str, *, message_id: str | None = None) -> Parsed:
        """What ``text`` means; ``message_id`` only appears in the server's own log."""
        asked = {"text": _sayable(text[: self.LONGEST])} | ({"message_id": message_id} if message_id else {})
        body = msgspec.json.encode(asked)
        call = Call(method="POST", path="/model/parse", body=body, headers={"content-type": "application/json"})
        return await self._http.ask(call, _parsed)


def _sayable(text: str) -> str:
    """Half of a surrogate pair has no place in JSON."""
    return text.encode("utf-8", "replace").decode()


def _parsed(answer: Answer) -> Parsed:
    found = decoded(answer.body, _DECODER)
    ranking = tuple(_ranked(one) for one in found.intent_ranking)
    return Parsed(_ranked(found.intent) if found.intent.name is not None else None, ranking)


def _ranked(one: _Intent) -> Ranked:
    """A confidence is a share; a name is one."""
    if not one.name or not 0 <= one.confidence <= 1.000001:
        raise Malformed("its ranking makes no sense")
    return Ranked(one.name, min(one.confidence, 1.0))
