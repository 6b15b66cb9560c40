"""The person's words in Swedish, for who works with the ticket: made when they open it, kept, never asked for twice."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.desk.rendering import PATIENCE, secret_names, translate
from bot.ports import Entry, Message, Translated, Translator, Untranslated
from bot.render import Texts
from bot.store import Kept, Refused, Store
from dialogs.draft import option_label
from dialogs.effects import Local, Text
from dialogs.flow import Choose, Flow, Question, option_key
from dialogs.flows import FLOWS
from dialogs.questions import MENU, MENU_VALUES

SWEDISH = "sv"
MOST = 20
"""Messages that are translated at a time."""
AT_ONCE = 5
LASTING = frozenset({"unsafe", "long", "language"})
"""Reasons that would be the same tomorrow: they are kept, so that nobody is asked for nothing."""
_CLOSINGS = frozenset({"case-closed", "case-closed-person"})
_FIXED = ("private-answer", *(f"sent-{kind}" for kind in "photo document voice video sticker location other".split()))
_STEERING = "yes no back skip cancel restart person send change danger interpreter".split()
Outcome = Translated | Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reads one ticket's conversation for ``staff``; what is not ready after ``patience`` seconds has a button."""

    store: Store
    texts: Texts
    translator: Translator | None
    staff: str
    patience: float = PATIENCE
    flows: Mapping[str, Flow] = field(default_factory=lambda: FLOWS)

    async def known(self, kept: Kept, entries: Sequence[Entry]) -> dict[int, Outcome]:
        """What is there already, by message; a button is read by its Swedish words."""
        made = await self.store.translations.read(kept.conversation)
        return {**made, **self._buttons(entries)}

    async def read(self, kept: Kept, entries: Sequence[Entry]) -> dict[int, Outcome]:
        """The same, after asking for what is missing since the last closing."""
        there = await self.known(kept, entries)
        wanted = [line for line in _since_closing(entries) if is_foreign(line) and line.id not in there][-MOST:]
        return {**there, **await self.ask(kept, entries, wanted)}

    async def ask(self, kept: Kept, entries: Sequence[Entry], lines: Sequence[Message]) -> dict[int, Outcome]:
        """Ask for these lines, and keep what comes in time."""
        if self.translator is None or not lines:
            return {}
        made = await self._make(lines, secret_names(kept.ticket, entries, self.staff))
        lasting = {number: outcome for number, outcome in made.items() if _lasts(outcome)}
        with suppress(Refused):  # The person was erased meanwhile: nothing is kept.
            await self.store.translations.save(kept.conversation, lasting)
        return made

    async def _make(self, lines: Sequence[Message], secret: tuple[str, ...]) -> dict[int, Outcome]:
        made: dict[int, Outcome] = {}
        gate = asyncio.Semaphore(AT_ONCE)

        async def make(line: Message) -> None:
            async with gate:
                made[line.id] = await translate(
                    self.translator, line.text, source=line.language, target=SWEDISH, secret=secret
                )

        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience), asyncio.TaskGroup() as group:
                for line in lines:
                    group.create_task(make(line))
        return made

    def _buttons(self, entries: Sequence[Entry]) -> dict[int, Outcome]:
        lines = [entry.message for entry in entries if is_foreign(entry.message)]
        tables = {language: self._words(language) for language in {line.language for line in lines}}
        found = {line.id: _read_buttons(line.text, tables[line.language]) for line in lines}
        return {number: Translated(words, "") for number, words in found.items() if words}

    def _words(self, language: str) -> Mapping[str, str]:
        return button_words(self.texts, language, self.flows)


def is_foreign(message: Message) -> bool:
    """Words of the person that are not in Swedish."""
    return message.sender == "person" and message.language != SWEDISH and bool(message.text.strip())


def button_words(texts: Texts, language: str, flows: Mapping[str, Flow] = FLOWS) -> Mapping[str, str]:
    """The words of the buttons and of our own lines in ``language``, with what they are in Swedish."""
    if language not in texts.languages:
        return {}
    labels = [label for flow in flows.values() for question in flow.questions for label in _labels(question)]
    keys = {option_key(MENU, value) for value in MENU_VALUES} | {option_key("", value) for value in _STEERING}
    labels += [Text(key) for key in (*keys, *_FIXED)]
    return {texts.words(label, language): texts.words(label, SWEDISH) for label in labels}


def _labels(question: Question) -> Iterator[Text | Local]:
    """What the question's options are called, and what staff have called those that are not offered any more."""
    yield from (option_label(question, value) for value in question.kind.options)
    if isinstance(question.kind, Choose):
        yield from question.kind.names.values()


def _read_buttons(text: str, table: Mapping[str, str]) -> str:
    """The Swedish words of a button, or of several; empty when they are somebody's own words."""
    if text in table:
        return table[text]
    parts = [table.get(part) for part in text.split(", ")]
    return ", ".join(part for part in parts if part) if all(parts) else ""


def _since_closing(entries: Sequence[Entry]) -> list[Message]:
    closings = [n for n, entry in enumerate(entries) if entry.message.key in _CLOSINGS]
    return [entry.message for entry in entries[closings[-1] + 1 if closings else 0 :]]


def _lasts(outcome: Outcome) -> bool:
    return isinstance(outcome, Translated) or outcome.reason in LASTING
