"""The translator between staff and people: who does it, and what the rest of the bot hears of it."""

from dataclasses import dataclass

import structlog

from bot.ops.metrics import Metrics
from bot.ports import Translated, Untranslated
from bot.settings import Settings
from dialogs.glossary import LANGUAGES as TERM_LANGUAGES
from dialogs.glossary import pairs, plain, terms
from dialogs.guide.book import authorities
from integrations.errors import IntegrationError, Rejected, Resting
from integrations.translation import (
    DeepL,
    Engine,
    LibreTranslate,
    MachineTranslator,
    TooLong,
    UnknownLanguage,
    Unsafe,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EngineTranslator:
    """``machine`` as a ``Translator``: where it fails it says why, in a word."""

    machine: MachineTranslator

    @property
    def name(self) -> str:
        """The engine, as people are told of it."""
        return self.machine.name

    async def translate(
        self, text: str, *, source: str, target: str, secret: tuple[str, ...] = ()
    ) -> Translated | Untranslated:
        """Never raises for anything that an engine does."""
        try:
            return Translated(
                await self.machine.translate(text, source=source, target=target, secret=secret), self.name
            )
        except IntegrationError as error:
            if not isinstance(error, Resting):
                log.warning("not_translated", reason=reason_of(error))
            return Untranslated(reason_of(error))

    async def close(self) -> None:
        """Let go of the connections."""
        await self.machine.close()


def reason_of(error: IntegrationError) -> str:
    """The word for it in ``Untranslated``."""
    match error:
        case Unsafe():
            return "unsafe"
        case TooLong():
            return "long"
        case UnknownLanguage():
            return "language"
        case Rejected():
            return "refused"
        case _:
            return "away"


def open_translator(settings: Settings, metrics: Metrics) -> EngineTranslator | None:
    """The one that the settings name, None: there is none."""
    engine = _engine(settings, metrics)
    return EngineTranslator(MachineTranslator(engine, known=known_words())) if engine else None


def known_words() -> set[str]:
    """Terms of the field and names of authorities: they may leave, and are translated."""
    named = {name for one in authorities().values() for name in (*one.name.values(), *one.also)}
    return named | {plain(word) for term in terms() for language in TERM_LANGUAGES for word in term.words[language]}


def _engine(settings: Settings, metrics: Metrics) -> Engine | None:
    if settings.deepl_api_key:
        key = settings.deepl_api_key.get_secret_value()
        return DeepL(key, url=settings.deepl_url, pairs=pairs, observe=metrics.backend)
    if settings.libretranslate_url:
        secret = settings.libretranslate_api_key
        key_given = secret.get_secret_value() if secret else None
        return LibreTranslate(settings.libretranslate_url, key=key_given, observe=metrics.backend)
    return None
