"""Applications on the desk: what was checked, what was decided, and what the applicant hears of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.desk.applications import Deviation, deviations_csv
from bot.ports import AnswerLine, Check, Translation
from dialogs.events import PersonWrote
from tests.bot.desk.test_api import TOKEN, is_problem, post
from tests.bot.desk.world import CHECKS, Visitor, World
from tests.translating import Machine

pytestmark = pytest.mark.asyncio
REASON = "Kollektivavtal saknas."


async def application(world: World, holder: str = "Anna", **fields: Any) -> str:
    """An application that ``holder`` works with."""
    await world.account(holder, roles=("case_worker", "lead"))
    return await world.held(holder, flow="membership", checks=fields.pop("checks", CHECKS), **fields)


async def decide(visitor: Visitor, reference: str, decision: str, reason: str = "", **more: str) -> httpx.Response:
    page = f"/desk/tickets/{reference}"
    return await visitor.send(f"{page}/decide", {"decision": decision, "reason": reason, **more}, on=page)


async def test_checks_stand_on_the_ticket_and_what_deviates_stands_out(world: World) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
    assert '<li class="deviates"><strong>Bolagsregister</strong>: <span class="late">Behöver granskas</span>' in page
    assert "Vilande" in page
    assert "<li><strong>Webbplats</strong>: <span>Stämmer</span>" in page


async def test_an_application_begins_as_received_and_another_case_is_none(world: World) -> None:
    reference = await application(world)
    other = await world.held("Anna")
    async with world.signed_in() as anna:
        assert "<strong>Mottagen</strong>" in (await anna.get(f"/desk/tickets/{reference}")).text
        page = (await anna.get(f"/desk/tickets/{other}")).text
        assert "Mottagen" not in page
        assert "/decide" not in page
        form = {"token": anna.token(), "key": "k", "decision": "approved"}
        assert (await anna.client.post(f"/desk/tickets/{other}/decide", data=form)).status_code == 409


async def test_a_decision_stands_on_the_ticket_in_its_history_and_in_the_chat(world: World) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        answer = await decide(anna, reference, "declined", REASON)
        assert answer.headers["location"].endswith("said=decided")
        page = (await anna.get(answer.headers["location"])).text
    assert "<strong>Avslagen</strong>" in page
    assert "Beslutade <span>avslagen</span>" in page
    told = [(m.key, m.sender, m.text) for m in await world.said(reference)][-2:]
    assert told[0][:2] == ("staff-wrote-sv", "bot")
    assert told[1] == ("staff-reply", "staff", REASON)
    decided = [m for m in await world.said(reference) if m.key == "application-declined"]
    assert [(m.language, reference in m.text) for m in decided] == [("uk", True)]
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    last = kept.history[-1]
    assert (last.action, last.detail, last.text, last.actor) == ("decided", "declined", REASON, "Anna")


async def test_looking_at_it_comes_before_deciding_and_does_not_end_the_waiting(world: World) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        await decide(anna, reference, "checked")
        assert (await world.state(reference)).status == "claimed"
        await decide(anna, reference, "approved")
        assert "<strong>Godkänd</strong>" in (await anna.get(f"/desk/tickets/{reference}")).text
    assert (await world.state(reference)).status == "waiting"
    assert [m.key for m in await world.said(reference)][-2:] == ["application-checked", "application-approved"]


async def test_the_answer_to_a_question_of_staff_brings_the_application_back(world: World) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        await decide(anna, reference, "more_information", "Vilket avtal har ni?")
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    assert kept.ticket.status == "waiting"
    written = PersonWrote(id="more", at=world.clock.advance(minutes=1), text="Ось наш договір")
    await world.turns.take(kept.conversation, written)
    assert (await world.state(reference)).status == "claimed"


@pytest.mark.parametrize(
    "decision,reason,at,fault",
    [
        ("", "", "decision", "Välj ett beslut."),
        ("whatever", "", "decision", "Välj ett beslut."),
        ("declined", " ", "reason", "Skriv en motivering."),
        ("more_information", "", "reason", "Skriv en motivering."),
        ("approved", "x" * 3501, "reason", "Texten är 3501 tecken. Högst 3500"),
    ],
)
async def test_a_decision_that_cannot_be_taken_is_asked_for_again(
    world: World, decision: str, reason: str, at: str, fault: str
) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        answer = await decide(anna, reference, decision, reason)
    assert answer.status_code == 422
    assert f'<a href="#{at}">{fault}' in answer.text
    assert f'id="{at}-fault"' in answer.text
    assert "<details open><summary>Besluta om ansökan" in answer.text
    assert (await world.state(reference)).status == "claimed"


async def test_only_who_holds_the_application_decides_and_what_they_wrote_is_kept(world: World) -> None:
    reference = await application(world)
    await world.account("Bo")
    async with world.signed_in("Bo") as bo:
        assert "/decide" not in (await bo.get(f"/desk/tickets/{reference}")).text
        form = {"token": bo.token(), "key": "k", "decision": "declined", "reason": REASON}
        answer = await bo.client.post(f"/desk/tickets/{reference}/decide", data=form)
    assert answer.status_code == 409
    assert REASON in answer.text
    assert "Anna hann före" in answer.text


async def test_a_form_that_is_sent_twice_decides_once(world: World) -> None:
    reference = await application(world)
    async with world.signed_in() as anna:
        page = f"/desk/tickets/{reference}"
        await anna.get(page)
        form = {**anna.hidden(f"{page}/decide"), "decision": "approved", "reason": "", "language": "sv"}
        answers = [await anna.client.post(f"{page}/decide", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [m.key for m in await world.said(reference)].count("application-approved") == 1


async def test_the_reason_is_translated_as_it_was_previewed(world: World) -> None:
    machine = Machine()
    desk = World.of(world.store, world.clock, translator=machine)
    reference = await application(desk)
    page = f"/desk/tickets/{reference}"
    async with desk.signed_in() as anna:
        seen = await decide(anna, reference, "declined", "Välkommen på torsdag!", preview="1")
        assert seen.status_code == 200
        assert '<input type="hidden" name="decision" value="declined">' in seen.text
        assert (await desk.state(reference)).status == "claimed"
        answer = await anna.send(f"{page}/decide", {"translation": "Ласкаво просимо в четвер!"})
        assert answer.headers["location"].endswith("said=decided")
    last = (await desk.said(reference))[-2:]
    (said,) = [m for m in last if m.sender == "staff"]
    assert (said.text, said.language) == ("Ласкаво просимо в четвер!", "uk")
    assert said.translation == Translation("Välkommen på torsdag!", "sv", "Testmaskin")


async def test_what_deviates_is_listed_and_taken_as_a_file_which_the_audit_tells(world: World) -> None:
    refused = AnswerLine("membership.affirm_equality", "Jämställdhet", "no")
    given = AnswerLine("membership.affirm_goals", "Mål", "yes")
    reference = await application(world, answers=(refused, given))
    await world.account("Bo", queues=("mentors",), roles=("lead",))
    async with world.signed_in() as anna:
        await decide(anna, reference, "declined", "=1+1")
        page = (await anna.get("/desk/deviations")).text
        assert page.count(f'<a href="/desk/tickets/{reference}">') == 2
        assert "Intygas inte" in page
        answer = await anna.get("/desk/deviations/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="avvikelser-2026-05-20.csv"'
    lines = answer.text.splitlines()
    assert lines[0].startswith("\ufeffärende;kö;ärendetyp;kontroll;resultat")
    assert len(lines) == 3
    assert any("Bolagsregister;Behöver granskas;Vilande;Bolagsverket" in line for line in lines)
    assert all(line.endswith(";Avslagen;'=1+1;Anna") for line in lines[1:])
    assert [r.line.detail for r in await world.store.audit.read(limit=20) if "deviations" in r.line.action] == ["2"]
    async with world.signed_in("Bo") as bo:
        assert "Ingenting avviker." in (await bo.get("/desk/deviations")).text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
async def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    at = datetime(2026, 5, 20, 8, tzinfo=UTC)
    row = Deviation("STH-1", "general", "membership", f"{start}x", "REVIEW", "", "s", at, "", "", "")
    assert f";'{start}x;" in deviations_csv([row])


async def test_what_was_affirmed_leads_to_its_words_and_a_form_is_called_by_its_name(world: World) -> None:
    answers = (
        AnswerLine("membership.affirm_goals", "Mål", "yes"),
        AnswerLine("membership.affirm_goals_version", "Intygad text", "1, 2026-05-20T08:00:00+02:00"),
        AnswerLine("membership.affirm_equality", "Jämställdhet", "no"),
        AnswerLine("membership.commitment_form_2", "Form", "apl"),
    )
    reference = await application(world, answers=answers)
    await world.store.content.publish({"forms": [{"id": "apl", "name": {"sv": "Lärande på jobbet"}}]}, actor="Anna")
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        assert '<a class="link" href="/desk/pact/texts/1">version 1, i dag 08:00</a>' in page
        assert '<span class="late">Nej</span>' in page
        assert "Lärande på jobbet" in page
        assert (await anna.get("/desk/pact/texts/1")).status_code == 200


async def test_a_button_that_staff_have_named_is_read_in_swedish(world: World) -> None:
    words = {"sv": "Språkvän", "uk": "Мовний друг", "en": "Language friend"}
    await world.store.content.publish({"forms": [{"id": "friend", "name": words, "active": False}]}, actor="Anna")
    reference = await application(world, said="Мовний друг")
    async with world.signed_in() as anna:
        assert "Språkvän" in (await anna.get(f"/desk/tickets/{reference}")).text


# The API


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    await world.service(TOKEN, queues=("general",), roles=("case_worker", "lead"))
    visitor = await world.visitor()
    async with visitor.client as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


async def test_a_program_decides_and_reads_the_decision(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.held("archive", flow="membership", checks=CHECKS)
    address = f"/desk/api/tickets/{reference}"
    assert (await api.get(address)).json()["decision"] == {
        "decision": "received", "reason": "", "by": "", "at": None,
    }  # fmt: skip
    answer = await post(api, reference, "decide", {"decision": "declined", "reason": REASON}, key="a")
    assert answer.status_code == 200
    decision = (await api.get(address)).json()["decision"]
    assert (decision["decision"], decision["reason"], decision["by"]) == ("declined", REASON, "archive")
    assert (await world.said(reference))[-1].text == REASON


@pytest.mark.parametrize(
    "body", [{}, {"decision": "received"}, {"decision": "declined"}, {"decision": "more_information", "reason": " "}]
)
async def test_a_program_is_told_what_its_decision_lacks(
    world: World, api: httpx.AsyncClient, body: dict[str, str]
) -> None:
    reference = await world.held("archive", flow="membership")
    assert is_problem(await post(api, reference, "decide", body), 422)


async def test_only_applications_are_decided_and_only_organisations_checked(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await world.held("archive")
    assert is_problem(await post(api, reference, "decide", {"decision": "approved"}, key="a"), 409)
    assert is_problem(await post(api, reference, "recheck", {}, key="b"), 409)
    assert "decision" not in (await api.get(f"/desk/api/tickets/{reference}")).json()


async def test_programs_of_leads_read_what_deviates(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.held("archive", flow="membership", checks=CHECKS)
    (row,) = (await api.get("/desk/api/deviations")).json()["deviations"]
    assert (row["reference"], row["name"], row["result"]) == (reference, "Bolagsregister", "REVIEW")
    assert set(row) >= {"detail", "source", "at", "decision", "reason", "by"}


async def test_other_programs_do_not(world: World) -> None:
    await world.service(TOKEN)
    visitor = await world.visitor()
    async with visitor.client as client:
        answer = await client.get("/desk/api/deviations", headers={"authorization": f"Bearer {TOKEN}"})
    assert is_problem(answer, 403)


async def test_an_employers_check_is_asked_for_again_by_who_holds_it(world: World, api: httpx.AsyncClient) -> None:
    check = Check("Bolagsregister", "NOT_CHECKED", "", "Bolagsverket", datetime(2026, 5, 20, tzinfo=UTC))
    reference = await world.held("archive", flow="employer", checks=(check,))
    free = await world.ticket(flow="employer")
    assert is_problem(await post(api, free, "recheck", {}, key="a"), 409)
    assert (await post(api, reference, "recheck", {}, key="b")).status_code == 200
