"""A translator on this machine, with LibreTranslate's contract and with DeepL's.

It really translates a small table of phrases (``phrases.tsv``) and marks all else with the language it was asked for,
``[uk] …``, so that nobody takes it for a translation.
"""

from integrations.sandbox.translation.server import LocalTranslator, Mood

__all__ = ["LocalTranslator", "Mood"]
