"""How places are reached: what leads type, what the chat will say, and the way back."""

import re
from datetime import date
from typing import Any

import pytest

from bot.desk.contact_form import months_after
from tests.bot.desk.world import Visitor, World

pytestmark = pytest.mark.asyncio
PAGE = "/desk/contacts/vuxenutbildning"
FULL = {
    "phone": "08-508 250 00",
    "email": "vux@stockholm.se",
    "link": "https://start.stockholm/vux",
    "address-sv": "Gatan 1",
    "address-uk": "Gatan 1, вхід із двору",
    "address-en": "Gatan 1, from the yard",
    "hours-sv": "mån–fre 9–16",
    "hours-uk": "пн–пт 9–16",
    "hours-en": "Mon–Fri 9–16",
    "checked": "2026-05-20",
    "review_by": "2026-11-20",
}
KEPT = {
    "phone": "+46850825000",
    "email": "vux@stockholm.se",
    "link": "https://start.stockholm/vux",
    "address": {"sv": "Gatan 1", "uk": "Gatan 1, вхід із двору", "en": "Gatan 1, from the yard"},
    "hours": {"sv": "mån–fre 9–16", "uk": "пн–пт 9–16", "en": "Mon–Fri 9–16"},
    "checked": "2026-05-20",
    "review_by": "2026-11-20",
}
PHONE = {"phone": "1177", "checked": "2026-05-20", "review_by": "2026-11-20"}


async def lead(world: World) -> None:
    await world.account("Eva", roles=("lead",))


async def save(eva: Visitor, fields: dict[str, str], *, on: str = PAGE) -> int:
    return (await eva.send(on, {"act": "save", **fields}, on=on)).status_code


async def contacts(world: World) -> Any:
    return (await world.store.content.snapshot()).data["contacts"]


async def test_details_are_kept_as_the_chat_reads_them(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, FULL) == 303
        page = (await eva.get(PAGE)).text
    assert await contacts(world) == {"vuxenutbildning": KEPT}
    assert 'name="phone" value="+46 8 508 250 00"' in page
    assert 'class="place"' not in page
    assert "Ці дані ми перевірили 20 травня 2026." in page
    assert "Зателефонувати: tel:+46850825000" in page
    line = next(r.line for r in await world.store.audit.read() if r.line.action == "content.published")
    assert (line.actor, line.detail) == ("Eva", "1: contacts")


async def test_a_place_leaves_the_others_and_the_hours_alone(world: World) -> None:
    await lead(world)
    await world.store.content.publish({"hours": {"general": {"answer_within_hours": 8}}}, actor="test")
    async with world.signed_in("Eva") as eva:
        await save(eva, FULL)
        await save(eva, PHONE, on="/desk/contacts/region_stockholm")
    data = (await world.store.content.snapshot()).data
    assert data["contacts"] == {"vuxenutbildning": KEPT, "region_stockholm": PHONE}
    assert data["hours"] == {"general": {"answer_within_hours": 8}}


async def test_an_empty_form_takes_the_details_away(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, FULL)
        assert await save(eva, dict.fromkeys(FULL, "") | {"checked": "2026-05-20"}) == 303
        assert "Boten säger att personalen vet." in (await eva.get(PAGE)).text
    assert await contacts(world) == {}


async def test_a_look_at_it_saves_nothing(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, {**FULL, "act": "preview"}) == 200
        assert "Inte sparat än." in eva.page
        assert "Address: Gatan 1, from the yard" in eva.page
        assert await contacts(world) == {}
        answer = await eva.send(PAGE, {**FULL, "act": "save"})
        assert answer.status_code == 303
    assert await contacts(world) == {"vuxenutbildning": KEPT}


async def test_a_new_form_asks_when_it_was_checked_and_proposes_half_a_year(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        page = (await eva.get(PAGE)).text
    assert re.search(r'id="checked" name="checked" value=""', page)
    assert 'id="review_by" name="review_by" value="2026-11-20"' in page


@pytest.mark.parametrize(
    "fields,at,fault",
    [
        ({"phone": "08-12"}, "phone", "Skriv ett telefonnummer"),
        ({"phone": "<b>"}, "phone", "Skriv ett telefonnummer"),
        ({"email": "vux(at)stockholm.se"}, "email", "Skriv en e-postadress"),
        ({"email": "vux@"}, "email", "Skriv en e-postadress"),
        ({"link": "http://start.stockholm"}, "link", "börjar med https://"),
        ({"link": "javascript:alert(1)"}, "link", "börjar med https://"),
        ({"link": "https://user@start.stockholm"}, "link", "börjar med https://"),
        ({"link": "https://start.stockholm/a b"}, "link", "börjar med https://"),
        ({"link": "https://[::1"}, "link", "börjar med https://"),
        ({"address-uk": ""}, "address-uk", "Skriv adress på alla tre språken."),
        ({"hours-en": ""}, "hours-en", "Skriv öppettider på alla tre språken."),
        ({"hours-sv": "x" * 201}, "hours-sv", "högst 200 tecken"),
        ({"hours-sv": "mån\u202e fre"}, "hours-sv", "bara sådana som syns"),
        ({"checked": ""}, "checked", "Skriv vilken dag uppgifterna kontrollerades"),
        ({"checked": "2026-02-30"}, "checked", "Skriv vilken dag uppgifterna kontrollerades"),
        ({"checked": "2026-05-21"}, "checked", "har inte varit än"),
        ({"review_by": ""}, "review_by", "Skriv vilken dag uppgifterna ska ses över"),
        ({"review_by": "2026-05-20"}, "review_by", "Välj en dag efter i dag"),
        ({"review_by": "2027-05-21"}, "review_by", "högst ett år bort"),
    ],
)
async def test_what_makes_no_sense_is_asked_for_again(
    world: World, fields: dict[str, str], at: str, fault: str
) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, {**FULL, **fields}) == 422
    found = re.search(rf'<li><a href="#{at}">(.*?)</a></li>', eva.page)
    assert found is not None
    assert fault in found.group(1)
    assert f'id="{at}-fault"' in eva.page
    assert re.search(rf'id="{at}"[^>]* aria-invalid="true"', eva.page)
    assert "<title>Fel: " in eva.page
    assert 'value="Gatan 1, from the yard"' in eva.page
    assert await contacts(world) == {}


async def test_an_old_version_can_come_back(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, FULL)
        await save(eva, PHONE, on="/desk/contacts/region_stockholm")
        await save(eva, dict.fromkeys(FULL, "") | PHONE)
        page = (await eva.get(PAGE)).text
        assert re.findall(r'data-label="Version">(\d+)', page) == ["3", "1"]
        assert "+46 8 508 250 00, vux@stockholm.se, Gatan 1, mån–fre 9–16" in page
        assert (await eva.send(f"{PAGE}/rollback")).status_code == 303
    assert await contacts(world) == {"vuxenutbildning": KEPT, "region_stockholm": PHONE}


@pytest.mark.parametrize("version", ["99", "x", "-1", ""])
async def test_a_version_that_is_none_does_not_come_back(world: World, version: str) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get(PAGE)
        form = {"token": eva.token(), "version": version}
        assert (await eva.client.post(f"{PAGE}/rollback", data=form)).status_code == 422


async def test_two_leads_do_not_overwrite_each_other_at_the_same_place(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get(PAGE)
        form = eva.hidden(PAGE)
        await save(eva, PHONE)
        answer = await eva.client.post(PAGE, data={**form, **FULL, "act": "save"})
        assert answer.status_code == 409
        assert 'name="phone" value="1177"' in answer.text
    assert await contacts(world) == {"vuxenutbildning": PHONE}


async def test_what_others_save_elsewhere_meanwhile_does_not_matter(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get(PAGE)
        form = eva.hidden(PAGE)
        await save(eva, PHONE, on="/desk/contacts/region_stockholm")
        answer = await eva.client.post(PAGE, data={**form, **FULL, "act": "save"})
        assert answer.status_code == 303
    assert await contacts(world) == {"vuxenutbildning": KEPT, "region_stockholm": PHONE}


async def test_the_list_tells_what_is_filled_in_and_what_is_due(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, PHONE)
        page = (await eva.get("/desk/contacts")).text
        assert "(1 av " in page
        assert '<td role="cell" data-label="Läge" class="state">Gäller</td>' in page
        assert '<td role="cell" data-label="Läge" class="state">Inget ifyllt</td>' in page
        world.clock.advance(days=155)
        assert "Ses över snart" in await _as(world, "/desk/contacts")
        world.clock.advance(days=30)
        assert '<span class="late">Ska ses över</span>' in await _as(world, "/desk/contacts")
        assert "kan ha ändrats" in await _as(world, PAGE)


async def _as(world: World, path: str) -> str:
    """The page in a session that began now."""
    async with world.signed_in("Eva") as eva:
        return (await eva.get(path)).text


async def test_a_place_that_is_none_is_not_there(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert (await eva.get("/desk/contacts/nowhere")).status_code == 404
        await eva.get(PAGE)
        form = {"token": eva.token(), "act": "save"}
        assert (await eva.client.post("/desk/contacts/nowhere", data=form)).status_code == 404
        assert (await eva.client.post("/desk/contacts/nowhere/rollback", data=form)).status_code == 404


@pytest.mark.parametrize(
    "day,later",
    [
        ("2026-05-20", "2026-11-20"),
        ("2026-08-31", "2027-02-28"),
        ("2026-12-31", "2027-06-30"),
        ("2026-06-01", "2026-12-01"),
    ],
)
async def test_half_a_year_later_is_a_day_that_exists(day: str, later: str) -> None:
    assert months_after(date.fromisoformat(day)).isoformat() == later
