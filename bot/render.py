"""Words for what the engine says: text key, arguments and language become a message."""

import gettext
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import assert_never

import msgspec
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from bot import ports
from dialogs.effects import Arg, Args, Concept, Date, Joined, Local, Moment, Say, Text
from dialogs.guide import book
from dialogs.promise import STOCKHOLM
from dialogs.texts import FOLDER, LANGUAGES

LOCALES = {"sv": "sv_SE", "uk": "uk_UA", "en": "en_GB"}
_DATE = {"sv": "EEEE d MMMM 'kl.' HH:mm", "uk": "EEEE, d MMMM, HH:mm", "en": "EEEE d MMMM, HH:mm"}


class MissingText(KeyError):
    """A text key without words in a language."""


class _Guide(gettext.NullTranslations):
    """The words of the guide, which has no catalogue: its three languages stand side by side in one file an answer."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        """The words of the key ``message``, or the key itself."""
        return self._words.get(message, message)


@lru_cache(maxsize=len(LANGUAGES))
def _read(compiled: Path, _changed: int) -> gettext.GNUTranslations:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


@dataclass(frozen=True, slots=True)
class Texts:
    """The compiled catalogues and the guide.

    ``name_concept(vocabulary, name, language)`` shows a concept, ``code_concept(vocabulary, name)`` tells its code.
    """

    catalogues: Mapping[str, gettext.NullTranslations]
    name_concept: Callable[[str, str, str], str]
    code_concept: Callable[[str, str], str | None] = lambda vocabulary, name: None

    @classmethod
    def load(
        cls,
        name_concept: Callable[[str, str, str], str] = lambda vocabulary, name, language: name,
        code_concept: Callable[[str, str], str | None] = lambda vocabulary, name: None,
    ) -> "Texts":
        """Read the compiled catalogues; ``make texts`` builds them."""
        found: dict[str, gettext.NullTranslations] = {}
        for language in LANGUAGES:
            compiled = FOLDER / f"{language}.mo"
            # A copy, because each has a fallback of its own.
            found[language] = copy(_read(compiled, compiled.stat().st_mtime_ns))
            found[language].add_fallback(_Guide(book.texts(language)))
        return cls(found, name_concept, code_concept)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that can be chosen."""
        return LANGUAGES

    def say(self, key: str, language: str, /, **args: object) -> str:
        """The words of ``key``. Raises ``MissingText``."""
        words = self.catalogues[language].gettext(key)
        if words == key:
            raise MissingText(f"{key} ({language})")
        return words.format_map(args) if args else words

    def count(self, key: str, number: int, language: str) -> str:
        """The words of a counted key, in the plural form that ``number`` takes."""
        words = self.catalogues[language].ngettext(key, key, number)
        if words == key:
            raise MissingText(f"{key} ({language})")
        return words.format(number=number)

    def words(self, arg: Arg, language: str) -> str:  # noqa: C901, PLR0911  one case a kind of argument
        """An argument as it is read in ``language``."""
        match arg:
            case str():
                return arg
            case int():
                return str(arg)
            case Text(key, args):
                return self.say(key, language, **self.fill(args, language))
            case Concept(vocabulary, name, coded):
                code = self.code_concept(vocabulary, name) if coded else None
                shown = self.name_concept(vocabulary, name, language)
                return f"{shown} ({code})" if code else shown
            case Moment(at):
                return show_moment(at, language)
            case Date(day):
                return show_day(day, language)
            case Local(texts):
                return texts.get(language) or next(iter(texts.values()), "")
            case Joined(parts, inline):
                each = [self.words(p, language) for p in parts]
                return format_list(each, locale=LOCALES[language]) if inline else "\n".join(each)
            case _:
                assert_never(arg)

    def fill(self, args: Args, language: str) -> dict[str, str]:
        """All arguments in words."""
        return {name: self.words(arg, language) for name, arg in args.items()}

    def render(self, said: Say, *, number: int, at: datetime, language: str, delivery: ports.Delivery) -> ports.Entry:
        """The transcript entry of something said: what is shown, with key and arguments beside it."""
        filled = self.fill(said.args, language)
        message = ports.Message(
            id=number,
            at=at,
            sender=said.sender,
            kind=said.kind,
            key=said.key,
            step=said.step,
            text=self.say(said.key, language, **filled) if said.verbatim is None else said.verbatim,
            language=language if said.verbatim is None else said.language or language,
            choices=tuple(ports.Choice(c.value, self.words(c.label, language)) for c in said.choices),
            multiple=said.multiple,
            links=tuple(ports.Link(self.say(link.label, language), link.url) for link in said.links),
            translation=_translation(said),
            delivery=delivery,
            ticket=ports.TicketName(*said.ticket) if said.ticket else msgspec.UNSET,
        )
        return ports.Entry(message=message, args=dict(filled), author=said.author)


def _translation(said: Say) -> ports.Translation | msgspec.UnsetType:
    if (original := said.original) is None:
        return msgspec.UNSET
    return ports.Translation(original.text, original.language, original.engine, original.edited)


def mark_translation(message: ports.Message, say: Callable[..., str]) -> str:
    """The line between a machine's translation and its original; empty when ``message`` is no translation."""
    made = message.translation
    if not isinstance(made, ports.Translation) or made.text is not msgspec.UNSET:
        return ""
    key = "staff-translated-edited" if made.edited else "staff-translated"
    written = name_language(made.language, message.language)
    return say(key, message.language, engine=made.engine, written=written)


def name_language(name: str, language: str) -> str:
    """``ukrainska``: the language ``name`` as it is called in ``language``."""
    return Locale.parse(name).get_language_name(LOCALES[language]) or name


def show_day(day: date, language: str) -> str:
    """A day as it is written out: ``1 mars 2026``."""
    return format_date(day, "d MMMM y", locale=LOCALES[language])


def show_moment(at: datetime, language: str) -> str:
    """Weekday, date and time in Stockholm."""
    return format_datetime(at.astimezone(STOCKHOLM), _DATE[language], locale=LOCALES[language])
