"""All methods by name. Names are the same in small and capital letters."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from integrations.sandbox.telegram.methods import editing, fetching, profile, rooms, sending
from integrations.sandbox.telegram.methods.fetching import Polling
from integrations.sandbox.telegram.parameters import Parameters
from integrations.sandbox.telegram.refusals import not_found
from integrations.sandbox.telegram.world import World

Method = Callable[[World, Parameters], Any]

NAMES: dict[str, Method] = {
    "getMe": profile.get_me,
    "logOut": profile.log_out,
    "close": profile.log_out,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendVoice": sending.send_voice,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "answerCallbackQuery": editing.answer_callback_query,
    "getChat": rooms.get_chat,
    "getChatMember": rooms.get_chat_member,
    "getChatMemberCount": rooms.get_chat_member_count,
    "getChatAdministrators": rooms.get_chat_administrators,
    "leaveChat": rooms.leave_chat,
    "getFile": fetching.get_file,
}
FETCHING = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
MODELLED = (*NAMES, *FETCHING)
# What a webhook's answer may not ask for.
NOT_IN_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")


class Methods:
    """Carries out what is called."""

    def __init__(self, world: World, polling: Polling) -> None:
        self._world = world
        self._table: dict[str, Method] = {name.lower(): method for name, method in NAMES.items()} | {
            "getupdates": lambda _, given: polling.get_updates(given),
            "setwebhook": lambda _, given: polling.set_webhook(given),
            "deletewebhook": lambda _, given: polling.delete_webhook(given),
            "getwebhookinfo": lambda _, given: polling.get_webhook_info(),
        }

    async def call(self, name: str, given: Parameters) -> Any:
        """The result of a method, or ``Refusal``."""
        method = self._table.get(name.lower())
        if method is None:
            raise not_found("method not found")
        result = method(self._world, given)
        if inspect.isawaitable(result):
            awaited: Awaitable[Any] = result
            return await awaited
        return result
