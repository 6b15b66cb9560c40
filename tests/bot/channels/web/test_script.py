"""The script and the style sheet are read by browsers of 2014."""

import re

import pytest

from bot.channels.web import view
from bot.channels.web.sheets import HERE

SCRIPT = (HERE / "static" / "chat.js").read_text("utf-8")
STYLE = (HERE / "static" / "chat.css").read_text("utf-8")
# Strings, comments and patterns may hold anything.
CODE = re.sub(
    r"/\*.*?\*/|'(?:\\.|[^'\\\n])*'|(?<=[(,=:]\s)/(?:\\.|[^/\\\n])+/|(?<=\()/(?:\\.|[^/\\\n])+/",
    "''",
    SCRIPT,
    flags=re.DOTALL,
)


@pytest.mark.parametrize(
    "newer",
    [
        r"=>", r"`", r"\?\.", r"\?\?", r"\blet\b", r"\bconst\b", r"\bclass\b", r"\basync\b", r"\bawait\b", r"\.\.\.",
        r"\bfetch\(", r"\bPromise\b", r"\bfor\s*\([^;)]*\bof\b", r"\*\*", r"\bimport\b", r"\bexport\b", r"\byield\b",
        r"\.includes\(", r"\.find\(", r"\.closest\(", r"\.append\(", r"\.remove\(\)", r"\.replaceChildren\(",
        r"\.startsWith\(", r"\.padStart\(", r"\bObject\.(?:assign|entries|values)\b", r"\bNodeList[^;]*forEach",
        r"\.querySelectorAll\([^)]*\)\.forEach", r"\.isConnected\b", r"\bnew (?:Map|Set|URL|URLSearchParams)\b",
        r"\bcatch\s*\{", r"\bSymbol\b", r"\bArray\.from\b",
    ],
)  # fmt: skip
def test_script_uses_nothing_newer_than_its_oldest_browser(newer: str) -> None:
    assert not re.findall(newer, CODE)


def test_style_sheet_is_a_plain_cascade() -> None:
    for newer in (
        "@layer",
        "@container",
        "@supports",
        "light-dark(",
        "color-mix(",
        ":has(",
        ":is(",
        ":where(",
        "gap:",
        "inset:",
    ):
        assert newer not in STYLE
    assert not re.search(r"(?:margin|padding|border)-(?:inline|block)", STYLE)


def test_every_colour_token_is_preceded_by_its_value() -> None:
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE.replace("@media", "")):
        declared = [tuple(part.strip() for part in line.split(":", 1)) for line in body.split(";") if ":" in line]
        for n, (name, value) in enumerate(declared):
            if "var(" in value and not name.startswith("--"):
                assert n, selector
                assert any(re.search(r"#[0-9a-f]{3,6}", v) for _, v in declared[:n]), (selector, name)


def test_script_and_server_steer_by_the_same_words() -> None:
    found = re.search(r"function isSteering\(value\) \{ return /\^\((.*)\)\$/\.test", SCRIPT)
    assert found
    script = found[1].replace(r"[\s\S]", ".").replace("(:.*)?", "(?::.*)?")
    assert set(script.split("|")) == {*view._QUIET.pattern[3:-1].split("|"), "danger"}


def test_script_and_server_allow_the_same_links() -> None:
    found = re.search(r"function isSafe\(url\) \{ return /\^(.*)\$/\.test", SCRIPT)
    assert found
    assert found[1].replace(r"\/", "/").replace("(https", "(?:https", 1) == view._SAFE_LINK.pattern


def test_script_and_server_have_the_same_buttons_always() -> None:
    found = re.search(r"function isAlways\(value\) \{ return /\^\((.*)\)\$/\.test", SCRIPT)
    assert found
    assert tuple(found[1].split("|")) == view.ALWAYS
