"""The authors' page shows every text in three languages, and its command says what is wrong in the guide."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dialogs.guide.__main__ import main
from dialogs.guide.book import LANGUAGES, authorities, entries, texts
from dialogs.guide.page import page
from dialogs.texts import read_catalogue

ROOT = Path(__file__).parents[3]


class Reader(HTMLParser):
    """The table's texts by key and language, and every tag that was opened and never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[str, str], str] = {}
        self.open: list[str] = []
        self._row = self._language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self._row = given.get("id") or ""
        self._language = (given.get("lang") or "") if tag == "p" else ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._language = ""

    def handle_data(self, data: str) -> None:
        if self._language:
            key = (self._row, self._language)
            self.texts[key] = self.texts.get(key, "") + data


@pytest.fixture(scope="module")
def shown() -> Reader:
    reader = Reader()
    reader.feed(page())
    reader.close()
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_its_language(shown: Reader, language: str) -> None:
    expected = {(key, language): words for key, words in texts(language).items()}
    for message in read_catalogue(language):
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            expected[key, language] = "".join(forms or ())
    assert {key: text for key, text in shown.texts.items() if key[1] == language} == expected


def test_the_page_is_well_formed(shown: Reader) -> None:
    assert shown.open == []
    html = page()
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert "<script" not in html
    assert "http-equiv" not in html
    assert html.count("<table>") == 3
    assert len(set(re.findall(r'id="([^"]+)"', html))) == len(re.findall(r'id="([^"]+)"', html))


def test_an_answer_shows_where_it_comes_from_and_how_long_it_is() -> None:
    html = page()
    entry = entries()["ask_hiring_rules"]
    assert f"<small>source: {entry.source}</small><small>link: {entry.link}</small>" in html
    assert f"<small>checked {entry.checked}, review by {entry.review_by}</small>" in html
    assert f"<small>{len(entry.answer['sv'])} · LIX " in html
    assert f"<small>{len(entry.answer['uk'])}</small>" in html
    assert f"also: {', '.join(authorities()['uhr'].also)}" in html


def test_the_command_writes_a_file_or_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "texts.html")]) == 0
    assert (tmp_path / "texts.html").read_text(encoding="utf-8") == page()
    assert main([]) == 0
    assert capsys.readouterr().out == page()


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 2
    assert "usage: python -m dialogs.guide [FILE]" in capsys.readouterr().err


def copy_with(folder: Path, name: str, old: str, new: str) -> None:
    """A copy of the dialogs in which one file of the guide is changed."""
    shutil.copytree(ROOT / "dialogs", folder / "dialogs", ignore=shutil.ignore_patterns("__pycache__"))
    changed = folder / "dialogs" / "guide" / name
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the changed dialogs before our own."""
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHONUTF8": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_command_names_a_fault_and_still_shows_the_page(tmp_path: Path) -> None:
    copy_with(tmp_path, "entries/ask_events.toml", 'doors = ["membership", "person"]', 'doors = ["membership"]')
    done = run(tmp_path, "-m", "dialogs.guide", "texts.html")
    assert (done.returncode, done.stderr) == (1, "ask_events leads to no person\n")
    assert (tmp_path / "texts.html").exists()


def test_the_command_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    copy_with(tmp_path, "entries/ask_events.toml", "[answer]\nsv = ", "[answer]\nse = ")
    done = run(tmp_path, "-m", "dialogs.guide", "texts.html")
    assert done.returncode == 1
    assert done.stderr == "ask_events: answer is not in sv\nask_events: answer is in se, too\n"
    assert not (tmp_path / "texts.html").exists()


def test_the_service_does_not_start_with_a_broken_file(tmp_path: Path) -> None:
    copy_with(tmp_path, "entries/ask_events.toml", "[answer]\nsv = ", "[answer]\nse = ")
    imports = "import asyncio; from bot.app import open_parts; from bot.settings import Settings"
    done = run(tmp_path, "-c", f"{imports}; asyncio.run(open_parts(Settings()))")
    assert done.returncode == 1
    assert "BadSetting: The guide is broken: ask_events: answer is not in sv" in done.stderr
