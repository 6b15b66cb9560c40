"""What is handed to the understanding of a message, and that it delays nobody."""

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from bot.hearing import Utterance, understand, utterance_of
from dialogs.conversation import Conversation
from dialogs.events import PersonChose, PersonWrote
from nlu.remembered import Remembered
from nlu.understanding import Understanding

CONVERSATION = Conversation(id="c1", channel="web", language="sv")
SAID = Utterance("hej", "sv", (), date(2026, 5, 20), private=False)


@dataclass(slots=True)
class Listener:
    """Tells in which thread it was asked."""

    threads: list[int] = field(default_factory=list)

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        self.threads.append(threading.get_ident())
        return Understanding(text=text)


def written(text: str, at: datetime = datetime(2026, 5, 20, 9, tzinfo=UTC)) -> PersonWrote:
    return PersonWrote(id="e1", at=at, text=text)


@pytest.mark.parametrize("at, day", [
    (datetime(2026, 5, 20, 9, 0, tzinfo=UTC), date(2026, 5, 20)),
    (datetime(2026, 5, 20, 22, 30, tzinfo=UTC), date(2026, 5, 21)),
    (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), date(2026, 12, 31)),
])  # fmt: skip
def test_today_is_the_day_of_the_event_in_stockholm(at: datetime, day: date) -> None:
    said = utterance_of(written("imorgon", at), CONVERSATION)
    assert said is not None
    assert said.today == day


def test_a_personal_number_is_masked_before_anybody_is_asked() -> None:
    said = utterance_of(written("mitt nummer är 811228-9874"), CONVERSATION)
    assert said is not None
    assert "9874" not in said.text
    assert "9874" not in str(said.for_others)


def test_a_button_says_nothing() -> None:
    assert utterance_of(PersonChose(id="e1", at=datetime.now(UTC), values=("work",)), CONVERSATION) is None


@pytest.mark.parametrize("text, private, others", [
    ("Jag söker jobb ", False, "Jag söker jobb"), ("/help", False, None), ("  ", False, None),
    ("olena@example.com", True, None),
])  # fmt: skip
def test_others_are_not_asked_about_commands_and_contacts(text: str, private: bool, others: str | None) -> None:
    assert Utterance(text, "sv", (), SAID.today, private).for_others == others


@pytest.mark.asyncio
async def test_understanding_happens_beside_the_event_loop() -> None:
    listener = Listener()
    await understand(listener, SAID)
    assert listener.threads != [threading.get_ident()]


@pytest.mark.asyncio
async def test_what_is_remembered_needs_no_thread() -> None:
    remembered = Remembered(Listener())
    first = await understand(remembered, SAID)
    # With no thread left an answer can only come from memory.
    loop = asyncio.get_running_loop()
    await loop.shutdown_default_executor()
    assert await understand(remembered, SAID) is first
