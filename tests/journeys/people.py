"""People who use the service over HTTP: somebody in the web chat, somebody at the desk."""

from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from bot.app import Parts

Body = dict[str, Any]


@dataclass(slots=True)
class WebPerson:
    """Somebody in the web chat. ``heard`` are the messages of the last turn that the person did not write."""

    client: httpx.AsyncClient
    language: str
    id: str = ""
    token: str = ""
    heard: list[Body] = field(default_factory=list)
    sent: int = 0
    named: str = ""

    async def starts(self, **more: str) -> Self:
        """Open a conversation."""
        answer = await self.client.post("/chat/api/conversations", json={"language": self.language, **more})
        assert answer.status_code == 201, answer.text
        opened = answer.json()
        self.id, self.token, self.heard = opened["id"], opened["token"], opened["messages"]
        return self

    async def says(self, text: str) -> Self:
        """Write."""
        return await self._send({"text": text})

    async def presses(self, *choices: str) -> Self:
        """Press buttons, one turn each."""
        for choice in choices:
            await self._send({"choice": choice})
        return self

    async def post(self, body: Body) -> httpx.Response:
        """A raw message."""
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def transcript(self) -> list[Body]:
        """Everything so far."""
        answer = await self.client.get(f"{self.path}/messages", headers=self.headers)
        assert answer.status_code == 200
        messages: list[Body] = answer.json()["messages"]
        return messages

    def expects(self, step: str | None, *keys: str) -> Self:
        """The open question, and what was said among other things."""
        assert self.heard, "nothing was said"
        assert self.heard[-1]["step"] == step
        assert set(keys) <= {message["key"] for message in self.heard}
        return self

    @property
    def path(self) -> str:
        """The conversation's address."""
        return f"/chat/api/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        """What lets this person in."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def reference(self) -> str:
        """The case that was named last."""
        assert self.named
        return self.named

    async def _send(self, said: Body) -> Self:
        self.sent += 1
        answer = await self.post({"id": f"m{self.sent}", **said})
        assert answer.status_code == 200, answer.text
        self.heard = [m for m in answer.json()["messages"] if m["from"] != "person"]
        names = [m["ticket"]["reference"] for m in self.heard if "ticket" in m]
        assert len(names) <= 1
        self.named = names[0] if names else self.named
        return self


@dataclass(slots=True)
class CaseWorker:
    """Somebody at the desk, through its API."""

    client: httpx.AsyncClient
    token: str
    done: int = 0

    async def tickets(self, **query: str) -> list[Body]:
        """The list."""
        answer = await self.client.get("/desk/api/tickets", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[Body] = answer.json()["tickets"]
        return found

    async def ticket(self, reference: str) -> Body:
        """One ticket with transcript and history."""
        answer = await self.client.get(f"/desk/api/tickets/{reference}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: Body = answer.json()
        return found

    async def does(self, action: str, reference: str, body: Body | None = None, *, key: str = "") -> httpx.Response:
        """One action."""
        self.done += 1
        headers = {**self.headers, "Idempotency-Key": key or f"k{self.done}"}
        return await self.client.post(f"/desk/api/tickets/{reference}/{action}", json=body or {}, headers=headers)

    async def must(self, action: str, reference: str, body: Body | None = None) -> Body:
        """One action that succeeds."""
        answer = await self.does(action, reference, body)
        assert answer.status_code == 200, answer.text
        found: Body = answer.json()
        return found

    @property
    def headers(self) -> dict[str, str]:
        """The service account's token."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Service:
    """The running service and its people."""

    client: httpx.AsyncClient
    parts: Parts

    async def person(self, language: str = "uk", **more: str) -> WebPerson:
        """Somebody who has just opened the chat."""
        return await WebPerson(self.client, language).starts(**more)

    @property
    def staff(self) -> CaseWorker:
        """A case worker."""
        token = self.parts.settings.api_token
        assert token is not None
        return CaseWorker(self.client, token.get_secret_value())
