"""The users: who they are, and everything that they do."""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from integrations.sandbox.telegram.chats import Chat
from integrations.sandbox.telegram.control.orders import (
    Contact,
    Edit,
    FileOrder,
    Names,
    Order,
    Start,
    Tap,
    Text,
    answering,
    read,
)
from integrations.sandbox.telegram.visitor import Visitor
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]
FIRST_NUMBER = 1001
PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"


class Photo(FileOrder):
    """A picture."""

    content: bytes = PIXEL


class Voice(Order):
    """A voice message."""

    content: bytes = b"OggS"
    size: int | None = None


class People:
    """``/control/users``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """The way to each of them."""
        deeds = {
            "start": self.start, "messages": self.write, "press": self.press, "edit": self.edit, "photo": self.photo,
            "document": self.document, "voice": self.voice, "contact": self.contact, "block": self.block,
            "unblock": self.unblock, "deactivate": self.deactivate,
        }  # fmt: skip
        return [
            Route("/users", self.everybody, methods=["GET"]),
            Route("/users", self.add, methods=["POST"]),
            Route("/users/{id:int}", self.change, methods=["PATCH"]),
            Route("/users/{id:int}/chat", self.chat, methods=["GET"]),
            *(Route(f"/users/{{id:int}}/{name}", deed, methods=["POST"]) for name, deed in deeds.items()),
        ]

    @answering
    async def everybody(self, _request: Request) -> Json:
        """All users."""
        users = self._world.users.values()
        return {"users": [user.json() | {"blocked": user.blocked, "started": user.started} for user in users]}

    @answering
    async def add(self, request: Request) -> Json:
        """A new user; without a number the next free one."""
        names = await read(request, Names)
        number = names.id or max(self._world.users, default=FIRST_NUMBER - 1) + 1
        return self._named(number, names)

    @answering
    async def change(self, request: Request) -> Json:
        """Other names, another language."""
        return self._named(self._visitor(request).id, await read(request, Names))

    @answering
    async def chat(self, request: Request) -> Json:
        """The chat with the bot as the user sees it."""
        return self._visitor(request).chat()

    @answering
    async def start(self, request: Request) -> Json:
        """Press «Start»."""
        return {"message_id": self._visitor(request).start((await read(request, Start)).payload)}

    @answering
    async def write(self, request: Request) -> Json:
        """Send a text or anything else."""
        order, visitor = await read(request, Text), self._visitor(request)
        chat = self._chat(order.chat_id)
        if order.content:
            return {"message_id": visitor.send(order.content, reply_to=order.reply_to, chat=chat)}
        return {"message_id": visitor.write(order.text, reply_to=order.reply_to, chat=chat)}

    @answering
    async def press(self, request: Request) -> Json:
        """Press a button."""
        order = await read(request, Tap)
        chat = self._chat(order.chat_id)
        return {"query_id": self._visitor(request).press(order.button, message=order.message_id, chat=chat)}

    @answering
    async def edit(self, request: Request) -> Json:
        """Change one's own message."""
        order = await read(request, Edit)
        chat = self._chat(order.chat_id)
        return {"message_id": self._visitor(request).edit(order.text, message=order.message_id, chat=chat)}

    @answering
    async def photo(self, request: Request) -> Json:
        """Send a picture."""
        order = await read(request, Photo)
        return {"message_id": self._visitor(request).send_photo(order.content, caption=order.caption, size=order.size)}

    @answering
    async def document(self, request: Request) -> Json:
        """Send a file."""
        order = await read(request, FileOrder)
        visitor = self._visitor(request)
        sent = visitor.send_document(order.content, order.name, order.mime, caption=order.caption, size=order.size)
        return {"message_id": sent}

    @answering
    async def voice(self, request: Request) -> Json:
        """Say something."""
        order = await read(request, Voice)
        return {"message_id": self._visitor(request).send_voice(order.content, size=order.size)}

    @answering
    async def contact(self, request: Request) -> Json:
        """Send a contact card."""
        order = await read(request, Contact)
        visitor = self._visitor(request)
        return {"message_id": visitor.send_contact(order.phone, first_name=order.first_name, user_id=order.user_id)}

    @answering
    async def block(self, request: Request) -> Json:
        """Stop the bot."""
        self._visitor(request).block()
        return {}

    @answering
    async def unblock(self, request: Request) -> Json:
        """Let the bot write again."""
        self._visitor(request).unblock()
        return {}

    @answering
    async def deactivate(self, request: Request) -> Json:
        """Delete the account."""
        self._visitor(request).deactivate()
        return {}

    def _visitor(self, request: Request) -> Visitor:
        """Who comes unannounced is made up."""
        number = request.path_params["id"]
        return Visitor(self._world, self._world.users.get(number) or self._world.user(number))

    def _named(self, number: int, names: Names) -> Json:
        given = {
            "first_name": names.first_name,
            "last_name": names.last_name,
            "username": names.username,
            "language_code": names.language_code,
            "phone": names.phone,
        }
        return self._world.user(number, **{name: value for name, value in given.items() if value is not None}).json()

    def _chat(self, number: int | None) -> Chat | None:
        if number is None:
            return None
        if number not in self._world.chats:
            raise LookupError(f"there is no chat {number}")
        return self._world.chats[number]
