"""The validator finds what is wrong, so that its silence means something."""

from typing import Any

import pytest

from integrations.sandbox.telegram.methods.table import MODELLED
from tests.integrations.sandbox.telegram.specification import Specification

USER = {"id": 1, "is_bot": False, "first_name": "A"}
CHAT = {"id": 1, "type": "private"}


@pytest.mark.parametrize(
    "method,parameters,problem",
    [
        ("sendMessage", {"chat_id": 5, "text": "hej"}, ""),
        ("sendMessage", {"chat_id": "5", "text": "hej", "disable_notification": "true"}, ""),
        ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, ""),
        ("sendMessage", {"chat_id": 5, "text": ""}, "sendMessage.text: 0 characters, not 1-4096 characters"),
        ("sendMessage", {"text": "hej"}, "sendMessage.chat_id: required"),
        ("sendMessage", {"chat_id": 5, "text": "x", "reply": 1}, "sendMessage.reply: unknown parameter"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "answerCallbackQuery.text: 201"),
        ("editMessageText", {"message_id": "abc", "text": "x"}, "editMessageText.message_id: not an integer"),
        ("sendNothing", {}, "sendNothing: unknown method"),
    ],
)
def test_parameters_are_held_to_it(
    specification: Specification, method: str, parameters: dict[str, Any], problem: str
) -> None:
    """Names, types, lengths and what is required."""
    found = specification.request(method, parameters)
    assert (found[0] if found else "").startswith(problem) if problem else not found


@pytest.mark.parametrize(
    "result,problem",
    [
        ({"message_id": 1, "date": 0, "chat": CHAT, "from": USER, "text": "x"}, ""),
        ({"message_id": 1, "date": 0, "chat": CHAT, "sender": USER}, "sendMessage gives.sender: unknown in Message"),
        ({"message_id": 1, "chat": CHAT}, "sendMessage gives.date: missing in Message"),
        ({"message_id": "1", "date": 0, "chat": CHAT}, "sendMessage gives.message_id: not an integer"),
        ([], "sendMessage gives: not a Message"),
    ],
)
def test_results_are_held_to_it(specification: Specification, result: Any, problem: str) -> None:
    """Deeply, with the place of what is wrong."""
    assert specification.result("sendMessage", result) == ([problem] if problem else [])


def test_every_modelled_method_is_in_it(specification: Specification) -> None:
    """The local Bot API knows no method that Telegram does not."""
    assert [name for name in MODELLED if name.lower() not in specification.methods] == []
