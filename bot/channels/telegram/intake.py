"""From an update to turns. What is to be said to Telegram at once comes back, after everything is kept.

Nothing is acknowledged here: whoever brought the update (webhook, polling) tells Telegram that it was taken when
``take`` has returned. If it raises, the update comes again, and what was committed already is known by its id.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import msgspec
import structlog

from bot.channels.telegram.api import Call
from bot.channels.telegram.buttons import TOGGLE, Pressed, chosen_values, read_data, redraw, send_label
from bot.channels.telegram.contents import edit_of, entry_of, event_of, is_start, language_of
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.names import CHANNEL, UNREAD, Names
from bot.channels.telegram.reach import Reach
from bot.channels.telegram.updates import Callback, Membership, Message, Unreadable, Update, User, read_update
from bot.ports import Clock
from bot.render import Texts
from bot.store import Refused, Store, StoreError
from bot.turn import Reused, Turns, UnknownConversation
from dialogs.events import AnyEvent, PersonChose, Started
from dialogs.flows import FLOWS

PRIVATE = "private"
STALE = -1
"""A turn in which nothing was ever asked."""
GONE = frozenset({"kicked", "left"})

log = structlog.get_logger()
Calls = tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes updates, those of one chat in their order, those of different chats at once."""

    store: Store
    turns: Turns
    texts: Texts
    clock: Clock
    names: Names
    groups: Groups
    reach: Reach
    _lanes: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary, repr=False)

    async def take(self, raw: bytes) -> Calls:
        """Take one update as it was sent. Raises an error of the store when it is not kept."""
        return await self._take(raw) or ()

    async def reread(self, raw: bytes) -> bool:
        """Try an update again that was set aside; whether it was taken now."""
        return await self._take(raw) is not None

    async def _take(self, raw: bytes) -> Calls | None:
        number = None
        try:
            update = read_update(raw)
            number = update.update_id
            return await self._take_in_order(update)
        except Unreadable as problem:
            await self._set_aside(raw, problem.number, "unparsable")
        except Refused as refusal:
            log.error("update_refused", reason=refusal.reason)  # noqa: TRY400  the reason says it all
            await self._set_aside(raw, number, "failed")
        except StoreError:
            raise
        except Exception:
            # One update that breaks us must not come again for a day, and must not hold up the others.
            log.exception("update_failed")
            await self._set_aside(raw, number, "failed")
        return None

    async def _take_in_order(self, update: Update) -> Calls:
        if update.chat is None:
            return _answered(update.callback_query) if update.callback_query else ()
        async with self._lanes.setdefault(update.chat.id, asyncio.Lock()):
            if update.chat.type != PRIVATE:
                return await self.groups.answer(update, update.chat)
            return await self._hear(update)

    async def _hear(self, update: Update) -> Calls:
        if update.callback_query is not None:
            return await self._press(update, update.callback_query)
        if update.my_chat_member is not None:
            await self._note_reach(update, update.my_chat_member)
        elif update.message is not None:
            await self._read(update, update.message)
        elif update.edited_message is not None:
            event = edit_of(update.edited_message, event_id=self._name(update), at=self.clock.now())
            await self._tell(update.edited_message, event)
        return ()

    async def _read(self, update: Update, message: Message) -> None:
        if is_start(message):
            await self._start(update, message)
        else:
            await self._tell(message, event_of(message, event_id=self._name(update), at=self.clock.now()))

    async def _start(self, update: Update, message: Message) -> None:
        """The command that every bot begins with, with the word of the deep link."""
        event = Started(
            id=_opening(self._name(update)),
            at=self.clock.now(),
            language=_language(message.sender),
            entry=entry_of(message),
        )
        conversation = self.names.conversation(message.chat.id)
        try:
            await self.turns.take(conversation, event)
        except UnknownConversation:
            await self._open(message.chat.id, event)

    async def _tell(self, message: Message, event: AnyEvent | None) -> None:
        """Carry ``event`` to the conversation, which is opened when there is none."""
        if event is None:
            return
        chat, language = message.chat.id, _language(message.sender)
        try:
            await self._carry(chat, event)
        except UnknownConversation:
            await self._open(chat, Started(id=_opening(event.id), at=event.at, language=language))
            await self._carry(chat, event)

    async def _carry(self, chat: int, event: AnyEvent) -> None:
        try:
            await self.turns.take(self.names.conversation(chat), event)
        except Reused:
            # Seen is seen: Telegram gives a number to one update only.
            log.warning("update_reused")

    async def _open(self, chat: int, event: Started) -> None:
        await self.turns.start(
            conversation=self.names.conversation(chat),
            channel=CHANNEL,
            language=event.language,
            entry=event.entry,
            event_id=event.id,
            at=event.at,
            address=str(chat),
        )

    async def _press(self, update: Update, press: Callback) -> Calls:
        message, pressed = press.message, read_data(press.data)
        if message is None:
            return _answered(press)
        if pressed is not None and pressed.value.startswith(TOGGLE) and message.reply_markup is not None:
            return (_redrawn(message, pressed), *_answered(press))
        values = _values(pressed)
        if not values:
            return _answered(press, self.texts.say("telegram-choose-one", self._shown_language(message)))
        turn = pressed.turn if pressed and not pressed.value.startswith(TOGGLE) else STALE
        event = PersonChose(id=self._name(update), at=self.clock.now(), values=values, turn=turn)
        await self._choose(message.chat.id, press.sender, event)
        return _answered(press)

    async def _choose(self, chat: int, sender: User, event: PersonChose) -> None:
        """A press; one from a conversation that is gone opens a new one, and only danger is still meant."""
        try:
            await self._carry(chat, event)
        except UnknownConversation:
            await self._open(chat, Started(id=_opening(event.id), at=event.at, language=_language(sender)))
            if event.values == ("danger",):
                await self._carry(chat, event)

    async def _note_reach(self, update: Update, change: Membership) -> None:
        conversation, reachable = self.names.conversation(change.chat.id), change.new_chat_member.status not in GONE
        await self.reach.change(conversation, self._name(update), reachable=reachable)

    def _shown_language(self, message: Message) -> str:
        """The language of a keyboard, by the word on its last button."""
        label = send_label(message.reply_markup)
        return next((name for name in self.texts.languages if self.texts.say("telegram-done", name) == label), "en")

    def _name(self, update: Update) -> str:
        return self.names.event(update.update_id)

    async def _set_aside(self, raw: bytes, number: int | None, reason: str) -> None:
        """Keep what cannot be taken for staff, so that Telegram need not send it again."""
        name = hashlib.sha256(raw).hexdigest() if number is None else self.names.event(number)
        await self.store.dead.add(UNREAD, name, raw, reason)
        log.error("update_set_aside", reason=reason)


def _opening(event_id: str) -> str:
    """The event that opens the conversation before the person's own event."""
    return f"{event_id}|start"


def _language(sender: User | None) -> str:
    return language_of(sender.language_code if sender else None)


def _values(pressed: Pressed | None) -> tuple[str, ...]:
    """What was chosen: nothing when a selection is empty."""
    if pressed is None:
        return ("?",)
    if pressed.selection is None or pressed.value.startswith(TOGGLE):
        return (pressed.value,)
    flow = FLOWS.get(pressed.step.partition(".")[0])
    question = flow.question(pressed.step) if flow else None
    return chosen_values(pressed.selection, question.kind.options) if question else ("?",)


def _redrawn(message: Message, pressed: Pressed) -> Call:
    keyboard = redraw(message.reply_markup, pressed) if message.reply_markup else None
    fields = {"chat_id": message.chat.id, "message_id": message.message_id, "reply_markup": keyboard}
    return Call("editMessageReplyMarkup", msgspec.to_builtins(fields))


def _answered(press: Callback, text: str = "") -> Calls:
    """Telegram shows the button at work until it is told that the press was taken."""
    fields = {"callback_query_id": press.id, **({"text": text} if text else {})}
    return (Call("answerCallbackQuery", fields),)
