"""What chats and updates are called: who reads the store cannot tell whose chat a conversation is."""

from dataclasses import dataclass

from bot.store import Store

CHANNEL = "telegram"
UNREAD = "telegram"
"""Where updates are kept that belong to no conversation, because nobody could read them."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that belong to the bot with number ``bot``."""

    store: Store
    bot: int

    @classmethod
    def of_token(cls, store: Store, token: str) -> "Names":
        """The bot's number is the part of its token before the colon; it stays when the token is renewed."""
        return cls(store, int(token.partition(":")[0]))

    def conversation(self, chat: int) -> str:
        """The conversation with the person of a private chat."""
        return f"t{self.store.name_of(CHANNEL, f'{self.bot}:{chat}')}"

    def event(self, update: int) -> str:
        """The event that an update is. Numbers of messages are unique within a chat only, those of updates are not."""
        return f"tg:{self.bot}:{update}"

    @property
    def secret(self) -> str:
        """What Telegram shall say with each update when nobody has chosen a secret: the same after each start."""
        return self.store.name_of("telegram webhook", str(self.bot))
