"""Telegram as a channel: what the outbox hands over goes to the person. aiogram is imported by who sends."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.telegram.keyboards import Shown, show
from bot.channels.telegram.names import CHANNEL, Names
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.reach import Reach
from bot.ports import Message, Sent
from bot.render import Texts

if TYPE_CHECKING:
    from bot.channels.telegram.sending import Sender

_MOST = 10_000


@dataclass(slots=True, kw_only=True)
class TelegramChannel:
    """Sends as the bot with ``token``. ``public_url`` makes our own pages reachable from a chat."""

    url: str
    token: str = field(repr=False)
    texts: Texts
    names: Names
    reach: Reach
    public_url: str | None = None
    pace: Pace = field(default_factory=Pace)
    name: str = CHANNEL
    pushes: bool = True
    # How many parts of a long message have gone: when the next one must wait, the first ones do not go again.
    _gone: dict[tuple[str, int], int] = field(default_factory=dict)
    _sender: "Sender | None" = None

    async def send(self, address: str, message: Message) -> Sent:
        """Hand over ``message`` to the chat ``address``."""
        shown = show(message, self.texts, self.public_url)
        parts = shown.parts()
        chat, key, sent = int(address), (address, message.id), Sent("sent")
        for number in range(self._gone.get(key, 0), len(parts)):
            sent = await self._send_part(chat, parts[number])
            if sent.result != "sent":
                break
            self._remember(key, number + 1)
        if sent.result != "retry":
            self._gone.pop(key, None)
        if sent.result == "unreachable":
            event = f"{CHANNEL}:unreachable:{message.id}"
            await self.reach.change(self.names.conversation(chat), event, reachable=False)
        return sent

    async def send_file(self, address: str, name: str, content: bytes) -> Sent:
        """Hand over a file."""
        await self.pace.keep()
        return await self.sender.send_file(int(address), name, content)

    async def tell(self, chat: int, shown: Shown) -> Sent:
        """Say something to a group, at a group's pace."""
        return await self._send_part(chat, shown)

    @property
    def sender(self) -> "Sender":
        """What speaks to Telegram; made once, in the process that sends."""
        if self._sender is None:
            from bot.channels.telegram.sending import Sender

            self._sender = Sender.to(self.url, self.token)
        return self._sender

    async def close(self) -> None:
        """Close the connections."""
        if self._sender is not None:
            await self._sender.close()

    async def _send_part(self, chat: int, part: Shown) -> Sent:
        if wait := self.pace.enter(chat):
            return Sent("retry", wait)
        await self.pace.keep()
        return await self.sender.send(chat, part)

    def _remember(self, key: tuple[str, int], gone: int) -> None:
        self._gone[key] = gone
        while len(self._gone) > _MOST:
            del self._gone[next(iter(self._gone))]
