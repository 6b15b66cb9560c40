"""What staff do with a ticket, through the forms of its page."""

import asyncio

import pytest

from dialogs.events import PersonWrote
from tests.bot.desk.world import Visitor, World

pytestmark = pytest.mark.asyncio


async def act(visitor: Visitor, reference: str, action: str, **fields: str) -> int:
    page = f"/desk/tickets/{reference}"
    answer = await visitor.send(f"{page}/{action}", {k.replace("_", "-"): v for k, v in fields.items()}, on=page)
    return answer.status_code


async def test_a_claimed_ticket_is_the_claimers(world: World) -> None:
    await world.account()
    reference = await world.ticket()
    async with world.signed_in() as anna:
        answer = await anna.send(f"/desk/tickets/{reference}/claim", on="/desk/queue")
        assert answer.headers["location"] == f"/desk/tickets/{reference}?said=claimed"
        assert "Ärendet är ditt." in (await anna.get(answer.headers["location"])).text
    assert (await world.state(reference)).assignee == "Anna"


async def test_of_fifty_who_claim_at_once_one_wins_and_the_others_read_who(world: World) -> None:
    names = [f"Person{n}" for n in range(50)]
    reference = await world.ticket()
    visitors = []
    for name in names:
        await world.account(name)
        visitor = await world.visitor(name)
        await visitor.get("/desk/queue")
        visitors.append(visitor)
    claims = (visitor.send(f"/desk/tickets/{reference}/claim") for visitor in visitors)
    answers = await asyncio.gather(*claims)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 49
    winner = (await world.state(reference)).assignee
    assert answers[names.index(str(winner))].status_code == 303
    assert all(f"{winner} hann före" in answer.text for answer in answers if answer.status_code == 409)
    for visitor in visitors:
        await visitor.client.aclose()


async def test_a_reply_reaches_the_person_and_the_ticket_waits(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "reply", text="Hej! Vi ringer.") == 303
    assert (await world.state(reference)).status == "waiting"
    last = [message for message in await world.said(reference) if message.sender == "staff"][-1]
    assert (last.text, last.language) == ("Hej! Vi ringer.", "sv")


async def test_a_reply_in_the_persons_language_is_kept_as_such(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await act(anna, reference, "reply", text="Добрий день", language="uk")
    assert [m.language for m in await world.said(reference) if m.sender == "staff"] == ["uk"]


async def test_a_form_that_is_sent_twice_replies_once(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        page = f"/desk/tickets/{reference}"
        await anna.get(page)
        form = anna.hidden(f"{page}/reply")
        first, second = [await anna.client.post(f"{page}/reply", data={**form, "text": "Hej"}) for _ in range(2)]
        assert (first.status_code, second.status_code) == (303, 303)
        changed = await anna.client.post(f"{page}/reply", data={**form, "text": "Något annat"})
        assert changed.status_code == 409
        assert "redan skickat" in changed.text
        assert "Något annat" in changed.text
    assert len([m for m in await world.said(reference) if m.sender == "staff"]) == 1


async def test_a_standard_reply_is_sent_in_the_persons_language(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        page = f"/desk/tickets/{reference}"
        await anna.get(page)
        form = anna.hidden(f"{page}/reply")
        answer = await anna.client.post(f"{page}/draft", data={**form, "pick": "reply-call", "text": "halvfärdigt"})
        assert answer.headers["location"] == f"{page}?standard=reply-call#reply"
        shown = await anna.get(f"{page}?standard=reply-call")
        assert world.texts.say("reply-call", "uk") in shown.text
        assert world.texts.say("reply-call", "sv") in shown.text
        answer = await anna.send(f"{page}/reply")
        assert answer.status_code == 303
    assert [m.text for m in await world.said(reference) if m.sender == "staff"] == [world.texts.say("reply-call", "uk")]


async def test_a_standard_reply_can_be_where_an_own_one_begins(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        page = f"/desk/tickets/{reference}"
        await anna.get(page)
        await anna.client.post(
            f"{page}/draft", data={**anna.hidden(f"{page}/reply"), "base": "reply-call", "text": "Hej!"}
        )
        assert f"Hej!\n\n{world.texts.say('reply-call', 'sv')}</textarea>" in (await anna.get(page)).text


async def test_an_empty_reply_is_asked_for_again(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "reply", text="  \n ") == 422
        assert "<title>Fel: " in anna.page
        assert 'href="#text"' in anna.page


async def test_a_reply_that_is_too_long_keeps_its_words(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "reply", text="ord " * 1000) == 422
        assert "Högst 3500 får plats" in anna.page
        assert "ord ord ord" in anna.page


async def test_who_does_not_hold_the_ticket_cannot_reply_but_keeps_the_words(world: World) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.get(f"/desk/tickets/{reference}")
        await world.store.tickets.release(reference, actor="Anna", at=world.clock.now(), key="r")
        await world.store.tickets.claim(reference, actor="Bo", at=world.clock.now(), key="c")
        answer = await anna.send(f"/desk/tickets/{reference}/reply", {"text": "Mitt svar"})
        assert answer.status_code == 409
        assert "Bo hann före" in answer.text
        assert "Mitt svar" in answer.text
        assert (await anna.send(f"/desk/tickets/{reference}/note")).status_code == 303
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    assert kept.history[-1].text == "Mitt svar"
    assert not [m for m in await world.said(reference) if m.sender == "staff"]


async def test_words_are_kept_even_when_the_ticket_went_out_of_sight(world: World) -> None:
    await world.account()
    await world.account("Bo", queues=("general", "membership"))
    reference = await world.held("Anna")
    async with world.signed_in() as anna, world.signed_in("Bo") as bo:
        await anna.get(f"/desk/tickets/{reference}")
        await world.store.tickets.release(reference, actor="Anna", at=world.clock.now(), key="r")
        await act(bo, reference, "claim")
        await act(bo, reference, "transfer", to="membership")
        await bo.send(f"/desk/tickets/{reference}/transfer")
        answer = await anna.send(f"/desk/tickets/{reference}/reply", {"text": "Mitt svar"})
        assert answer.status_code == 404
        assert "Mitt svar" in answer.text


async def test_an_internal_note_never_reaches_the_person(world: World) -> None:
    await world.account()
    reference = await world.ticket()
    before = await world.said(reference)
    async with world.signed_in() as anna:
        assert await act(anna, reference, "note", note="Låter rädd") == 303
        page = (await anna.get(f"/desk/tickets/{reference}")).text
    assert "said internal" in page
    assert "Låter rädd" in page
    assert await world.said(reference) == before


async def test_an_empty_note_is_asked_for_again(world: World) -> None:
    await world.account()
    reference = await world.ticket()
    async with world.signed_in() as anna:
        assert await act(anna, reference, "note", note="") == 422


async def test_a_ticket_can_be_given_back(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "release") == 303
    state = await world.state(reference)
    assert (state.status, state.assignee) == ("new", None)


async def test_a_lead_frees_what_a_colleague_holds_and_the_history_says_so(world: World) -> None:
    await world.account("Bo")
    await world.account("Eva", roles=("lead",))
    reference = await world.held("Bo")
    async with world.signed_in("Eva") as eva:
        assert await act(eva, reference, "free") == 303
        page = (await eva.get(f"/desk/tickets/{reference}")).text
    assert (await world.state(reference)).assignee is None
    assert "Lämnade tillbaka ärendet åt Bo." in page


async def test_parking_takes_stockholm_time_and_comes_back(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "park", day="2026-05-22", hour="9.30") == 303
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Parkerat till 22 maj 09:30." in page
        kept = await world.store.tickets.get(reference)
        assert kept is not None
        assert kept.history[-1].detail == "2026-05-22T07:30:00+00:00"
        assert await act(anna, reference, "resume") == 303
    assert (await world.state(reference)).status == "claimed"


@pytest.mark.parametrize(
    "day,hour",
    [("", ""), ("2026-13-01", "09:00"), ("2026-05-20", "08:00"), ("2030-01-01", "09:00"), ("9999-12-31", "23:59")],
)
async def test_parking_asks_again_for_a_time_that_is_none(world: World, day: str, hour: str) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "park", day=day, hour=hour) == 422
        assert "<details open><summary>Parkera" in anna.page


async def test_priority_goes_up_and_down(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await act(anna, reference, "priority")
        assert (await world.state(reference)).priority == "urgent"
        await act(anna, reference, "priority")
        assert (await world.state(reference)).priority == "normal"


async def test_closing_needs_a_result_and_the_bot_takes_over(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "close") == 422
        assert await act(anna, reference, "close", outcome="helped", closing="Lycka till!") == 303
    state = await world.state(reference)
    assert (state.status, state.outcome) == ("closed", "helped")
    said = await world.said(reference)
    assert any(m.text == "Lycka till!" and m.sender == "staff" for m in said)
    assert said[-1].sender == "bot"


async def test_a_closed_ticket_can_be_opened_again(world: World) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await act(anna, reference, "close", outcome="other")
    async with world.signed_in("Bo") as bo:
        assert await act(bo, reference, "reopen") == 303
    state = await world.state(reference)
    assert (state.status, state.assignee, state.outcome) == ("claimed", "Bo", None)


async def test_a_transfer_is_looked_at_before_it_is_done(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        assert await act(anna, reference, "transfer", to="membership", transfer_note="De är ett företag") == 200
        assert "Ditt konto hör inte till Medlemskap" in anna.page
        assert "De är ett företag" in anna.page
        assert (await world.state(reference)).queue == "general"
        answer = await anna.send(f"{page}/transfer")
        assert answer.headers["location"] == "/desk/queue?said=transferred"
        assert (await anna.get(page)).status_code == 404
    state = await world.state(reference)
    assert (state.queue, state.status, state.assignee) == ("membership", "new", None)
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    assert kept.history[-1].text == "De är ett företag"
    assert not any("De är ett företag" in m.text for m in await world.said(reference))


@pytest.mark.parametrize("queue", ["", "general", "nowhere"])
async def test_a_transfer_to_nowhere_is_asked_again(world: World, queue: str) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert await act(anna, reference, "transfer", to=queue) == 422


async def test_erasing_tells_what_happens_asks_for_the_number_and_then_does_it(world: World) -> None:
    await world.account("Disa", roles=("privacy",))
    reference = await world.ticket(said="Min hemlighet")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in("Disa") as disa:
        assert "går inte att ångra" in (await disa.get(f"{page}/erase")).text
        assert (await disa.send(f"{page}/erase", {"confirm": "ja"})).status_code == 422
        answer = await disa.send(f"{page}/erase", {"confirm": reference.lower()})
        assert answer.headers["location"] == "/desk/queue?said=erased"
        gone = await disa.get(page)
        assert "Personens uppgifter är raderade" in gone.text
        assert "Min hemlighet" not in gone.text
        assert (await disa.get(f"{page}/erase")).status_code == 404
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    assert kept.erased


async def test_who_only_guards_privacy_reads_but_does_not_work(world: World) -> None:
    await world.account("Disa", roles=("privacy",))
    reference = await world.ticket()
    async with world.signed_in("Disa") as disa:
        page = (await disa.get(f"/desk/tickets/{reference}")).text
    assert "Ta ärendet" not in page
    assert "Intern anteckning" not in page
    assert "Radera personens uppgifter" in page


async def test_a_name_that_looks_like_markup_is_read_and_answered(world: World) -> None:
    await world.account()
    name = '<3 "><b>'
    reference = await world.held("Anna", said=f"Jag heter {name}\u202e och så")
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Jag heter &lt;3 &#34;&gt;&lt;b&gt;" in page
        assert '<span class="unseen" title="right-to-left override">RLO</span>' in page
        assert name not in page
        assert await act(anna, reference, "reply", text=f"Hej {name}!") == 303
    assert (await world.said(reference))[-1].text == f"Hej {name}!"


async def test_every_message_has_its_language(world: World) -> None:
    await world.account()
    reference = await world.held("Anna", language="en", said="I need help")
    async with world.signed_in() as anna:
        await act(anna, reference, "reply", text="Hej")
        page = (await anna.get(f"/desk/tickets/{reference}")).text
    assert page.count('class="words" dir="auto" lang="en"') >= 2
    assert '<div class="words" dir="auto">Hej</div>' in page


async def test_what_the_person_wrote_after_the_last_answer_is_new(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        assert "Nytt sedan senaste svaret" not in (await anna.get(f"/desk/tickets/{reference}")).text
        await act(anna, reference, "reply", text="Hej")
        world.clock.advance(minutes=1)
        kept = await world.store.tickets.get(reference)
        assert kept is not None
        await world.turns.take(kept.conversation, PersonWrote(id="later", at=world.clock.now(), text="Дякую"))
        page = (await anna.get(f"/desk/tickets/{reference}")).text
    assert page.index("Hej</div>") < page.index("Nytt sedan senaste svaret") < page.index("Дякую")
    assert (await world.state(reference)).status == "claimed"


async def test_a_draft_is_kept_for_its_writer_and_gone_when_it_is_sent(world: World) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.get(page)
        form = anna.hidden(f"{page}/reply")
        answer = await anna.client.post(
            f"{page}/draft", data={**form, "text": "påbörjat"}, headers={"hx-request": "true"}
        )
        assert answer.text == "Utkast sparat 11:00"
        assert "påbörjat</textarea>" in (await anna.get(page)).text
        async with world.signed_in("Bo") as bo:
            there = (await bo.get(page)).text
            assert "Anna skriver ett svar" in there
            assert "påbörjat" not in there
        await anna.send(f"{page}/reply", {"text": "färdigt"}, on=page)
        assert "påbörjat" not in (await anna.get(page)).text


async def test_a_reading_colleague_is_seen(world: World) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.ticket()
    async with world.signed_in("Bo") as bo, world.signed_in() as anna:
        await bo.get("/desk/me")
        await bo.client.post(f"/desk/tickets/{reference}/presence", data={"token": bo.token()})
        assert "Bo läser" in (await anna.get(f"/desk/tickets/{reference}")).text
        assert "Bo läser" in (await anna.get("/desk/queue")).text
        world.clock.advance(seconds=40)
        assert "Bo läser" not in (await anna.get("/desk/queue")).text


async def test_the_page_for_paper_holds_everything(world: World) -> None:
    await world.account()
    reference = await world.ticket(said="Скажіть мені")
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}/print")).text
    assert "Скажіть мені" in page
    assert "Jag har tillstånd" in page or "permit" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("reference", ["IP-2222-2222", "x", "IP-7K4M-2QXE", "%00", "IP-" + "9" * 500])
async def test_a_reference_that_is_none_is_not_there(world: World, reference: str) -> None:
    await world.account()
    async with world.signed_in() as anna:
        assert (await anna.get(f"/desk/tickets/{reference}")).status_code == 404
