"""The training data of ``nlu/data/<language>/*.yml``, in Rasa's format (version 3.1).

``- intent:`` blocks are read, and the annotations of their examples: ``[svetsare](occupation)``. Look-up tables and
synonyms are made from our own word lists (``nlu.rasa``), so that each list is kept in one place.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from nlu.evaluate import Example

LANGUAGES = ("sv", "uk", "en", "ru")
_ANNOTATED = re.compile(r"\[([^\[\]]+)\](?:\((\w+)\)|\{[^{}]*\})")
_ITEM = "- "


class BadCorpus(Exception):
    """A file of training data is not in the format; the message says which and where."""


def read_corpus(root: Traversable | None = None) -> list[Example]:
    """Every example of every language, in the order of the files' names."""
    root = root if root is not None else files("nlu").joinpath("data")
    return [example for language in LANGUAGES for example in _language(root.joinpath(language), language)]


def _language(folder: Traversable, language: str) -> Iterator[Example]:
    if not folder.is_dir():
        return
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name):
        yield from read_examples(file.read_text(encoding="utf-8"), language, f"{language}/{file.name}")


def read_examples(source: str, language: str, name: str) -> Iterator[Example]:
    """The examples of one file. Raises ``BadCorpus``."""
    try:
        document = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise BadCorpus(f"{name}: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("nlu"), list):
        raise BadCorpus(f"{name}: there is no list 'nlu'")
    for block in document["nlu"]:
        yield from _block(block, language, name)


def _block(block: Any, language: str, name: str) -> Iterator[Example]:
    if not isinstance(block, dict) or not isinstance(block.get("examples"), str):
        raise BadCorpus(f"{name}: a block has no examples")
    if "intent" not in block:
        return
    for line in block["examples"].splitlines():
        if not line.strip():
            continue
        if not line.startswith(_ITEM):
            raise BadCorpus(f"{name}: {block['intent']}: a line does not begin with '- '")
        yield Example(str(block["intent"]), language, plain(line.removeprefix(_ITEM).strip()))


def plain(annotated: str) -> str:
    """The example as it was typed."""
    return _ANNOTATED.sub(r"\1", annotated)
