"""What is handed to the understanding of a message."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from bot.plan import Surroundings, make_plan
from bot.render import Texts
from dialogs.conversation import Conversation
from dialogs.events import PersonWrote
from dialogs.texts import compile_catalogues
from nlu.understanding import Understanding


@dataclass(slots=True)
class Listener:
    """Remembers which day it was told to be today."""

    days: list[date | None] = field(default_factory=list)

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        self.days.append(today)
        return Understanding(text=text)


@pytest.mark.parametrize("at, day", [
    (datetime(2026, 5, 20, 9, 0, tzinfo=UTC), date(2026, 5, 20)),
    (datetime(2026, 5, 20, 22, 30, tzinfo=UTC), date(2026, 5, 21)),
    (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), date(2026, 12, 31)),
])  # fmt: skip
def test_today_is_the_day_of_the_event_in_stockholm(at: datetime, day: date) -> None:
    compile_catalogues()
    listener = Listener()
    around = Surroundings(understander=listener, texts=Texts.load(), regulated={}, pushing=frozenset(), content={})
    conversation = Conversation(id="c1", channel="web", language="sv")
    make_plan(
        PersonWrote(id="e1", at=at, text="imorgon"), conversation, around, reference="IP-7K4M-2QXD", last_message=0
    )
    assert listener.days == [day]
