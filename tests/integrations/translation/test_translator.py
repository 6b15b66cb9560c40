"""From words to words: what leaves is masked, what comes back is whole or there is nothing."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

import pytest
import pytest_asyncio

from integrations.errors import Malformed, Unavailable
from integrations.sandbox.translation import LocalTranslator, Mood
from integrations.translation import (
    DeepL,
    Engine,
    LibreTranslate,
    MachineTranslator,
    TooLong,
    UnknownLanguage,
    Unsafe,
)

pytestmark = pytest.mark.asyncio
LETTER = (
    "Hej Olena!\n\nDitt ärende har numret IP-7K4M-2QXD. Kan du komma 17 maj kl. 10:30?\n"
    "Ring mig på 070-123 45 67 eller skriv till anna.berg@example.se.\n\nVänliga hälsningar\nAnna Berg"
)


@pytest_asyncio.fixture(params=["deepl", "libretranslate"])
async def translator(request: pytest.FixtureRequest, server: LocalTranslator) -> AsyncIterator[MachineTranslator]:
    engine: Engine = DeepL("k", url=server.url) if request.param == "deepl" else LibreTranslate(server.url)
    machine = MachineTranslator(engine, known=("Migrationsverket",), limit=1.0)
    yield machine
    await machine.close()


async def translated(translator: MachineTranslator, text: str, *secret: str) -> str:
    return await translator.translate(text, source="sv", target="uk", secret=secret)


async def test_a_letter_comes_back_whole(translator: MachineTranslator, server: LocalTranslator) -> None:
    """With everything that stayed here in its place."""
    answer = await translated(translator, LETTER)
    assert answer.startswith("Вітаю, Olena!\n\n")
    assert answer.endswith("\n\nЗ повагою\nAnna Berg")
    for kept in ("IP-7K4M-2QXD", "17", "10:30", "070-123 45 67", "anna.berg@example.se"):
        assert answer.count(kept) == 1


async def test_nothing_of_a_person_leaves(translator: MachineTranslator, server: LocalTranslator) -> None:
    """Neither in the texts nor in anything else that is sent."""
    await translated(translator, f"{LETTER}\nmin dotter Zvenyslava är 7, zvenyslavas skola", "Zvenyslava")
    sent = repr(server.requests).casefold()
    for secret in ("olena", "anna", "berg", "7k4m", "070", "123", "example", "10:30", "zvenyslava"):
        assert secret not in sent, secret
    assert "migrationsverket" not in sent
    await translated(translator, "Fråga Migrationsverket om det.")
    assert "migrationsverket" in repr(server.requests[-1]).casefold()


@pytest.mark.parametrize("mood", ["losing", "doubling", "changing", "counting"])
async def test_a_number_is_never_wrong(translator: MachineTranslator, server: LocalTranslator, mood: Mood) -> None:
    server.mood = mood
    with pytest.raises(Unsafe):
        await translated(translator, "Ring mig på 070-123 45 67.")
    server.mood = "well"
    assert await translated(translator, "Ring mig på 070-123 45 67.") == "Зателефонуйте мені за номером 070-123 45 67."


async def test_the_same_again_costs_nothing(translator: MachineTranslator, server: LocalTranslator) -> None:
    """Nor does the same with other numbers and names: what is remembered has none."""
    assert await translated(translator, "Hej Olena! Ring mig på 070-1.") == await translated(
        translator, "Hej Olena! Ring mig på 070-1."
    )
    assert "Zvenyslava" in await translated(translator, "Hej Zvenyslava! Ring mig på 08-2.")
    assert (
        await translated(translator, "Ring mig på 1.\nTack.\nTack.")
        == "Зателефонуйте мені за номером 1.\nДякую.\nДякую."
    )
    assert [len(asked) for asked in server.asked] == [1, 2]
    assert "Olena" not in repr(translator._remembered)


async def test_what_was_not_asked_for_long_is_forgotten(server: LocalTranslator) -> None:
    translator = MachineTranslator(LibreTranslate(server.url), remember=2)
    for text in ("Hej", "Tack", "Hej", "Ja", "Hej", "Tack"):
        await translated(translator, text)
    assert server.asked == [["Hej"], ["Tack"], ["Ja"], ["Tack"]]
    await translator.close()


@pytest.mark.parametrize("text", ["", "  \n", "070-123 45 67", "17.05.2026 10:30", "🙂!", "olena@example.com"])
async def test_without_words_nobody_is_asked(translator: MachineTranslator, server: LocalTranslator, text: str) -> None:
    assert await translated(translator, text) == text
    assert server.asked == []


async def test_into_its_own_language_nobody_is_asked(translator: MachineTranslator, server: LocalTranslator) -> None:
    assert await translator.translate("Hej 5", source="sv", target="sv") == "Hej 5"
    assert server.asked == []


@pytest.mark.parametrize("source,target", [("sv", "ru"), ("de", "sv"), ("sv", "de"), ("", "sv")])
async def test_other_languages_are_none_of_ours(translator: MachineTranslator, source: str, target: str) -> None:
    with pytest.raises(UnknownLanguage):
        await translator.translate("x", source=source, target=target)


async def test_russian_is_understood(server: LocalTranslator) -> None:
    """As a language to translate from; DeepL knows it."""
    translator = MachineTranslator(DeepL("k", url=server.url))
    assert await translator.translate("я ищу работу", source="ru", target="sv") == "[sv] я ищу работу"
    await translator.close()


async def test_a_long_text_keeps_its_order(translator: MachineTranslator, server: LocalTranslator) -> None:
    text = "\n".join(f"{'Tack. ' * 900}Ring mig på {number}." for number in (70, 71, 72))
    answer = await translated(translator, text)
    assert answer == text.replace("Tack", "Дякую").replace("Ring mig på", "Зателефонуйте мені за номером")
    assert all(len(piece) <= 4200 for asked in server.asked for piece in asked)


async def test_too_long_is_too_long(translator: MachineTranslator, server: LocalTranslator) -> None:
    with pytest.raises(TooLong):
        await translated(translator, "a" * 20_001)
    with pytest.raises(TooLong):
        await translated(translator, "1;" * 9000)
    assert server.asked == []


async def test_five_seconds_are_all_there_is(server: LocalTranslator) -> None:
    """Here half a second; the glossary's time is part of it."""
    server.mood = "slow"
    translator = MachineTranslator(DeepL("k", url=server.url, pairs=lambda _s, _t: {"a": "b"}), limit=0.5)
    begun = perf_counter()
    with pytest.raises(Unavailable):
        await translated(translator, "Tack.")
    assert perf_counter() - begun < 3
    await translator.close()


@pytest.mark.parametrize(
    "text",
    [
        "\x00Tack",
        "\ud83d Tack",
        "Tack\u200b",
        "ﷺ" * 1000,
        "Tack\r\n\r\nTack",
        "<x id='1'/>a",
        '<x id="1"/> [1] &amp;lt; &#57344; {}',
    ],
)
async def test_any_text_can_be_asked_about(translator: MachineTranslator, text: str) -> None:
    assert await translated(translator, text)


async def test_what_looks_like_a_placeholder_is_only_text(translator: MachineTranslator) -> None:
    text = 'okänt <x id="1"/> [1] &lt; &amp; &#57344; <b>'
    assert await translated(translator, text) == f"[uk] {text}"


async def test_an_answer_without_a_word_is_none(server: LocalTranslator) -> None:
    """Words went in: what comes back has some."""

    class Mute:
        name = "mute"

        async def translate(self, texts: object, *, source: str, target: str) -> list[str]:
            return ["…"]

        async def close(self) -> None:
            """Nothing to let go of."""

    with pytest.raises(Malformed):
        await translated(MachineTranslator(Mute()), "Tack")


async def test_many_at_once_do_not_mix(translator: MachineTranslator) -> None:
    """Some of them broken off."""

    async def one(number: int) -> None:
        assert await translated(translator, f"Ring mig på {number}.") == f"Зателефонуйте мені за номером {number}."

    tasks = [asyncio.create_task(one(number)) for number in range(40)]
    await asyncio.sleep(0.005)
    for task in tasks[::3]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(one is None or isinstance(one, asyncio.CancelledError) for one in found)
    await one(99)
