"""Buttons under messages, as bots may write them."""

from typing import Any

from integrations.sandbox.telegram.formatting.links import BadLink, check_link, user_of
from integrations.sandbox.telegram.refusals import bad_request

Markup = dict[str, Any]

LONGEST_DATA = 64
MOST_IN_ROW = 12
MOST_BUTTONS = 300
# Kinds of buttons that are kept as they are; what they do is not modelled.
OTHER = {
    "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
}  # fmt: skip
LOOK = ("style", "icon_custom_emoji_id")


def read_markup(given: Any) -> Markup | None:
    """The keyboard in ``reply_markup``; None: no keyboard."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("Object expected as reply markup")
    if keyboard := _rows(given, "keyboard", 'Field "keyboard" must be an Array of Arrays'):
        rows = [[_reply_button(button) for button in row] for row in keyboard]
        return {**_flags(given), "keyboard": rows}
    words = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if inline := _rows(given, "inline_keyboard", words):
        return _inline(inline)
    for name in ("remove_keyboard", "force_reply"):
        if given.get(name) is True:
            return _flags(given) | {name: True}
    return None


def read_inline_markup(given: Any) -> Markup | None:
    """The keyboard of an edited message, which can only be an inline one."""
    markup = read_markup(given)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    return markup


def buttons(markup: Markup | None) -> list[dict[str, Any]]:
    """All buttons of an inline keyboard."""
    return [button for row in (markup or {}).get("inline_keyboard", []) for button in row]


def _rows(given: Markup, name: str, words: str) -> list[list[Any]]:
    rows = given.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(words)
    return rows


def _flags(given: Markup) -> Markup:
    names = ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective", "input_field_placeholder")
    return {name: given[name] for name in names if given.get(name)}


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad_request("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    return {**button, "text": _label(button, "keyboard button")}


def _label(button: dict[str, Any], what: str) -> str:
    label = button.get("text")
    if label is None:
        raise bad_request(f"Can't parse {what}: Can't find field \"text\"")
    if not isinstance(label, str):
        raise bad_request(f'Can\'t parse {what}: Field "text" must be of type String')
    return label


def _inline(rows: list[list[Any]]) -> Markup | None:
    """Parsed first, then checked: Telegram reports the first mistake in writing before the first one in content."""
    read = [[_inline_button(button) for button in row] for row in rows]
    # A button without words is left out, and so is what is too much.
    kept = [[button for button in row if button["text"]][:MOST_IN_ROW] for row in read]
    full = [row for row in kept if row]
    if sum(map(len, full)) > MOST_BUTTONS:
        full = full[: MOST_BUTTONS // MOST_IN_ROW]
    for row in full:
        for button in row:
            _check(button)
    return {"inline_keyboard": full} if full else None


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("Can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    read = {"text": _label(button, "inline keyboard button")} | {
        name: button[name] for name in LOOK if button.get(name)
    }
    for name in ("url", "callback_data"):
        if not isinstance(button.get(name, ""), str):
            raise bad_request(f'Can\'t parse inline keyboard button: Field "{name}" must be of type String')
        if button.get(name):
            return read | {name: button[name]}
    for name in sorted(OTHER & button.keys()):
        return read | {name: button[name]}
    raise bad_request("Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _check(button: dict[str, Any]) -> None:
    if len(button.get("callback_data", "").encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is None or user_of(url) is not None:
        return
    try:
        button["url"] = check_link(url)
    except BadLink as problem:
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {problem}") from None
