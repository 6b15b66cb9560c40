"""What the rest of the bot hears of translation: words, or one word why there are none."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from bot.ops.metrics import Metrics
from bot.ports import Translated, Translator, Untranslated
from bot.settings import Settings
from bot.translation import EngineTranslator, known_words, open_translator
from integrations.sandbox.translation import LocalTranslator, Mood

pytestmark = pytest.mark.asyncio
CANARY = "Zvenyslava"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalTranslator]:
    async with LocalTranslator().listening() as listening:
        yield listening


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.read(environ, env_file=tmp_path / ".env")


def opened(chosen: Settings, metrics: Metrics | None = None) -> EngineTranslator:
    translator = open_translator(chosen, metrics or Metrics())
    assert translator is not None
    return translator


@pytest_asyncio.fixture(params=["DeepL", "LibreTranslate"])
async def translator(
    request: pytest.FixtureRequest, server: LocalTranslator, tmp_path: Path
) -> AsyncIterator[EngineTranslator]:
    wanted = {
        "DeepL": {"DEEPL_API_KEY": "abc:fx", "DEEPL_URL": server.url},
        "LibreTranslate": {"LIBRETRANSLATE_URL": server.url},
    }
    made = opened(settings(tmp_path, **wanted[request.param]))
    assert made.name == request.param
    yield made
    await made.close()


async def outcome(translator: Translator, text: str, target: str = "uk") -> Translated | Untranslated:
    """As the desk asks: it is a ``Translator`` to the type checker."""
    return await translator.translate(text, source="sv", target=target, secret=(CANARY,))


async def test_words_and_the_engine_that_found_them(translator: EngineTranslator) -> None:
    answer = Translated(f"Вітаю, {CANARY}! Чи можете Ви прийти о 10:30?", translator.name)
    assert await outcome(translator, f"Hej {CANARY}! Kan du komma klockan 10:30?") == answer


@pytest.mark.parametrize(
    "mood,reason",
    [
        ("broken", "away"),
        ("busy", "away"),
        ("quota", "away"),
        ("garbage", "away"),
        ("elsewhere", "away"),
        ("losing", "unsafe"),
        ("counting", "unsafe"),
    ],
)
async def test_why_there_is_none(
    translator: EngineTranslator, server: LocalTranslator, mood: Mood, reason: str
) -> None:
    """And nothing of the text is told to anybody."""
    server.mood = mood
    with structlog.testing.capture_logs() as lines:
        assert await outcome(translator, f"Hej {CANARY}, ring 070-123 45 67") == Untranslated(reason)
    assert {"event": "not_translated", "reason": reason, "log_level": "warning"} in lines
    assert CANARY not in repr(lines)
    assert "070" not in repr(lines)


async def test_a_refusal_a_length_and_a_language(server: LocalTranslator, tmp_path: Path) -> None:
    server.key = "another"
    translator = opened(settings(tmp_path, LIBRETRANSLATE_URL=server.url, LIBRETRANSLATE_API_KEY="wrong"))
    assert await outcome(translator, "Hej") == Untranslated("refused")
    assert await outcome(translator, "a" * 30_000) == Untranslated("long")
    assert await outcome(translator, "Hej", target="de") == Untranslated("language")
    await translator.close()


async def test_who_rests_is_not_complained_of_each_time(translator: EngineTranslator, server: LocalTranslator) -> None:
    server.mood = "busy"
    with structlog.testing.capture_logs() as lines:
        for _ in range(4):
            assert await outcome(translator, "Hej") == Untranslated("away")
    assert [line["event"] for line in lines].count("not_translated") == 1


async def test_the_key_is_sent(server: LocalTranslator, tmp_path: Path) -> None:
    server.key = "right"
    for chosen in (
        {"LIBRETRANSLATE_URL": server.url, "LIBRETRANSLATE_API_KEY": "right"},
        {"DEEPL_API_KEY": "right", "DEEPL_URL": server.url},
    ):
        translator = opened(settings(tmp_path, **chosen))
        assert await outcome(translator, "Tack.") == Translated("Дякую.", translator.name)
        await translator.close()


async def test_without_a_setting_there_is_none(tmp_path: Path) -> None:
    assert open_translator(settings(tmp_path), Metrics()) is None


async def test_the_terms_of_the_field_go_along_as_a_glossary(server: LocalTranslator, tmp_path: Path) -> None:
    translator = opened(settings(tmp_path, DEEPL_API_KEY="k", DEEPL_URL=server.url))
    await outcome(translator, "Tack.")
    entries = server.glossaries[0]["dictionaries"][0]["entries"]
    assert "uppehållstillstånd\tдозвіл на проживання" in entries.splitlines()
    await translator.close()


async def test_authorities_and_terms_are_no_names(translator: EngineTranslator, server: LocalTranslator) -> None:
    """They leave as they are, in all their forms."""
    assert "Migrationsverket" in known_words()
    await translator.translate("Я була в Міграційної служби Швеції, потім у Welcome House", source="uk", target="sv")
    assert "Міграційної служби Швеції, потім у Welcome House" in server.asked[0][0]


async def test_calls_are_counted_by_what_came_of_them(server: LocalTranslator, tmp_path: Path) -> None:
    metrics = Metrics()
    translator = opened(settings(tmp_path, LIBRETRANSLATE_URL=server.url), metrics)
    await outcome(translator, "Tack.")
    server.mood = "garbage"
    await outcome(translator, "Hej")
    figures = metrics.text().decode()
    for result in ("ok", "malformed"):
        assert f'stra_backend_seconds_count{{backend="libretranslate",outcome="{result}"}} 1.0' in figures
    await translator.close()
