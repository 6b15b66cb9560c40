"""Machine translation on the desk: what staff preview is what is sent; what the person wrote is read in Swedish."""

import asyncio
import re

import httpx
import pytest

from bot.desk.reading import MOST, Reading, button_words
from bot.ports import AnswerLine, Message, Translated, Translation
from bot.store import Store
from dialogs.events import PersonChose, PersonWrote, TicketClosed, TicketReopened
from tests.bot.desk.world import ANSWERS, World
from tests.translating import Machine
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
THURSDAY = "Välkommen på torsdag!"


@pytest.fixture
def machine() -> Machine:
    """A translator that answers at once."""
    return Machine()


@pytest.fixture
def world(store: Store, clock: HandClock, machine: Machine) -> World:
    """A desk with machine translation."""
    return World.of(store, clock, translator=machine)


async def heard(world: World, reference: str) -> list[Message]:
    """What staff said, as the person has it."""
    return [message for message in await world.said(reference) if message.sender == "staff"]


async def write(world: World, reference: str, text: str, name: str = "w") -> None:
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    event = PersonWrote(id=f"{name}-{text}", at=world.clock.advance(seconds=1), text=text)
    await world.turns.take(kept.conversation, event)


# Staff to person


async def test_a_preview_shows_both_texts_and_sends_nothing(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        answer = await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        assert answer.status_code == 200
        assert f'<p class="quote" lang="sv" dir="auto">{THURSDAY}</p>' in answer.text
        assert '<textarea id="translation" name="translation" rows="6" lang="uk"' in answer.text
        assert "Ласкаво просимо в четвер!</textarea>" in answer.text
        assert "(ukrainska, Testmaskin)" in answer.text
        assert f"{THURSDAY}</textarea>" in (await anna.get(page)).text
    assert await heard(world, reference) == []


async def test_what_was_previewed_is_sent_whatever_the_machine_says_by_then(world: World, machine: Machine) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        machine.reason = "away"
        answer = await anna.send(f"{page}/reply", {"translation": "Ласкаво просимо в четвер!"})
        assert answer.headers["location"].endswith("said=replied")
    assert [text for text, _, _ in machine.asked].count(THURSDAY) == 1
    (said,) = await heard(world, reference)
    assert (said.text, said.language) == ("Ласкаво просимо в четвер!", "uk")
    assert said.translation == Translation(THURSDAY, "sv", "Testmaskin")
    assert (await world.state(reference)).status == "waiting"


async def test_a_translation_that_staff_changed_says_so(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        await anna.send(f"{page}/reply", {"translation": "Чекаємо на Вас у четвер!"})
        shown = (await anna.get(page)).text
    (said,) = await heard(world, reference)
    assert said.text == "Чекаємо на Вас у четвер!"
    assert said.translation == Translation(THURSDAY, "sv", "Testmaskin", edited=True)
    assert "Maskinöversatt (Testmaskin), ändrad av handläggare – visa original" in shown


async def test_a_preview_that_is_sent_twice_replies_once_and_a_changed_one_is_refused(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        form = anna.hidden(f"{page}/reply")
        tries = [form["machine"], form["machine"], "Інше"]
        answers = [await anna.client.post(f"{page}/reply", data={**form, "translation": words}) for words in tries]
    assert [answer.status_code for answer in answers] == [303, 303, 409]
    assert len(await heard(world, reference)) == 1


async def test_a_form_that_is_sent_twice_replies_once_although_the_machine_is_gone(
    world: World, machine: Machine
) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.get(page)
        form = {**anna.hidden(f"{page}/reply"), "text": THURSDAY}
        first = await anna.client.post(f"{page}/reply", data=form)
        machine.reason = "away"
        second = await anna.client.post(f"{page}/reply", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert [said.text for said in await heard(world, reference)] == ["Ласкаво просимо в четвер!"]


async def test_an_empty_or_endless_translation_is_asked_for_again(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        for wrong, words in ((" ", "Skriv en översättning."), ("я" * 7001, "Högst 7000 får plats")):
            answer = await anna.send(f"{page}/reply", {"translation": wrong})
            assert answer.status_code == 422
            assert words in answer.text
            assert "<title>Fel: " in answer.text
        assert (await anna.send(f"{page}/reply", {"translation": "Чекаємо"})).status_code == 303
    assert [said.text for said in await heard(world, reference)] == ["Чекаємо"]


async def test_from_the_preview_the_text_can_be_changed(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        answer = await anna.send(f"{page}/reply", {"again": "1"})
        assert answer.status_code == 200
        assert f"{THURSDAY}</textarea>" in answer.text
        await anna.send(f"{page}/close", {"outcome": "helped", "closing": "Lycka till!", "preview": "1"}, on=page)
        back = (await anna.send(f"{page}/close", {"again": "1"})).text
        assert "Lycka till!</textarea>" in back
        assert '<option value="helped" selected>' in back
        assert "<details open><summary>Avsluta" in back
    assert await heard(world, reference) == []


async def test_the_last_words_of_a_case_are_previewed_too(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        form = {"outcome": "helped", "closing": "Lycka till!", "preview": "1"}
        assert "Хай щастить!</textarea>" in (await anna.send(f"{page}/close", form, on=page)).text
        assert (await world.state(reference)).status == "claimed"
        assert (await anna.send(f"{page}/close", {"translation": "Хай щастить!"})).status_code == 303
    assert (await world.state(reference)).outcome == "helped"
    (said,) = await heard(world, reference)
    assert (said.text, said.translation) == ("Хай щастить!", Translation("Lycka till!", "sv", "Testmaskin"))


async def test_without_a_preview_words_are_translated_as_they_are_sent(world: World) -> None:
    await world.account()
    reference, other = await world.held("Anna"), await world.held("Anna", language="en")
    async with world.signed_in() as anna:
        for ticket in (reference, other):
            page = f"/desk/tickets/{ticket}"
            await anna.send(f"{page}/reply", {"text": THURSDAY}, on=page)
            await anna.send(f"{page}/close", {"outcome": "other", "closing": "Lycka till!"}, on=page)
    assert [said.text for said in await heard(world, reference)] == ["Ласкаво просимо в четвер!", "Хай щастить!"]
    assert [said.text for said in await heard(world, other)] == ["Welcome on Thursday!", "Good luck!"]


async def test_an_interpreter_is_offered_once(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        for text in (THURSDAY, "Ta med pass."):
            await anna.send(f"{page}/reply", {"text": text}, on=page)
    keys = [message.key for message in await world.said(reference) if message.key]
    assert keys == ["staff-reply", "interpreter-offer", "staff-reply"]


async def test_words_in_the_persons_language_and_standard_replies_are_nobodys_to_translate(
    world: World, machine: Machine
) -> None:
    await world.account()
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": "Вітаю!", "language": "uk"}, on=page)
        await anna.send(f"{page}/reply", on=f"{page}?standard=reply-call")
        machine.asked.clear()
        shown = await anna.send(f"{page}/reply", {"text": "Вітаю!", "language": "uk", "preview": "1"}, on=page)
        assert "Texten behöver inte översättas." in shown.text
        assert (await anna.send(f"{page}/reply")).status_code == 303
    assert machine.asked == []
    assert {said.translation is None or not said.translation for said in await heard(world, reference)} == {True}


@pytest.mark.parametrize(
    "reason, words", [("away", "svarar inte just nu"), ("unsafe", "namn eller siffror"), ("long", "för lång")]
)
async def test_without_a_translation_staff_see_why_and_the_person_gets_the_original(
    world: World, machine: Machine, reason: str, words: str
) -> None:
    await world.account()
    machine.reason = reason
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        shown = (await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)).text
        assert words in shown
        assert "Skicka utan översättning" in shown
        assert "<textarea" not in shown
        machine.reason = ""
        again = await anna.send(f"{page}/reply", {"preview": "1"})
        assert "Ласкаво просимо в четвер!</textarea>" in again.text
        machine.reason = reason
        await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"}, on=page)
        asked = len(machine.asked)
        assert (await anna.send(f"{page}/reply")).headers["location"].endswith("said=replied")
        assert len(machine.asked) == asked
    messages = await world.said(reference)
    label, said = messages[-2:]
    assert (label.key, label.language) == ("staff-wrote-sv", "uk")
    assert (said.text, said.language) == (THURSDAY, "sv")


async def test_a_reply_that_could_not_be_translated_says_so_to_staff(world: World, machine: Machine) -> None:
    await world.account()
    machine.reason = "away"
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        answer = await anna.send(f"{page}/reply", {"text": THURSDAY}, on=page)
        assert "utan översättning" in (await anna.get(answer.headers["location"])).text


async def test_nothing_leaves_for_who_does_not_hold_the_ticket(world: World, machine: Machine) -> None:
    await world.account()
    await world.account("Bo")
    reference = await world.held("Anna", language="sv")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in("Bo") as bo:
        await bo.get("/desk/me")
        form = {"token": bo.token(), "text": "Hemligt", "language": "en", "key": "k"}
        assert (await bo.client.post(f"{page}/reply", data=form)).status_code == 409
        await bo.client.post(f"{page}/reply", data={**form, "preview": "1"})
    assert machine.asked == []


async def test_a_machine_that_does_not_answer_keeps_nobody_waiting(
    store: Store, clock: HandClock, machine: Machine
) -> None:
    world = World.of(store, clock, translator=machine, patience=0.1)
    await world.account()
    machine.slow = 30
    reference = await world.held("Anna", language="en", said="Hello", answers=())
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        answer = await asyncio.wait_for(anna.send(f"{page}/reply", {"text": THURSDAY}, on=page), 10)
        assert answer.headers["location"].endswith("said=replied-original")
    assert machine.running == 0


async def test_the_language_is_the_one_that_the_person_reads_now(world: World) -> None:
    await world.account()
    reference = await world.held("Anna", language="uk")
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    pressed = PersonChose(id="en", at=world.clock.now(), values=("language:en",))
    await world.turns.take(kept.conversation, pressed)
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.send(f"{page}/reply", {"text": THURSDAY}, on=page)
        shown = (await anna.get(page)).text
        assert "Invånaren läser engelska." in shown
        assert world.texts.say("reply-call", "en") in shown
    assert (await heard(world, reference))[-1].text == "Welcome on Thursday!"


async def test_names_are_told_to_the_machine_as_secret(world: World, machine: Machine) -> None:
    await world.account("Anna Berg")
    answers = (*ANSWERS, AnswerLine("arrival.contact_name", "Namn", "Олена Шевченко"))
    reference = await world.held("Anna Berg", answers=answers)
    page = f"/desk/tickets/{reference}"
    async with world.signed_in("Anna Berg") as anna:
        await anna.send(f"{page}/reply", {"text": "Hej!"}, on=page)
    assert all({"Олена", "Шевченко", "Anna Berg", "Anna"} <= set(names) for names in machine.secrets)
    assert len(machine.secrets) == 2


# Person to staff


async def test_what_the_person_wrote_is_shown_in_swedish_after_the_original(world: World, machine: Machine) -> None:
    await world.account()
    reference = await world.held("Anna", said="У мене питання про школу.")
    async with world.signed_in() as anna:
        page = (await anna.get(f"/desk/tickets/{reference}")).text
        original = '<div class="words" dir="auto" lang="uk">У мене питання про школу.</div>'
        swedish = '<div class="words translated" lang="sv" dir="auto">Jag har en fråga om skolan.</div>'
        assert page.index(original) < page.index("Maskinöversatt (Testmaskin)") < page.index(swedish)
        for path in ("", "/print", "/live?state="):
            assert swedish in (await anna.get(f"/desk/tickets/{reference}{path}")).text
    assert machine.asked == [("У мене питання про школу.", "uk", "sv")]


async def test_swedish_needs_no_machine_and_a_desk_without_one_says_so(
    world: World, machine: Machine, store: Store, clock: HandClock
) -> None:
    await world.account()
    reference = await world.held("Anna", said="Jag söker jobb", language="sv")
    async with world.signed_in() as anna:
        shown = (await anna.get(f"/desk/tickets/{reference}")).text
        assert re.search(r"<dt>Översättning</dt><dd>(<bdi>)?på \(Testmaskin\)<", shown)
    assert machine.asked == []
    assert "Förhandsgranska" not in shown
    silent = World.of(store, clock)
    silent.number = 5
    other = await silent.held("Anna", said="У мене питання про школу.")
    async with silent.signed_in() as anna:
        page = f"/desk/tickets/{other}"
        shown = (await anna.get(page)).text
        assert "Översätt<" not in shown
        assert re.search(r"<dt>Översättning</dt><dd>(<bdi>)?av<", shown)
        preview = await anna.send(f"{page}/reply", {"text": THURSDAY, "preview": "1"})
        assert "Maskinöversättning är inte påslagen." in preview.text


async def test_a_page_never_waits_for_the_machine_and_offers_a_button(
    store: Store, clock: HandClock, machine: Machine
) -> None:
    world = World.of(store, clock, translator=machine, patience=0.3)
    await world.account()
    machine.slow = 30
    reference = await world.held("Anna", said="У мене питання про школу.")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        shown = await asyncio.wait_for(anna.get(page), 10)
        assert "У мене питання про школу." in shown.text
        assert machine.running == 0
        machine.slow = 0
        answer = await anna.send(f"{page}/translate")
        assert answer.headers["location"] == f"{page}#said-2"
        asked = len(machine.asked)
        assert "Jag har en fråga om skolan." in (await anna.get(page)).text
    assert len(machine.asked) == asked


@pytest.mark.parametrize("reason, times", [("unsafe", 1), ("long", 1), ("language", 1), ("away", 2), ("refused", 2)])
async def test_who_would_refuse_tomorrow_too_is_not_asked_again_but_on_demand(
    world: World, machine: Machine, reason: str, times: int
) -> None:
    await world.account()
    machine.reason = reason
    reference = await world.held("Anna", said="Ні")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await write(world, reference, "Що мені робити далі?")
        first, second = (await anna.get(page)).text, (await anna.get(page)).text
        asked = [text for text, _, _ in machine.asked]
        assert asked == ["Що мені робити далі?"] * times
        assert first.count("Översättning") == second.count("Översättning")
        machine.reason = ""
        await anna.send(f"{page}/translate")
        assert "[sv] Що мені робити далі?" in (await anna.get(page)).text


async def test_only_the_last_lines_since_the_last_closing_are_asked_for(world: World, machine: Machine) -> None:
    await world.account()
    reference = await world.held("Anna", said="Перше питання")
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    at = world.clock.now()
    await world.turns.take(
        kept.conversation, TicketClosed(id="c", at=at, reference=reference, staff="Anna", outcome="helped")
    )
    await world.turns.take(kept.conversation, TicketReopened(id="r", at=at, reference=reference, staff="Anna"))
    texts = [f"Рядок номер {number}" for number in range(MOST + 3)]
    for text in texts:
        await write(world, reference, text)
    async with world.signed_in() as anna:
        shown = (await anna.get(f"/desk/tickets/{reference}")).text
    assert sorted(text for text, _, _ in machine.asked) == sorted(texts[-MOST:])
    assert shown.count(">Översätt<") == 4


async def test_buttons_are_read_by_their_own_swedish_words(world: World, machine: Machine) -> None:
    texts = world.texts
    table = button_words(texts, "uk")
    assert table[texts.say("choice-yes", "uk")] == "Ja"
    assert button_words(texts, "ru") == {}
    await world.account()
    work, school = texts.say("arrival-needs-work", "uk"), texts.say("arrival-needs-school", "uk")
    reference = await world.held("Anna", said=f"{work}, {school}")
    async with world.signed_in() as anna:
        shown = (await anna.get(f"/desk/tickets/{reference}")).text
    assert "På svenska" in shown
    assert f"{texts.say('arrival-needs-work', 'sv')}, {texts.say('arrival-needs-school', 'sv')}</div>" in shown
    assert machine.asked == []


async def test_who_guards_privacy_reads_what_is_there_and_asks_for_nothing(world: World, machine: Machine) -> None:
    await world.account("Disa", roles=("privacy",))
    await world.account()
    reference = await world.held("Anna", said="У мене питання про школу.")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in("Disa") as disa, world.signed_in() as anna:
        assert "Översätt<" not in (await disa.get(page)).text
        assert machine.asked == []
        await anna.get(page)
        assert "Jag har en fråga om skolan." in (await disa.get(page)).text


async def test_only_the_persons_lines_of_this_ticket_can_be_asked_for(world: World, machine: Machine) -> None:
    await world.account()
    reference = await world.held("Anna", said="Ні")
    page = f"/desk/tickets/{reference}"
    async with world.signed_in() as anna:
        await anna.get(page)
        for message in ("1", "99", "x", ""):
            form = {"token": anna.token(), "message": message}
            answer = await anna.client.post(f"{page}/translate", data=form)
            assert answer.headers["location"] == page
    assert machine.asked == []


async def test_what_was_asked_for_while_the_person_was_erased_is_not_kept(world: World, machine: Machine) -> None:
    await world.account()
    await world.account("Disa", roles=("privacy",))
    reference = await world.held("Anna", said="У мене питання про школу.")
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    entries = await world.store.conversations.transcript(kept.conversation)
    reading = Reading(store=world.store, texts=world.texts, translator=machine, staff="Anna")
    machine.slow = 0.3
    asking = asyncio.create_task(reading.read(kept, entries))
    async with world.signed_in("Disa") as disa:
        page = f"/desk/tickets/{reference}/erase"
        await disa.send(page, {"confirm": reference}, on=page)
    assert (await asking)[2] == Translated("Jag har en fråga om skolan.", "Testmaskin")
    assert await world.store.translations.read(kept.conversation) == {}


# The desk API


async def test_the_api_translates_unless_told_not_to_and_shows_both(world: World, machine: Machine) -> None:
    await world.service("token-of-the-archive")
    await world.account("archive")
    reference = await world.held("archive", said="У мене питання про школу.")
    async with world.signed_in("archive") as visitor:
        await visitor.get(f"/desk/tickets/{reference}")
    transport = httpx.ASGITransport(app=world.app)
    headers = {"authorization": "Bearer token-of-the-archive"}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=headers) as client:
        path = f"/desk/api/tickets/{reference}"

        async def does(action: str, key: str, **body: object) -> int:
            answer = await client.post(f"{path}/{action}", json=body, headers={"Idempotency-Key": key})
            return answer.status_code

        assert await does("reply", "1", text=THURSDAY) == 200
        machine.reason = "away"
        assert await does("reply", "1", text=THURSDAY) == 200
        machine.reason = ""
        assert await does("reply", "2", text=THURSDAY, translate=False) == 200
        assert await does("close", "3", outcome="helped", text="Lycka till!") == 200
        transcript = (await client.get(path)).json()["transcript"]
    person = next(line for line in transcript if line["from"] == "person")
    assert person["text"] == "У мене питання про школу."
    assert person["translation"] == {
        "original": "У мене питання про школу.",
        "language": "uk",
        "engine": "Testmaskin",
        "text": "Jag har en fråga om skolan.",
    }
    staff = [line for line in transcript if line["from"] == "staff"]
    assert [line["text"] for line in staff] == ["Ласкаво просимо в четвер!", THURSDAY, "Хай щастить!"]
    assert staff[0]["translation"] == {"original": THURSDAY, "language": "sv", "engine": "Testmaskin"}
    assert "translation" not in staff[1]
