"""A chat as its user sees it."""

from typing import Any

from integrations.sandbox.telegram.chats import Chat, Message
from integrations.sandbox.telegram.world import Press, World

Json = dict[str, Any]
WORDS = {"text", "entities", "caption", "caption_entities"}


def shown_chat(world: World, chat: Chat) -> Json:
    """Everything in the chat, edits applied and deleted messages gone."""
    messages = [message for message in chat.messages.values() if not message.deleted]
    whole: Json = {
        "chat": chat.json(),
        "messages": [shown_message(world, message) for message in messages],
        "keyboard": _keyboard(messages),
        "actions": list(chat.actions),
        "answers": [_answer(press) for press in world.presses.values() if press.chat is chat],
    }
    return whole if chat.user is None else whole | _about(world, chat)


def shown_message(world: World, message: Message) -> Json:
    """One message: who, what, and the buttons below it."""
    shown: Json = {
        "message_id": message.id,
        "from": _who(world, message),
        "sender": message.sender,
        "date": message.date,
        "text": message.text,
        "entities": message.content.get("entities", message.content.get("caption_entities", [])),
        "buttons": (message.markup or {}).get("inline_keyboard", []),
        "edited": message.rewritten,
        "reply_to": message.reply_to,
        "reactions": [reaction.get("emoji", "") for reaction in message.reactions],
    }
    return shown | {name: part for name, part in message.content.items() if name not in WORDS}


def _who(world: World, message: Message) -> str:
    if message.sender == world.bot.id:
        return "bot"
    return "channel" if message.sender is None else "person"


def _keyboard(messages: list[Message]) -> list[Any] | None:
    """The keyboard in place of letters, which the latest message about it gave or took away."""
    for message in reversed(messages):
        markup = message.markup or {}
        if "keyboard" in markup:
            return [[button["text"] for button in row] for row in markup["keyboard"]]
        if markup.get("remove_keyboard"):
            return None
    return None


def _answer(press: Press) -> Json:
    return {
        "query_id": press.id,
        "message_id": press.message,
        "answered": press.answer is not None,
        **(press.answer or {}),
    }


def _about(world: World, chat: Chat) -> Json:
    user = chat.user
    if user is None:
        return {}
    language = user.language_code
    return {
        "user": user.json(),
        "started": user.started,
        "blocked": user.blocked,
        "deactivated": user.deactivated,
        "commands": world.bot.commands_for(chat.id, user.id, language),
        "bot": {
            "name": world.bot.said("name", language[:2]),
            "description": world.bot.said("description", language[:2]),
        },
    }
