"""Telling ways: who helps with what. Each is a fact with a source and a date by which it must be checked again."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from dialogs.draft import Draft
from dialogs.effects import Joined, Link, Say, Text
from dialogs.measures import count_ways


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a statement comes from. ``review_by``: after this day it is told with a warning."""

    source: str
    checked: date
    review_by: date
    link: str | None


@cache
def facts() -> Mapping[str, Fact]:
    """All facts by the text key that states them."""
    table = tomllib.loads(files("dialogs").joinpath("facts.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {key: Fact(row["source"], row["checked"], row["review_by"], row.get("link")) for key, row in table.items()}
    )


def tell_ways(draft: Draft, ways: tuple[str, ...], *, municipality: str = "") -> None:
    """One message with every way, and a link to each source."""
    if not ways:
        return
    count_ways(draft, ways)
    parts = tuple(Text(f"way-{w}", {"municipality": municipality}) for w in ways)
    known = [facts()[f"way-{w}"] for w in ways]
    stale = any(f.review_by < draft.context.now.date() for f in known)
    links = tuple(dict.fromkeys(Link("link-source", f.link) for f in known if f.link))
    draft.do(
        Say(
            key="ways-old" if stale else "ways",
            args={"ways": Joined(parts)},
            links=links,
            step=draft.now.step,
        )
    )
