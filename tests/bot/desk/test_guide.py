"""The guide as leads see it: dates, texts, numbers, and the files."""

import re
from datetime import date

import pytest

from bot.store.script import Batch
from dialogs.effects import Tally
from dialogs.guide.book import authorities, entries
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


async def count(world: World, name: str, value: str, times: int, partition: int = 0) -> None:
    batch = Batch(partition)
    world.store.tallies.write(batch, [Tally(name=name, value=value)] * times)
    await world.store._site.script.run(batch)


async def read(world: World, path: str = "/desk/guide") -> str:
    if await world.store.staff.account("Eva") is None:
        await world.account("Eva", roles=("lead",))
    async with world.signed_in("Eva") as eva:
        return (await eva.get(path)).text


def row(page: str, name: str) -> str:
    return next(part for part in page.split("<tr ") if f"<strong>{name}</strong>" in part)


async def test_every_answer_and_authority_stands_there_with_source_dates_and_text(world: World) -> None:
    page = await read(world)
    sfi = entries()["ask_sfi"]
    found = row(page, "Vill lära sig svenska: sfi, kurser, språkcafé")
    assert f"Svar · {sfi.source}" in found
    assert f'data-label="Kontrollerat" class="figure">{sfi.checked}</td>' in found
    for language in ("sv", "uk", "en"):
        assert f'<p lang="{language}">{sfi.answer[language].splitlines()[0]}' in found
    tax = row(page, authorities()["skatteverket"].name["sv"])
    assert f'<a class="small page" href="{authorities()["skatteverket"].link}" rel="noreferrer">' in tax
    assert page.count("<details>") == len(entries()) + len(authorities())


async def test_what_is_past_its_day_stands_first_and_is_counted_in_the_title(world: World) -> None:
    assert "<title>Guiden" in await read(world)
    first = min((e.review_by, e.intent) for e in entries().values())[0]
    world.clock.advance(days=(first - date(2026, 5, 20)).days + 1)
    page = await read(world)
    assert '<span class="late">Ska ses över</span>' in page.split("<tr ")[2]
    assert re.search(r"<title>\([1-9][0-9]*\) Guiden", page)


async def test_numbers_of_the_last_ninety_days_stand_there_unless_they_are_small(world: World) -> None:
    await count(world, "guide.answered", "ask_sfi", 30)
    world.clock.advance(days=91)
    await count(world, "guide.answered", "ask_sfi", 4, partition=3)
    await count(world, "guide.answered", "ask_sfi", 3, partition=1)
    await count(world, "guide.helpful", "ask_sfi:yes", 6)
    await count(world, "guide.helpful", "ask_sfi:no", 4)
    found = row(await read(world), "Vill lära sig svenska: sfi, kurser, språkcafé")
    assert re.findall(r'data-label="(Frågor|Hjälpte|Hjälpte inte)" class="figure">(.*?)</td>', found) == [
        ("Frågor", "7"), ("Hjälpte", "6"), ("Hjälpte inte", "0–4"),
    ]  # fmt: skip


async def test_what_people_said_of_their_cases_is_told_in_words(world: World) -> None:
    assert "Ingen har svarat på den frågan än." in await read(world)
    await count(world, "case.rating", "uk:general:helped", 8)
    await count(world, "case.rating", "uk:general:not_helped", 2)
    page = await read(world)
    assert "Ukrainska, Welcome House" in page
    assert '<strong class="figure">8</strong><br><span class="small muted">personer sa ”hjälpte”</span>' in page
    assert '<strong class="figure">0–4</strong><br><span class="small muted">personer sa ”hjälpte inte”</span>' in page


@pytest.mark.parametrize(
    "table,name,line",
    [
        ("guide", "guiden-2026-05-20.csv", "Svar;ask_sfi;"),
        ("ratings", "omdomen-2026-05-20.csv", "ukrainska;Welcome House;8;0–4;0–4"),
        ("anything", "guiden-2026-05-20.csv", "Svar;ask_sfi;"),
    ],
)
async def test_the_tables_are_taken_away_as_files(world: World, table: str, name: str, line: str) -> None:
    await world.account("Eva", roles=("lead",))
    await count(world, "case.rating", "uk:general:helped", 8)
    async with world.signed_in("Eva") as eva:
        answer = await eva.get(f"/desk/guide/export?table={table}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert any(row.startswith(line) for row in answer.content.decode("utf-8-sig").splitlines())
