"""What is said about an errand: the conversation with the person, in support-management."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from integrations.cases.errands import TOPIC, Conversation, Letter, Letters, identifier
from integrations.cases.gate import JSON, Gate, reading
from integrations.cases.once import Once
from integrations.cases.words import instant
from integrations.errors import Unavailable
from integrations.http import Call

PAGE = 100
PAGES = 20
_LETTERS, _CONVERSATIONS = msgspec.json.Decoder(Letters), msgspec.json.Decoder(tuple[Conversation, ...])


@dataclass(frozen=True, slots=True)
class Talk:
    """``_base`` is what the paths of errands begin with."""

    _gate: Gate
    _base: str
    _once: Once

    async def room(self, case_id: str) -> str:
        """The path of the conversation with the person, begun where there is none."""
        path = f"{self._base}/{case_id}/communication/conversations"
        body = msgspec.json.encode({"topic": TOPIC, "type": "EXTERNAL"})

        async def look() -> str | None:
            rooms = await self._rooms(case_id)
            return rooms[0] if rooms else None

        async def write() -> None:
            await self._gate.ask(Call(method="POST", path=path, body=body, headers=JSON), lambda _: None)

        return await self._once.do(f"{case_id} conversation", look, write)

    async def _rooms(self, case_id: str) -> list[str]:
        path = f"{self._base}/{identifier(case_id)}/communication/conversations"
        found = await self._gate.ask(Call(method="GET", path=path), reading(_CONVERSATIONS))
        return [f"{path}/{name}" for name in sorted(identifier(one.id) for one in found if one.topic == TOPIC)]

    async def letters(self, case_id: str, since: datetime | None) -> list[Letter]:
        """The newest first in each conversation; those from ``since`` on."""
        found: list[Letter] = []
        for room in await self._rooms(case_id):
            found += await self._letters_in(room, since)
        return found

    async def _letters_in(self, room: str, since: datetime | None) -> list[Letter]:
        found: list[Letter] = []
        for number in range(PAGES):
            path = f"{room}/messages?{urlencode({'page': number, 'size': PAGE, 'sort': 'created,desc'})}"
            page = (await self._gate.ask(Call(method="GET", path=path), reading(_LETTERS))).content
            found += page
            if len(page) < PAGE or (since and instant(page[-1].created) < since):
                return found
        raise Unavailable("a conversation has no end", reached=False)
