"""What membership asks for, as staff edit it: three languages, versions, files, and what the chat then says."""

import asyncio
import json
import re
import time
from typing import Any

import pytest

from bot.desk.pact_sheets import slug
from dialogs.pact import AFFIRMATIONS, Pact, defaults
from tests.bot.desk.world import Visitor, World

pytestmark = pytest.mark.asyncio
FORM = {
    "name-sv": "Språkvän",
    "name-uk": "Мовний друг",
    "name-en": "Language friend",
    "about-sv": "Ni pratar svenska med någon.",
    "about-uk": "Ви розмовляєте з кимось шведською.",
    "about-en": "You speak Swedish with somebody.",
    "active": "1",
}
EVENT = {
    "date": "2026-06-03",
    "title-sv": "Frukostmöte",
    "title-uk": "Зустріч за сніданком",
    "title-en": "Breakfast meeting",
    "link": "https://foretagsservice.stockholm/traff",
}
DIRECTIVE = {"policy": "ask_only", "reference": "KS 2026/123", "date": "2026-05-19"}
TEXTS, POLICY = "/desk/pact/texts", "/desk/pact/policy"


async def lead(world: World, *roles: Any) -> None:
    await world.account("Eva", roles=roles or ("lead",))


async def pact(world: World) -> Pact:
    return Pact.of((await world.store.content.at(len(await world.store.content.versions()))).data)


async def save(visitor: Visitor, path: str, fields: dict[str, str], act: str = "save") -> int:
    return (await visitor.send(path, {**fields, "act": act}, on=path)).status_code


async def texts_of(visitor: Visitor) -> dict[str, str]:
    """The form of the affirmed texts, as it stands."""
    page = (await visitor.get(TEXTS)).text
    areas = re.findall(r'<textarea id="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    return {"minimum": "1", **dict(areas)}


async def test_a_new_form_is_offered_from_then_on_and_told_as_the_chat_tells_it(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, "/desk/pact/forms/new", FORM, "preview") == 200
        assert "Inte sparat än" in eva.page
        assert '<p class="quote">Мовний друг\nВи розмовляєте з кимось шведською.</p>' in eva.page
        assert len((await pact(world)).forms) == 10
        assert await save(eva, "/desk/pact/forms/new", FORM) == 303
        assert "Språkvän" in (await eva.get("/desk/pact")).text
    made = (await pact(world)).form("sprakvan")
    assert made is not None
    assert (made.name["uk"], made.active) == ("Мовний друг", True)


async def test_something_can_always_be_chosen(world: World) -> None:
    await lead(world)
    off = [{**row, "active": False} for row in defaults()["forms"][1:]]
    await world.store.content.publish({"forms": [defaults()["forms"][0], *off]}, actor="Eva")
    async with world.signed_in("Eva") as eva:
        assert await save(eva, "/desk/pact/forms/jobbpartner", {**FORM, "active": ""}) == 422
        assert '<a href="#active">Minst en form måste erbjudas.</a>' in eva.page
        file = (await eva.get("/desk/pact/export")).json()
        assert await read_in(eva, json.dumps({**file, "forms": off})) == 422
        assert "Minst en form i filen måste erbjudas." in eva.page
    assert [form.id for form in (await pact(world)).offered] == ["jobbpartner"]


async def test_no_form_takes_the_value_of_a_button_that_means_something_everywhere(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, "/desk/pact/forms/new", {**FORM, "name-sv": "Person"})
        await save(eva, "/desk/pact/forms/new", {**FORM, "name-sv": "Person"})
    assert [form.id for form in (await pact(world)).forms][-2:] == ["person_2", "person_3"]


async def test_a_form_that_is_off_keeps_its_name_and_an_old_version_comes_back(world: World) -> None:
    await lead(world)
    page = "/desk/pact/forms/apl"
    async with world.signed_in("Eva") as eva:
        assert await save(eva, page, {**FORM, "active": ""}) == 303
        off = await pact(world)
        assert "apl" not in [form.id for form in off.offered]
        assert (off.form("apl") or off.forms[0]).name["sv"] == "Språkvän"
        await save(eva, page, FORM)
        listed = (await eva.get(page)).text
        assert re.findall(r'data-label="Version">(\d+)', listed) == ["2", "1"]
        form = {"token": eva.token(), "version": "1"}
        assert (await eva.client.post(f"{page}/rollback", data=form)).status_code == 303
        assert "apl" not in [f.id for f in (await pact(world)).offered]
        form = {"token": eva.token(), "version": "0"}
        assert (await eva.client.post(f"{page}/rollback", data=form)).status_code == 303
    assert (await pact(world)).forms == Pact.of({}).forms


@pytest.mark.parametrize("version", ["99", "x", "-1", ""])
async def test_a_version_that_is_none_does_not_come_back(world: World, version: str) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/pact/forms/apl")
        form = {"token": eva.token(), "version": version}
        assert (await eva.client.post("/desk/pact/forms/apl/rollback", data=form)).status_code == 422


@pytest.mark.parametrize(
    "path,fields,at,fault",
    [
        ("/desk/pact/forms/apl", {**FORM, "name-uk": ""}, "name-uk", "Skriv namn på alla tre språken."),
        ("/desk/pact/forms/apl", {**FORM, "name-sv": "x" * 61}, "name-sv", "högst 60 tecken"),
        ("/desk/pact/forms/apl", {**FORM, "about-en": "a\u202eb"}, "about-en", "bara sådana som syns"),
        ("/desk/pact/events/new", {**EVENT, "date": "2026-02-30"}, "date", "Skriv en dag som"),
        ("/desk/pact/events/new", {**EVENT, "date": "2036-02-20"}, "date", "högst tre år bort"),
        ("/desk/pact/events/new", {**EVENT, "link": "http://x.se"}, "link", "börjar med https://"),
        ("/desk/pact/events/new", {**EVENT, "about-sv": "Kaffe"}, "about-uk", "Skriv beskrivning på alla"),
        ("/desk/pact/events/new", {**EVENT, "title-en": ""}, "title-en", "Skriv namn på alla tre språken."),
        (TEXTS, {"minimum": "-1"}, "minimum", "helt tal"),
        (TEXTS, {"minimum": "1", "affirm-goals-sv": "Ja"}, "affirm-goals-uk", "på alla tre språken"),
    ],
)
async def test_what_makes_no_sense_is_asked_for_again(
    world: World, path: str, fields: dict[str, str], at: str, fault: str
) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, path, fields) == 422
    told = re.findall(rf'<li><a href="#{at}">(.*?)</a></li>', eva.page)
    assert [text for text in told if fault in text] == told != []
    assert f'id="{at}-fault"' in eva.page
    assert "<title>Fel: " in eva.page
    assert await world.store.content.versions() == []


async def test_a_changed_text_is_a_new_version_and_the_one_before_stays_readable(world: World) -> None:
    await lead(world)
    await world.account("Bo")
    async with world.signed_in("Eva") as eva:
        typed = await texts_of(eva)
        assert await save(eva, TEXTS, {**typed, "affirm-goals-sv": "Vi står bakom målen."}) == 303
        assert "Vi står bakom målen." in (await eva.get("/desk/pact/texts/2")).text
    now = await pact(world)
    assert (now.version, sorted(now.earlier)) == (2, [1])
    assert now.affirmations["goals"]["sv"] == "Vi står bakom målen."
    async with world.signed_in("Bo") as bo:
        page = (await bo.get("/desk/pact/texts/1")).text
        assert "De här texterna gällde tidigare." in page
        assert defaults()["affirmations"]["goals"]["sv"] in page
        assert (await bo.get("/desk/pact/texts/3")).status_code == 404
        assert (await bo.get("/desk/pact/texts/x")).status_code == 404


async def test_another_minimum_is_no_new_version_of_the_texts(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, TEXTS, {**await texts_of(eva), "minimum": "2"}) == 303
    now = await pact(world)
    assert (now.minimum, now.version, dict(now.earlier)) == (2, 1, {})


async def test_going_back_is_a_new_version_of_the_texts_too(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, TEXTS, {**await texts_of(eva), "affirm-goals-sv": "Vi står bakom målen."})
        await eva.get(TEXTS)
        form = {"token": eva.token(), "version": "0"}
        assert (await eva.client.post(f"{TEXTS}/rollback", data=form)).status_code == 303
    now = await pact(world)
    assert (now.version, sorted(now.earlier)) == (3, [1, 2])
    assert now.earlier[2].affirmations["goals"]["sv"] == "Vi står bakom målen."
    assert now.affirmations["goals"]["sv"] == defaults()["affirmations"]["goals"]["sv"]


async def test_an_event_is_told_changed_and_taken_away_and_comes_back(world: World) -> None:
    await lead(world)
    page = "/desk/pact/events/frukostmote"
    async with world.signed_in("Eva") as eva:
        assert await save(eva, "/desk/pact/events/new", EVENT, "preview") == 200
        assert '<p class="quote">3 червня 2026: Зустріч за сніданком\nhttps://' in eva.page
        assert await save(eva, "/desk/pact/events/new", EVENT) == 303
        assert [event.id for event in (await pact(world)).events] == ["frukostmote"]
        assert await save(eva, page, EVENT, "remove") == 303
        assert (await pact(world)).events == ()
        await eva.get(page)
        form = {"token": eva.token(), "version": "1"}
        assert (await eva.client.post(f"{page}/rollback", data=form)).status_code == 303
    assert [event.link for event in (await pact(world)).events] == [EVENT["link"]]


async def test_two_events_of_one_name_are_two(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, "/desk/pact/events/new", EVENT)
        await save(eva, "/desk/pact/events/new", {**EVENT, "date": "2026-07-01"})
    assert [event.id for event in (await pact(world)).events] == ["frukostmote", "frukostmote_2"]


async def test_what_is_not_there_is_not_there(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        for path in ("/desk/pact/forms/nothing", "/desk/pact/events/nothing"):
            assert (await eva.get(path)).status_code == 404


async def test_two_leads_do_not_overwrite_each_other_at_the_same_form(world: World) -> None:
    await lead(world)
    page = "/desk/pact/forms/apl"
    async with world.signed_in("Eva") as eva:
        await eva.get(page)
        form = {**eva.hidden(page), **FORM, "act": "save"}
        await save(eva, page, {**FORM, "name-en": "Other"})
        await save(eva, "/desk/pact/forms/course", FORM)
        answer = await eva.client.post(page, data=form)
        assert answer.status_code == 409
        assert "Någon annan sparade under tiden." in answer.text
    assert ((await pact(world)).form("apl") or (await pact(world)).forms[0]).name["en"] == "Other"


async def test_what_others_save_elsewhere_meanwhile_does_not_matter(world: World) -> None:
    await lead(world)
    page = "/desk/pact/forms/apl"
    async with world.signed_in("Eva") as eva:
        await eva.get(page)
        form = {**eva.hidden(page), **FORM, "act": "save"}
        await save(eva, "/desk/pact/forms/course", {**FORM, "name-en": "Course"})
        assert (await eva.client.post(page, data=form)).status_code == 303
    found = await pact(world)
    assert [(found.form(name) or found.forms[0]).name["en"] for name in ("apl", "course")] == [
        "Language friend",
        "Course",
    ]


async def test_a_change_holds_within_a_second(world: World) -> None:
    await lead(world)
    assert (await world.store.content.snapshot()).version == 0
    async with world.signed_in("Eva") as eva:
        await save(eva, "/desk/pact/forms/apl", FORM)
    saved = time.monotonic()
    while Pact.of((await world.store.content.snapshot()).data).form("apl") == Pact.of({}).form("apl"):
        await asyncio.sleep(0.02)
        assert time.monotonic() - saved < 3


# The Russia policy


async def test_the_policy_rests_on_a_directive_and_the_change_stands_in_the_audit(world: World) -> None:
    await lead(world, "admin")
    async with world.signed_in("Eva") as eva:
        assert await save(eva, POLICY, DIRECTIVE) == 303
        assert "Gäller nu: Fråga, bara för kännedom (KS 2026/123, 2026-05-19)" in (await eva.get(POLICY)).text
        assert "KS 2026/123, 2026-05-19" in (await eva.get("/desk/pact")).text
    russia = (await pact(world)).russia
    assert (russia.policy, russia.reference, str(russia.day)) == ("ask_only", "KS 2026/123", "2026-05-19")
    lines = [r.line for r in await world.store.audit.read(limit=20) if r.line.action == "content.published"]
    assert [(line.actor, line.detail) for line in lines] == [
        ("Eva", "1: russia_policy (ask_only KS 2026/123 2026-05-19)")
    ]


@pytest.mark.parametrize(
    "wrong,at",
    [
        ({"reference": " "}, "reference"),
        ({"date": ""}, "date"),
        ({"date": "2026-05-21"}, "date"),
        ({"policy": "forbid"}, "policy"),
        ({"policy": ""}, "policy"),
    ],
)
async def test_without_a_directive_nothing_changes(world: World, wrong: dict[str, str], at: str) -> None:
    await lead(world, "admin")
    async with world.signed_in("Eva") as eva:
        assert await save(eva, POLICY, {**DIRECTIVE, **wrong}) == 422
    assert f'<li><a href="#{at}">' in eva.page
    assert (await pact(world)).russia.asks is False


async def test_an_earlier_policy_comes_back_with_its_directive_and_none_without(world: World) -> None:
    await lead(world, "admin")
    off = {"policy": "off", "reference": "KS 2026/200", "date": "2026-05-20"}
    async with world.signed_in("Eva") as eva:
        await save(eva, POLICY, DIRECTIVE)
        await save(eva, POLICY, off)
        await eva.get(POLICY)
        assert "från början" not in eva.page
        form = {"token": eva.token(), "version": "0"}
        assert (await eva.client.post(f"{POLICY}/rollback", data=form)).status_code == 422
        assert (await pact(world)).russia.asks is False
        form["version"] = "1"
        assert (await eva.client.post(f"{POLICY}/rollback", data=form)).status_code == 303
    assert (await pact(world)).russia.reference == "KS 2026/123"


async def test_leads_see_the_policy_and_cannot_change_it_by_a_file_either(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        page = (await eva.get("/desk/pact")).text
        assert "Av: ingen fråga" in page
        assert "/desk/pact/policy" not in page
        file = (await eva.get("/desk/pact/export")).json()
        await read_in(eva, json.dumps({**file, "russia_policy": DIRECTIVE, "events": [row()]}), confirm=True)
    assert (await pact(world)).russia.asks is False
    assert len((await pact(world)).events) == 1


# As a file


def row(**values: Any) -> dict[str, Any]:
    words = {"sv": "Möte", "uk": "Зустріч", "en": "Meeting"}
    return {"id": "mote", "date": "2026-06-03", "title": words, **values}


async def read_in(visitor: Visitor, text: str, *, confirm: bool = False) -> int:
    """Send the file, and the form that follows when the changes are to hold."""
    await visitor.get("/desk/pact")
    data = {"token": visitor.token()}
    answer = await visitor.client.post("/desk/pact/import", data=data, files={"file": ("m.json", text.encode())})
    visitor.page = answer.text
    return (await visitor.send("/desk/pact/import")).status_code if confirm else answer.status_code


async def test_what_was_taken_along_comes_back_as_it_was(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, "/desk/pact/forms/new", FORM)
        await save(eva, "/desk/pact/events/new", EVENT)
        answer = await eva.get("/desk/pact/export")
        assert answer.headers["content-disposition"] == 'attachment; filename="innehall-2026-05-20.json"'
        before = await pact(world)
        assert await read_in(eva, answer.text) == 200
        assert "Filen ändrar ingenting." in eva.page
        assert await read_in(eva, "\ufeff" + answer.text.replace("\n", "\r\n")) == 200
        assert "Filen ändrar ingenting." in eva.page
        await save(eva, "/desk/pact/events/frukostmote", EVENT, "remove")
        await save(eva, "/desk/pact/forms/sprakvan", {**FORM, "name-sv": "Annat namn"})
        assert await read_in(eva, answer.text) == 200
        assert re.findall(r"<li>(?:<bdi>)?([^<]+)", eva.page)[-2:] == [
            "Form ändras: Språkvän",
            "Träff tillkommer: Frukostmöte",
        ]
        assert (await pact(world)).events == ()
        assert await read_in(eva, answer.text, confirm=True) == 303
    assert await pact(world) == before


async def test_the_file_has_everything_that_staff_edit_and_leaves_hours_and_contacts_alone(world: World) -> None:
    await lead(world)
    kept = {
        "hours": {"general": {"days": {"mon": ["09:00", "16:00"]}}},
        "contacts": {"region_stockholm": {"phone": "1177"}},
    }
    await world.store.content.publish(kept, actor="Eva")
    async with world.signed_in("Eva") as eva:
        file = (await eva.get("/desk/pact/export")).json()
        assert {name: file[name] for name in kept} == kept
        assert set(file) == {"forms", "membership", "events", "russia_policy", *kept}
        await read_in(eva, json.dumps({**file, "hours": {}, "contacts": {}, "events": [row()]}), confirm=True)
    now = (await world.store.content.at(2)).data
    assert {name: now[name] for name in kept} == kept


async def test_a_file_may_be_toml_and_forms_that_it_lacks_are_not_offered(world: World) -> None:
    words = 'sv = "Ett"\nuk = "Один"\nen = "One"\n'
    lines = [f'[[forms]]\nid = "one"\n[forms.name]\n{words}[forms.about]\n{words}', "[membership]\nminimum = 0\n"]
    lines += [f"[membership.texts.{name}]\n{words}" for name in ("goals", "values")]
    lines += [f"[membership.affirmations.{name}]\n{words}" for name in AFFIRMATIONS]
    lines += ['[[events]]\nid = "mote"\ndate = 2026-06-03\n[events.title]\n' + words]
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await read_in(eva, "\n".join(lines), confirm=True) == 303
    now = await pact(world)
    assert [form.id for form in now.offered] == ["one"]
    assert len(now.forms) == 11
    assert (now.minimum, now.version, len(now.events)) == (0, 2, 1)


@pytest.mark.parametrize(
    "change,told",
    [
        ("", "Välj en fil med innehåll."),
        ("{", "varken JSON eller TOML"),
        ("a = ", "varken JSON eller TOML"),
        ({"forms": []}, "stämmer inte"),
        ({"more": 1}, "stämmer inte"),
        ({"events": [row(id="../x")]}, "stämmer inte"),
        ({"events": [row(), row()]}, "Samma id"),
        ({"events": [row(id="new")]}, "får inte heta new"),
        ({"events": [row(id="skip")]}, "får inte heta skip"),
        ({"events": [row(title={"sv": "Möte"})]}, "på alla tre språken"),
        ({"events": [row(link="javascript:alert(1)")]}, "https://"),
        ({"events": [row(date="i morgon")]}, "Skriv en dag som"),
        ({"membership": {"minimum": 1, "texts": {}, "affirmations": {}}}, "Filen ska ha texterna"),
    ],
)
async def test_a_file_that_makes_no_sense_changes_nothing(world: World, change: Any, told: str) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        file = (await eva.get("/desk/pact/export")).json()
        text = change if isinstance(change, str) else json.dumps({**file, **change})
        assert await read_in(eva, text) == 422
        assert told in eva.page
        assert '<a href="#file">' in eva.page
    assert await world.store.content.versions() == []


async def test_a_form_of_parts_that_is_none_is_refused(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get("/desk/pact")
        answers = [
            await eva.client.post("/desk/pact/import", content=body, headers={"content-type": kind})
            for body, kind in ((b"x", "multipart/form-data; boundary=b"), (b"x", "multipart/form-data"))
        ]
    assert [answer.status_code for answer in answers] == [400, 400]


async def test_what_somebody_else_saved_after_the_look_at_a_file_is_not_lost(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        file = (await eva.get("/desk/pact/export")).json()
        await read_in(eva, json.dumps({**file, "events": [row()]}))
        page = eva.page
        await save(eva, "/desk/pact/forms/apl", FORM)
        eva.page = page
        assert (await eva.send("/desk/pact/import")).status_code == 409
    assert (await pact(world)).events == ()


@pytest.mark.parametrize(
    "name,made",
    [("Språkvän & co", "sprakvan_co"), ("Зустріч", "form"), ("x" * 60, "x" * 24), ("  ", "form"), ("APL", "apl")],
)
async def test_the_value_of_a_button_is_short_and_plain(name: str, made: str) -> None:
    assert slug(name) == made
