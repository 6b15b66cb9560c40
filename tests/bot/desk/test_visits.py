"""Visits on the desk: times are put in, proposed, moved and cancelled; a place's page tells who comes when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.backends.visits import VisitCalendar
from bot.store.visits import Slot
from bot.workers.call import NO_ANSWER
from dialogs.events import Answered, PersonChose
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio
NINE = datetime(2026, 5, 25, 7, tzinfo=UTC)
HOURS = tuple(NINE + timedelta(hours=n) for n in range(7))
FORM = {"place": "welcome_house", "day": "2026-05-25", "first": "9", "minutes": "60", "count": "7", "capacity": "1"}


async def opened(world: World, *, place: str = "welcome_house", starts: tuple[datetime, ...] = HOURS) -> None:
    await world.account()
    await world.store.visits.open(Slot(place=place, start=at, minutes=60) for at in starts)


def name(at: datetime, place: str = "welcome_house") -> str:
    return f"{place}|{int(at.timestamp())}"


async def test_a_page_about_a_place_is_not_marked_as_one_to_practise_on(world: World) -> None:
    await opened(world)
    async with world.signed_in() as anna:
        assert '<span class="place">' not in (await anna.get("/desk/visits?place=welcome_house")).text


async def propose(world: World, reference: str, *slots: str, **more: str) -> tuple[int, str]:
    page = f"/desk/tickets/{reference}/visit"
    async with world.signed_in() as anna:
        answer = await anna.send(page, {"slot": list(slots), **more}, on=page)
    return answer.status_code, answer.headers.get("location", "") or answer.text


async def agree(world: World, reference: str, at: datetime, number: int = 1) -> None:
    """The person takes a time, and the calendar answers."""
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    now = world.clock.advance(seconds=1)
    value = f"time:{reference}:{at:%Y%m%dT%H%MZ}"
    await world.turns.take(kept.conversation, PersonChose(id=f"press-{number}-{at}", at=now, values=(value,)))
    await carried(world, reference, at, number)


async def carried(world: World, reference: str, at: datetime, number: int) -> None:
    """What the worker does with the request."""
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    calendar = VisitCalendar(store=world.store, clock=world.clock)
    told = {"reference": reference, "number": str(number), "place": "welcome_house", "minutes": "60"}
    result = await calendar.call("book", told | {"start": at.isoformat()}, key="x")
    assert result != NO_ANSWER
    answer = Answered(
        id=f"answer-{number}-{at}", at=world.clock.advance(seconds=1), call="x", result=result, backend="visits",
        operation="book", about=reference,
    )  # fmt: skip
    await world.turns.take(kept.conversation, answer)


async def actions(world: World, reference: str) -> list[str]:
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    return [act.action for act in kept.history]


async def test_times_are_put_in_one_after_the_other_and_stand_by_day(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        answer = await anna.send("/desk/visits", FORM, on="/desk/visits")
        assert answer.headers["location"] == "/desk/visits?place=welcome_house&said=times-added"
        page = (await anna.get(answer.headers["location"])).text
    assert [s.start for s in await world.store.visits.slots(NINE)] == list(HOURS)
    assert "Måndag 25 maj 2026" in page
    assert "09:00–10:00" in page
    assert [(r.line.action, r.line.actor) for r in await world.store.audit.read(limit=1)] == [("visits.opened", "Anna")]


@pytest.mark.parametrize(
    "field,value",
    [
        ("day", ""), ("day", "2026-05-19"), ("day", "2027-06-01"), ("first", "25"), ("minutes", "5"), ("minutes", "x"),
        ("count", "0"), ("count", "41"), ("count", "20"), ("capacity", "51"),
    ],
)  # fmt: skip
async def test_a_calendar_form_that_means_no_time_is_asked_for_again(world: World, field: str, value: str) -> None:
    await world.account()
    async with world.signed_in() as anna:
        answer = await anna.send("/desk/visits", {**FORM, field: value}, on="/desk/visits")
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert await world.store.visits.slots(world.clock.now()) == []


async def test_a_time_is_taken_out_unless_somebody_comes_then(world: World) -> None:
    await opened(world)
    await world.store.visits.book("somebody", 1, place="welcome_house", start=NINE)
    async with world.signed_in() as anna:
        await anna.get("/desk/visits")
        token = anna.token()
        free, held = [
            await anna.client.post("/desk/visits/remove", data={"token": token, "slot": name(at)})
            for at in (HOURS[1], NINE)
        ]
    assert (free.status_code, held.status_code) == (303, 409)
    assert "Någon hann boka tiden" in held.text
    assert [s.start for s in await world.store.visits.slots(NINE)] == [NINE, *HOURS[2:]]


async def test_what_is_proposed_is_said_in_the_chat_and_stands_in_the_history(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    status, place = await propose(world, reference, name(NINE), name(HOURS[2]), host="Anna A", minutes="45")
    assert (status, place) == (303, f"/desk/tickets/{reference}?said=visit-proposed")
    said = (await world.said(reference))[-1]
    assert (said.key, said.language) == ("offer-visit-ask", "uk")
    assert [c.label for c in said.choices][:2] == ["понеділок, 25 травня, 09:00", "понеділок, 25 травня, 11:00"]
    assert "45" in said.text
    assert "Anna A" in said.text
    assert (await world.state(reference)).status == "waiting"
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
    assert "Föreslog tider för besök" in page
    assert f'href="/desk/tickets/{reference}/visit"' in page


@pytest.mark.parametrize(
    "slots,more,field",
    [
        ((), {}, "slot"),
        (tuple(name(at) for at in HOURS[:6]), {}, "slot"),
        ((name(NINE), name(NINE, "etableringscentrum")), {}, "slot"),
        ((name(NINE - timedelta(days=1)),), {}, "slot"),
        (("nonsense",), {}, "slot"),
        ((name(NINE),), {"minutes": "90"}, "minutes"),
        ((name(NINE),), {"minutes": "²"}, "minutes"),
        ((name(NINE),), {"host": "x" * 81}, "host"),
        ((name(NINE),), {"note": "x" * 3501}, "note"),
    ],
)
async def test_a_proposal_that_cannot_be_made_is_asked_for_again(
    world: World, slots: tuple[str, ...], more: dict[str, str], field: str
) -> None:
    await opened(world)
    await world.store.visits.open([Slot(place="etableringscentrum", start=NINE, minutes=60)])
    reference = await world.held("Anna")
    status, page = await propose(world, reference, *slots, **more)
    assert status == 422
    assert f'id="{field}-fault"' in page
    assert "visit_proposed" not in await actions(world, reference)


async def test_only_who_holds_the_ticket_proposes_and_cancels(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    await world.account("Bo")
    page = f"/desk/tickets/{reference}/visit"
    async with world.signed_in("Bo") as bo:
        assert "Ta ärendet för att föreslå" in (await bo.get(page)).text
        form = {"token": bo.token(), "key": "k", "slot": name(NINE)}
        for act in (page, f"{page}/cancel", f"{page}/move"):
            assert (await bo.client.post(act, data=form)).status_code == 409
    assert await actions(world, reference) == ["opened", "claimed"]


async def test_what_the_person_takes_stands_on_the_ticket_and_on_the_places_page(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    await propose(world, reference, name(NINE), name(HOURS[1]))
    await agree(world, reference, HOURS[1])
    assert (await actions(world, reference))[-1] == "visit_booked"
    async with world.signed_in() as anna:
        ticket = (await anna.get(f"/desk/tickets/{reference}")).text
        place = (await anna.get("/desk/visits")).text
        paper = (await anna.get("/desk/visits/print")).text
    assert "Kompetenskartläggning: Welcome House, måndag 25 maj kl. 10:00" in ticket
    assert f'<a class="link" href="/desk/tickets/{reference}">' in place
    assert (reference in paper, "09:00–10:00" in paper, "10:00–11:00" in paper) == (True, False, True)


async def test_who_does_not_see_the_queue_sees_that_somebody_comes_but_no_more(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    await propose(world, reference, name(NINE))
    await agree(world, reference, NINE)
    await world.account("Bo", queues=("employers",))
    async with world.signed_in("Bo") as bo:
        page = (await bo.get("/desk/visits")).text
    assert reference in page
    assert f"/desk/tickets/{reference}" not in page
    assert "ukrainska" not in page


async def test_two_who_take_the_last_place_one_has_it_and_the_other_new_times(world: World) -> None:
    await opened(world)
    first, second = await world.held("Anna"), await world.held("Anna")
    for reference in (first, second):
        await propose(world, reference, name(NINE))
    await agree(world, first, NINE)
    await agree(world, second, NINE)
    assert [m.key for m in await world.said(first)][-1] == "visit-booked"
    assert [m.key for m in await world.said(second)][-2:] == ["visit-taken", "offer-visit-ask"]
    assert len((await world.said(second))[-1].choices) == 6
    assert (await world.store.visits.slots(NINE))[0].taken == (first,)


async def test_staff_move_and_cancel_and_the_person_hears_both(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    await propose(world, reference, name(NINE))
    await agree(world, reference, NINE)
    page = f"/desk/tickets/{reference}/visit"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/move", {"slot": name(HOURS[3])}, on=page)
        await carried(world, reference, HOURS[3], 2)
        assert [m.key for m in await world.said(reference)][-1] == "visit-moved-staff"
        await anna.send(f"{page}/cancel", {"reason": "Jag är sjuk.", "language": "sv"}, on=page)
    keys = [m.key for m in await world.said(reference)]
    assert keys[-3:] == ["visit-cancelled-staff", "staff-wrote-sv", "staff-reply"]
    assert (await actions(world, reference))[-2:] == ["visit_moved", "visit_cancelled"]


async def test_a_form_that_is_sent_twice_proposes_once(world: World) -> None:
    await opened(world)
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}/visit"
    async with world.signed_in() as anna:
        await anna.get(page)
        form = {**anna.hidden(page), "slot": name(NINE)}
        for _ in range(2):
            assert (await anna.client.post(page, data=form)).status_code == 303
    assert (await actions(world, reference)).count("visit_proposed") == 1


AFTER = NINE + timedelta(hours=2)


async def been(world: World, *, starts: tuple[datetime, ...] = HOURS) -> str:
    """A case whose visit at nine is over; two hours have passed since it began."""
    await opened(world, starts=starts)
    reference = await world.held("Anna")
    await propose(world, reference, name(NINE))
    await agree(world, reference, NINE)
    world.clock.instant = AFTER
    return reference


async def says(world: World, reference: str, came: str, who: str = "Anna") -> str:
    """Presses the button of the ticket's box; where the browser is sent."""
    page = f"/desk/tickets/{reference}"
    async with world.signed_in(who) as visitor:
        answer = await visitor.send(f"{page}/visit/end", {"came": came}, on=page)
    return answer.headers["location"].partition("said=")[2]


async def takes_back(world: World, reference: str) -> None:
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/visit/end/withdraw", on=page)


async def counted(world: World) -> dict[str, int]:
    """What the follow-up counts as a whole, and what the visits were."""
    counts = await world.store.tallies.read(date(2026, 1, 1))
    names = {(c.name.removeprefix("kpi."), c.value): c.times for c in counts if c.times}
    return {
        f"{what} {value.removeprefix('came=')}": n
        for (what, value), n in names.items()
        if (what, value) == ("mapping_done", "all") or value.startswith("came=")
    }


async def test_a_visit_that_took_place_is_said_with_one_press_and_a_mapping_is_an_outcome(world: World) -> None:
    reference = await been(world)
    told = len(await world.said(reference))
    assert await says(world, reference, "mapped") == "visit-ended"
    assert (await actions(world, reference))[-2:] == ["visit_mapped", "outcome"]
    assert await counted(world) == {"mapping_done all": 1, "visit mapped": 1}
    assert len(await world.said(reference)) == told
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        outcomes = (await anna.get(f"/desk/tickets/{reference}/outcomes")).text
    assert "Welcome House, mån 25 maj 09:00–10:00: <strong>Kom, kartläggning gjord</strong>" in page
    assert "Besöket ägde rum och kartläggningen är gjord" in page
    assert "Kartläggningar gjorda, 2026-05-25" in outcomes


@pytest.mark.parametrize("came", ["met", "absent"])
async def test_a_visit_without_a_mapping_is_counted_as_what_it_was(world: World, came: str) -> None:
    reference = await been(world)
    await says(world, reference, came)
    assert await counted(world) == {f"visit {came}": 1}
    assert "outcome" not in await actions(world, reference)


async def test_an_answer_can_be_taken_back_and_given_anew(world: World) -> None:
    reference = await been(world)
    await says(world, reference, "mapped")
    await takes_back(world, reference)
    assert await counted(world) == {}
    assert (await actions(world, reference))[-2:] == ["visit_answer_withdrawn", "outcome_withdrawn"]
    await says(world, reference, "absent")
    assert await counted(world) == {"visit absent": 1}


async def test_a_mapping_that_was_taken_back_as_an_outcome_is_not_taken_back_twice(world: World) -> None:
    reference = await been(world)
    await says(world, reference, "mapped")
    path = f"/desk/tickets/{reference}/outcomes"
    async with world.signed_in() as anna:
        await anna.send(f"{path}/withdraw", on=path)
    await takes_back(world, reference)
    assert await counted(world) == {}


async def test_a_mapping_that_is_written_down_already_counts_once(world: World) -> None:
    reference = await been(world)
    path = f"/desk/tickets/{reference}/outcomes"
    async with world.signed_in() as anna:
        await anna.send(path, {"outcome": "mapping_done", "day": "2026-05-25"}, on=path)
    await says(world, reference, "mapped")
    assert await counted(world) == {"mapping_done all": 1, "visit mapped": 1}
    # What somebody wrote down by hand stays when the answer about the visit is taken back.
    await takes_back(world, reference)
    assert await counted(world) == {"mapping_done all": 1}


async def test_who_is_second_sees_what_the_first_said(world: World) -> None:
    reference = await been(world)
    await world.account("Bo")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna, world.signed_in("Bo") as bo:
        forms = []
        for visitor in (anna, bo):
            await visitor.get(page)
            forms.append(visitor.hidden(f"{page}/visit/end"))
        first = await anna.client.post(f"{page}/visit/end", data={**forms[0], "came": "mapped"})
        second = await bo.client.post(f"{page}/visit/end", data={**forms[1], "came": "absent"})
    assert first.headers["location"].endswith("said=visit-ended")
    assert second.headers["location"].endswith("said=visit-answered")
    assert await counted(world) == {"mapping_done all": 1, "visit mapped": 1}


async def test_nobody_says_how_a_visit_went_before_its_time(world: World) -> None:
    reference = await been(world)
    world.clock.instant = NINE - timedelta(minutes=1)
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        shown = (await anna.get(page)).text
        assert "Bokat: <strong>Welcome House, mån 25 maj 09:00–10:00</strong>" in shown
        assert "Hur gick det?" not in shown
        form = {"token": anna.token(), "slot": name(NINE), "came": "mapped"}
        assert (await anna.client.post(f"{page}/visit/end", data=form)).status_code == 409
    assert await counted(world) == {}


async def test_visits_that_have_been_stand_first_until_somebody_says_how_they_went(world: World) -> None:
    reference = await been(world)
    await world.account("Cilla", queues=("employers",))
    async with world.signed_in("Cilla") as cilla:
        assert "Hur gick det?" not in (await cilla.get("/desk/visits")).text
    async with world.signed_in() as anna:
        assert "Hur gick det?" in (await anna.get("/desk/visits?place=etableringscentrum")).text
        page = (await anna.get("/desk/visits")).text
        link = f'<a class="link" href="/desk/tickets/{reference}#visit-box">{reference}</a>'
        assert f"{link} Welcome House, mån 25 maj 09:00–10:00" in page
        assert page.index("Hur gick det?") < page.index('id="day-2026-05-25"')
        await says(world, reference, "met")
        assert "Hur gick det?" not in (await anna.get("/desk/visits")).text


async def test_a_visit_that_has_been_is_still_asked_about_when_another_time_is_agreed(world: World) -> None:
    reference = await been(world)
    await propose(world, reference, name(HOURS[4]))
    await agree(world, reference, HOURS[4], 2)
    async with world.signed_in() as anna:
        shown = (await anna.get(f"/desk/tickets/{reference}")).text
        assert (
            f'#visit-box">{reference}</a> Welcome House, mån 25 maj 09:00–10:00'
            in (await anna.get("/desk/visits")).text
        )
    assert "Bokat: <strong>Welcome House, mån 25 maj 13:00–14:00</strong>" in shown
    assert "<strong>Welcome House, mån 25 maj 09:00–10:00</strong>. Hur gick det?" in shown
    await says(world, reference, "absent")
    assert (await world.store.visits.slots(HOURS[4]))[0].taken == (reference,)
