"""What staff have written about membership, as the chat says it; the desk shows it just so before it is saved."""

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date

from dialogs.effects import Arg, Joined, Local
from dialogs.pact import Affirmed, Event, Form, Words
from dialogs.texts import LANGUAGES


def form_name(form: Form) -> Local:
    """The name of a form."""
    return Local(dict(form.name))


def tell_form(form: Form) -> Joined:
    """A form and what it means."""
    return Joined(tuple(_lines(form.name, form.about)))


def tell_goals(affirmed: Affirmed) -> Local:
    """The goals, one on each line, numbered."""
    return Local({language: _numbered(words) for language, words in affirmed.texts["goals"].items()})


def tell_event(event: Event) -> Joined:
    """A meeting: when, what, where to read more."""
    title = {language: f"{day_words(event.day, language)}: {event.title.get(language, '')}" for language in LANGUAGES}
    return Joined((*_lines(title, event.about), *((event.link,) if event.link else ())))


def day_words(day: date, language: str) -> str:
    """``3 december 2026``."""
    return format_date(day, "d MMMM y", locale=language)


def _lines(*parts: Words) -> Iterator[Arg]:
    return (Local(dict(words)) for words in parts if any(words.values()))


def _numbered(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
