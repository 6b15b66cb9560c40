"""Labelled texts as training data, in the format of ``nlu/data/<language>/*.yml`` (Rasa's, version 3.1)."""

import re
from collections.abc import Iterable

from bot.desk.intents import INTENTS
from bot.store import Unclear

MEDIA_TYPE = "application/yaml"
_ANNOTATION = re.compile(r"\](?=[({\[])")


def training_data(rows: Iterable[Unclear], language: str) -> str:
    """The labelled ``rows`` of ``language`` by intent; empty when there are none."""
    examples: dict[str, list[str]] = {}
    for row in rows:
        intent = row.intent or ""
        if row.state == "labelled" and row.language == language and intent in INTENTS:
            examples.setdefault(intent, []).append(f"    - {_example(row.text)}\n")
    if not examples:
        return ""
    head = f'# Messages that were not understood, labelled by staff; language: {language}.\nversion: "3.1"\nnlu:\n'
    blocks = (f"- intent: {name}\n  examples: |\n{''.join(examples[name])}" for name in INTENTS if name in examples)
    return head + "".join(blocks)


def file_name(language: str) -> str:
    """What the browser calls the file."""
    return f"unclear-{language}.yml"


def _example(text: str) -> str:
    """What somebody typed is no annotation of an entity."""
    return _ANNOTATION.sub("] ", text)
