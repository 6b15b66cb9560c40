"""The pages that say how things are: privacy and accessibility. Their texts and review dates move together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.channels.web.problems import Words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A page of sections: name and number of paragraphs, in order."""

    prefix: str
    reviewed: date
    sections: Mapping[str, int]

    def told(self, texts: Words, language: str, replaced: Mapping[str, str]) -> list[Section]:
        """The sections in ``language``; ``replaced`` has what staff wrote instead of a section's own words."""
        return [self._section(name, texts, language, replaced.get(name)) for name in self.sections]

    def _section(self, name: str, texts: Words, language: str, instead: str | None) -> Section:
        if instead:
            return Section(name, (instead,))
        keys = (f"{self.prefix}-{name}-{n}" for n in range(1, self.sections[name] + 1))
        return Section(name, tuple(texts.say(key, language) for key in keys))


PRIVACY = Paper(
    "chat-privacy",
    date(2026, 11, 22),
    {"who": 1, "stored": 5, "seen": 3, "device": 2, "telegram": 1, "period": 1, "rights": 4},
)
ACCESSIBILITY = Paper("chat-accessibility", date(2026, 11, 22), {"tested": 3, "known": 4, "tell": 1})
