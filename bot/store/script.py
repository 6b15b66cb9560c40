"""Everything is written by one script: first all guards, then all writes.

A script of Redis keeps what it wrote before a run-time error. So nothing may fail after the first write: commands come
from an allow-list with checked arguments, and the TYPE of every written key is checked before. Guards are tried in the
order in which they were added; the first that is not met ends the script with its verdict.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.store.errors import Conflict, NoScript, Refused, Unavailable
from bot.store.keys import Keys
from bot.store.wire import Reply, Wire, Word, blob, items, text

Test = Literal["field", "value", "exists", "score"]
Verdict = Literal["repeat", "lost", "conflict", "refused"]

_LUA = """
local at = 0
local function take() at = at + 1; return ARGV[at] end
local function list() local l = {}; for i = 1, tonumber(take()) do l[i] = take() end; return l end
local read = {
  field = function(key, name) return redis.pcall('HGET', key, name) end,
  value = function(key) return redis.pcall('GET', key) end,
  exists = function(key) return tostring(redis.pcall('EXISTS', key)) end,
  score = function(key, member) return redis.pcall('ZSCORE', key, member) end,
}
for _ = 1, tonumber(take()) do
  local test, verdict, reason, key, name, wanted = take(), take(), take(), KEYS[tonumber(take())], take(), list()
  local found, met = read[test](key, name) or '', false
  if type(found) == 'table' then return {'refused', 'type'} end
  for i = 1, #wanted do met = met or found == wanted[i] end
  if not met then return {verdict, reason, found} end
end
for _ = 1, tonumber(take()) do
  local key, wanted = KEYS[tonumber(take())], take()
  local found = redis.call('TYPE', key).ok
  if found ~= wanted and found ~= 'none' then return {'refused', 'type'} end
end
for _ = 1, tonumber(take()) do
  local command, key, words = take(), tonumber(take()), list()
  if key == 0 then redis.call(command, unpack(words)) else redis.call(command, KEYS[key], unpack(words)) end
end
return {'done'}
"""
PLAIN = "#!lua\n" + _LUA
# A server that is full refuses a script from the start, unless it says that it makes room.
DRAINS = "#!lua flags=allow-oom\n" + _LUA
_SHA = {source: hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest() for source in (PLAIN, DRAINS)}

_MOST_WORDS = 1000  # Lua's unpack has a limit
_MOST_COUNTED = 10**9
_LONGEST = 10 * 366 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class _Rule:
    shape: str | None
    fewest: int
    step: int = 1


_RULES = {
    "SET": _Rule("string", 1, 2),
    "DEL": _Rule(None, 0, 0),
    "HSET": _Rule("hash", 2, 2),
    "HDEL": _Rule("hash", 1),
    "HINCRBY": _Rule("hash", 2, 0),
    "SADD": _Rule("set", 1),
    "SREM": _Rule("set", 1),
    "ZADD": _Rule("zset", 2, 2),
    "ZREM": _Rule("zset", 1),
    "RPUSH": _Rule("list", 1),
    "XADD": _Rule("stream", 3, 2),
    "XACK": _Rule("stream", 2),
    "XDEL": _Rule("stream", 1),
    "PEXPIRE": _Rule(None, 1, 0),
    "PERSIST": _Rule(None, 0, 0),
}


@dataclass(slots=True)
class Batch:
    """Guards and writes on keys of one partition. ``drains`` lets it run on a full server: work ends with it."""

    partition: int
    drains: bool = False
    _keys: dict[str, int] = field(default_factory=dict)
    _guards: list[Word] = field(default_factory=list)
    _writes: list[Word] = field(default_factory=list)
    _shapes: dict[int, str] = field(default_factory=dict)
    _counts: list[int] = field(default_factory=lambda: [0, 0])

    def unless_seen(self, key: str, name: str) -> None:
        """Stop with ``repeat`` when the hash ``key`` has the field ``name``."""
        self._guard("field", "repeat", "", (key, name, ""))

    def at_version(self, key: str, version: int) -> None:
        """Stop with ``conflict`` unless the hash ``key`` is at ``version`` (0: does not exist)."""
        wanted: tuple[Word, ...] = ("", 0) if version == 0 else (version,)
        self._guard("field", "conflict", "version", (key, "version", *wanted))

    def field_is(self, reason: str, key: str, name: str, *values: Word) -> None:
        """Refuse unless the field ``name`` of the hash ``key`` is one of ``values``; a missing one is empty."""
        self._guard("field", "refused", reason, (key, name, *values))

    def value_is(self, reason: str, key: str, *values: Word) -> None:
        """Refuse unless the string ``key`` is one of ``values``; a missing one is empty."""
        self._guard("value", "refused", reason, (key, "", *values))

    def absent(self, reason: str, key: str) -> None:
        """Refuse when ``key`` exists."""
        self._guard("exists", "refused", reason, (key, "", 0))

    def scored(self, reason: str, key: str, member: str, score: int) -> None:
        """Refuse unless ``member`` is in the sorted set ``key`` with exactly ``score``."""
        self._guard("score", "refused", reason, (key, member, score))

    def put(self, key: str, fields: Mapping[str, Word]) -> None:
        """Set ``fields`` of the hash ``key``."""
        self.write("HSET", key, *(word for pair in fields.items() for word in pair))

    def write(self, command: str, key: str, *words: Word) -> None:
        """Add a write; a wrong one is refused here, because in the script it would fail half-way."""
        rule = _RULES[command]
        more = len(words) - rule.fewest
        if more < 0 or (more % rule.step if rule.step else more) or len(words) > _MOST_WORDS:
            raise ValueError(f"{command} with {len(words)} words")
        _check_words(command, words)
        index = self._key(key)
        if rule.shape is not None and self._shapes.setdefault(index, rule.shape) != rule.shape:
            raise ValueError(f"{command} on a key that holds a {self._shapes[index]}")
        self._writes += (command, index, len(words), *words)
        self._counts[1] += 1

    def publish(self, channel: str, message: bytes) -> None:
        """Tell listeners of ``channel``."""
        self._writes += ("PUBLISH", 0, 2, channel, message)
        self._counts[1] += 1

    def keys(self) -> tuple[str, ...]:
        """All keys, as they are declared to the server."""
        return tuple(self._keys)

    def words(self, epoch: str, key: str) -> tuple[Word, ...]:
        """Keys and arguments of the script. First of all the store must be in the life that we know."""
        words: list[Word] = ["value", "lost", "epoch", self._key(key), "", 1, epoch, *self._guards]
        words.append(len(self._shapes))
        for index, shape in self._shapes.items():
            words += (index, shape)
        return (len(self._keys), *self._keys, self._counts[0] + 1, *words, self._counts[1], *self._writes)

    def _guard(self, test: Test, verdict: Verdict, reason: str, words: tuple[Word, ...]) -> None:
        key, name, *wanted = words
        self._guards += (test, verdict, reason, self._key(str(key)), name, len(wanted), *wanted)
        self._counts[0] += 1

    def _key(self, key: str) -> int:
        return self._keys.setdefault(key, len(self._keys) + 1)


def _check_words(command: str, words: tuple[Word, ...]) -> None:
    if command == "SET" and len(words) != 1 and not (words[1] == "PX" and _duration(words[2])):
        raise ValueError("SET takes PX and a duration, or nothing")
    if command == "PEXPIRE" and not _duration(words[0]):
        raise ValueError("PEXPIRE takes a duration in milliseconds")
    if command == "HINCRBY" and not (isinstance(words[1], int) and abs(words[1]) <= _MOST_COUNTED):
        raise ValueError("HINCRBY takes a whole number, and the server none beyond 64 bits")
    if command == "ZADD" and not all(isinstance(score, int) for score in words[::2]):
        raise ValueError("ZADD takes whole scores")
    if command == "XADD" and words[0] != "*":
        raise ValueError("XADD takes * as id")


def _duration(word: Word) -> bool:
    return isinstance(word, int) and 0 < word <= _LONGEST


class Script:
    """Runs batches."""

    def __init__(self, wire: Wire, keys: Keys, epoch: str) -> None:
        self._wire = wire
        self._keys = keys
        self._epoch = epoch

    async def run(self, batch: Batch) -> bytes | None:
        """Write ``batch`` wholly or not at all. None: written; bytes: what is kept of the same event, done before."""
        source = DRAINS if batch.drains else PLAIN
        words = batch.words(self._epoch, self._keys.at(batch.partition, "epoch"))
        try:
            reply = await self._wire.one("EVALSHA", _SHA[source], *words)
        except NoScript:
            reply = await self._wire.one("EVAL", source, *words)
        return judge(reply)

    def check_epoch(self, found: Reply) -> None:
        """Raise when a partition is not of the life of the store that we know: its data are gone."""
        if text(found) != self._epoch:
            raise lost()


def lost() -> Unavailable:
    """The store was emptied or replaced while we ran."""
    return Unavailable("the store lost its data: restore a backup, then start again", retry_after=30.0)


def judge(reply: Reply) -> bytes | None:
    """What the script's answer means."""
    verdict, *rest = items(reply)
    match verdict:
        case b"done":
            return None
        case b"repeat":
            return blob(rest[1])
        case b"conflict":
            raise Conflict("changed since it was read")
        case b"lost":
            raise lost()
        case _:
            raise Refused(text(rest[0]))
