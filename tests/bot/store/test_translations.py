"""What a machine made of the person's words is kept sealed, and gone with the person."""

import pytest

from bot.ports import Message, Translated, Translation, Untranslated
from bot.store import Store
from bot.store.translations import Outcome, beside
from bot.store.wire import blob
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

MADE: dict[int, Outcome] = {2: Translated("Hej, jag söker jobb", "Testmaskin"), 3: Untranslated("unsafe")}
pytestmark = pytest.mark.asyncio


async def test_what_was_made_is_kept_by_message(store: Store) -> None:
    await Person(store, "olena").say("вітаю")
    assert await store.translations.read("olena") == {}
    await store.translations.save("olena", MADE)
    await store.translations.save("olena", {3: Translated("Nu gick det", "Testmaskin")})
    assert await store.translations.read("olena") == {**MADE, 3: Translated("Nu gick det", "Testmaskin")}
    assert await store.translations.read("taras") == {}


async def test_no_word_of_it_can_be_read_without_the_persons_key(store: Store) -> None:
    await Person(store, "olena").say("вітаю")
    await store.translations.save("olena", MADE)
    (row,) = [value for name, (_, value) in (await keyspace(store)).items() if ":translation:" in name]
    assert b"jobb" not in repr(row).encode()
    assert b"Testmaskin" not in repr(row).encode()


async def test_a_translation_cannot_be_moved_to_another_message(store: Store) -> None:
    await Person(store, "olena").say("вітаю")
    await store.translations.save("olena", MADE)
    key = store._site.keys.of("olena", "translation")
    sealed = blob(await store._site.wire.one("HGET", key, "2"))
    await store._site.wire.one("HSET", key, "9", sealed)
    with pytest.raises(Exception, match="wrong place"):
        await store.translations.read("olena")


async def test_it_is_erased_with_the_person_and_nothing_comes_after(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await olena.say("вітаю")
    await store.translations.save("olena", MADE)
    await olena.say(erase=Erase(reason="asked"))
    await store.translations.save("olena", MADE)
    assert await store.translations.read("olena") == {}
    assert not [name for name in await keyspace(store) if ":translation:" in name]


async def test_it_is_read_after_the_keys_were_wrapped_anew(store: Store) -> None:
    await Person(store, "olena").say("вітаю")
    await store.translations.save("olena", MADE)
    await store.people.rotate()
    assert await store.translations.read("olena") == MADE


async def test_beside_a_line_the_line_stays_what_was_written(store: Store, clock: HandClock) -> None:
    said = Message(id=2, at=clock.now(), sender="person", text="Привіт", language="uk")
    (shown,) = beside([said], MADE)
    assert (shown.text, shown.language) == ("Привіт", "uk")
    assert shown.translation == Translation("Привіт", "uk", "Testmaskin", text="Hej, jag söker jobb")
    assert beside([said], {2: Untranslated("long")}) == (said,)
