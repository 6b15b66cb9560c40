"""What a machine made of the person's words, so that staff can read them; asked for once, kept beside the transcript.

Sealed with the person's key: it is gone when they are.
"""

from collections.abc import Iterable, Mapping

import msgspec

from bot.ports import Message, Translated, Translation, Untranslated
from bot.store.script import Batch
from bot.store.sealing import PersonKey
from bot.store.site import Site
from bot.store.wire import blob, items, table

Outcome = Translated | Untranslated


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str = ""
    engine: str = ""
    reason: str = ""


class Translations:
    """The translations of one conversation, by message."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def read(self, conversation: str) -> dict[int, Outcome]:
        """What is kept; ``Untranslated`` where the machine could not. Nothing for somebody who was erased."""
        site, keys = self._site, self._site.keys
        epoch, key, kept = await site.wire.run(
            ("GET", keys.at(keys.partition_of(conversation), "epoch")),
            site.ask_key(conversation),
            ("HGETALL", keys.of(conversation, "translation")),
        )
        site.script.check_epoch(epoch)
        person = site.open_key(conversation, key)
        if person is None or not items(kept):
            return {}
        return {int(name): _open(person, name, sealed) for name, sealed in table(kept).items()}

    async def save(self, conversation: str, made: dict[int, Outcome]) -> None:
        """Keep what was made. Refused with ``person`` when the person was erased meanwhile."""
        site, keys = self._site, self._site.keys
        person = await site.key_of(conversation)
        if person is None or not made:
            return
        batch = Batch(keys.partition_of(conversation))
        batch.field_is("person", keys.of(conversation, "person"), "id", person.id)
        rows = {str(number): _seal(person, number, outcome) for number, outcome in made.items()}
        batch.put(keys.of(conversation, "translation"), rows)
        await site.script.run(batch)


def beside(messages: Iterable[Message], made: Mapping[int, Outcome]) -> tuple[Message, ...]:
    """The messages, each with its translation where there is one; ``text`` stays what was written."""
    return tuple(_beside(message, made.get(message.id)) for message in messages)


def _beside(message: Message, outcome: Outcome | None) -> Message:
    if not isinstance(outcome, Translated):
        return message
    found = Translation(message.text, message.language, outcome.engine, text=outcome.text)
    return msgspec.structs.replace(message, translation=found)


def _seal(person: PersonKey, message: int, outcome: Outcome) -> bytes:
    if isinstance(outcome, Untranslated):
        row = _Row(reason=outcome.reason)
    else:
        row = _Row(text=outcome.text, engine=outcome.engine)
    return person.seal(person.person, _field(message), msgspec.json.encode(row))


def _open(person: PersonKey, name: str, sealed: bytes) -> Outcome:
    row = msgspec.json.decode(person.unseal(person.person, _field(int(name)), blob(sealed)), type=_Row)
    return Untranslated(row.reason) if row.reason else Translated(row.text, row.engine)


def _field(message: int) -> str:
    return f"translation:{message}"
