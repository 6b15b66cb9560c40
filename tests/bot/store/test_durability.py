"""What was acknowledged is there after any crash, wholly or not at all, and never readable without the keys."""

import asyncio
import base64
import contextlib
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bot.ports import AnswerLine
from bot.store import Committed, Embedded, Keyring, Refused, Store, Unavailable
from bot.store.wire import text
from dialogs.effects import Call, Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.bot.store.test_commit import full
from tests.valkey import HandClock, server_binary

pytestmark = pytest.mark.asyncio


def append_only_file(server: Embedded) -> Path:
    (path,) = (server.data / "appendonlydir").glob("*.incr.aof")
    return path


async def digest(store: Store) -> str:
    """A digest of all data, by the server."""
    return text(await store._site.wire.one("DEBUG", "DIGEST"))


async def reload(server: Embedded, store: Store) -> str:
    """Let the server load its file again; the digest. Valkey says "Error" when it cut off a tail, Redis 7.0 exits."""
    try:
        _, found = await store._site.wire.each(("DEBUG", "LOADAOF"), ("DEBUG", "DIGEST"))
    except Unavailable:
        server.wait()
        server.start()
        return await digest(store)
    assert isinstance(found, bytes)
    return found.decode()


@pytest.mark.parametrize("kind", ["turn", "erasure"])
async def test_an_append_only_file_cut_at_any_byte_shows_a_commit_wholly_or_not(
    server: Embedded, own: Store, kind: str
) -> None:
    olena = Person(own, "olena")
    commit = await full(olena)
    if kind == "erasure":
        await own.conversations.commit(commit)
        commit = await olena.prepare("hej då", erase=Erase(reason="asked"))
    path = append_only_file(server)
    start, before = path.stat().st_size, await digest(own)
    await own.conversations.commit(commit)
    after, whole = await digest(own), path.read_bytes()
    found = set()
    # Every byte of a turn; fewer where the server has to be started for each cut.
    step = 41 if server_binary() else 1 if kind == "turn" else 7
    for cut in sorted({*range(start, len(whole), step), *range(len(whole) - 5, len(whole) + 1)}):
        path.write_bytes(whole[:cut])
        now = await reload(server, own)
        assert now in (before, after), cut
        found.add((cut == len(whole), now == after))
    assert len(whole) - start > 1000
    assert found == {(False, False), (True, True)}


async def test_what_was_acknowledged_survives_kill_9_and_the_store_heals(server: Embedded, own: Store) -> None:
    acknowledged: list[str] = []

    async def talk(person: Person) -> None:
        with contextlib.suppress(Unavailable):
            while True:
                await person.say("hej")
                acknowledged.append(person.id)

    talks = [asyncio.create_task(talk(Person(own, f"p{n}"))) for n in range(20)]
    while len(acknowledged) < 200:
        await asyncio.sleep(0.01)
    os.kill(server.pid or 0, signal.SIGKILL)
    await asyncio.gather(*talks)
    server.wait()
    with pytest.raises(Unavailable):
        await own.ping()
    server.start()
    for n in range(20):
        transcript = await own.conversations.transcript(f"p{n}")
        # One more than acknowledged is possible: written, but killed before the answer.
        assert len(transcript) - acknowledged.count(f"p{n}") in {0, 1}
    await Person(own, "p0").say("igen")


async def test_a_commit_whose_answer_was_lost_is_a_repeat_when_it_is_tried_again(server: Embedded, own: Store) -> None:
    olena = Person(own, "olena")
    commits = [await olena.prepare("hej", event_id="e")]
    assert await own.conversations.commit(commits[0]) == Committed(1)
    os.kill(server.pid or 0, signal.SIGKILL)
    server.wait()
    await asyncio.sleep(0.01)
    server.start()
    assert (await own.conversations.commit(commits[0])).repeat


NAME, PHONE, WORDS = "Оксана Канарейченко", "+46709998877", "у мене дитина з астмою"


def disguises(words: str) -> Iterator[bytes]:
    """The ways in which ``words`` could lie in a file."""
    utf8 = words.encode()
    yield from (utf8, words.encode("utf-16-le"), words.encode("utf-16-be"), utf8.hex().encode())
    escaped = words.encode("ascii", "backslashreplace")
    yield from (escaped, re.sub(rb"\\u[0-9a-f]{4}", lambda m: b"\\u" + m[0][2:].upper(), escaped))
    for shift in range(3):
        # The first and last characters also depend on what stands beside.
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * shift + utf8)[4:-4]


def find_words(folder: Path) -> list[tuple[str, str]]:
    """Canaries that can be read somewhere in ``folder``."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [
        (path.name, words)
        for path, content in files.items()
        for words in (NAME, PHONE, WORDS)
        if any(disguise in content for disguise in disguises(words))
    ]


async def live(store: Store, clock: HandClock) -> None:
    """A whole life, with canaries in every place that takes words."""
    oksana = Person(store, "oksana", channel="telegram")
    opening = oksana.opening()
    answers = (AnswerLine("arrival.name", "Namn", NAME), AnswerLine("arrival.phone", "Telefon", PHONE))
    opening = replace(opening, ticket=msgspec.structs.replace(opening.ticket, answers=answers))
    commit = await oksana.prepare(NAME, WORDS, event_id=WORDS, tickets=(opening,), address=PHONE)
    commit = replace(
        commit,
        state=f"{NAME} {PHONE} {WORDS}".encode(),
        digest=WORDS,
        deliver=(1, 2),
        calls=(Call(backend="registry", operation="look", payload={"name": NAME, "phone": PHONE}, about=WORDS),),
        lookups=(("phone", PHONE), ("name", NAME)),
    )
    await store.conversations.commit(commit)
    await oksana.claim(opening.reference)
    await store.tickets.note(opening.reference, f"{NAME} {WORDS}", actor="Anna", at=clock.now(), key=WORDS)
    await store.tickets.park(
        opening.reference, clock.now() + timedelta(days=1), actor="Anna", at=clock.now(), key="park"
    )
    await store.drafts.save(opening.reference, "Anna", f"Hej {NAME}")
    await store.dead.add("oksana", WORDS + "2", f'{{"text": "{WORDS}", "phone": "{PHONE}"}}'.encode(), "crashed")
    moving = oksana.moving(opening.reference, "closed", note=WORDS, outcome="solved")
    await oksana.say(WORDS, tickets=(moving,))
    await store.staff.failed(PHONE, at=clock.now())


async def test_no_file_of_the_store_can_be_read_without_the_keys(
    server: Embedded, own: Store, clock: HandClock
) -> None:
    wire = own._site.wire
    await wire.one("CONFIG", "SET", "rdbcompression", "no")
    await live(own, clock)
    await wire.one("SAVE")
    assert find_words(server.data) == []
    await own.rewrite()
    await wire.one("SAVE")
    assert find_words(server.data) == []
    assert find_words(own._site.keyring.path.parent if own._site.keyring.path else Path()) == []


@pytest.mark.parametrize("words", [NAME, PHONE, WORDS])
async def test_the_search_would_find_each_canary_in_each_disguise(server: Embedded, own: Store, words: str) -> None:
    for n, disguise in enumerate(disguises(words)):
        await own._site.wire.one("SET", f"planted-{n}", b"xyz" + disguise + b"xyz")
        assert (append_only_file(server).name, words) in find_words(server.data)
        await own._site.wire.one("DEL", f"planted-{n}")
        await own.rewrite()
        assert find_words(server.data) == []


async def test_on_a_full_server_new_turns_are_refused_but_work_can_be_finished(own: Store, clock: HandClock) -> None:
    olena = Person(own, "olena", channel="telegram")
    reference = await olena.open_ticket("hej", address="4711")
    await olena.claim(reference)
    commit = await olena.prepare("svar")
    await own.conversations.commit(replace(commit, deliver=(commit.last,)))
    lease = await own.leases.acquire(olena.partition, "worker")
    assert lease is not None
    await own._site.wire.one("CONFIG", "SET", "maxmemory", 1)
    before = await keyspace(own)
    loaded = await own.conversations.load("olena", "next")
    assert (loaded.version, loaded.tries) == (2, 1)
    with pytest.raises(Unavailable, match="full"):
        await olena.say("mer")
    assert await keyspace(own) == before
    (entry,) = await own.outbox.read(olena.partition, lease)
    await own.outbox.ack(entry, lease)
    lease = await own.leases.renew(lease)
    await olena.say("klart", tickets=(olena.moving(reference, "closed"),))
    await olena.say(erase=Erase(reason="asked"))
    await own._site.wire.one("CONFIG", "SET", "maxmemory", 0)
    await olena.say("igen")


async def test_a_new_person_after_an_erasure_starts_afresh_with_a_new_key(own: Store, keyring: Keyring) -> None:
    olena = Person(own, "olena")
    await olena.say("hej")
    old = await olena.prepare("gammalt")
    await olena.say(erase=Erase(reason="asked"))
    with pytest.raises(Exception, match="changed since"):
        await own.conversations.commit(old)
    with pytest.raises(Refused, match="person"):
        await own.conversations.commit(replace(old, expected=2, entries=()))
    await olena.say("hej igen")
    loaded = await olena.load()
    assert (loaded.version, loaded.last_message, loaded.erased) == (3, 1, False)
    assert [entry.message.text for entry in await own.conversations.transcript("olena")] == ["hej igen"]
