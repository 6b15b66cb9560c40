"""The desk in a real browser: for everybody, by keyboard, with and without script, while things change."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.bot.desk.stage import Cast, Stage, fill, misunderstand, staged
from tests.bot.desk.world import PASSWORD, World
from tests.browser import COLOURS, OpenPage, axe_violations, sideways_overflow, small_targets, soon
from tests.translating import Machine

Pages = dict[str, tuple[str | None, str]]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    """The desk, with nothing on it."""
    async with staged(lively, open_page) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def machine() -> Machine:
    """A translator that answers at once."""
    return Machine()


@pytest_asyncio.fixture(loop_scope="session")
async def translating(lively: World, open_page: OpenPage, machine: Machine) -> AsyncIterator[Stage]:
    """The desk with machine translation, with nothing on it."""
    async with staged(World.of(lively.store, lively.clock, translator=machine), open_page) as stage:
        yield stage


def full_pages(cast: Cast) -> Pages:
    """Every page of a busy desk, by what it is."""
    ticket = "/desk/tickets"
    return {
        "sign-in": (None, "/desk/login"),
        "queue": ("Anna", "/desk/queue"),
        "mine in the queue": ("Anna", "/desk/queue?tab=mine"),
        "my tickets": ("Anna", "/desk/mine"),
        "my ticket": ("Anna", f"{ticket}/{cast.mine}"),
        "a standard reply": ("Anna", f"{ticket}/{cast.mine}?standard=reply-call"),
        "a free ticket": ("Anna", f"{ticket}/{cast.free}"),
        "a colleague's ticket": ("Anna", f"{ticket}/{cast.others}"),
        "a parked ticket": ("Anna", f"{ticket}/{cast.parked}"),
        "paper": ("Anna", f"{ticket}/{cast.mine}/print"),
        "erasing": ("Disa", f"{ticket}/{cast.free}/erase"),
        "stuck": ("Anna", "/desk/dead"),
        "not understood": ("Anna", "/desk/unclear"),
        "labelled": ("Anna", "/desk/unclear?state=labelled&did=labelled&intent=ask_school&id=x&before=new&place=1"),
        "ignored": ("Anna", "/desk/unclear?state=ignored&did=ignored&id=x&before=new&place=9"),
        "hours": ("Anna", "/desk/hours?queue=general"),
        "contacts": ("Anna", "/desk/contacts"),
        "a place": ("Anna", "/desk/contacts/vuxenutbildning"),
        "guide": ("Anna", "/desk/guide"),
        "an application": ("Anna", f"{ticket}/{cast.application}"),
        "deviations": ("Anna", "/desk/deviations"),
        "what membership asks for": ("Anna", "/desk/pact"),
        "a form": ("Anna", "/desk/pact/forms/apl"),
        "a new form": ("Anna", "/desk/pact/forms/new"),
        "affirmed texts": ("Anna", "/desk/pact/texts"),
        "earlier texts": ("Anna", "/desk/pact/texts/1"),
        "an event": ("Anna", "/desk/pact/events/mote"),
        "the policy": ("Root", "/desk/pact/policy"),
        "accounts": ("Root", "/desk/accounts"),
        "an account": ("Root", "/desk/accounts/Anna"),
        "groups": ("Root", "/desk/telegram"),
        "me": ("Bo", "/desk/me"),
        "nothing": ("Bo", "/desk/nothing"),
        "not allowed": ("Root", "/desk/queue"),
    }


EMPTY_PAGES: Pages = {
    "an empty queue": ("Anna", "/desk/queue"),
    "an empty filter": ("Anna", "/desk/queue?language=en&tab=closed"),
    "no tickets of mine": ("Anna", "/desk/mine"),
    "nothing stuck": ("Anna", "/desk/dead"),
    "all understood": ("Anna", "/desk/unclear"),
    "the last one done": ("Anna", "/desk/unclear?did=ignored&id=x&before=new&place=1"),
    "no hours": ("Anna", "/desk/hours"),
    "no contacts": ("Anna", "/desk/contacts"),
    "a place without details": ("Anna", "/desk/contacts/vuxenutbildning"),
    "an unread guide": ("Anna", "/desk/guide"),
}


async def faults_of(page: Page) -> list[str]:
    """What is wrong with the page at each width, by day and by night, in lines."""
    found = [f"dark: {fault}" for fault in await _in_the_dark(page)]
    for width in (1280, 768, 320):
        await page.set_viewport_size({"width": width, "height": 900})
        if wide := await sideways_overflow(page):
            found.append(f"{width}: {wide} px too wide")
        found += [f"{width}: {fault}" for fault in await small_targets(page)]
        found += [f"{width}: {fault}" for fault in await axe_violations(page)] if width != 768 else []
    return found


async def _in_the_dark(page: Page) -> list[str]:
    """By night colours change and nothing else."""
    # At once: half-way between two colours is neither.
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = await axe_violations(page, COLOURS)
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


async def test_every_page_is_accessible_and_fits(stage: Stage) -> None:
    found = await faults_on(stage, EMPTY_PAGES)
    found |= await faults_on(stage, full_pages(await fill(stage.world)))
    assert found == {}


async def faults_on(stage: Stage, pages: Pages) -> dict[str, list[str]]:
    """The pages with something wrong, and what it is."""
    tabs: dict[str | None, Page] = {}
    found = {}
    for what, (name, path) in pages.items():
        if name not in tabs:
            tabs[name] = await stage.enter(name, path, reduced_motion="reduce")
        await tabs[name].set_viewport_size({"width": 1280, "height": 900})
        await tabs[name].goto(stage.url + path)
        found[what] = await faults_of(tabs[name])
    for tab in tabs.values():
        await tab.close()
    return {what: faults for what, faults in found.items() if faults}


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
async def test_pages_stay_accessible_as_people_set_their_browser(stage: Stage, options: dict[str, Any]) -> None:
    cast = await fill(stage.world)
    for name, path in (("Anna", "/desk/queue"), ("Anna", f"/desk/tickets/{cast.mine}"), (None, "/desk/login")):
        page = await stage.enter(name, path, **options)
        assert await axe_violations(page) == []


async def test_pages_with_faults_are_accessible_and_begin_with_them(stage: Stage) -> None:
    cast = await fill(stage.world)
    tries = [
        (None, "/desk/login", "Logga in"),
        ("Anna", f"/desk/tickets/{cast.mine}", "Skicka svar"),
        ("Disa", f"/desk/tickets/{cast.free}/erase", "Radera för alltid"),
        ("Root", "/desk/accounts", "Lägg till"),
        ("Anna", "/desk/queue", "Sök"),
        ("Anna", "/desk/unclear", "Märk text 1"),
    ]
    for name, path, button in tries:
        page = await stage.enter(name, path)
        await page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
        await page.get_by_role("button", name=button, exact=True).click()
        await expect(page.locator("#faults")).to_be_focused()
        assert (await page.title()).startswith("Fel: ")
        assert await axe_violations(page) == []
        await page.locator("#faults a").first.press("Enter")
        focused = await page.evaluate(
            "document.activeElement.getAttribute('aria-invalid') ?? document.activeElement.id"
        )
        assert focused in {"true", "roles"}


async def test_one_heading_leads_each_page_and_no_two_have_the_same_title(stage: Stage) -> None:
    cast = await fill(stage.world)
    titles = []
    tabs: dict[str | None, Page] = {}
    for name, path in full_pages(cast).values():
        page = tabs.setdefault(name, tabs.get(name) or await stage.enter(name, path))
        await page.goto(stage.url + path)
        levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        titles.append(await page.title())
    same = {"standard reply"}
    assert len(set(titles)) >= len(titles) - len(same)


async def test_no_two_controls_of_the_queue_have_the_same_name(stage: Stage) -> None:
    await fill(stage.world)
    page = await stage.enter("Anna", "/desk/queue")
    names = await page.evaluate(
        "[...document.querySelectorAll('main a, main button')].map(e => e.textContent.trim().replace(/\\s+/g, ' '))"
    )
    assert len(names) == len(set(names))


async def test_text_spacing_and_double_size_break_nothing(stage: Stage) -> None:
    cast = await fill(stage.world)
    for path in ("/desk/queue", f"/desk/tickets/{cast.mine}"):
        page = await stage.enter("Anna", path, width=640)
        await page.evaluate(
            """document.querySelectorAll('*').forEach(e => {
                e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em'; e.style.lineHeight = '1.5';
            }); document.documentElement.style.fontSize = '200%';"""
        )
        assert await sideways_overflow(page) == 0


async def press_to(page: Page, name: str, *, most: int = 60) -> None:
    """Tab until the control called ``name`` has the focus; every stop on the way can be seen."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        found = await page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
              const label = e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent;
              return {name: (e.getAttribute('aria-label') || label).trim().replace(/\\s+/g, ' '),
                      seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2}; }"""
        )
        assert found["seen"], f"the focus on {found['name']} cannot be seen"
        if found["name"].startswith(name):
            return
    pytest.fail(f"{name} is not reached with Tab")


async def test_claim_reply_and_close_by_keyboard_alone(stage: Stage) -> None:
    reference = await stage.world.ticket()
    page = await stage.enter("Anna", "/desk/queue")
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Hoppa till innehållet")).to_be_focused()
    await page.keyboard.press("Enter")
    await press_to(page, f"Ta ärendet {reference}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Ärendet är ditt.")).to_be_visible()
    await press_to(page, "Ditt svar")
    await page.keyboard.type("Hej! Vi hör av oss i dag.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Svaret är skickat.")).to_be_visible()
    await press_to(page, "Avsluta …")
    await page.keyboard.press("Enter")
    await press_to(page, "Resultat")
    await page.keyboard.type("Fick")
    await press_to(page, "Avsluta ärendet")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Ärendet är avslutat.", exact=True)).to_be_visible()
    assert (await stage.world.state(reference)).outcome == "helped"


async def test_a_text_is_labelled_and_undone_by_keyboard_alone_and_the_next_one_follows(stage: Stage) -> None:
    await misunderstand(stage.world)
    page = await stage.enter("Anna", "/desk/unclear?language=sv&order=date")
    first, second = await page.locator("h2.words").all_inner_texts()
    await press_to(page, "Vad menades med text 1")
    await page.keyboard.type("Skola eller")
    await press_to(page, "Märk text 1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_be_focused()
    await expect(page.locator("#done")).to_contain_text("Märkt: Skola eller förskola för barn.")
    assert await page.locator("h2.words").all_inner_texts() == [second]
    await press_to(page, "Ångra", most=1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_contain_text("Ångrat.")
    assert await page.locator("h2.words").all_inner_texts() == [first, second]


async def test_texts_are_worked_through_without_script(stage: Stage) -> None:
    await misunderstand(stage.world)
    page = await stage.enter("Anna", "/desk/unclear", javascript=False)
    await page.get_by_label("Språk").select_option("uk")
    await page.get_by_role("button", name="Visa").click()
    await page.get_by_label("Vad menades med text 1").select_option("ask_school")
    await page.get_by_role("button", name="Märk text 1").click()
    await page.get_by_role("link", name="Märkta 2").click()
    await page.get_by_text("Ta bort … text 1").click()
    await page.get_by_role("button", name="Ta bort för gott text 1").click()
    await expect(page.get_by_text("Borttaget för gott.")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Ukrainska (1)").click()
    assert (await download.value).suggested_filename == "unclear-uk.yml"


async def test_claim_reply_and_close_without_script(stage: Stage) -> None:
    reference = await stage.world.ticket()
    page = await stage.enter(None, "/desk/queue", javascript=False)
    await page.get_by_label("Användarnamn").fill("Anna")
    await page.get_by_label("Lösenord").fill(PASSWORD)
    assert await page.get_by_role("button", name="Visa lösenordet").count() == 0
    await page.get_by_role("button", name="Logga in").click()
    await page.get_by_role("button", name=f"Ta ärendet {reference}").click()
    await page.get_by_label("Ditt svar").fill("Ett svar utan skript")
    await page.get_by_role("button", name="Spara utkast").click()
    await expect(page.get_by_label("Ditt svar")).to_have_value("Ett svar utan skript")
    await page.get_by_role("button", name="Skicka svar").click()
    await expect(page.get_by_role("log")).to_contain_text("Ett svar utan skript")
    await page.get_by_text("Lämna över …").click()
    await page.get_by_label("Till kö").select_option("mentors")
    await page.get_by_role("button", name="Granska överlämningen").click()
    await page.get_by_role("link", name="Avbryt").click()
    await page.get_by_text("Avsluta …").click()
    await page.get_by_label("Resultat").select_option("helped")
    await page.get_by_role("button", name="Avsluta ärendet").click()
    await expect(page.get_by_text("Ärendet är avslutat.", exact=True)).to_be_visible()


async def test_a_standard_reply_is_picked_looked_at_and_sent(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await page.get_by_label("Ditt svar").fill("halvfärdigt")
    await page.get_by_text("Standardsvar (3)").click()
    await page.get_by_role("button", name="Välj standardsvar 2").click()
    await expect(page.get_by_text(stage.world.texts.say("reply-call", "uk"))).to_be_visible()
    await page.get_by_role("button", name="Skicka standardsvaret").click()
    await expect(page.get_by_role("log")).to_contain_text(stage.world.texts.say("reply-call", "uk"))


async def test_a_translation_is_previewed_changed_and_sent_without_script(translating: Stage) -> None:
    stage = translating
    reference = await stage.world.held("Anna", said="У мене питання про школу.")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", javascript=False)
    await expect(page.get_by_role("log")).to_contain_text("Jag har en fråga om skolan.")
    await page.get_by_label("Ditt svar").fill("Välkommen på torsdag!")
    await page.get_by_role("button", name="Förhandsgranska översättning", exact=True).click()
    await expect(page.get_by_label("Översättning")).to_have_value("Ласкаво просимо в четвер!")
    await page.get_by_label("Översättning").fill("Чекаємо на Вас!")
    await page.get_by_role("button", name="Skicka", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("Чекаємо на Вас!")
    await page.get_by_text("Maskinöversatt (Testmaskin), ändrad av handläggare").click()
    await expect(page.get_by_role("log").get_by_text("Välkommen på torsdag!")).to_be_visible()


@pytest.mark.parametrize("reason", ["", "away", "unsafe"])
async def test_translations_are_accessible_on_every_page_that_has_them(
    translating: Stage, machine: Machine, reason: str
) -> None:
    stage, machine.reason = translating, reason
    reference = await stage.world.held("Anna", said="У мене питання про школу. " * 9)
    await say(stage, reference, "Ще одне питання")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", reduced_motion="reduce")
    names = await page.get_by_role("button", name=re.compile("^Översätt")).all_inner_texts()
    assert len(set(names)) == len(names) == (2 if reason else 0)
    assert await faults_of(page) == []
    await page.get_by_label("Ditt svar").fill("Välkommen på torsdag!")
    await page.get_by_role("button", name="Förhandsgranska översättning", exact=True).click()
    await expect(page.get_by_role("heading", name="Granska översättningen")).to_be_visible()
    assert await faults_of(page) == []
    await page.get_by_role("button", name=re.compile("^Skicka")).click()
    await expect(page.get_by_text("Svaret är skickat.")).to_be_visible()
    await page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert await faults_of(page) == []
    await page.goto(f"{stage.url}/desk/tickets/{reference}/print")
    assert await faults_of(page) == []


async def test_a_line_that_comes_while_the_page_is_open_is_read_in_swedish_too(translating: Stage) -> None:
    stage = translating
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await is_live(page)
    await say(stage, reference, "Дякую, прийду!")
    await expect(page.get_by_role("log")).to_contain_text("Tack, jag kommer!")


async def test_an_empty_translation_is_asked_for_where_it_stands(translating: Stage) -> None:
    stage = translating
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await page.get_by_label("Ditt svar").fill("Välkommen på torsdag!")
    await page.get_by_role("button", name="Förhandsgranska översättning", exact=True).click()
    await page.get_by_label("Översättning").fill("")
    await page.get_by_role("button", name="Skicka", exact=True).click()
    await expect(page.locator("#faults")).to_be_focused()
    assert await axe_violations(page) == []
    await page.locator("#faults a").press("Enter")
    await expect(page.get_by_label("Översättning")).to_be_focused()


async def is_live(page: Page) -> None:
    await expect(page.locator("#live")).to_have_text("Live")


async def test_focus_caret_and_draft_survive_what_arrives_meanwhile(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await is_live(page)
    box = page.get_by_label("Ditt svar")
    await box.click()
    await page.keyboard.type("Hej , hur mår du?")
    await box.evaluate("e => e.setSelectionRange(4, 4)")
    await expect(page.locator("#draft-state")).to_contain_text("Utkast sparat")
    await say(stage, reference, "Ще одне питання")
    await expect(page.get_by_role("log")).to_contain_text("Ще одне питання")
    await page.keyboard.type("Olha")
    await expect(box).to_have_value("Hej Olha, hur mår du?")
    await expect(box).to_be_focused()
    assert await axe_violations(page) == []
    await page.reload()
    await expect(box).to_have_value(re.compile("hur mår du"))


async def say(stage: Stage, reference: str, text: str) -> None:
    from dialogs.events import PersonWrote

    kept = await stage.world.store.tickets.get(reference)
    assert kept is not None
    event = PersonWrote(id=f"said-{text}", at=stage.world.clock.advance(seconds=1), text=text)
    await stage.world.turns.take(kept.conversation, event)


async def test_a_ticket_that_a_colleague_takes_says_so_and_keeps_the_forms(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await is_live(page)
    await page.get_by_label("Ditt svar").fill("Nästan klart")
    now, tickets = stage.world.clock.now(), stage.world.store.tickets
    await tickets.release(reference, actor="Anna", at=now, key="r")
    await tickets.claim(reference, actor="Bo", at=now, key="c")
    await expect(page.locator("#changed")).to_contain_text("Pågår, Bo")
    await expect(page.locator("#changed")).to_be_in_viewport()
    await expect(page.get_by_label("Ditt svar")).to_have_value("Nästan klart")


async def test_an_answer_of_the_person_changes_no_form_and_says_nothing_more(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await page.get_by_label("Ditt svar").fill("Hej!")
    await page.get_by_role("button", name="Skicka svar").click()
    await is_live(page)
    await say(stage, reference, "Добрий день")
    await expect(page.get_by_role("log")).to_contain_text("Добрий день")
    await expect(page.locator("#tags")).to_contain_text("Pågår")
    await expect(page.locator("#changed")).to_be_empty()


async def test_new_tickets_wait_behind_a_bar_and_the_focus_stays(stage: Stage) -> None:
    first = await stage.world.ticket()
    page = await stage.enter("Bo", "/desk/queue")
    await is_live(page)
    link = page.get_by_role("link", name=first)
    await link.focus()
    stage.world.clock.advance(minutes=1)
    await stage.world.ticket(priority="urgent")
    await stage.world.ticket()
    await expect(page.locator("#news")).to_contain_text("2 nya ärenden")
    await expect(link).to_be_focused()
    assert await page.locator("tbody tr").count() == 1
    await expect(page.locator("#announce")).to_have_text("2 nya ärenden")
    await expect(page).to_have_title("(3) Kö – Strå")
    assert await axe_violations(page) == []
    await page.get_by_role("link", name="Visa").click()
    await expect(page.locator("tbody tr")).to_have_count(3)


async def test_news_are_announced_at_most_every_twenty_seconds(stage: Stage) -> None:
    page = await stage.enter("Bo", "/desk/queue")
    await is_live(page)
    await page.evaluate(
        """window.heard = []; new MutationObserver(() => heard.push(document.getElementById('announce').textContent))
           .observe(document.getElementById('announce'), {childList: true, characterData: true, subtree: true})"""
    )
    for count in range(1, 4):
        await stage.world.ticket()
        await expect(page.locator("#news")).to_contain_text(re.compile(f"{count} ny"))
    assert await page.evaluate("heard") == ["1 nytt ärende"]


async def test_a_row_that_a_colleague_takes_changes_in_its_place(stage: Stage) -> None:
    reference = await stage.world.ticket()
    page = await stage.enter("Bo", "/desk/queue")
    await is_live(page)
    await stage.world.store.tickets.claim(reference, actor="Anna", at=stage.world.clock.now(), key="c")
    row = page.locator(f"#row-{reference}")
    await expect(row).to_contain_text("Anna")
    await expect(row.get_by_role("button")).to_have_count(0)


async def test_a_colleague_who_writes_is_seen(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    annas = await stage.enter("Anna", f"/desk/tickets/{reference}")
    bos = await stage.enter("Bo", f"/desk/tickets/{reference}")
    await is_live(bos)
    await annas.get_by_label("Ditt svar").fill("Jag skriver nu")
    await expect(annas.locator("#draft-state")).to_contain_text("Utkast sparat")
    await expect(bos.locator("#banner")).to_contain_text("Anna skriver ett svar", timeout=8000)


async def test_the_password_can_be_shown(stage: Stage) -> None:
    page = await stage.enter(None, "/desk/login")
    await page.get_by_label("Lösenord", exact=True).fill("hemligt")
    await page.get_by_role("button", name="Visa lösenordet").click()
    await expect(page.get_by_label("Lösenord", exact=True)).to_have_attribute("type", "text")
    await page.get_by_role("button", name="Dölj lösenordet").click()
    await expect(page.get_by_label("Lösenord", exact=True)).to_have_attribute("type", "password")


async def test_the_end_of_the_session_is_said_in_time_and_can_be_put_off(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/queue")
    await is_live(page)
    stage.world.clock.advance(minutes=28)
    await page.get_by_role("button", name="Fortsätt vara inloggad").click(timeout=8000)
    await expect(page.get_by_role("button", name="Fortsätt vara inloggad")).to_have_count(0)
    stage.world.clock.advance(minutes=31)
    await expect(page.get_by_role("button", name="Logga in")).to_be_visible(timeout=8000)
    await expect(page.locator("#live")).to_have_text("Utloggad")
    assert await axe_violations(page) == []


@pytest.mark.parametrize("late", ["desk.js", "htmx.min.js", "hx-sse.min.js"])
async def test_the_page_goes_live_however_late_a_script_arrives(stage: Stage, late: str) -> None:
    page = await stage.enter("Bo", "/desk/me")

    async def hold(route: Route) -> None:
        await asyncio.sleep(0.5)
        await route.continue_()

    await page.route(f"**/{late}*", hold)
    await page.goto(f"{stage.url}/desk/queue")
    await is_live(page)


async def test_a_lost_connection_is_said_and_found_again(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/queue")
    await is_live(page)
    await page.context.set_offline(True)
    stage.world.desk.shutdown.set()
    await expect(page.locator("#live")).to_have_text("Återansluter …")
    stage.world.desk.shutdown.clear()
    await page.context.set_offline(False)
    await expect(page.locator("#live")).to_have_text("Live", timeout=20_000)


async def test_the_room_that_is_left_is_told_when_it_matters(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    box = page.get_by_label("Ditt svar")
    await box.fill("x" * 3000)
    assert await page.get_by_text("tecken kvar").count() == 0
    await box.fill("x" * 3400)
    await expect(page.get_by_text("100 tecken kvar")).to_be_visible()
    await box.fill("x" * 3503)
    await expect(page.get_by_text("3 tecken för mycket")).to_be_visible()


async def test_a_second_click_does_not_send_a_second_form(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/note") else None)
    await page.get_by_label("Anteckning som bara kollegor ser").fill("En gång")
    await page.get_by_role("button", name="Spara intern anteckning").dblclick()
    await expect(page.get_by_text("Anteckningen är sparad.")).to_be_visible()
    assert len(sent) == 1


async def test_paper_shows_the_talk_and_no_buttons(stage: Stage) -> None:
    cast = await fill(stage.world)
    page = await stage.enter("Anna", f"/desk/tickets/{cast.mine}/print")
    await page.emulate_media(media="print")
    await expect(page.get_by_text("Так, підходить.")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()


async def test_a_name_that_looks_like_markup_is_only_a_name(stage: Stage) -> None:
    reference = await stage.world.held("Anna", said='<3 "><b><img src=x onerror=alert(1)>')
    page = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await expect(page.get_by_role("log")).to_contain_text('<3 "><b><img src=x onerror=alert(1)>')
    assert await page.locator("#log img, #log b").count() == 0


async def test_what_changes_is_asked_for_quietly(stage: Stage) -> None:
    """Every change is one small request, not a whole page."""
    await stage.world.ticket()
    page = await stage.enter("Bo", "/desk/queue")
    await is_live(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await stage.world.ticket()

    async def arrived() -> bool:
        return await page.locator("#news").inner_text() != ""

    await soon(arrived)
    assert all("/desk/queue/live" in url for url in asked)
