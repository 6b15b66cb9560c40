"""An arrival's intake becomes a ticket that staff answer; the answer arrives in the same chat."""

import asyncio

import pytest

from tests.conversation import TO_REVIEW
from tests.journeys.people import Service

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_from_the_first_message_to_staffs_answer(service: Service, language: str) -> None:
    person = await service.person(language)
    person.expects("menu", "notice-web")
    await person.presses(*TO_REVIEW)
    person.expects("arrival.review")
    await person.presses("send")
    reference = person.expects(None, "handover").reference

    (listed,) = await service.staff.tickets(queue="etableringscentrum", status="new")
    assert listed["reference"] == reference
    assert listed["language"] == language
    assert {a["step"]: a["value"] for a in listed["answers"]}["arrival.needs"] == "work,internship"

    staff = service.staff
    assert (await staff.must("claim", reference))["status"] == "claimed"
    assert (await staff.must("reply", reference, {"text": "Välkommen på torsdag!"}))["status"] == "waiting"
    answer = (await person.transcript())[-1]
    assert (answer["from"], answer["text"], answer["language"]) == ("staff", "Välkommen på torsdag!", "sv")

    await person.says("Дякую, прийду!")
    assert (await staff.ticket(reference))["status"] == "claimed"
    closed = await staff.must("close", reference, {"outcome": "helped", "text": "Lycka till!"})
    assert (closed["status"], closed["outcome"]) == ("closed", "helped")
    assert "case-closed" in [message["key"] for message in (await person.transcript())[-2:]]


async def test_the_same_message_a_hundred_times_at_once_has_one_effect(service: Service) -> None:
    person = await service.person()
    await person.presses(*TO_REVIEW)
    answers = await asyncio.gather(*(person.post({"id": "once", "choice": "send"}) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(await service.staff.tickets()) == 1
    assert sum(m["kind"] == "handover" for m in await person.transcript()) == 1


async def test_quick_messages_take_effect_one_after_the_other(service: Service) -> None:
    person = await service.person()
    await asyncio.gather(*(person.post({"id": f"q{n}", "text": f"слон {n}"}) for n in range(20)))
    messages = await person.transcript()
    assert [m["id"] for m in messages] == list(range(1, len(messages) + 1))
    assert sorted(m["text"] for m in messages if m["from"] == "person") == sorted(f"слон {n}" for n in range(20))


@pytest.mark.parametrize("name", ['<3 "><b>', "{{7*7}}", "%n%s", "\u202eevil", "=cmd()", "' OR 1=1 --", "😀" * 1000])
async def test_anybody_can_be_answered(service: Service, name: str) -> None:
    person = await service.person("uk")
    await person.presses("question")
    await person.says(name)
    await person.presses("send")
    reference = person.reference
    await service.staff.must("claim", reference)
    await service.staff.must("reply", reference, {"text": f"Hej {name}!"})
    messages = await person.transcript()
    assert messages[-1]["text"] == f"Hej {name}!"
    assert (await service.staff.ticket(reference))["answers"][0]["value"] == name


async def test_two_case_workers_cannot_both_take_a_ticket(service: Service) -> None:
    person = await service.person()
    reference = (await person.presses("person")).reference
    await service.staff.must("claim", reference)
    answer = await service.staff.does("reply", reference, {"text": "x"}, key="a")
    assert answer.status_code == 200
    again = await service.staff.does("reply", reference, {"text": "x"}, key="a")
    assert again.status_code == 200
    assert sum(m["from"] == "staff" for m in await person.transcript()) == 1


async def test_a_reply_without_a_claim_is_refused(service: Service) -> None:
    person = await service.person()
    reference = (await person.presses("person")).reference
    answer = await service.staff.does("reply", reference, {"text": "x"})
    assert answer.status_code == 409
    assert not any(m["from"] == "staff" for m in await person.transcript())


async def test_who_erases_a_draft_is_gone_at_once(service: Service) -> None:
    person = await service.person()
    await person.presses("arrival", "adult")
    await person.says("/delete")
    await person.presses("yes")
    assert person.heard[-1]["key"] == "erased"
    assert (await person.post({"id": "later", "text": "є хтось?"})).status_code == 404
    again = await person.post({"id": f"m{person.sent}", "choice": "yes"})
    assert again.status_code in {200, 404}


async def test_who_has_a_case_gets_a_request_for_erasure_filed(service: Service) -> None:
    person = await service.person()
    await person.presses("person")
    await person.says("/delete")
    await person.presses("yes")
    flows = {ticket["flow"] for ticket in await service.staff.tickets(queue="general")}
    assert flows == {"general", "privacy"}


async def test_a_case_is_found_by_the_number_that_the_person_gave(service: Service) -> None:
    person = await service.person()
    await person.presses(*TO_REVIEW[:-3])
    await person.presses("phone")
    await person.says("+46 70 174 06 05")
    await person.presses("skip", "no", "prefer_not", "send")
    assert await service.parts.store.tickets.find("phone", "+46701740605") == [person.reference]
