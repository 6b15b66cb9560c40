"""A translator for tests: it knows a few phrases, marks what it does not know, can fail and be slow."""

import asyncio
from dataclasses import dataclass, field

from bot.ports import Translated, Untranslated

PHRASES = (
    {"sv": "Välkommen på torsdag!", "uk": "Ласкаво просимо в четвер!", "en": "Welcome on Thursday!"},
    {"sv": "Lycka till!", "uk": "Хай щастить!", "en": "Good luck!"},
    {"sv": "Tack, jag kommer!", "uk": "Дякую, прийду!", "en": "Thank you, I will come!"},
    {"sv": "Jag har en fråga om skolan.", "uk": "У мене питання про школу."},
)


@dataclass(slots=True)
class Machine:
    """``asked`` is everything that it was asked for, with what had to stay secret."""

    name: str = "Testmaskin"
    reason: str = ""
    slow: float = 0.0
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    secrets: list[tuple[str, ...]] = field(default_factory=list)
    running: int = 0

    async def translate(
        self, text: str, *, source: str, target: str, secret: tuple[str, ...] = ()
    ) -> Translated | Untranslated:
        self.asked.append((text, source, target))
        self.secrets.append(secret)
        self.running += 1
        try:
            await asyncio.sleep(self.slow)
        finally:
            self.running -= 1
        if self.reason:
            return Untranslated(self.reason)
        found = next((phrase[target] for phrase in PHRASES if phrase.get(source) == text and target in phrase), None)
        return Translated(found or f"[{target}] {text}", self.name)
