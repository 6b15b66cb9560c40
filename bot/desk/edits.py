"""The versions of a part of what staff edit: those in which it changed, newest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.desk.times import day_and_time
from bot.desk.visit import Visit
from bot.store.content import Snapshot

SHOWN = 20
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A version of the part, as its page lists it."""

    version: int
    at: str
    actor: str
    words: str
    current: bool


async def newest(visit: Visit) -> Snapshot:
    """The content as it is now."""
    content = visit.desk.store.content
    versions = await content.versions()
    return await content.at(versions[0].version if versions else 0)


async def edits_of(visit: Visit, key: str, name: str, tell: Callable[[Part], str]) -> list[Edit]:
    """When ``name`` changed within the content's ``key``, with what it was in words."""
    return await edits_where(visit, key, lambda snapshot: part_of(snapshot, key, name), tell)


async def edits_where(
    visit: Visit, key: str, pick: Callable[[Snapshot], Part], tell: Callable[[Part], str]
) -> list[Edit]:
    """When what ``pick`` finds in the content's ``key`` changed, with what it was in words."""
    content = visit.desk.store.content
    versions = [v for v in await content.versions() if key in v.changed][: 3 * SHOWN]
    parts = [pick(await content.at(v.version)) for v in versions]
    changed = [
        (version, part)
        for version, (part, before) in zip(versions, pairwise((*parts, pick(await content.at(0)))), strict=True)
        if part != before
    ]
    return [
        Edit(
            version=version.version,
            at=day_and_time(version.at, visit.now),
            actor=version.actor,
            words=tell(part),
            current=n == 0,
        )
        for n, (version, part) in enumerate(changed[:SHOWN])
    ]


def part_of(snapshot: Snapshot, key: str, name: str) -> Part:
    """What ``name`` is within ``key``; empty when it is not there."""
    part = all_of(snapshot, key).get(name)
    return part if isinstance(part, dict) else {}


def all_of(snapshot: Snapshot, key: str) -> dict[str, Any]:
    """All that stands under ``key``."""
    everything = snapshot.data.get(key)
    return dict(everything) if isinstance(everything, dict) else {}


def with_part(snapshot: Snapshot, key: str, name: str, part: Part) -> dict[str, dict[str, Any]]:
    """What to publish so that ``name`` becomes ``part``; an empty part goes away."""
    rest = {other: value for other, value in all_of(snapshot, key).items() if other != name}
    return {key: {**rest, name: dict(part)} if part else rest}
