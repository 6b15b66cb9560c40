"""Three languages are equals: the same keys, placeholders and plural forms, no Russian letters, nothing unused."""

import re
import string
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from dialogs.texts import FOLDER, LANGUAGES, compile_catalogues, read_catalogue
from dialogs.ways import facts

ROOT = Path(__file__).parents[2]
CATALOGUES = {language: read_catalogue(language) for language in LANGUAGES}
KEYS = sorted({str(m.id if isinstance(m.id, str) else m.id[0]) for m in CATALOGUES["sv"] if m.id})
BUILT = re.compile(
    r"^(choice|menu|queue|way|route|reply|language|masked|file|sent|telegram-command|link|status|offer|staff-wrote|notice|arrival|question|employer|membership|chat|intent|application|check|register|organisation|preference|members?|activity)-"
)


def forms(catalogue: Catalog, key: str) -> tuple[str, ...]:
    message = catalogue.get(key)
    assert message is not None, f"{key} is missing"
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return tuple(str(text) for text in strings)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert sorted(str(m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id) == KEYS
    assert [key for key in KEYS if not all(text.strip() for text in forms(catalogue, key))] == []
    assert [str(m.id) for m in catalogue if m.fuzzy] == []


@pytest.mark.parametrize("key", KEYS)
def test_placeholders_are_the_same(key: str) -> None:
    found = {language: set().union(*map(fields, forms(CATALOGUES[language], key))) for language in LANGUAGES}
    assert len({frozenset(names) for names in found.values()}) == 1, found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_the_rest_of_another(language: str) -> None:
    lines = (FOLDER / f"{language}.po").read_text(encoding="utf-8").splitlines()
    torn = [line for before, line in pairwise(lines) if not before.strip() and line.startswith('"')]
    assert torn == []


def test_counted_texts_have_every_plural_form() -> None:
    for language, number in (("sv", 2), ("uk", 3), ("en", 2)):
        for message in CATALOGUES[language]:
            if isinstance(message.id, tuple):
                assert len(forms(CATALOGUES[language], str(message.id[0]))) == number, (language, message.id)


def test_ukrainian_is_not_russian() -> None:
    assert [k for k in KEYS for text in forms(CATALOGUES["uk"], k) if re.search("[ыэъёЫЭЪЁ]", text)] == []


def test_ukrainian_addresses_people_politely() -> None:
    rude = re.compile(r"\b(ти|тебе|тобі|твій|твоя|твоє|твої|напиши|обери|зачекай)\b", re.IGNORECASE)
    small = re.compile(r"(?<![.!?\n»] )(?<!^)\b(ви|вас|вам|вами|ваш\w{0,3})\b")
    bad = [k for k in KEYS for text in forms(CATALOGUES["uk"], k) if rude.search(text) or small.search(text)]
    assert bad == []


def test_no_text_is_left_unused() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("bot", "dialogs")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".toml"}
    )
    unused = [key for key in KEYS if key not in code and not BUILT.match(key)]
    assert unused == []


def test_facts_have_a_text_and_dates_in_order() -> None:
    assert [key for key in facts() if key not in KEYS] == []
    assert [key for key, fact in facts().items() if not fact.checked < fact.review_by or not fact.source] == []


def test_every_way_states_its_source() -> None:
    assert [key for key in KEYS if key.startswith("way-") and key not in facts()] == []


def test_compiling_is_repeatable(tmp_path: Path) -> None:
    compile_catalogues(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(first) == {f"{language}.mo" for language in LANGUAGES}
    compile_catalogues(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
