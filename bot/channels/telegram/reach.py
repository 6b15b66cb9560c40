"""Whether a person can be written to: noted in their conversation, and in the history of their open cases for staff."""

from contextlib import suppress
from dataclasses import dataclass

from bot.ports import Clock
from bot.store import Refused, Store
from bot.turn import Turns, UnknownConversation
from dialogs import codec
from dialogs.conversation import Conversation
from dialogs.events import ReachChanged

NOTES = {
    False: "Personen har blockerat boten eller lämnat Telegram: svar når inte fram.",
    True: "Personen går att nå i Telegram igen.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Writes it down, once for each change."""

    store: Store
    turns: Turns
    clock: Clock

    async def change(self, conversation: str, event_id: str, *, reachable: bool) -> None:
        """The person is gone or back. Notes come first: if we are cut short, the same event brings the rest."""
        state = await self._state(conversation, event_id)
        if state is None or state.reachable == reachable:
            return
        for case in state.open_cases:
            with suppress(Refused):
                await self.store.tickets.note(
                    case.reference, NOTES[reachable], actor="bot", at=self.clock.now(), key=event_id
                )
        with suppress(UnknownConversation):
            await self.turns.take(conversation, ReachChanged(id=event_id, at=self.clock.now(), reachable=reachable))

    async def _state(self, conversation: str, event_id: str) -> Conversation | None:
        """What is remembered; reading counts as a try, so the try is taken back."""
        loaded = await self.store.conversations.load(conversation, event_id)
        await self.store.conversations.clear_try(conversation, event_id)
        return codec.decode(loaded.conversation) if loaded.conversation else None
