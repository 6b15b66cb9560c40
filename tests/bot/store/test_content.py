import asyncio

import pytest

from bot.store import Conflict, Store, Unreadable
from bot.store.content import FRESH
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def test_before_anybody_edited_anything_nothing_is_promised(store: Store) -> None:
    snapshot = await store.content.snapshot()
    assert snapshot.version == 0
    assert snapshot.data["hours"] == {}
    assert snapshot.data["retention"] == {"draft": "erase", "ticket": "ask", "period": None}


async def test_a_version_replaces_what_it_names_and_keeps_the_rest(store: Store) -> None:
    hours = {"general": {"days": {"mon": ["09:00", "16:00"]}, "answer_within_hours": 24}}
    assert await store.content.publish({"hours": hours}, actor="Anna") == 1
    assert await store.content.publish({"retention": {"draft": "ask"}}, actor="Bo") == 2
    snapshot = await store.content.snapshot()
    assert snapshot.version == 2
    assert snapshot.data["hours"] == hours
    assert snapshot.data["retention"] == {"draft": "ask"}


async def test_versions_stay_as_they_were(store: Store, clock: HandClock) -> None:
    await store.content.publish({"hours": {"general": "a"}}, actor="Anna")
    await store.content.publish({"hours": {"general": "b"}}, actor="Bo")
    assert (await store.content.at(1)).data["hours"] == {"general": "a"}
    newest, oldest = await store.content.versions()
    assert (newest.version, newest.actor, newest.at) == (2, "Bo", clock.now())
    assert (oldest.version, oldest.changed) == (1, ("hours",))
    with pytest.raises(Unreadable):
        await store.content.at(3)


async def test_an_edit_of_an_old_version_conflicts(store: Store) -> None:
    await store.content.publish({"hours": {}}, actor="Anna", base=0)
    with pytest.raises(Conflict):
        await store.content.publish({"hours": {}}, actor="Bo", base=0)


async def test_edits_at_the_same_time_all_count(store: Store) -> None:
    versions = await asyncio.gather(*(store.content.publish({f"k{n}": n}, actor="Anna") for n in range(4)))
    assert sorted(versions) == [1, 2, 3, 4]
    data = (await store.content.snapshot()).data
    assert [data[f"k{n}"] for n in range(4)] == [0, 1, 2, 3]


async def test_another_process_sees_a_change_within_a_second(store: Store, second: Store) -> None:
    assert (await second.content.snapshot()).version == 0
    await store.content.publish({"hours": {}}, actor="Anna")
    await asyncio.sleep(FRESH + 0.05)
    assert (await second.content.snapshot()).version == 1


async def test_a_snapshot_cannot_be_changed(store: Store) -> None:
    snapshot = await store.content.snapshot()
    with pytest.raises(TypeError):
        snapshot.data["hours"] = {}  # type: ignore[index]


async def test_why_something_was_changed_stands_in_the_audit_trail_beside_what(store: Store) -> None:
    await store.content.publish({"hours": {}}, actor="Anna", because="by order 7")
    await store.content.publish({"hours": {}}, actor="Anna")
    told = [r.line.detail for r in await store.audit.read(limit=5) if r.line.action == "content.published"]
    assert sorted(told) == ["1: hours (by order 7)", "2: hours"]
