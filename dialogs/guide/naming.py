"""How people call the authorities: handed to whoever reads messages, who knows nothing of the guide."""

import re
from collections.abc import Iterable

from dialogs.guide.book import authorities


def names() -> dict[str, tuple[str, ...]]:
    """By authority: its names, what stands in brackets beside them, and what else it is called."""
    return {
        authority.id: tuple(dict.fromkeys((*_parts(authority.name.values()), *authority.also)))
        for authority in authorities().values()
    }


def _parts(written: Iterable[str]) -> list[str]:
    """``Податкова служба (Skatteverket)``: either is a name."""
    return [part.strip() for name in written for part in re.split(r"[()]", name) if part.strip()]
