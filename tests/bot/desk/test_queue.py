"""The queue: order, what a row says, filters, search, and what happens while somebody reads it."""

import re
from datetime import timedelta

import pytest

from bot.ports import AnswerLine
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


def references(page: str) -> list[str]:
    return re.findall(r'id="row-(IP-[0-9A-Z-]+)"', page)


async def test_urgent_comes_first_then_who_has_waited_longest(world: World) -> None:
    await world.account()
    old = await world.ticket()
    world.clock.advance(minutes=5)
    new = await world.ticket()
    urgent = await world.ticket(priority="urgent")
    async with world.signed_in() as anna:
        assert references((await anna.get("/desk/queue")).text) == [urgent, old, new]


async def test_a_row_says_what_how_long_and_whether_it_is_late(world: World) -> None:
    await world.account()
    await world.ticket(due=world.clock.now() + timedelta(minutes=30))
    world.clock.advance(hours=3, minutes=20)
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue")).text
    for words in ("Ny i Stockholm", "зварювальник", "3 tim 20 min", "Försenat 2 tim 50 min", "ukrainska", "Webbchatt"):
        assert words in page


async def test_an_occupation_is_read_in_swedish_where_it_is_known(world: World) -> None:
    await world.account()
    given = (
        AnswerLine("arrival.occupation", "Yrke", "кухаря"),
        AnswerLine("arrival.occupation_concept", "Yrke", "kock"),
    )
    await world.ticket(answers=given)
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue")).text
    assert "kock" in page
    assert "кухаря" not in page


async def test_a_ticket_without_answers_shows_the_persons_words(world: World) -> None:
    await world.account()
    await world.ticket(answers=(), said="Де вивчати шведську?" + " дуже" * 60)
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue")).text
    assert '<span class="muted small" lang="uk"><bdi>Де вивчати шведську?' in page
    assert "…</bdi>" in page


async def test_the_empty_queue_is_good_news(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        assert "Kön är tom. Bra jobbat." in (await anna.get("/desk/queue")).text


async def test_the_title_counts_what_waits(world: World) -> None:
    await world.account()
    await world.ticket()
    await world.ticket()
    async with world.signed_in() as anna:
        assert "<title>(2) Kö – Strå</title>" in (await anna.get("/desk/queue")).text


async def test_queues_of_others_are_not_seen(world: World) -> None:
    await world.account(queues=("general", "mentors"))
    await world.ticket("membership")
    mine = await world.ticket("mentors")
    async with world.signed_in() as anna:
        assert references((await anna.get("/desk/queue")).text) == [mine]
        assert references((await anna.get("/desk/queue?queue=membership")).text) == [mine]
        assert references((await anna.get("/desk/queue?queue=general")).text) == []


async def test_every_tab_has_its_tickets_and_their_number(world: World) -> None:
    await world.account()
    await world.account("Bo")
    new, mine, others = await world.ticket(), await world.held("Anna"), await world.held("Bo")
    parked = await world.held("Anna")
    until = world.clock.now() + timedelta(days=1)
    await world.store.tickets.park(parked, until, actor="Anna", at=world.clock.now(), key="p")
    expected = {"new": {new}, "mine": {mine, parked}, "claimed": {mine, others}, "parked": {parked}, "closed": set()}
    async with world.signed_in() as anna:
        for tab, found in expected.items():
            page = (await anna.get(f"/desk/queue?tab={tab}")).text
            assert set(references(page)) == found
            current = re.search(r'aria-current="page">[^<]*<span class="count">(\d+)', page[page.index("tabs") :])
            assert current
            assert int(current.group(1)) == len(found)


async def test_only_free_rows_can_be_taken(world: World) -> None:
    await world.account()
    await world.account("Bo")
    free = await world.ticket()
    await world.held("Bo")
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue?tab=claimed")).text
        assert "/claim" not in page
        assert f'Ta ärendet<span class="unseen-text"> {free}</span>' in (await anna.get("/desk/queue")).text


async def test_language_and_channel_filter_in_a_shareable_address(world: World) -> None:
    await world.account()
    english = await world.ticket(language="en")
    telegram = await world.ticket(channel="telegram")
    async with world.signed_in() as anna:
        assert references((await anna.get("/desk/queue?language=en")).text) == [english]
        assert references((await anna.get("/desk/queue?channel=telegram")).text) == [telegram]
        page = (await anna.get("/desk/queue?channel=telegram&language=en")).text
        assert "Inget ärende passar filtret." in page
        assert "Rensa filter" in page


@pytest.mark.parametrize(
    "query", ["tab=x", "after=x", "after=%F0%9F", "language=<b>", "queue=%00", "shown=%00&after=" + "9" * 999]
)
async def test_addresses_that_mean_nothing_show_the_queue(world: World, query: str) -> None:
    await world.account()
    await world.ticket()
    async with world.signed_in() as anna:
        assert (await anna.get(f"/desk/queue?{query}")).status_code == 200
        assert (await anna.get(f"/desk/queue/live?{query}")).status_code == 200


async def test_more_than_a_page_is_turned_and_nothing_is_lost(world: World) -> None:
    await world.account()
    made = []
    for _ in range(60):
        made.append(await world.ticket())
        world.clock.advance(seconds=1)
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue")).text
        first = references(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        assert following
        rest = (await anna.get(following.group(1).replace("&amp;", "&"))).text
        assert first + references(rest) == made
        assert "Till första sidan" in rest


@pytest.mark.parametrize(
    "asked", ["{reference}", " {reference} ", "+46701234501", "070-123 45 01", "0046 70 123 45 01"]
)
async def test_exact_search_leads_to_the_ticket(world: World, asked: str) -> None:
    await world.account()
    reference = await world.ticket()
    async with world.signed_in() as anna:
        answer = await anna.send("/desk/search", {"q": asked.format(reference=reference)}, on="/desk/queue")
        assert answer.headers["location"] == f"/desk/tickets/{reference}"


async def test_search_does_not_find_what_others_have(world: World) -> None:
    await world.account()
    reference = await world.ticket("membership")
    async with world.signed_in() as anna:
        answer = await anna.send("/desk/search", {"q": reference}, on="/desk/queue")
        assert answer.status_code == 422
        assert "Inget ärende i dina köer" in answer.text


async def test_what_was_searched_for_is_never_in_an_address(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/queue")).text
        assert re.search(r'<form method="post" action="/desk/search"', page)
        answer = await anna.send("/desk/search", {"q": "<b>070"})
        assert "&lt;b&gt;070" in answer.text
        assert "location" not in answer.headers


async def test_new_tickets_do_not_push_the_rows_but_are_counted(world: World) -> None:
    await world.account()
    first = await world.ticket()
    world.clock.advance(minutes=1)
    async with world.signed_in() as anna:
        await world.ticket(priority="urgent")
        await world.ticket()
        page = (await anna.get(f"/desk/queue/live?tab=new&shown={first}")).text
    assert references(page) == [first]
    assert 'data-announce="2 nya ärenden"' in page
    assert 'href="/desk/queue?tab=new"' in page


async def test_a_row_that_somebody_took_stays_and_says_so(world: World) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.ticket()
    await world.store.tickets.claim(reference, actor="Bo", at=world.clock.now(), key="c")
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/queue/live?tab=new&shown={reference}")).text
    assert f'id="row-{reference}" class="gone"' in page
    assert "<bdi>Bo</bdi>" in page
    assert "data-announce" not in page


async def test_a_row_of_another_queue_is_not_shown_by_asking_for_it(world: World) -> None:
    await world.account()
    reference = await world.ticket("membership")
    async with world.signed_in() as anna:
        assert references((await anna.get(f"/desk/queue/live?shown={reference}")).text) == []


async def test_my_tickets_are_sorted_by_what_they_need(world: World) -> None:
    await world.account()
    to_do, parked = await world.held("Anna"), await world.held("Anna")
    until = world.clock.now() + timedelta(days=3)
    await world.store.tickets.park(parked, until, actor="Anna", at=world.clock.now(), key="p")
    async with world.signed_in() as anna:
        page = (await anna.get("/desk/mine")).text
    assert page.index("Att göra") < page.index(to_do) < page.index("Påminnelser") < page.index(parked)
    assert "23 maj 11:00" in page


async def test_take_next_takes_the_first_of_my_queues(world: World) -> None:
    await world.account()
    await world.ticket("membership", priority="urgent")
    first = await world.ticket()
    async with world.signed_in() as anna:
        answer = await anna.send("/desk/next", on="/desk/mine")
        assert answer.headers["location"] == f"/desk/tickets/{first}?said=claimed"
        answer = await anna.send("/desk/next", on="/desk/mine")
        assert answer.headers["location"] == "/desk/mine?said=nothing"
