"""What the bot did not understand, as leads work on it."""

import re
from datetime import date

import pytest

from bot.desk.intents import INTENTS
from bot.desk.training import training_data
from bot.store import Unclear
from nlu.corpus import read_corpus, read_examples
from nlu.understanding import OUT_OF_SCOPE, Intent
from tests.bot.desk.world import Visitor, World

GUESSES = (Intent("ask_school", 0.31), Intent("ask_sfi", 0.2))


async def fill(world: World, *words: str, language: str = "sv") -> list[str]:
    await world.account("Eva", roles=("lead",))
    return [
        row
        for text in words
        if (row := await world.store.unclear.collect(text, language=language, guesses=GUESSES)) is not None
    ]


def titles(visitor: Visitor) -> list[str]:
    return re.findall(r'<h2 class="words"[^>]*>(.*?)</h2>', visitor.page)


async def mark(visitor: Visitor, row: str, **fields: str) -> str:
    answer = await visitor.client.post(
        "/desk/unclear/mark", data={"token": visitor.token(), "id": row, "place": "1", **fields}
    )
    return answer.headers["location"]


def test_every_intent_has_plain_words() -> None:
    assert set(INTENTS) == {example.intent for example in read_corpus()} | {OUT_OF_SCOPE}
    assert len(set(INTENTS.values())) == len(INTENTS)


@pytest.mark.asyncio
async def test_the_list_begins_with_what_is_written_most(world: World) -> None:
    await fill(world, "en gång", "två gånger", "två gånger", "<b>fet")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear")
        assert titles(eva)[0] == "två gånger"
        assert "&lt;b&gt;fet" in titles(eva)
        assert "2 gånger · svenska · 20 maj" in eva.page
        assert "Boten gissade: Skola eller förskola för barn (31 %)" in eva.page
        assert "<dt>20 maj</dt><dd>4 meddelanden (svenska 4)</dd>" in eva.page


@pytest.mark.asyncio
async def test_the_guesses_stand_first_among_the_intents(world: World) -> None:
    await fill(world, "något")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear")
    values = re.findall(r'<option value="([a-z_]+)"', eva.page.partition('name="intent"')[2].partition("</select>")[0])
    assert values[:2] == ["ask_school", "ask_sfi"]
    assert set(values) == set(INTENTS)


@pytest.mark.asyncio
async def test_a_text_is_labelled_and_that_is_undone(world: World) -> None:
    (row,) = await fill(world, "dagis för min son")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear")
        location = await mark(eva, row, **{"as": "label", "intent": "ask_school"})
        await eva.get(location)
        assert "Märkt: Skola eller förskola för barn." in eva.page
        assert titles(eva) == []
        answer = await eva.send("/desk/unclear/mark")
        await eva.get(answer.headers["location"])
        assert "Ångrat." in eva.page
        assert titles(eva) == ["dagis för min son"]


@pytest.mark.asyncio
async def test_a_label_that_replaced_another_is_undone_to_that_one(world: World) -> None:
    (row,) = await fill(world, "dagis för min son")
    await world.store.unclear.mark(row, "labelled", intent="ask_sfi", actor="Bo")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear?state=labelled")
        await eva.get(await mark(eva, row, state="labelled", **{"as": "ignored"}))
        await eva.send("/desk/unclear/mark")
    (kept,) = await world.store.unclear.all()
    assert (kept.state, kept.intent) == ("labelled", "ask_sfi")
    actors = [(r.line.actor, r.line.action) for r in await world.store.audit.read() if "unclear" in r.line.action]
    assert actors[:2] == [("Eva", "unclear.labelled"), ("Eva", "unclear.ignored")]


@pytest.mark.asyncio
async def test_a_label_must_be_chosen(world: World) -> None:
    (row,) = await fill(world, "något")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear")
        data = {"token": eva.token(), "id": row, "as": "label", "intent": ""}
        answer = await eva.client.post("/desk/unclear/mark", data=data)
    assert answer.status_code == 422
    assert '<a href="#intent-1">Välj vad som menades.</a>' in answer.text
    assert 'aria-invalid="true" aria-describedby="intent-1-fault"' in answer.text


@pytest.mark.asyncio
async def test_a_text_is_deleted_for_good(world: World) -> None:
    (row,) = await fill(world, "olena från tredje våningen")
    async with world.signed_in("Eva") as eva:
        answer = await eva.send("/desk/unclear/delete", on="/desk/unclear")
        await eva.get(answer.headers["location"])
        assert "Borttaget för gott." in eva.page
        assert ">Ångra<" not in eva.page
        assert "finns inte kvar" in (await eva.get(await mark(eva, row, **{"as": "ignored"}))).text
    assert await world.store.unclear.all() == []


@pytest.mark.asyncio
async def test_the_list_is_filtered_ordered_and_paged(world: World) -> None:
    await fill(world, "gammal", "gammal")
    world.clock.advance(days=1)
    await fill_more(world, *(f"fråga {letter * 3}" for letter in "abcdefghijklmnopqrstuv"))
    await fill_more(world, "питання", language="uk")
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/unclear?language=uk")
        assert titles(eva) == ["питання"]
        assert '<h2 class="words" lang="uk"' in eva.page
        await eva.get("/desk/unclear")
        assert (titles(eva)[0], len(titles(eva))) == ("gammal", 20)
        assert "Sida 1 av 2" in eva.page
        await eva.get("/desk/unclear?order=date&page=2")
        assert titles(eva)[-1] == "gammal"
        await eva.get("/desk/unclear?state=ignored&language=en")
        assert "Inget passar filtret." in eva.page
        await eva.get("/desk/unclear?page=99")
        assert "Sida 2 av 2" in eva.page


async def fill_more(world: World, *words: str, language: str = "sv") -> None:
    for text in words:
        await world.store.unclear.collect(text, language=language, guesses=GUESSES)


@pytest.mark.asyncio
async def test_what_is_labelled_is_taken_away_as_training_data(world: World) -> None:
    first, second = await fill(world, "dagis för min son", "skola: “nära” [oss](x)")
    await world.store.unclear.mark(first, "labelled", intent="ask_school", actor="Eva")
    await world.store.unclear.mark(second, "labelled", intent="ask_school", actor="Eva")
    async with world.signed_in("Eva") as eva:
        assert 'href="/desk/unclear/export?language=sv"' in (await eva.get("/desk/unclear")).text
        answer = await eva.get("/desk/unclear/export?language=sv")
        nothing = await eva.get("/desk/unclear/export?language=uk")
    assert answer.headers["content-disposition"] == 'attachment; filename="unclear-sv.yml"'
    assert answer.headers["content-type"].startswith("application/yaml")
    examples = list(read_examples(answer.text, "sv", "x"))
    assert {(e.intent, e.language, e.text) for e in examples} == {
        ("ask_school", "sv", "dagis för min son"),
        ("ask_school", "sv", "skola: “nära” [oss] (x)"),
    }
    assert nothing.headers["location"].endswith("said=unlabelled")
    line = (await world.store.audit.read(limit=1))[0].line
    assert (line.actor, line.action, line.detail) == ("Eva", "unclear.exported", "sv: 2")


@pytest.mark.parametrize(
    "text", ["- a", "# b", "a: b", "'", '"', "{x}", "[a]{b}", "| c", "%d", "*e", "&f", "!g", "@h", "`i", "? j", "yes"]
)
def test_any_text_survives_the_format(text: str) -> None:
    day = date(2026, 5, 20)
    row = Unclear(
        id="x", text=text, language="sv", count=1, first=day, last=day, state="labelled", intent="out_of_scope"
    )
    (example,) = read_examples(training_data([row], "sv"), "sv", "x")
    assert example.text == text.replace("]{", "] {")
