"""Groups and channels."""

from typing import Any, Literal

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from integrations.sandbox.telegram.chats import User
from integrations.sandbox.telegram.control.orders import Order, answering, read
from integrations.sandbox.telegram.parameters import NUMBER
from integrations.sandbox.telegram.room import Room, open_room
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]


class NewRoom(Order):
    """A group or channel that ``user_id`` makes and takes the bot into."""

    user_id: int
    title: str = "Group"
    kind: Literal["group", "supergroup", "channel"] = "group"
    username: str = ""


class ByUser(Order):
    """Who does it."""

    user_id: int


class Rooms:
    """``/control/rooms``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """The way to each of them."""
        return [
            Route("/rooms", self.open, methods=["POST"]),
            Route("/rooms/{id}/chat", self.chat, methods=["GET"]),
            Route("/rooms/{id}/admit", self.admit, methods=["POST"]),
            Route("/rooms/{id}/kick", self.kick, methods=["POST"]),
            Route("/rooms/{id}/upgrade", self.upgrade, methods=["POST"]),
        ]

    @answering
    async def open(self, request: Request) -> Json:
        """Make one."""
        order = await read(request, NewRoom)
        room = open_room(self._world, order.kind, order.title, by=self._user(order.user_id), username=order.username)
        return room.inner.json()

    @answering
    async def chat(self, request: Request) -> Json:
        """The chat as it is seen."""
        return self._room(request).chat()

    @answering
    async def admit(self, request: Request) -> Json:
        """Take the bot in (again)."""
        order = await read(request, ByUser)
        self._room(request).admit(self._user(order.user_id))
        return {}

    @answering
    async def kick(self, request: Request) -> Json:
        """Throw the bot out."""
        order = await read(request, ByUser)
        self._room(request).kick(self._user(order.user_id))
        return {}

    @answering
    async def upgrade(self, request: Request) -> Json:
        """Become a supergroup; gives the new chat."""
        return self._room(request).upgrade().inner.json()

    def _user(self, number: int) -> User:
        return self._world.users.get(number) or self._world.user(number)

    def _room(self, request: Request) -> Room:
        number = NUMBER.fullmatch(request.path_params["id"])
        chat = self._world.chats.get(int(number[0])) if number else None
        if chat is None or chat.user is not None:
            raise LookupError("there is no such group or channel")
        return Room(self._world, chat)
