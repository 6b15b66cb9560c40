"""Questions in the running service: answered, counted, and where that did not help, taught from and sent."""

import pytest

from tests.journeys.people import Service

pytestmark = pytest.mark.asyncio
ASKED = {
    "sv": ("Var kan jag lära mig svenska?", "och i Solna?"),
    "uk": ("Де можна вивчити шведську мову?", "а в Сольні?"),
    "en": ("Where can I learn Swedish?", "and in Solna?"),
}


@pytest.mark.parametrize("language", ASKED)
async def test_a_question_is_answered_and_counted(service: Service, language: str) -> None:
    first, more = ASKED[language]
    person = await service.person(language)
    (await person.says(first)).expects("offer.helpful", "guide-ask_sfi")
    (await person.says(more)).expects("offer.helpful", "guide-ask_sfi-elsewhere")
    (await person.presses("yes")).expects("menu", "helpful-yes")
    day = service.parts.clock.now().date()
    counts = {(c.name, c.value): c.times for c in await service.parts.store.tallies.read(day.replace(day=1))}
    assert counts == {("guide.answered", "ask_sfi"): 1, ("guide.helpful", "ask_sfi:yes"): 1}
    assert await service.parts.store.unclear.all() == []


async def test_what_did_not_help_is_collected_and_reaches_staff_as_it_was_written(service: Service) -> None:
    person = await service.person("en")
    words = "Where can I learn Swedish by boat?"
    (await person.says(words)).expects("offer.helpful")
    await person.presses("no")
    (row,) = await service.parts.store.unclear.all()
    assert (row.text, row.guesses[0].name) == (words, "ask_sfi")
    await person.presses("send")
    ticket = await service.staff.ticket(person.reference)
    assert [(line["step"], line["value"]) for line in ticket["answers"]] == [("question.message", words)]


async def test_how_a_place_is_reached_as_staff_have_filled_in(service: Service) -> None:
    kept = {"phone": "+46850825000", "checked": "2026-04-01", "review_by": "2100-04-01"}
    await service.parts.store.content.publish({"contacts": {"etableringscentrum": kept}}, actor="eva")
    person = await service.person("sv")
    await person.says("Vilket telefonnummer har Etableringscentrum?")
    told = next(message for message in person.heard if message["key"] == "contact-told")
    assert [link["url"] for link in told["links"]] == ["tel:+46850825000"]


async def test_an_authority_by_its_name(service: Service) -> None:
    person = await service.person("uk")
    (await person.says("чим займається податкова?")).expects("offer.helpful", "guide-authority")


async def test_counting_is_the_same_for_a_message_that_came_twice(service: Service) -> None:
    person = await service.person("en")
    body = {"id": "once", "text": "Where can I learn Swedish?"}
    assert {(await person.post(body)).status_code for _ in range(3)} == {200}
    counts = await service.parts.store.tallies.read(service.parts.clock.now().date().replace(day=1))
    assert [(count.value, count.times) for count in counts] == [("ask_sfi", 1)]
