"""DeepL and LibreTranslate keep one contract towards us, whatever their servers do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import perf_counter

import pytest
import pytest_asyncio

from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Resting, Unavailable
from integrations.sandbox.translation import LocalTranslator, Mood
from integrations.translation import DeepL, Engine, LibreTranslate, marks
from integrations.translation.deepl import AT_ONCE

pytestmark = pytest.mark.asyncio
SOON = 0.4
NAME, TIME = marks.mark(0), marks.mark(1)
Make = Callable[[LocalTranslator, Breaker], Engine]


def deepl(server: LocalTranslator, breaker: Breaker) -> Engine:
    return DeepL(server.key or "key:fx", url=server.url, limit=SOON, breaker=breaker)


def libretranslate(server: LocalTranslator, breaker: Breaker) -> Engine:
    return LibreTranslate(server.url, key=server.key, limit=SOON, breaker=breaker)


ENGINES = pytest.mark.parametrize("make", [deepl, libretranslate])


@pytest_asyncio.fixture
async def engine(make: Make, server: LocalTranslator) -> AsyncIterator[Engine]:
    made = make(server, Breaker(failures=100))
    yield made
    await made.close()


async def translated(engine: Engine, *texts: str) -> list[str]:
    return await engine.translate(texts, source="sv", target="uk")


@ENGINES
async def test_texts_come_back_in_their_order_with_their_marks(engine: Engine) -> None:
    answers = await translated(engine, f"Hej {NAME}! Kan du komma klockan {TIME}?", "Tack.", "& <okänt> 'x' \"y\" [a]")
    assert answers == [
        f"Вітаю, {NAME}! Чи можете Ви прийти о {TIME}?",
        "Дякую.",
        "[uk] & <okänt> 'x' \"y\" [a]",
    ]


@ENGINES
@pytest.mark.parametrize(
    "source,target", [("sv", "uk"), ("uk", "sv"), ("en", "uk"), ("sv", "en"), ("uk", "en"), ("en", "sv")]
)
async def test_all_directions(engine: Engine, source: str, target: str) -> None:
    words = {"sv": "Jag söker arbete.", "uk": "Я шукаю роботу.", "en": "I am looking for work."}
    assert await engine.translate([words[source]], source=source, target=target) == [words[target]]


@pytest.mark.parametrize(
    "mood,error,make",
    [
        (mood, error, make)
        for make in (deepl, libretranslate)
        for mood, error in [
            ("slow", Unavailable),
            ("dripping", Unavailable),
            ("broken", Unavailable),
            ("busy", Unavailable),
            ("quota", Unavailable),
            ("garbage", Malformed),
            ("wrong shape", Malformed),
            ("endless", Malformed),
            ("elsewhere", Malformed),
        ]
    ],
)
async def test_whatever_the_server_does_is_one_of_three(
    engine: Engine, server: LocalTranslator, mood: Mood, error: type[IntegrationError]
) -> None:
    """And it is known in time."""
    server.mood = mood
    begun = perf_counter()
    with pytest.raises(error):
        await translated(engine, "Tack.")
    assert perf_counter() - begun < SOON + 3


@ENGINES
async def test_a_wrong_key_is_a_clear_no(make: Make, server: LocalTranslator) -> None:
    right = make(server, Breaker())
    server.key = "another"
    wrong = LibreTranslate(server.url, key="wrong") if make is libretranslate else DeepL("wrong", url=server.url)
    with pytest.raises(Rejected):
        await translated(wrong, "Tack.")
    server.key = None
    assert await translated(right, "Tack.") == ["Дякую."]
    await wrong.close()
    await right.close()


@ENGINES
async def test_nobody_there_is_unavailable(make: Make, server: LocalTranslator) -> None:
    async with LocalTranslator().listening() as gone:
        pass
    engine = make(gone, Breaker())
    with pytest.raises(Unavailable):
        await translated(engine, "Tack.")
    await engine.close()


@ENGINES
async def test_a_server_in_trouble_is_asked_twice_then_left_in_peace(make: Make, server: LocalTranslator) -> None:
    hand = [0.0]
    engine = make(server, Breaker(failures=4, rest=5.0, now=lambda: hand[0]))
    server.mood = "broken"
    for _ in range(4):
        with pytest.raises(Unavailable):
            await translated(engine, "Tack.")
    with pytest.raises(Resting):
        await translated(engine, "Tack.")
    server.mood, hand[0] = "well", 5.0
    assert await translated(engine, "Tack.") == ["Дякую."]
    await engine.close()


@ENGINES
async def test_busy_means_peace_for_as_long_as_it_says(make: Make, server: LocalTranslator) -> None:
    """429 with ``Retry-After: 20``."""
    hand = [0.0]
    engine = make(server, Breaker(now=lambda: hand[0]))
    server.mood = "busy"
    with pytest.raises(Unavailable) as busy:
        await translated(engine, "Tack.")
    assert busy.value.retry_after == 20.0
    server.mood, hand[0] = "well", 19.0
    with pytest.raises(Resting):
        await translated(engine, "Tack.")
    hand[0] = 20.0
    assert await translated(engine, "Tack.") == ["Дякую."]
    await engine.close()


async def test_a_used_up_quota_is_left_in_peace_for_an_hour(server: LocalTranslator) -> None:
    """DeepL's 456."""
    hand = [0.0]
    engine = deepl(server, Breaker(now=lambda: hand[0]))
    server.mood = "quota"
    with pytest.raises(Unavailable):
        await translated(engine, "Tack.")
    server.mood, hand[0] = "well", 3599.0
    with pytest.raises(Resting):
        await translated(engine, "Tack.")
    hand[0] = 3600.0
    assert await translated(engine, "Tack.") == ["Дякую."]
    await engine.close()


async def test_deepl_is_asked_politely_and_with_the_other_lines_as_context(server: LocalTranslator) -> None:
    async with DeepL("key", url=server.url) as engine:
        await translated(engine, f"Hej {NAME}!", "Tack.")
        await translated(engine, "Tack.")
    first, second = server.requests
    assert first["formality"] == "prefer_more"
    assert first["context"] == "Hej …!\nTack."
    assert (first["source_lang"], first["target_lang"], first["tag_handling"]) == ("SV", "UK", "xml")
    assert "context" not in second


async def test_deepl_takes_fifty_texts_at_once(server: LocalTranslator) -> None:
    async with DeepL("key", url=server.url) as engine:
        answers = await translated(engine, *(f"okänt {'x' * i}" for i in range(120)))
    assert [len(asked) for asked in server.asked] == [AT_ONCE, AT_ONCE, 20]
    assert answers == [f"[uk] okänt {'x' * i}" for i in range(120)]


@pytest.mark.parametrize("key,host", [("abc:fx", "api-free.deepl.com"), ("abc", "api.deepl.com")])
async def test_the_key_tells_which_deepl(key: str, host: str) -> None:
    async with DeepL(key) as engine:
        assert engine._http._url == f"https://{host}"


def pairs(source: str, target: str) -> dict[str, str]:
    return {"praktik": "практика", "tolk\tx": "пере\nкладач"} if (source, target) == ("sv", "uk") else {}


async def test_a_glossary_is_made_once_and_found_again(server: LocalTranslator) -> None:
    """By a later process too; tabs and new lines cannot break it."""
    for _ in range(2):
        async with DeepL("key", url=server.url, pairs=pairs) as engine:
            await translated(engine, "Tack.")
            await translated(engine, "Hej!")
    assert [request["glossary_id"] for request in server.requests] == ["glossary-1"] * 4
    (made,) = server.glossaries
    assert made["name"].startswith("stra-sv-uk-")
    assert made["dictionaries"] == [
        {
            "source_lang": "sv",
            "target_lang": "uk",
            "entries": "praktik\tпрактика\ntolk x\tпере кладач",
            "entries_format": "tsv",
        }
    ]


async def test_other_terms_make_another_glossary(server: LocalTranslator) -> None:
    for word in ("практика", "стажування"):
        async with DeepL("key", url=server.url, pairs=lambda _s, _t, word=word: {"praktik": word}) as engine:  # type: ignore[misc]
            await translated(engine, "Tack.")
    assert len({one["name"] for one in server.glossaries}) == 2


async def test_a_pair_without_terms_has_no_glossary(server: LocalTranslator) -> None:
    async with DeepL("key", url=server.url, pairs=pairs) as engine:
        await engine.translate(["Дякую."], source="uk", target="sv")
    assert server.glossaries == []
    assert "glossary_id" not in server.requests[0]


async def test_where_no_glossary_is_allowed_it_goes_on_without(server: LocalTranslator) -> None:
    """Even when the refusal looks like the end of the quota for translating; and it is not asked for again."""
    server.mood = "no glossaries"
    async with DeepL("key", url=server.url, pairs=pairs) as engine:
        assert await translated(engine, "Tack.") == ["Дякую."]
        server.mood = "well"
        assert await translated(engine, "Hej!") == ["Вітаю!"]
    assert server.glossaries == []


async def test_a_glossary_that_is_gone_is_done_without(server: LocalTranslator) -> None:
    async with DeepL("key", url=server.url, pairs=pairs) as engine:
        await translated(engine, "Tack.")
        server.mood = "glossaries lost"
        assert await translated(engine, "Hej!") == ["Вітаю!"]
    assert "glossary_id" not in server.requests[-1]


async def test_while_one_makes_the_glossary_the_others_do_not_wait(server: LocalTranslator) -> None:
    async with DeepL("key", url=server.url, pairs=pairs) as engine:
        await asyncio.gather(*(translated(engine, "Tack.") for _ in range(5)))
    assert len(server.glossaries) == 1


@pytest.mark.parametrize("make", [deepl, libretranslate])
async def test_marks_nobody_gave_out_do_not_become_ours(engine: Engine, server: LocalTranslator) -> None:
    """An invented number is a mark, but none that was sent."""
    server.mood = "changing"
    (answer,) = await translated(engine, f"Hej {NAME}!")
    assert marks.MARK.findall(answer) == [marks.mark(6)]
