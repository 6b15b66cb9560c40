"""Which of our languages a browser asks for."""

from collections.abc import Mapping

from bot.ports import LANGUAGES, Language

DEFAULT: Language = "en"
# Who reads Russian is answered in Ukrainian; who reads a near neighbour of Swedish is not taken for a Swede.
SPOKEN: Mapping[str, Language] = {"sv": "sv", "uk": "uk", "ru": "uk", "en": "en"}
TONGUES: tuple[tuple[Language, str], ...] = (("sv", "Svenska"), ("uk", "Українська"), ("en", "English"))


def known_language(word: str | None) -> Language | None:
    """``word`` if it names one of our languages."""
    return next((language for language in LANGUAGES if language == word), None)


def preferred_language(accept: str) -> Language:
    """The first of our languages in an ``Accept-Language`` header, else English."""
    for _, name in sorted(_wishes(accept), key=lambda wish: -wish[0]):
        if name in SPOKEN:
            return SPOKEN[name]
    return DEFAULT


def _wishes(accept: str) -> list[tuple[float, str]]:
    """Weight and primary subtag of each wish, at most twenty."""
    wishes = []
    for part in accept[:1000].split(",")[:20]:
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if 0 < quality <= 1:
            wishes.append((quality, tag.strip().partition("-")[0].lower()))
    return wishes
