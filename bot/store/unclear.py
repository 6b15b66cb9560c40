"""What the bot did not understand: texts without persons, counted, kept sealed, forgotten after 90 days.

The same words in the same language are one row, found by a keyed digest; nothing leads from it to a conversation, and
times are days. A row is written after its turn was committed and never twice: at most once. What is lost by a crash
between the two is one count. 2,000 rows are kept; the oldest that nobody wants makes room.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, get_args

import msgspec

from bot.store.errors import Conflict, Refused
from bot.store.notices import Line, Notices
from bot.store.script import Batch
from bot.store.sealing import generation_of
from bot.store.site import Site
from bot.store.wire import Reply, blob, number, table, texts
from dialogs.promise import STOCKHOLM
from nlu.anonymous import anonymise, sameness
from nlu.understanding import OUT_OF_SCOPE, Intent

State = Literal["new", "labelled", "ignored"]
STATES: tuple[State, ...] = get_args(State)
MOST = 2_000
KEPT = timedelta(days=90)
GUESSES = 3
_PARTITION = 0
_ATTEMPTS = 8
_AT_ONCE = 200
_PURPOSE = "unclear"
# What goes first when there is no more room.
_LEAST_WANTED: tuple[State, ...] = ("ignored", "new", "labelled")


class Unclear(msgspec.Struct, frozen=True, kw_only=True):
    """A text that was not understood. ``intent`` is staff's label; days are Stockholm's."""

    id: str
    text: str
    language: str
    count: int
    first: date
    last: date
    guesses: tuple[Intent, ...] = ()
    state: State = "new"
    intent: str | None = None


class _Body(msgspec.Struct, frozen=True, array_like=True):
    text: str
    language: str
    count: int
    first: date
    last: date
    guesses: tuple[tuple[str, float], ...]
    state: State
    intent: str | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row, and the envelope that it was read from."""

    row: Unclear
    envelope: bytes = field(repr=False)


class UnclearTexts:
    """All such texts. They lie in envelopes of their own: there is no person whose key could seal them."""

    def __init__(self, site: Site, *, most: int = MOST) -> None:
        self._site = site
        self._most = most
        self._rows = site.keys.at(_PARTITION, "unclear")
        self._days = site.keys.at(_PARTITION, "unclear-days")

    async def collect(self, words: str, *, language: str, guesses: tuple[Intent, ...]) -> str | None:
        """Count ``words`` (masked) once more; the row's id, None when nothing of them may be kept."""
        plain = anonymise(words)
        if plain is None:
            return None
        digest = self._site.keyring.mac(_PURPOSE, f"{language}\x00{sameness(plain)}".encode())[:16].hex()
        today = _day(self._site.clock.now())
        fresh = Unclear(id=digest, text=plain, language=language, count=0, first=today, last=today)
        told = [guess for guess in guesses if guess.name != OUT_OF_SCOPE]
        best = tuple(Intent(guess.name, round(guess.confidence, 2)) for guess in told[:GUESSES])
        for _ in range(_ATTEMPTS):
            try:
                await self._count(fresh, today, best)
            except Refused as refusal:
                if refusal.reason != "unclear":
                    raise
            else:
                return digest
        return None

    async def all(self, *, state: State | None = None, language: str | None = None) -> list[Unclear]:
        """The rows, most frequent first, then the newest; only those of a state or language when one is given."""
        oldest = _day(self._site.clock.now()) - KEPT
        rows = [self._open(digest, row).row for digest, row in table(await self._read_all()).items()]
        asked = (r for r in rows if r.last >= oldest and state in {None, r.state} and language in {None, r.language})
        return sorted(asked, key=lambda r: (-r.count, -r.last.toordinal(), r.id))

    async def get(self, row_id: str) -> Unclear | None:
        """The row with this id."""
        kept = await self._get(row_id)
        return kept.row if kept else None

    async def mark(self, row_id: str, state: State, *, intent: str | None = None, actor: str) -> Unclear:
        """Label a row with ``intent``, ignore it, or make it new again; as it was before. Refused with ``missing``."""
        if (state == "labelled") != (intent is not None):
            raise ValueError("a label is an intent, and nothing else is")
        action = {"labelled": "unclear.labelled", "ignored": "unclear.ignored", "new": "unclear.reset"}[state]

        def change(batch: Batch, row: Unclear) -> None:
            self._write(batch, msgspec.structs.replace(row, state=state, intent=intent), leaves=row.state)
            self._note(batch, actor, action, f"{row_id}: {intent}" if intent else row_id)

        return await self._change(row_id, change)

    async def delete(self, row_id: str, *, actor: str) -> None:
        """Forget a row for good. Refused with ``missing``."""

        def change(batch: Batch, row: Unclear) -> None:
            self._remove(batch, row.state, row_id)
            self._note(batch, actor, "unclear.deleted", row_id)

        await self._change(row_id, change, drains=True)

    async def note_export(self, *, language: str, rows: int, actor: str) -> None:
        """Write into the audit trail that somebody took the labelled texts of a language away."""
        batch = Batch(_PARTITION)
        self._note(batch, actor, "unclear.exported", f"{language}: {rows}")
        await self._site.script.run(batch)

    async def days(self) -> dict[date, Counter[str]]:
        """How many messages were not understood on each day, by language; the newest day first."""
        oldest, found = _day(self._site.clock.now()) - KEPT, dict[date, Counter[str]]()
        for name, count in table(await self._site.wire.one("HGETALL", self._days)).items():
            day, _, language = name.partition(":")
            if date.fromisoformat(day) >= oldest:
                found.setdefault(date.fromisoformat(day), Counter())[language] += int(count)
        return dict(sorted(found.items(), reverse=True))

    async def prune(self) -> int:
        """Forget what nobody wrote for 90 days; how many rows that were."""
        oldest = _day(self._site.clock.now()) - KEPT
        gone = 0
        for state in STATES:
            asked = ("ZRANGEBYSCORE", self._order(state), "-inf", f"({oldest.toordinal()}")
            while old := texts(await self._site.wire.one(*asked, "LIMIT", 0, _AT_ONCE)):
                batch = Batch(_PARTITION, drains=True)
                for row_id in old:
                    self._remove(batch, state, row_id)
                await self._site.script.run(batch)
                gone += len(old)
        await self._prune_days(oldest)
        return gone

    async def generations(self) -> Counter[int]:
        """How many rows need each generation of the key-encryption keys."""
        return Counter(generation_of(row) for row in table(await self._read_all()).values())

    async def rewrap(self) -> int:
        """Wrap every row by the current generation; how many needed it."""
        keyring, wrapped = self._site.keyring, 0
        for row_id, envelope in table(await self._read_all()).items():
            if generation_of(envelope) == keyring.current:
                continue
            batch = Batch(_PARTITION)
            batch.field_is("unclear", self._rows, row_id, envelope)
            batch.put(self._rows, {row_id: keyring.reenclose(_PURPOSE, row_id, envelope)})
            try:
                await self._site.script.run(batch)
            except Refused:
                continue  # It was counted, marked or removed meanwhile: written anew by the current generation.
            wrapped += 1
        return wrapped

    async def _count(self, fresh: Unclear, today: date, guesses: tuple[Intent, ...]) -> None:
        """One try. Refused with ``unclear`` when somebody else wrote at the same time."""
        tally = f"{today.isoformat()}:{fresh.language}"
        row, days, *sizes = await self._site.wire.run(
            ("HGET", self._rows, fresh.id),
            ("HGET", self._days, tally),
            *(("ZCARD", self._order(state)) for state in STATES),
        )
        before = fresh if row is None else self._open(fresh.id, blob(row)).row
        after = msgspec.structs.replace(before, count=before.count + 1, last=today, guesses=guesses)
        batch = Batch(_PARTITION)
        batch.field_is("unclear", self._rows, fresh.id, blob(row))
        batch.field_is("unclear", self._days, tally, blob(days))
        if row is None and (excess := sum(map(number, sizes)) - self._most + 1) > 0:
            await self._make_room(batch, excess)
        batch.put(self._days, {tally: number(days) + 1})
        self._write(batch, after)
        await self._site.script.run(batch)

    async def _make_room(self, batch: Batch, excess: int) -> None:
        """Remove so many of the oldest rows; one is enough unless several were added at the same moment."""
        asked = (("ZRANGE", self._order(state), 0, excess - 1) for state in _LEAST_WANTED)
        replies = await self._site.wire.run(*asked)
        victims = [(s, row_id) for s, reply in zip(_LEAST_WANTED, replies, strict=True) for row_id in texts(reply)]
        for state, row_id in victims[: min(excess, _AT_ONCE)]:
            row = await self._site.wire.one("HGET", self._rows, row_id)
            batch.field_is("unclear", self._rows, row_id, blob(row))
            self._remove(batch, state, row_id)

    async def _prune_days(self, oldest: date) -> None:
        names = texts(await self._site.wire.one("HKEYS", self._days))
        old = [name for name in names if date.fromisoformat(name.partition(":")[0]) < oldest]
        if old:
            batch = Batch(_PARTITION, drains=True)
            batch.write("HDEL", self._days, *old[:_AT_ONCE])
            await self._site.script.run(batch)

    async def _read_all(self) -> Reply:
        epoch, rows = await self._site.wire.run(
            ("GET", self._site.keys.at(_PARTITION, "epoch")), ("HGETALL", self._rows)
        )
        self._site.script.check_epoch(epoch)
        return rows

    async def _get(self, row_id: str) -> _Kept | None:
        row = await self._site.wire.one("HGET", self._rows, row_id)
        return self._open(row_id, blob(row)) if row is not None else None

    async def _change(self, row_id: str, change: Callable[[Batch, Unclear], None], *, drains: bool = False) -> Unclear:
        """Change a row as it is now, even while somebody writes the same words; as it was before."""
        for _ in range(_ATTEMPTS):
            kept = await self._get(row_id)
            if kept is None:
                raise Refused("missing")
            batch = Batch(_PARTITION, drains=drains)
            batch.field_is("unclear", self._rows, row_id, kept.envelope)
            change(batch, kept.row)
            try:
                await self._site.script.run(batch)
            except Refused as refusal:
                if refusal.reason != "unclear":
                    raise
            else:
                return kept.row
        raise Conflict("the text changes all the time")

    def _open(self, row_id: str, envelope: bytes) -> _Kept:
        body = msgspec.msgpack.decode(self._site.keyring.disclose(_PURPOSE, row_id, envelope), type=_Body)
        row = Unclear(
            id=row_id,
            text=body.text,
            language=body.language,
            count=body.count,
            first=body.first,
            last=body.last,
            guesses=tuple(Intent(name, confidence) for name, confidence in body.guesses),
            state=body.state,
            intent=body.intent,
        )
        return _Kept(row, envelope)

    def _write(self, batch: Batch, row: Unclear, *, leaves: State | None = None) -> None:
        guesses = tuple((guess.name, guess.confidence) for guess in row.guesses)
        body = _Body(row.text, row.language, row.count, row.first, row.last, guesses, row.state, row.intent)
        batch.put(self._rows, {row.id: self._site.keyring.enclose(_PURPOSE, row.id, msgspec.msgpack.encode(body))})
        if leaves is not None and leaves != row.state:
            batch.write("ZREM", self._order(leaves), row.id)
        batch.write("ZADD", self._order(row.state), row.last.toordinal(), row.id)

    def _remove(self, batch: Batch, state: State, row_id: str) -> None:
        batch.write("HDEL", self._rows, row_id)
        batch.write("ZREM", self._order(state), row_id)

    def _order(self, state: State) -> str:
        return self._site.keys.at(_PARTITION, "unclear-order", state)

    def _note(self, batch: Batch, actor: str, action: str, detail: str) -> None:
        line = Line(at=self._site.clock.now(), actor=actor, action=action, detail=detail)
        Notices(self._site.keys).audit(batch, line)


def _day(at: datetime) -> date:
    return at.astimezone(STOCKHOLM).date()
