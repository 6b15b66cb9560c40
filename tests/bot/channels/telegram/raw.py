"""Updates as Telegram writes them."""

import itertools
import json
from typing import Any

_numbers = itertools.count(1000)
OLENA = 1001


def update(number: int | None = None, *, chat: int = OLENA, kind: str = "private", **content: Any) -> bytes:
    """An update with ``message``, ``edited_message``, ``callback_query`` or ``my_chat_member``."""
    body: dict[str, Any] = {"update_id": next(_numbers) if number is None else number}
    sender = {"id": abs(chat), "is_bot": False, "first_name": "Олена", "language_code": "uk", "is_premium": True}
    place = {"id": chat, "type": kind, "first_name": "Олена"}
    for name, given in content.items():
        usual: dict[str, Any] = {"from": sender}
        if name in {"message", "edited_message"}:
            usual |= {"message_id": 5, "date": 1_700_000_000, "chat": place}
        elif name == "my_chat_member":
            usual |= {"chat": place, "date": 1_700_000_000, "old_chat_member": {"status": "member", "user": sender}}
        elif name == "callback_query":
            shown = {"message_id": 9, "date": 1_700_000_000, "chat": place, "text": "?"}
            usual |= {"id": "77", "chat_instance": "1", "message": shown | given.pop("shown", {})}
        body[name] = usual | given
    return json.dumps(body, ensure_ascii=False).encode()


def wrote(text: str, number: int | None = None, **more: Any) -> bytes:
    """Somebody wrote."""
    return update(number, message={"text": text} | more.pop("message", {}), **more)


def edited(text: str, number: int | None = None, *, message: int = 5, **more: Any) -> bytes:
    """Somebody changed a message."""
    return update(number, edited_message={"text": text, "message_id": message, "edit_date": 1_700_000_100}, **more)


def pressed(data: str, number: int | None = None, *, shown: dict[str, Any] | None = None, **more: Any) -> bytes:
    """Somebody pressed a button."""
    return update(number, callback_query={"data": data, "shown": shown or {}}, **more)


def became(status: str, number: int | None = None, **more: Any) -> bytes:
    """The bot was blocked or let in."""
    bot = {"id": 4242, "is_bot": True, "first_name": "Strå"}
    return update(number, my_chat_member={"new_chat_member": {"status": status, "user": bot, "until_date": 0}}, **more)
