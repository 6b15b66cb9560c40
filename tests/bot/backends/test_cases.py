"""A ticket's case is in the case system once, with all that was said; its staff's answers are in the chat once."""

import asyncio
from datetime import timedelta

import pytest

from bot.desk.casework import Casework
from bot.ports import Translated, Untranslated
from bot.store import Store
from bot.workers import Workers
from dialogs.events import ErasureDecided, TicketClosed, TicketTransferred
from integrations.cases import SETTLE
from tests.bot.backends.case_world import Archive, Fault, Service, until
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


class Parrot:
    """A translator that marks what it was given."""

    name = "parrot"

    async def translate(
        self, text: str, *, source: str, target: str, secret: tuple[str, ...] = ()
    ) -> Translated | Untranslated:
        return Translated(f"[{target}] {text}", self.name)


@pytest.fixture
def service(store: Store, clock: HandClock) -> Service:
    return Service.of(store, clock)


def anna(service: Service, key: str) -> Casework:
    """A case worker on our desk."""
    return Casework(
        store=service.store,
        turns=service.turns,
        actor="Anna",
        queues=frozenset({"general", "membership"}),
        at=service.clock.advance(seconds=1),
        key=key,
    )


async def test_a_case_is_handed_over_with_its_number_for_staff(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    link = await service.link(reference)
    assert (link.system, link.number, link.since) == ("archive", "A-1", None)
    case = service.archive.newest.case
    assert (case.reference, case.kind, case.channel) == (reference, "intake", "web")
    assert case.title == "Vill prata med en människa"
    assert "ukrainska" in case.description


async def test_a_turn_puts_the_ticket_on_the_list_and_the_worker_hands_it_over(
    service: Service, store: Store, clock: HandClock
) -> None:
    """From the chat to the case system and back, as in operation."""
    cases = service.cases
    workers = Workers(
        store=store, turns=service.turns, clock=clock, backends={cases.name: cases}, alone=(cases.run,), term=3.0
    )
    stop = asyncio.Event()
    running = asyncio.create_task(workers.run(stop))
    try:
        reference = await service.opened()

        async def handed_over() -> bool:
            link = await store.links.get(reference)
            return bool(link and link.number and not (await store.outbox.backlog()).calls)

        await until(handed_over)
        await service.write("Мені потрібна допомога")

        async def read() -> bool:
            return service.archive.newest.read == ["Мені потрібна допомога"]

        await until(read)
        service.archive.answer("Vi ringer dig i morgon.")
        clock.advance(minutes=1)

        async def answered() -> bool:
            return await service.chat() == ["Vi ringer dig i morgon."]

        await until(answered)
    finally:
        stop.set()
        await running
    assert len(service.archive.cases) == 1


async def test_what_the_person_writes_goes_over_once_and_in_order(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    for text in ("перше", "друге", "третє"):
        await service.write(text)
    await service.look(reference)
    await service.look(reference)
    shelf = service.archive.newest
    assert shelf.read == ["перше", "друге", "третє"]
    assert {(m.sender, m.language) for m in shelf.messages.values()} == {("person", "uk")}
    assert service.archive.posts.count("add_message") == 3


@pytest.mark.parametrize("closed", [False, True])
async def test_what_comes_while_it_is_looked_at_goes_over_next(service: Service, closed: bool) -> None:
    """The look has read the ticket already: neither its next time nor its end puts off what it did not see."""
    reference = await service.opened()
    await service.look(reference)
    await anna(service, "1").claim(reference)
    await service.write("перше")
    if closed:
        await anna(service, "2").close(await service.kept(reference), outcome="helped")
    service.archive.faults = ["slow"]
    running = asyncio.create_task(service.cases.run())
    await service.store.links.enrol([reference])
    await service.archive.asked.wait()
    await anna(service, "3").note(reference, "Ringde.")
    await service.store.links.enrol([reference])
    # The list is gone through meanwhile.
    await asyncio.sleep(0.2)
    service.archive.go_on.set()

    async def there() -> bool:
        return any("Ringde." in text for text in service.archive.newest.read)

    await until(there)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_message_goes_over_in_swedish_with_the_original_where_there_is_a_translation(
    store: Store, clock: HandClock
) -> None:
    service = Service.of(store, clock, translator=Parrot())
    reference = await service.opened()
    await service.look(reference)
    await service.write("Мені потрібна допомога")
    await service.look(reference)
    [message] = service.archive.newest.messages.values()
    assert (message.text, message.original) == ("[sv] Мені потрібна допомога", "Мені потрібна допомога")


async def test_the_words_before_the_handover_go_along_where_there_is_no_form(service: Service) -> None:
    await service.turns.start(conversation="c1", channel="web", language="uk", event_id="s", at=service.clock.now())
    await service.write("У мене зник паспорт")
    await service.choose("person")
    [reference] = await service.store.tickets.of("c1")
    await service.look(reference)
    assert "У мене зник паспорт" in service.archive.newest.read


async def test_an_answer_from_there_is_said_once_and_the_ticket_waits_for_the_person(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.answer("Hej, kom på måndag.", author="Bo Ek")
    await service.look(reference)
    await service.look(reference)
    assert await service.chat() == ["Hej, kom på måndag."]
    ticket = await service.ticket(reference)
    assert (ticket.status, ticket.assignee) == ("waiting", None)
    act = (await service.kept(reference)).history[-1]
    assert (act.action, act.actor) == ("replied", "case-system:archive:Bo Ek")
    await service.write("Добре")
    assert (await service.ticket(reference)).status == "new"
    await service.look(reference)
    assert service.archive.newest.read == ["Добре"]


async def test_an_answer_is_said_once_though_its_place_was_not_kept(service: Service) -> None:
    """The process died between the event and the cursor."""
    reference = await service.opened()
    await service.look(reference)
    before = await service.link(reference)
    service.archive.answer("Hej, kom på måndag.")
    await service.look(reference)
    kept = await service.kept(reference)
    await service.store.links.keep(before, conversation=kept.conversation, queue="general")
    await service.look(reference)
    assert await service.chat() == ["Hej, kom på måndag."]


async def test_an_answer_is_translated_for_the_person_and_the_original_stays(store: Store, clock: HandClock) -> None:
    service = Service.of(store, clock, translator=Parrot())
    reference = await service.opened()
    await service.look(reference)
    service.archive.answer("Kom på måndag.")
    await service.look(reference)
    [said] = [e.message for e in await store.conversations.transcript("c1") if e.message.sender == "staff"]
    assert said.text == "[uk] Kom på måndag."
    assert said.translation
    assert said.translation.original == "Kom på måndag."


async def test_a_long_answer_comes_in_parts_and_an_empty_one_not_at_all(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.answer("a" * 4000)
    service.archive.answer("  ")
    await service.look(reference)
    assert [len(text) for text in await service.chat()] == [3500, 500]


async def test_an_answer_brings_no_signs_that_turn_or_hide_words(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.answer("Ring \u202e112\x00 <b>nu</b>", author="Bo\x1b \u202eEk" + "k" * 500)
    await service.look(reference)
    assert await service.chat() == ["Ring 112 <b>nu</b>"]
    assert (await service.kept(reference)).history[-1].actor == f"case-system:archive:{('Bo Ek' + 'k' * 500)[:100]}"


async def test_what_is_closed_there_is_closed_here_after_the_last_answer(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.answer("Det är klart.")
    service.archive.finish("helped")
    await service.look(reference)
    await service.look(reference)
    ticket = await service.ticket(reference)
    assert (ticket.status, ticket.outcome) == ("closed", "helped")
    assert await service.chat() == ["Det är klart."]
    closings = [act for act in (await service.kept(reference)).history if act.action == "closed"]
    assert [act.actor for act in closings] == ["case-system:archive"]
    assert "close" not in service.archive.posts


async def test_an_outcome_that_we_do_not_know_is_something_else(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.finish("SOLVED_BY_MAGIC")
    await service.look(reference)
    assert (await service.ticket(reference)).outcome == "other"


async def test_what_staff_do_on_our_desk_is_told_there(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    await anna(service, "1").claim(reference)
    await anna(service, "2").reply(await service.kept(reference), text="Jag ringer i dag.")
    await anna(service, "3").note(reference, "Ringde kl. 10.")
    await anna(service, "4").close(await service.kept(reference), outcome="helped", text="Lycka till.")
    await service.look(reference)
    shelf = service.archive.newest
    assert shelf.read == [
        "Anna: Tog ärendet",
        "Jag ringer i dag.",
        "Anna: Skrev en intern anteckning\nRingde kl. 10.",
        "Lycka till.",
    ]
    assert [m.sender for m in shelf.messages.values()] == ["bot", "staff", "bot", "staff"]
    assert (shelf.status.state, shelf.outcome) == ("closed", "Fick hjälp")
    await service.look(reference)
    assert [act.action for act in (await service.kept(reference)).history].count("closed") == 1


async def test_a_ticket_that_is_opened_again_gets_a_new_case_that_names_the_old_one(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    service.archive.finish()
    await service.look(reference)
    await anna(service, "1").reopen(await service.kept(reference))
    await service.look(reference)
    await service.look(reference)
    assert [shelf.number for shelf in service.archive.cases.values()] == ["A-1", "A-2"]
    assert "archive A-1" in service.archive.newest.case.description
    assert (await service.ticket(reference)).status == "claimed"
    service.archive.finish()
    await service.look(reference)
    assert (await service.ticket(reference)).status == "closed"


async def test_a_ticket_that_moves_to_another_system_is_closed_there_and_told_here(
    store: Store, clock: HandClock
) -> None:
    other = Archive(name="other")
    service = Service.of(store, clock, other, queues={"general": "archive", "membership": "other"})
    reference = await service.opened()
    await service.look(reference)
    await service.write("привіт")
    await anna(service, "1").claim(reference)
    event = TicketTransferred(id="t1", at=clock.now(), reference=reference, staff="Anna", queue="membership")
    await service.turns.take("c1", event)
    await service.look(reference)
    assert service.archive.newest.outcome == "Överlämnat till Medlemskap"
    await service.look(reference)
    assert other.newest.read[0] == "привіт"
    link = await service.link(reference)
    assert (link.system, link.before) == ("other", ("archive A-1",))


async def test_a_ticket_that_moves_to_a_queue_without_a_system_is_closed_there(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    await anna(service, "1").claim(reference)
    event = TicketTransferred(id="t1", at=service.clock.now(), reference=reference, staff="Anna", queue="employers")
    await service.turns.take("c1", event)
    await service.look(reference)
    assert service.archive.newest.status.state == "closed"
    posts = len(service.archive.posts)
    await service.look(reference)
    assert len(service.archive.posts) == posts


async def test_one_that_is_away_is_tried_again_and_it_is_known_since_when_and_why(service: Service) -> None:
    service.archive.away = True
    reference = await service.opened()
    created = (await service.ticket(reference)).created
    service.clock.advance(minutes=5)
    await service.look(reference)
    await service.look(reference)
    link = await service.link(reference)
    assert (link.number, link.since, link.why, link.tries) == ("", created, "unavailable", 2)
    assert await service.store.links.late() == (1, created)
    service.archive.away = False
    await service.write("Ще одне")
    await service.look(reference)
    link = await service.link(reference)
    assert (link.number, link.since, link.why, link.tries) == ("A-1", None, "", 0)
    assert service.archive.newest.read == ["Ще одне"]
    assert await service.store.links.late() == (0, None)


async def test_one_that_went_away_later_lags_since_then(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    await service.write("Ще одне")
    service.archive.away = True
    went = service.clock.advance(minutes=5)
    await service.look(reference)
    link = await service.link(reference)
    assert (link.number, link.since) == ("A-1", went)


async def test_pauses_grow_and_a_no_is_asked_again_seldom(service: Service) -> None:
    reference, start = await service.opened(), service.clock.now()
    service.archive.away = True
    for seconds in (15, 30, 60):
        await service.look(reference)
        assert await service.store.links.due(start + timedelta(seconds=seconds - 1)) == []
        assert await service.store.links.due(start + timedelta(seconds=seconds)) == [reference]
    service.archive.away, service.archive.faults = False, ["no", "no"]
    await service.look(reference)
    assert (await service.link(reference)).why == "rejected"
    assert await service.store.links.due(start + timedelta(minutes=59)) == []


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("step", range(7))
async def test_one_case_never_two_never_none_wherever_it_fails(service: Service, step: int, fault: Fault) -> None:
    """Each step of a transfer fails once: it never got there, or was done but not heard of."""
    reference = await service.opened()
    service.archive.faults = [None] * step + [fault]
    await service.look(reference)
    await service.write("перше")
    await service.look(reference)
    await service.write("друге")
    if service.archive.cases:
        service.archive.answer("Hej")
    for _ in range(3):
        await service.look(reference)
        # So long it may still be on its way.
        service.clock.advance(seconds=61)
    if not await service.chat():
        service.archive.answer("Hej")
        await service.look(reference)
    assert len(service.archive.cases) == 1
    assert service.archive.newest.read == ["перше", "друге"]
    assert await service.chat() == ["Hej"]
    assert (await service.link(reference)).since is None


async def killed_while_handing_over(service: Service) -> str:
    """Its reference: nobody knows whether the case will still be made."""
    reference = await service.opened()
    service.archive.faults = ["never"]
    task = asyncio.create_task(service.look(reference))
    await until(service.archive.hangs)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return reference


async def test_killed_in_the_middle_of_handing_over_it_waits_for_what_may_be_on_its_way(service: Service) -> None:
    """Its case comes into being after the next look: that look must not have made another one."""
    reference = await killed_while_handing_over(service)
    await service.look(reference)
    assert service.archive.cases == {}
    service.archive.arrive()
    await service.look(reference)
    assert len(service.archive.cases) == 1
    assert (await service.link(reference)).number == "A-1"


async def test_killed_in_the_middle_of_handing_over_it_is_handed_over_a_minute_later(service: Service) -> None:
    reference = await killed_while_handing_over(service)
    await service.look(reference)
    service.clock.advance(seconds=SETTLE)
    await service.look(reference)
    assert len(service.archive.cases) == 1


async def test_who_was_not_reached_is_not_waited_for(service: Service) -> None:
    """Killed after a refusal, nothing is on its way."""
    reference = await service.opened()
    service.archive.away = True
    await service.look(reference)
    service.archive.away = False
    await service.look(reference)
    assert len(service.archive.cases) == 1


async def test_what_was_open_before_is_found_and_closed_ones_are_left_alone(store: Store, clock: HandClock) -> None:
    """The case system is configured when there are tickets already."""
    before = Service.of(store, clock, queues={"membership": "archive"})
    open_one, closed = await before.opened("c1"), await before.opened("c2")
    await anna(before, "1").claim(closed)
    await before.turns.take(
        "c2", TicketClosed(id="x", at=clock.now(), reference=closed, staff="Anna", outcome="helped")
    )
    service = Service.of(store, clock)
    assert await store.links.missing(["general"]) == [open_one]
    await service.look(closed)
    assert service.archive.cases == {}


async def test_an_erased_person_is_told_of_there_and_nothing_else_goes_over(service: Service) -> None:
    reference = await service.opened()
    await service.look(reference)
    await service.write("таємниця")
    await service.turns.take("c1", ErasureDecided(id="er", at=service.clock.now(), reference=reference, staff="Eva"))
    await service.look(reference)
    [told] = service.archive.newest.read
    assert "raderade" in told
    assert (await service.link(reference)).number == "A-1"


async def test_without_a_case_system_nothing_is_called_and_nothing_is_kept(store: Store, clock: HandClock) -> None:
    service = Service.of(store, clock, queues={"membership": "archive"})
    reference = await service.opened()
    assert (await store.outbox.backlog()).calls == 0
    await service.look(reference)
    assert await store.links.get(reference) is None
    assert service.archive.posts == []


async def test_a_system_that_is_not_configured_any_more_is_left_alone(store: Store, clock: HandClock) -> None:
    first = Service.of(store, clock)
    reference = await first.opened()
    await first.look(reference)
    await first.write("Ще одне")
    later = Service.of(store, clock, queues={"general": "other"})
    later.cases.systems.pop("archive")  # type: ignore[attr-defined]
    await later.look(reference)
    assert await store.links.due(clock.advance(days=1)) == []
    await first.look(reference)
    assert first.archive.newest.read == ["Ще одне"]


async def test_one_slow_system_does_not_keep_the_others_waiting(store: Store, clock: HandClock) -> None:
    other = Archive(name="other")
    service = Service.of(store, clock, other, queues={"general": "archive", "membership": "other"})
    slow = await service.opened("c1")
    service.archive.faults = ["never"] * 9
    moved = await service.opened("c2")
    await anna(service, "1").claim(moved)
    event = TicketTransferred(id="t1", at=clock.now(), reference=moved, staff="Anna", queue="membership")
    await service.turns.take("c2", event)
    await service.store.links.enrol([slow, moved])
    running = asyncio.create_task(service.cases.run())

    async def there() -> bool:
        return bool(other.cases)

    await until(there)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_only_a_transfer_can_be_asked_for(service: Service) -> None:
    with pytest.raises(ValueError):
        await service.cases.call("delete", {}, key="k")
