"""Job adverts from the form or a question to the links, in the web chat and in Telegram; only an occupation is sent."""

import pytest

from integrations.sandbox.backends.job_adverts import LocalJobAdverts
from tests.journeys.both import Person, World, hears, says, told
from tests.journeys.people import WebPerson

pytestmark = pytest.mark.asyncio
ADVERTS = "https://arbetsformedlingen.se/platsbanken/annonser/"
FORM = "/arrival /adult /permit /stockholm /under_12_months /work,internship".split()
ASKED = {"municipality", "limit", "sort"}


def searches(world: World) -> list[dict[str, str]]:
    """What the service was asked."""
    part = world.part("job_adverts")
    assert isinstance(part, LocalJobAdverts)
    return part.asked


async def links(person: Person, key: str) -> list[str]:
    """The links under the last message ``key``."""
    if isinstance(person, WebPerson):
        found = [m for m in await person.transcript() if m["key"] == key]
        return [link["url"] for link in found[-1].get("links", ())]
    entries = [e.message for e in await person.transcript() if e.message.key == key]
    return [link.url for link in entries[-1].links]


async def sends_the_form(person: Person, occupation: str) -> None:
    await says(person, *FORM, occupation)
    await says(person, "/yes", "/skip", "/skip", "/none", "/basic", "/here", "/no", "/prefer_not", "/send")


@pytest.mark.parametrize("language,occupation", [("uk", "архітектор"), ("sv", "arkitekt")])
async def test_from_the_form_to_at_most_five_links(world: World, language: str, occupation: str) -> None:
    person = await world.person(language)
    await sends_the_form(person, occupation)
    await hears(person, "job-adverts-offer")
    await person.presses("job_adverts")
    await hears(person, "job-adverts-found")
    found = await links(person, "job-adverts-found")
    # There are more than five of them.
    assert len(found) == 5
    assert all(url.startswith(ADVERTS) for url in found)
    # Of whoever is named in an advert nothing is shown.
    assert "Påhittade Person" not in await told(person)
    assert "080000000" not in await told(person)


@pytest.mark.parametrize(
    "language,question,name",
    [("sv", "Är det jobb för svetsare?", "Jag heter Olena."), ("uk", "Чи є робота для зварника?", "Мене звати Олена.")],
)
async def test_a_question_is_enough_and_nothing_of_the_person_is_sent(
    world: World, language: str, question: str, name: str
) -> None:
    person = await world.person(language)
    await says(person, f"{question} {name}")
    await hears(person, "job-adverts-found")
    assert 1 <= len(await links(person, "job-adverts-found")) <= 5
    (asked,) = searches(world)
    assert set(asked) == ASKED | {"q"}
    assert asked["q"] == "svetsare"


async def test_where_nothing_is_found_and_where_the_service_is_away_it_is_said_with_where_to_look(world: World) -> None:
    person = await world.person("uk")
    await says(person, "Чи є робота для медсестри?")
    await hears(person, "job-adverts-none")
    assert await links(person, "job-adverts-none") == ["https://arbetsformedlingen.se"]
    await world.trouble("outage", "job_adverts")
    await says(person, "Чи є робота для кухаря?")
    await hears(person, "job-adverts-away")
    assert await links(person, "job-adverts-away") == ["https://arbetsformedlingen.se"]
