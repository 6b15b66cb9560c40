"""The follow-up of a year on the desk: from what staff write on tickets to the numbers, the file and the reports."""

import re
from datetime import date

import pytest

from bot.store.script import Batch
from dialogs.effects import Measure, Tally
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio
PAGE = "/desk/follow-up"
PAST = date(2026, 1, 1)


async def count(world: World, name: str, times: int, day: date = PAST, **cuts: str) -> None:
    batch = Batch(0)
    world.store.tallies.write_measures(batch, [Measure(name=name, day=day, cuts=cuts, times=times)])
    await world.store._site.script.run(batch)


async def read(world: World, path: str = PAGE) -> str:
    if await world.store.staff.account("Eva") is None:
        await world.account("Eva", roles=("lead",), queues=("general",))
    async with world.signed_in("Eva") as eva:
        return (await eva.get(path)).text


def row(page: str, title: str) -> str:
    return next(part for part in page.split("<tr ") if f"<strong>{title}</strong>" in part)


async def test_what_staff_write_on_a_ticket_is_a_number_of_the_year(world: World) -> None:
    await world.account("Anna", roles=("case_worker",))
    reference = await world.ticket()
    path = f"/desk/tickets/{reference}/outcomes"
    async with world.signed_in("Anna") as anna:
        for _ in range(6):
            answer = await anna.send(path, {"outcome": "employed", "day": "2026-05-19", "form": "jobbpartner"}, on=path)
            assert answer.status_code == 303
        page = (await anna.get(path)).text
        assert page.count("Fick arbete, 2026-05-19, Jobbpartner</bdi>") == 6
        history = (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Förde in vad det blev" in history
    found = row(await read(world), "Fick arbete")
    assert 'data-label="Året" class="figure"><strong>6</strong>' in found
    assert "Visas när kvartalet är slut." in found


async def test_the_same_form_sent_twice_counts_once_and_a_line_is_taken_back_once(world: World) -> None:
    await world.account("Anna", roles=("case_worker",))
    reference = await world.ticket()
    path = f"/desk/tickets/{reference}/outcomes"
    async with world.signed_in("Anna") as anna:
        await anna.get(path)
        fields = {**anna.hidden(path), "outcome": "mapping_done", "day": "2026-05-19"}
        for _ in range(2):
            assert (await anna.client.post(path, data=fields)).status_code == 303
        counts = await world.store.tallies.read(date(2026, 1, 1))
        assert [c.times for c in counts if (c.name, c.value) == ("kpi.mapping_done", "all")] == [1]
        await anna.get(path)
        back = anna.hidden(f"{path}/withdraw")
        assert (await anna.client.post(f"{path}/withdraw", data=back)).status_code == 303
        assert (await anna.client.post(f"{path}/withdraw", data=back)).status_code == 422
        assert "Inget är infört än." in (await anna.get(path)).text
    counts = await world.store.tallies.read(date(2026, 1, 1))
    assert [c.times for c in counts if c.name == "kpi.mapping_done" and c.times] == []


@pytest.mark.parametrize(
    "fields,fault",
    [
        ({"outcome": "member", "day": "2026-05-19"}, "Välj vad det blev."),
        ({"outcome": "employed", "day": "2026-05-21"}, "Ange en dag som har varit"),
        ({"outcome": "employed", "day": "i går"}, "Ange en dag som har varit"),
        ({"outcome": "employed", "day": "2026-05-19", "form": "nothing"}, "Välj ett av alternativen."),
    ],
)
async def test_what_cannot_be_is_said_in_words(world: World, fields: dict[str, str], fault: str) -> None:
    await world.account("Anna", roles=("case_worker",))
    path = f"/desk/tickets/{await world.ticket()}/outcomes"
    async with world.signed_in("Anna") as anna:
        answer = await anna.send(path, fields, on=path)
    assert answer.status_code == 422
    assert fault in answer.text


async def test_a_request_that_stayed_empty_has_a_reason(world: World) -> None:
    await world.account("Anna", roles=("case_worker",))
    path = f"/desk/tickets/{await world.ticket(flow='employer')}/outcomes"
    fields = {"outcome": "request_unfilled", "day": "2026-05-19"}
    async with world.signed_in("Anna") as anna:
        assert "Välj ett av alternativen." in (await anna.send(path, fields, on=path)).text
        assert (await anna.send(path, {**fields, "reason": "language"}, on=path)).status_code == 303
        assert "Platser som inte tillsattes, 2026-05-19, Språket" in (await anna.get(path)).text


@pytest.mark.parametrize("number", ["0", "10000", "00000109999", "9" * 5000, "-1", "två"])
async def test_places_that_were_filled_are_a_number(world: World, number: str) -> None:
    await world.account("Anna", roles=("case_worker",))
    path = f"/desk/tickets/{await world.ticket(flow='employer')}/outcomes"
    async with world.signed_in("Anna") as anna:
        answer = await anna.send(path, {"outcome": "request_filled", "day": "2026-05-19", "number": number}, on=path)
    assert answer.status_code == 422
    assert "Skriv ett helt tal från 1 till 9999." in answer.text


async def test_divisions_hide_what_is_small_and_what_would_tell_it(world: World) -> None:
    for gender, times in (("woman", 20), ("man", 9), ("other", 2)):
        await count(world, "intake", times, gender=gender)
    found = row(await read(world), "Skickade in formuläret")
    assert "<li>Kvinnor: 20</li><li>Män: visas inte</li><li>Annat: visas inte</li>" in found
    assert "till och med 2026-03-31, summa 31" in found


async def test_small_numbers_are_few_and_quarters_that_have_not_begun_are_none(world: World) -> None:
    await count(world, "employed", 3)
    found = row(await read(world), "Fick arbete")
    assert re.findall(r'data-label="(?:Kvartal .|Året)" class="figure">(?:<strong>)?(.*?)<', found) == [
        "visas inte", "0", "–", "–", "färre än 5",
    ]  # fmt: skip


async def test_a_group_that_stands_alone_is_not_named(world: World) -> None:
    await count(world, "employed", 3, gender="woman")
    found = row(await read(world), "Fick arbete")
    assert "Visas inte: antalen är för små." in found
    assert "Kvinnor" not in found


async def test_a_group_that_has_nobody_yet_is_not_named(world: World) -> None:
    await count(world, "employed", 12, gender="woman")
    await count(world, "employed", 1, day=world.clock.now().date(), gender="other")
    found = row(await read(world), "Fick arbete")
    assert "<li>Kvinnor: 12</li>" in found
    assert "Annat" not in found


async def test_targets_are_versions_and_stand_beside_the_results(world: World) -> None:
    await count(world, "employed", 12)
    await world.account("Eva", roles=("lead",), queues=("general",))
    path = f"{PAGE}/targets"
    async with world.signed_in("Eva") as eva:
        for wrong in ("många", "1000000", "00000009999999", "9" * 5000):
            assert (await eva.send(path, {"employed": wrong}, on=path)).status_code == 422
        answer = await eva.send(path, {"employed": "48", "delivered.apl": "10", "women": "60"}, on=path)
        assert answer.status_code == 303
        assert (await eva.send(path, {"employed": "24"}, on=path)).status_code == 303
        page = (await eva.get(path)).text
        assert "K1. Fick arbete: 48" in page
        old = re.findall(r'name="version" value="(\d+)"><button class="button">Gå tillbaka', page)[0]
        fields = {**eva.hidden(f"{path}/rollback"), "version": old}
        assert (await eva.client.post(f"{path}/rollback", data=fields)).status_code == 303
        found = row((await eva.get(PAGE)).text, "Fick arbete")
    assert "48 (25 %)" in found


async def test_womens_share_is_compared_with_their_share_of_those_whom_it_is_for(world: World) -> None:
    for gender, times in (("woman", 30), ("man", 70), ("other", 0)):
        await count(world, "intake", times, gender=gender)
    await world.store.content.publish({"targets": {"2026": {"women": 60}}}, actor="Eva")
    index = '<td role="cell" data-label="Index" class="figure">0,50</td>'
    assert f'<th role="rowheader" scope="row">Skickade in formuläret</th>{index}' in await read(world)


async def test_who_came_to_a_meeting_is_filled_in_by_kind_of_organisation(world: World) -> None:
    words = {"sv": "Frukost", "uk": "Сніданок", "en": "Breakfast"}
    meeting = {"id": "frukost", "date": "2026-03-03", "title": words, "about": words, "link": ""}
    await world.store.content.publish({"events": [meeting]}, actor="Eva")
    await world.account("Eva", roles=("lead",), queues=("general",))
    path = f"{PAGE}/attendance"
    async with world.signed_in("Eva") as eva:
        fields = {"event": "frukost", "type": "association", "number": "14"}
        assert (await eva.send(path, {**fields, "number": "x"}, on=f"{PAGE}/targets")).status_code == 422
        assert (await eva.send(path, fields, on=f"{PAGE}/targets")).status_code == 303
        found = row((await eva.get(PAGE)).text, "Deltagare på nätverkets möten")
    assert "<strong>14</strong>" in found


async def test_the_file_holds_the_same_numbers_and_is_written_in_the_trail(world: World) -> None:
    for gender, times in (("woman", 20), ("man", 9), ("other", 2)):
        await count(world, "intake", times, gender=gender)
    await world.account("Eva", roles=("lead",), queues=("general",))
    async with world.signed_in("Eva") as eva:
        answer = await eva.get(f"{PAGE}/export?year=2026")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "2026;K6;Skickade in formuläret;kön;Kvinnor;20;;2026-03-31" in lines
    assert "2026;K6;Skickade in formuläret;kön;Män;visas inte;;2026-03-31" in lines
    assert answer.headers["content-disposition"] == 'attachment; filename="uppfoljning-2026.csv"'
    assert "follow_up.exported" in {record.line.action for record in await world.store.audit.read()}


async def test_members_read_whole_numbers_only(world: World) -> None:
    for gender in ("woman", "man"):
        await count(world, "intake", 20, gender=gender)
    staff, members = await read(world, f"{PAGE}/report?for=staff"), await read(world, f"{PAGE}/report?for=members")
    assert "Kvinnor 20" in staff
    assert "Kvinnor" not in members
    assert '<td class="figure">40</td>' in members


async def test_an_earlier_year_is_looked_at(world: World) -> None:
    await count(world, "employed", 7, day=date(2025, 7, 1))
    page = await read(world, f"{PAGE}?year=2025")
    assert "<h1>Uppföljning 2025</h1>" in page
    assert "<strong>7</strong>" in row(page, "Fick arbete")


async def test_where_somebodys_work_came_from_is_filled_in_and_shown(world: World) -> None:
    await world.account("Anna", roles=("case_worker",))
    path = f"/desk/tickets/{await world.ticket()}/outcomes"
    fields = {"outcome": "employed", "day": "2026-05-19"}
    async with world.signed_in("Anna") as anna:
        assert (await anna.send(path, {**fields, "source": "nobody"}, on=path)).status_code == 422
        assert (await anna.send(path, {**fields, "source": "mentor"}, on=path)).status_code == 303
        assert "Fick arbete, 2026-05-19, En mentor</bdi>" in (await anna.get(path)).text
        # Whatever is not somebody's work has no such source.
        await anna.send(path, {**fields, "outcome": "mapping_done", "source": "mentor"}, on=path)
        assert "Kartläggningar gjorda, 2026-05-19</bdi>" in (await anna.get(path)).text
    await count(world, "employed", 12, source="own")
    assert "<li>På egen hand: 12</li>" in row(await read(world), "Fick arbete")


@pytest.mark.parametrize(
    "name,title,cut,value,word",
    [
        ("place", "Platser i erbjudanden", "branch", "7", "Byggverksamhet och tillverkning"),
        ("internship_started", "Började praktik eller APL", "branch", "unknown", "Vet inte"),
        ("request_unfilled", "Platser som inte tillsattes", "branch", "several", "Flera områden"),
        ("member", "Nya medlemmar", "type", "association", "Ideell förening"),
        ("decided", "Beslut om medlemskap", "size", "10_49", "10–49"),
        ("deviation", "Avvikelser i ansökningar", "check", "sanctions", "Sanktionslista"),
        ("deviation", "Avvikelser i ansökningar", "check", "refused", "Nej till ett intygande"),
        ("deviation", "Avvikelser i ansökningar", "check", "something_new", "something_new"),
        ("promised", "Utlovade insatser", "period", "2027", "2027"),
        ("handover", "Överlämnade till handläggare", "gender", "woman", "Kvinnor"),
        ("first_contact", "Fick ett första svar", "language", "uk", "Ukrainska"),
        ("rerouted", "Skickade vidare till en annan kö", "actor", "membership", "Ansökan om medlemskap"),
        ("visit", "Besök för kartläggning", "came", "absent", "Blev inte av"),
    ],
)
async def test_each_division_is_told_in_words(
    world: World, name: str, title: str, cut: str, value: str, word: str
) -> None:
    await count(world, name, 12, PAST, **{cut: value})
    assert f"<li>{word}: 12</li>" in row(await read(world), title)


async def test_a_division_that_nobody_can_know_says_why(world: World) -> None:
    page = await read(world)
    assert "Bransch går inte att visa: ingen frågar organisationerna om den" in row(page, "Nya medlemmar")
    assert "Mentorernas kön går inte att visa" in row(page, "Erbjudanden om mentorer")
    await count(world, "member", 12, type="public")
    assert "Bransch går inte att visa" in await read(world, f"{PAGE}/report?for=staff")


async def test_members_and_applicants_say_how_it_went_apart_from_people_who_are_new(world: World) -> None:
    batch = Batch(0)
    # The last two were counted before the form stood beside the queue.
    told = {
        "uk:general:helped:arrival": 7,
        "sv:general:helped:membership": 9,
        "uk:mentors:helped": 6,
        "sv:membership:partly": 8,
    }
    world.store.tallies.write(batch, [Tally(name="case.rating", value=v) for v, n in told.items() for _ in range(n)])
    await world.store._site.script.run(batch)
    page = await read(world)
    people, organisations = (
        row(page, "Invånare svarade på hur det gick"),
        row(page, "Medlemmar, sökande och arbetsgivare svarade på hur det gick"),
    )
    assert 'data-label="Året" class="figure"><strong>13</strong>' in people
    assert 'data-label="Året" class="figure"><strong>17</strong>' in organisations
