"""The answers of the dialog as the ticket's page shows them, in Swedish words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.desk.about import answer_words
from bot.desk.applications import is_refusal
from bot.desk.times import day_and_time
from bot.ports import AnswerLine, Ticket
from bot.render import Texts

_FORM = re.compile(r"membership\.commitment_form(_\d+)?")
_SHOWN = re.compile(r"membership\.affirm_[a-z_]+_version")
_VERSION = re.compile(r"(\d{1,8})(?:, (.+))?", re.ASCII)
"""Which version of a text was shown, and when it was answered."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer of the dialog in Swedish words."""

    label: str
    value: str
    language: str
    link: str = ""
    deviates: bool = False


def show_answer(
    line: AnswerLine, ticket: Ticket, texts: Texts, *, forms: Mapping[str, str], now: datetime
) -> AnswerView:
    """Free text is in the person's language, a choice in Swedish words. What was affirmed leads to its words."""
    if _FORM.fullmatch(line.step) and line.value in forms:
        return AnswerView(line.label, forms[line.value], "sv")
    if _SHOWN.fullmatch(line.step) and (shown := _VERSION.fullmatch(line.value)):
        return AnswerView(line.label, _version(shown, now), "sv", f"/desk/pact/texts/{shown[1]}")
    value = answer_words(line.step, line.value, texts)
    deviates = is_refusal(line)
    return AnswerView(line.label, value, ticket.language if value == line.value else "sv", deviates=deviates)


def _version(shown: re.Match[str], now: datetime) -> str:
    """``version 2, i dag 14:05``."""
    try:
        at = day_and_time(datetime.fromisoformat(shown[2] or ""), now)
    except (ValueError, TypeError):
        at = ""
    return ", ".join(filter(None, (f"version {shown[1]}", at)))
