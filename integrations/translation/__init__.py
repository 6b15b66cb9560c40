"""Machine translation by somebody else: what tells of a person stays here and is put back afterwards."""

from integrations.translation.deepl import DeepL
from integrations.translation.engine import Engine
from integrations.translation.libretranslate import LibreTranslate
from integrations.translation.translator import LANGUAGES, MachineTranslator, TooLong, UnknownLanguage, Unsafe

__all__ = [
    "LANGUAGES",
    "DeepL",
    "Engine",
    "LibreTranslate",
    "MachineTranslator",
    "TooLong",
    "UnknownLanguage",
    "Unsafe",
]
