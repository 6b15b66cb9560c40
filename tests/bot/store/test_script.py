import pytest

from bot.store import Refused, Store
from bot.store.script import Batch
from bot.store.wire import Word
from tests.bot.store.snapshots import keyspace


@pytest.mark.parametrize(
    "command, words",
    [
        ("HSET", ("field",)),
        ("HSET", ("field", "value", "other")),
        ("HSET", ()),
        ("HDEL", ()),
        ("SADD", ()),
        ("ZADD", ("member", 1)),
        ("ZADD", (1.5, "member")),
        ("ZADD", ("nan", "member")),
        ("ZADD", (1,)),
        ("XADD", ("*", "field")),
        ("XADD", ("0-1", "field", "value")),
        ("XACK", ("group",)),
        ("SET", ("value", "PX", 0)),
        ("SET", ("value", "EX", 10)),
        ("SET", ("value", "PX")),
        ("PEXPIRE", (0,)),
        ("PEXPIRE", (-1,)),
        ("PEXPIRE", (10**15,)),
        ("PEXPIRE", ("soon",)),
        ("DEL", ("more",)),
        ("PERSIST", ("more",)),
        ("RPUSH", ("x",) * 1001),
    ],
)
def test_a_write_that_would_fail_half_way_is_refused_before_it_is_sent(command: str, words: tuple[Word, ...]) -> None:
    with pytest.raises(ValueError):
        Batch(0).write(command, "{p00}:key", *words)


@pytest.mark.parametrize("command", ["EVAL", "FLUSHALL", "INCRBY", "RENAME", "hset"])
def test_only_commands_of_the_list_can_be_written(command: str) -> None:
    with pytest.raises(KeyError):
        Batch(0).write(command, "{p00}:key", 1, 2)


def test_one_batch_cannot_use_a_key_as_two_types() -> None:
    batch = Batch(0)
    batch.write("HSET", "{p00}:key", "a", "b")
    with pytest.raises(ValueError):
        batch.write("RPUSH", "{p00}:key", "c")


@pytest.mark.asyncio
async def test_guards_are_tried_in_the_order_in_which_they_were_added(store: Store) -> None:
    batch = Batch(0)
    batch.field_is("first", "{p00}:h", "a", "1")
    batch.field_is("second", "{p00}:h", "b", "1")
    batch.put("{p00}:h", {"c": "1"})
    with pytest.raises(Refused, match="first"):
        await store._site.script.run(batch)
    await store._site.wire.one("HSET", "{p00}:h", "a", "1")
    with pytest.raises(Refused, match="second"):
        await store._site.script.run(batch)
    await store._site.wire.one("HSET", "{p00}:h", "b", "1")
    assert await store._site.script.run(batch) is None


@pytest.mark.asyncio
async def test_a_guard_on_a_key_of_the_wrong_type_refuses(store: Store) -> None:
    await store._site.wire.one("RPUSH", "{p00}:l", "x")
    for guard in ("field_is", "value_is", "scored"):
        batch = Batch(0)
        words = {"field_is": ("f", "v"), "value_is": ("v",), "scored": ("m", 1)}[guard]
        getattr(batch, guard)("guard", "{p00}:l", *words)
        batch.write("SET", "{p00}:s", "v")
        before = await keyspace(store)
        with pytest.raises(Refused, match="type"):
            await store._site.script.run(batch)
        assert await keyspace(store) == before


@pytest.mark.asyncio
async def test_every_allowed_write_works_on_a_real_server(store: Store) -> None:
    batch = Batch(0)
    batch.write("SET", "{p00}:a", "v")
    batch.write("SET", "{p00}:b", "v", "PX", 60_000)
    batch.put("{p00}:c", {"f": "v", "g": b"\x00\xff"})
    batch.write("HDEL", "{p00}:c", "f")
    batch.write("SADD", "{p00}:d", "m", "n")
    batch.write("SREM", "{p00}:d", "m")
    batch.write("ZADD", "{p00}:e", 1_779_271_200_000, "m")
    batch.write("ZREM", "{p00}:e", "n")
    batch.write("RPUSH", "{p00}:f", "1", "2")
    batch.write("XADD", "{p00}:g", "*", "f", "v")
    batch.write("XACK", "{p00}:g", "group", "0-1")
    batch.write("XDEL", "{p00}:g", "0-1")
    batch.write("PEXPIRE", "{p00}:f", 60_000)
    batch.write("PERSIST", "{p00}:b")
    batch.write("DEL", "{p00}:a")
    batch.publish("{p00}:changes", b"{}")
    assert await store._site.script.run(batch) is None
    wire = store._site.wire
    assert await wire.run(("EXISTS", "{p00}:a"), ("PTTL", "{p00}:b"), ("HGET", "{p00}:c", "g")) == [0, -1, b"\x00\xff"]
    again = Batch(0)
    again.scored("score", "{p00}:e", "m", 1_779_271_200_000)
    again.absent("exists", "{p00}:a")
    assert await store._site.script.run(again) is None


@pytest.mark.asyncio
async def test_the_script_is_sent_again_when_the_server_has_forgotten_it(store: Store) -> None:
    await store._site.wire.one("SCRIPT", "FLUSH")
    batch = Batch(0)
    batch.write("SET", "{p00}:a", "v")
    assert await store._site.script.run(batch) is None
