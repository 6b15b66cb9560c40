"""Each question intent asked in the middle of a form: answered, and the form is where it was; on both channels.

The questions were written by people who wrote no training data.
"""

from pathlib import Path

import pytest

from nlu.evaluate import Example
from nlu.samples import read_samples
from tests.journeys.people import Service, WebPerson
from tests.journeys.telegram import TelegramPerson, TelegramService

pytestmark = pytest.mark.asyncio
DATA = Path(__file__).parents[1] / "data" / "guide"
TO_SWEDISH = ("arrival", "adult", "permit", "stockholm", "under_12_months", "work,internship", "skip", "skip")
RIGHT = 0.9


def one_of_each(language: str) -> list[Example]:
    """The first question of every intent."""
    return list({one.intent: one for one in reversed(read_samples([DATA / f"{language}.tsv"]).examples)}.values())


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_in_the_web_chat(service: Service, language: str) -> None:
    await ask_all(await service.person(language), one_of_each(language))


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_in_telegram(telegram: TelegramService, language: str) -> None:
    person = telegram.person(language=language)
    await person.starts()
    await ask_all(person, one_of_each(language))


async def ask_all(person: WebPerson | TelegramPerson, questions: list[Example]) -> None:
    """Ask everything inside the form, which goes on where it was; who tells of a degree besides has answered that."""
    await person.presses(*TO_SWEDISH)
    right = 0
    for one in questions:
        await person.says(one.text)
        keys = heard_keys(person)
        right += any(key.startswith((f"guide-{one.intent}", "guide-authority", "contact-")) for key in keys)
        assert keys[-1] in {"arrival-swedish-ask", "arrival-validation-ask"}, one.intent
    assert right / len(questions) >= RIGHT


def heard_keys(person: WebPerson | TelegramPerson) -> list[str]:
    """Text keys of the last turn."""
    if isinstance(person, TelegramPerson):
        return [entry.message.key or "" for entry in person.heard]
    return [message["key"] or "" for message in person.heard]
