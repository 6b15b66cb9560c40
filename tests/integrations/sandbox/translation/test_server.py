"""The local translator answers as the real ones do, and deceives nobody."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
import pytest_asyncio

from integrations.sandbox.translation import LocalTranslator
from integrations.sandbox.translation.phrasebook import LANGUAGES, translate

pytestmark = pytest.mark.asyncio
LIBRE = {"q": "Tack.", "source": "sv", "target": "uk"}
DEEPL: dict[str, Any] = {"text": ["Tack."], "source_lang": "SV", "target_lang": "UK"}
KEY = {"authorization": "DeepL-Auth-Key right"}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalTranslator]:
    async with LocalTranslator(key="right").listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def http(server: LocalTranslator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    "change,status,error",
    [
        ({"q": ""}, 400, "Invalid request: missing q parameter"),
        ({"source": None}, 400, "Invalid request: missing source parameter"),
        ({"target": None}, 400, "Invalid request: missing target parameter"),
        ({"target": "xx"}, 400, "xx is not supported"),
        ({"api_key": "wrong"}, 403, "Invalid API key"),
        ({"api_key": None}, 400, "Please contact the operator to get a key"),
    ],
)
async def test_libretranslate_refuses_in_its_own_words(
    http: httpx.AsyncClient, change: dict[str, str], status: int, error: str
) -> None:
    answer = await http.post("/translate", json=LIBRE | {"api_key": "right"} | change)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize(
    "change,headers,status,message",
    [
        ({}, {}, 403, "Authorization failure, check your credentials"),
        ({}, {"authorization": "DeepL-Auth-Key wrong"}, 403, "Authorization failure, check your credentials"),
        ({"text": "Tack."}, KEY, 400, "Parameter 'text' not specified."),
        ({"text": ["a"] * 51}, KEY, 400, "Parameter 'text' not specified."),
        ({"target_lang": "EN"}, KEY, 400, "Value for 'target_lang' not supported."),
        ({"source_lang": "XX"}, KEY, 400, "Value for 'source_lang' not supported."),
        ({"glossary_id": "gone"}, KEY, 404, "Invalid or missing glossary id"),
    ],
)
async def test_deepl_refuses_in_its_own_words(
    http: httpx.AsyncClient, change: dict[str, Any], headers: dict[str, str], status: int, message: str
) -> None:
    answer = await http.post("/v2/translate", json=DEEPL | change, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"message": message})


async def test_one_text_or_several(http: httpx.AsyncClient) -> None:
    """LibreTranslate answers a text with a text and a list with a list."""
    one = await http.post("/translate", json=LIBRE | {"api_key": "right"})
    several = await http.post("/translate", json=LIBRE | {"api_key": "right", "q": ["Tack.", "Nej!"]})
    assert one.json() == {"translatedText": "Дякую."}
    assert several.json() == {"translatedText": ["Дякую.", "Ні!"]}


@pytest.mark.parametrize(
    "mood,status", [("broken", 500), ("busy", 429), ("quota", 456), ("elsewhere", 307), ("well", 200)]
)
async def test_its_mood_is_changed_from_outside(http: httpx.AsyncClient, mood: str, status: int) -> None:
    assert (await http.post("/sandbox/mood", json={"mood": mood})).json() == {"mood": mood}
    assert (await http.post("/v2/translate", json=DEEPL, headers=KEY)).status_code == status


async def test_a_mood_it_does_not_know_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.post("/sandbox/mood", json={"mood": "merry"})
    assert answer.status_code == 400
    assert "quota" in answer.json()["moods"]


@pytest.mark.parametrize(
    "text,translation",
    [
        ("Tack! Jag söker arbete.", "Дякую! Я шукаю роботу."),
        ("HEJ,  [1] !\nNej", "Вітаю, [1]!\nНі"),
        ('Jag har <x id="2"/> barn.', 'У мене дітей: <x id="2"/>.'),
        ("Tack. Det är svårt.", "[uk] Tack. Det är svårt."),
        ("[1]", "[uk] [1]"),
    ],
)
async def test_what_it_does_not_know_it_marks(text: str, translation: str) -> None:
    """The whole text: nobody takes half of it for a translation."""
    assert translate(text, "sv", "uk") == translation


async def test_every_phrase_goes_there_and_back_in_each_language() -> None:
    """At least forty, with as many blanks in each language."""
    lines = files("integrations.sandbox.translation").joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 40
    for line in lines:
        row = dict(zip(LANGUAGES, line.split("\t"), strict=True))
        assert len({words.count("{}") for words in row.values()}) == 1, line
        for source in LANGUAGES:
            for target in LANGUAGES:
                said = row[source].replace("{}", "[1]")
                assert translate(said, source, target) == row[target].replace("{}", "[1]"), line
