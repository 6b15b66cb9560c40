"""What lies in the outbox: read from the streams, with address, words and payload from where they are kept."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

import msgspec

from bot.ports import Message
from bot.store.commits import read_entry
from bot.store.erasure import Farewell
from bot.store.sealing import PersonKey
from bot.store.site import Site
from bot.store.wire import Command, Reply, blob, items, text

Stream = Literal["out", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSend:
    """A message for the person at ``address`` of ``channel``. ``farewell``: the last one, after an erasure."""

    channel: str
    address: str = field(repr=False)
    message: Message = field(repr=False)
    farewell: bool = False
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """A call to ``backend``; ``key`` makes it idempotent and is the id of the ``Answered`` event.

    ``about`` goes with the answer.
    """

    backend: str
    operation: str
    payload: dict[str, str] = field(repr=False)
    key: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutEntry:
    """An entry that waits since ``since``."""

    id: str
    partition: int
    conversation: str
    since: datetime
    item: ToSend | ToCall

    @property
    def stream(self) -> Stream:
        """The stream that it lies in."""
        return "out" if isinstance(self.item, ToSend) else "call"


@dataclass(frozen=True, slots=True)
class Raw:
    """An entry as it lies in its stream; without fields it was deleted."""

    stream: Stream
    id: str
    fields: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def conversation(self) -> str:
        """Whose entry it is."""
        return self.fields["c"].decode()

    @property
    def since(self) -> datetime:
        """When it was written."""
        return datetime.fromtimestamp(int(self.id.split("-")[0]) / 1000, UTC)


def asks_for(site: Site, raw: Raw) -> tuple[Command, ...]:
    """The commands that read what belongs to ``raw``."""
    if not raw.fields or "x" in raw.fields or ("p" not in raw.fields and raw.stream == "call"):
        return ()
    key = site.ask_key(raw.conversation)
    if raw.stream == "call":
        return (key,)
    log = site.keys.of(raw.conversation, "log")
    kept = site.keys.of(raw.conversation, "conversation")
    return (key, ("LINDEX", log, int(raw.fields["m"]) - 1), ("HMGET", kept, "channel", "address"))


def complete(site: Site, partition: int, raw: Raw, found: list[Reply]) -> OutEntry | None:
    """The entry of ``raw`` with what ``asks_for`` found; None when its person was erased."""
    item = _item(site, raw, found) if raw.fields else None
    if item is None:
        return None
    return OutEntry(id=raw.id, partition=partition, conversation=raw.conversation, since=raw.since, item=item)


def _item(site: Site, raw: Raw, found: list[Reply]) -> ToSend | ToCall | None:
    if raw.stream == "call":
        return _call(site, raw, found)
    return _farewell(site, raw) if "x" in raw.fields else _message(site, raw, found)


def _farewell(site: Site, raw: Raw) -> ToSend:
    plain = site.keyring.disclose("farewell", raw.conversation, raw.fields["x"])
    kept = msgspec.json.decode(plain, type=Farewell)
    channel = raw.fields["n"].decode()
    return ToSend(channel=channel, address=kept.address, message=kept.message, farewell=True)


def _message(site: Site, raw: Raw, found: list[Reply]) -> ToSend | None:
    key = site.open_key(raw.conversation, found[0])
    channel, address = items(found[2])
    if key is None or found[1] is None or address is None:
        return None
    entry = read_entry(key, int(raw.fields["m"]), blob(found[1]))
    place = key.unseal(raw.conversation, "address", blob(address)).decode()
    return ToSend(channel=text(channel), address=place, message=entry.message, key_id=key.id)


def _call(site: Site, raw: Raw, found: list[Reply]) -> ToCall | None:
    name, payload, about = raw.fields["k"].decode(), {}, ""
    if found:
        key = site.open_key(raw.conversation, found[0])
        if key is None:
            return None
        payload = msgspec.json.decode(key.unseal(name, "payload", raw.fields["p"]), type=dict[str, str])
        about = _about(key, name, raw)
    backend, operation = raw.fields["b"].decode(), raw.fields["o"].decode()
    return ToCall(backend=backend, operation=operation, payload=payload, key=name, about=about)


def _about(key: PersonKey, name: str, raw: Raw) -> str:
    """Entries from before this was sealed have it in the clear; they are gone after a day."""
    return (
        key.unseal(name, "about", raw.fields["s"]).decode() if "s" in raw.fields else raw.fields.get("a", b"").decode()
    )
