"""The catalogues of texts: ``sv.po``, ``uk.po``, ``en.po``, keyed by text key.

``python -m dialogs.texts`` compiles them; a missing or fuzzy key is an error.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("sv", "uk", "en")
FOLDER = Path(__file__).parent


def read_catalogue(language: str) -> Catalog:
    """The catalogue as its translators see it."""
    with (FOLDER / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def compile_catalogues(folder: Path = FOLDER) -> None:
    """Write ``<language>.mo`` for each catalogue that is newer than what was compiled from it."""
    for language in LANGUAGES:
        compiled = folder / f"{language}.mo"
        if compiled.exists() and compiled.stat().st_mtime >= (FOLDER / f"{language}.po").stat().st_mtime:
            continue
        unfinished = compiled.with_suffix(".mo.new")
        with unfinished.open("wb") as target:
            write_mo(target, read_catalogue(language), use_fuzzy=False)
        unfinished.replace(compiled)
