"""The page in a real browser: what a person with an old phone, a keyboard or a screen reader meets."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from bot.channels.web import WebChat
from bot.channels.web.sheets import NEUTRAL
from dialogs.events import PersonWrote, StaffReplied
from tests.bot.channels.web.conftest import application
from tests.bot.channels.web.test_members import Listed
from tests.browser import COLOURS, OpenPage, axe_violations, serve_app, sideways_overflow, small_targets, soon

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
LANGUAGES = ("sv", "uk", "en")
NO_SCRIPT: dict[str, Any] = {"javascript": False}


@dataclass(frozen=True)
class Site:
    """The chat on loopback, and a browser to look at it with."""

    base: str
    chat: WebChat
    open_page: OpenPage

    async def start(self, *, language: str = "en", entry: str = "", **options: Any) -> Page:
        """A page with a conversation just begun."""
        page = await self.open_page(**options)
        await page.goto(f"{self.base}/chat?lang={language}{'&entry=' * bool(entry)}{entry}")
        await page.click(".begin")
        await page.wait_for_selector("#m2")
        return page

    async def reach_needs(self, page: Page) -> None:
        """Answer until the question with several answers."""
        for value in ("adult", "permit", "stockholm", "under_12_months"):
            await page.click(f"#offered button[value={value}]")
        await page.wait_for_selector("#several:visible")

    async def elsewhere(self, page: Page, text: str) -> int:
        """Something said from another device; the id of the last message."""
        conversation = str(await page.evaluate("document.querySelector('[data-conversation]').dataset.conversation"))
        event = PersonWrote(id=f"elsewhere-{text}", at=self.chat.clock.now(), text=text)
        return (await self.chat.turns.take(conversation, event)).messages[-1].id


@pytest_asyncio.fixture(loop_scope="session")
async def site(standing: Callable[..., WebChat], open_page: OpenPage) -> AsyncIterator[Site]:
    chat = standing(members=Listed())
    async with serve_app(application(chat)) as base:
        yield Site(base, chat, open_page)
        chat.shutdown.set()


async def person_said(page: Page) -> list[str]:
    """The person's own words, as the page shows them."""
    return await page.locator(".from-person:not(.pending) .text").all_inner_texts()


# --- without script


async def test_without_script_a_person_asks_chooses_and_reaches_a_human(site: Site) -> None:
    page = await site.start(entry="arrival", **NO_SCRIPT)
    for value in ("adult", "permit", "stockholm", "under_12_months"):
        await page.click(f"#offered button[value={value}]")
    await page.check("input[value=work]")
    await page.check("input[value=swedish]")
    await page.click("#several")
    await page.fill("#text", "I am a welder")
    await page.click("#write .send")
    await expect(page.locator(".from-person .text").last).to_have_text("I am a welder")
    await page.click("#steer button[value=person]")
    await expect(page.locator(".reference").last).to_have_text(re.compile("IP-....-...."))


async def test_without_script_new_answers_are_fetched_by_a_link(site: Site) -> None:
    page = await site.start(**NO_SCRIPT)
    newest = await site.elsewhere(page, "from my other phone")
    assert "from my other phone" not in await person_said(page)
    await page.click(".again a")
    await expect(page.locator(".from-person .text")).to_have_text("from my other phone")
    assert page.url.endswith(f"#m{newest}")


async def test_without_script_a_mistake_is_told_where_it_was_made_and_nothing_is_lost(site: Site) -> None:
    page = await site.start(language="sv", **NO_SCRIPT)
    await page.fill("#text", "x" * 4097)
    await page.click("#write .send")
    await expect(page).to_have_title(re.compile("^Fel: "))
    assert "4096" in await page.inner_text("#text-error")
    assert await page.input_value("#text") == "x" * 4097


async def test_without_script_the_way_out_is_a_link(site: Site) -> None:
    page = await site.start(**NO_SCRIPT)
    await _stand_in_for_neutral(page)
    await page.click("#leave")
    await page.wait_for_url(NEUTRAL)


# --- with script


async def test_with_script_the_same_is_done_without_loading_the_page_again(site: Site) -> None:
    page = await site.start(entry="arrival")
    await page.evaluate("window.stayed = true")
    await site.reach_needs(page)
    await page.check("input[value=work]")
    await page.check("input[value=swedish]")
    await page.click("#several")
    await expect(page.locator("#several")).to_be_hidden()
    await page.fill("#text", "I am a welder")
    await page.press("#text", "Enter")
    await expect(page.locator(".from-person .text").last).to_have_text("I am a welder")
    await page.click("#steer button[value=person]")
    await expect(page.locator(".reference").last).to_have_text(re.compile("IP-....-...."))
    assert await page.evaluate("window.stayed")


async def test_live_messages_have_the_markup_that_the_server_gives_them(site: Site) -> None:
    page = await site.start(entry="arrival", language="sv")
    for value in ("adult", "permit"):
        await page.click(f"#offered button[value={value}]")
    await page.click("#steer button[value=danger]")
    await page.wait_for_selector(".links a[href^='tel:']")
    await page.click("#steer button[value=person]")
    await page.wait_for_selector(".reference")
    await expect(page.locator("#typing")).to_be_empty()
    live = await _markup(page)
    await page.reload()
    assert live == await _markup(page)


async def test_several_answers_live_have_the_servers_markup(site: Site) -> None:
    page = await site.start(entry="arrival")
    await site.reach_needs(page)
    live = await _markup(page)
    await page.reload()
    assert live == await _markup(page)


async def test_field_is_emptied_only_when_the_words_are_accepted_and_keeps_the_focus(site: Site) -> None:
    page = await site.start()
    gate = await _held(page)
    await page.fill("#text", "hello")
    await page.press("#text", "Enter")
    await expect(page.locator(".pending .delivery")).to_have_text("Sending …")
    assert await page.input_value("#text") == "hello"
    gate.set()
    await expect(page.locator("#text")).to_have_value("")
    assert await person_said(page) == ["hello"]
    assert await page.evaluate("document.activeElement.id") == "text"
    assert await page.locator(".pending").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_is_on_its_way_can_be_read_like_all_else(site: Site, scheme: Any) -> None:
    page = await site.start(scheme=scheme)
    gate = await _held(page)
    await page.fill("#text", "hello")
    await page.press("#text", "Enter")
    await expect(page.locator(".pending .delivery")).to_have_text("Sending …")
    assert await axe_violations(page) == []
    gate.set()
    await expect(page.locator(".pending")).to_have_count(0)


async def test_words_typed_meanwhile_are_not_lost(site: Site) -> None:
    page = await site.start()
    gate = await _held(page)
    await page.fill("#text", "hello")
    await page.press("#text", "Enter")
    await page.keyboard.type(" and more")
    gate.set()
    await expect(page.locator(".from-person:not(.pending)")).to_have_count(1)
    assert await page.input_value("#text") == "hello and more"


async def test_failed_sending_is_told_beside_the_field_and_trying_again_has_one_effect(site: Site) -> None:
    page = await site.start()
    ids: list[str] = []

    async def lose_answer(route: Route) -> None:
        ids.append(str(route.request.post_data_json["id"]))  # type: ignore[index]
        if len(ids) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/messages", lose_answer)
    await page.fill("#text", "hello")
    await page.click("#write .send")
    await expect(page.locator("#text-error")).to_contain_text("could not be sent")
    assert await page.input_value("#text") == "hello"
    assert await page.get_attribute("#text", "aria-invalid") == "true"
    assert await axe_violations(page) == []
    await page.click("#write .send")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#text-error")).to_be_empty()
    assert ids[0] == ids[1]
    assert await person_said(page) == ["hello"]


async def test_refusal_is_told_in_the_servers_words(site: Site) -> None:
    page = await site.start(language="uk")
    words = '{"title": "Зараз ми не можемо прийняти повідомлення.", "status": 503}'
    await page.route("**/messages", lambda route: route.fulfill(status=503, body=words))
    await page.fill("#text", "привіт")
    await page.click("#write .send")
    await expect(page.locator("#text-error")).to_have_text("Зараз ми не можемо прийняти повідомлення.")


async def test_too_long_or_empty_words_are_not_even_sent(site: Site) -> None:
    page = await site.start()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.fill("#text", "🙂" * 4097)
    await page.click("#write .send")
    await expect(page.locator("#text-error")).to_contain_text("4096")
    await page.fill("#text", "  ")
    await page.click("#write .send")
    await expect(page.locator("#text-error")).to_contain_text("Write something")
    assert sent == []


async def test_no_box_ticked_is_told_beside_the_boxes_live(site: Site) -> None:
    page = await site.start(entry="arrival")
    await site.reach_needs(page)
    await page.click("#several")
    await expect(page.locator("#answer-error")).to_contain_text("at least one")
    assert await axe_violations(page) == []


async def test_writing_is_announced_after_a_second_and_once(site: Site) -> None:
    page = await site.start()
    gate = await _held(page)
    await page.evaluate(
        """() => { window.said = [];
        new MutationObserver(() => window.said.push(document.getElementById('typing').textContent))
          .observe(document.getElementById('typing'), {childList: true}); }"""
    )
    await page.fill("#text", "hello")
    await page.press("#text", "Enter")
    await page.wait_for_timeout(600)
    assert await page.evaluate("window.said") == []
    await expect(page.locator("#typing")).to_have_text("Strå is writing an answer …")
    gate.set()
    await expect(page.locator("#typing")).to_be_empty()
    assert await page.evaluate("window.said") == ["Strå is writing an answer …", ""]


async def test_call_for_help_goes_out_while_something_else_is_on_its_way_but_no_second_answer(site: Site) -> None:
    page = await site.start(entry="arrival")
    gate, sent = asyncio.Event(), []

    async def hold(route: Route) -> None:
        sent.append(route.request.post_data_json["choice"])  # type: ignore[index]
        await gate.wait()
        await route.continue_()

    await page.route("**/messages", hold)
    for selector in ("#offered [value=adult]", "#offered [value=adult]", "#offered [value=minor_alone]"):
        await page.click(selector)
    await page.click("#steer [value=danger]")
    await soon(lambda: _true(len(sent) == 2))
    gate.set()
    await page.wait_for_selector(".links a[href^='tel:']")
    assert sent == ["adult", "danger"]


async def test_the_next_question_can_be_answered_before_the_post_is(site: Site) -> None:
    """The stream may bring it first; a tap on what is shown is never lost."""
    page = await site.start(entry="arrival")
    gate = asyncio.Event()

    async def hold_the_answer(route: Route) -> None:
        response = await route.fetch()
        await gate.wait()
        await route.fulfill(response=response)

    await page.route("**/messages", hold_the_answer)
    await page.click("#offered [value=adult]")
    await page.click("#offered [value=permit]")
    await page.wait_for_selector("#offered [value=stockholm]")
    gate.set()


async def test_messages_from_elsewhere_come_live_and_leave_focus_and_draft_alone(site: Site) -> None:
    page = await site.start()
    await page.fill("#text", "half a thought")
    await page.evaluate("document.getElementById('text').setSelectionRange(4, 6)")
    await site.elsewhere(page, "from my other phone")
    await expect(page.locator(".from-person .text")).to_have_text("from my other phone")
    kept = await page.evaluate("[document.activeElement.id, text.value, text.selectionStart, text.selectionEnd]")
    assert kept == ["text", "half a thought", 4, 6]


async def test_who_reads_further_up_is_not_pulled_down(site: Site) -> None:
    page = await site.start(height=400)
    for n in range(5):
        await site.elsewhere(page, f"line {n} " * 40)
    await expect(page.locator(".from-person")).to_have_count(5)
    await page.evaluate("window.scrollTo(0, 0)")
    await page.wait_for_timeout(100)
    await site.elsewhere(page, "news")
    await expect(page.locator("#below")).to_be_visible()
    assert await page.evaluate("window.pageYOffset") == 0
    await page.click("#below a")
    await expect(page.locator("#below")).to_be_hidden()
    await expect(page.locator("#text")).to_be_in_viewport()


async def test_choices_are_gone_when_answered_elsewhere(site: Site) -> None:
    page = await site.start(entry="arrival")
    await site.elsewhere(page, "help")
    await expect(page.locator(".from-person")).to_have_count(1)
    await soon(lambda: _is(page, "document.querySelectorAll('.message.from-bot').length > 3"))
    assert await page.locator("#offered button[value=adult]").count() == 1


async def test_stream_is_taken_up_again_after_the_server_ended_it(site: Site) -> None:
    page = await site.start()
    conversation = str(await page.evaluate("document.querySelector('[data-conversation]').dataset.conversation"))
    (kept,) = await page.context.cookies()
    head = {"Cookie": f"{kept['name']}={kept['value']}", "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(base_url=site.base, headers=head) as http, AsyncExitStack() as others:
        for _ in range(site.chat.streams_each):
            stream = http.stream("GET", f"/chat/api/conversations/{conversation}/events")
            await others.enter_async_context(stream)
    await site.elsewhere(page, "still there?")
    await expect(page.locator(".from-person .text")).to_have_text("still there?", timeout=10_000)


async def test_being_offline_is_told_and_coming_back_too(site: Site) -> None:
    page = await site.start()
    await page.context.set_offline(True)
    await expect(page.locator("#line")).to_contain_text("You are offline")
    assert await axe_violations(page) == []
    await page.context.set_offline(False)
    await expect(page.locator("#line")).to_have_text("You are connected again.", timeout=15_000)


async def test_changing_the_language_keeps_the_words_in_the_field(site: Site) -> None:
    page = await site.start(language="sv")
    await page.fill("#text", "half a thought")
    await page.click(".tongues button[lang=uk]")
    await expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert await page.input_value("#text") == "half a thought"


async def test_page_follows_the_conversation_into_another_language(site: Site) -> None:
    page = await site.start(language="sv")
    conversation = str(await page.evaluate("document.querySelector('[data-conversation]').dataset.conversation"))
    await page.evaluate(
        """c => { const r = new XMLHttpRequest(); r.open('POST', '/chat/api/conversations/' + c + '/messages');
        r.setRequestHeader('Content-Type', 'application/json');
        r.send(JSON.stringify({id: 'other-tab', choice: 'language:en'})); }""",
        conversation,
    )
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("label[for=text]")).to_have_text("Write in your own words")


async def test_staffs_answer_comes_live_under_their_name(site: Site) -> None:
    page = await site.start()
    await page.click("#steer button[value=person], #steering button[value=person]")
    reference = await page.locator(".reference").last.inner_text()
    chat = site.chat
    await chat.store.tickets.claim(reference, actor="anna", at=chat.clock.now(), key="k")
    conversation = str(await page.evaluate("document.querySelector('[data-conversation]').dataset.conversation"))
    words = "Välkommen!\n\u202eomvänd\u202c <b>"
    event = StaffReplied(id="s", at=chat.clock.now(), reference=reference, staff="anna", text=words, language="sv")
    await chat.turns.take(conversation, event)
    answer = page.locator(".from-staff").last
    await expect(answer.locator(".name")).to_have_text("Staff")
    await expect(answer.locator(".text")).to_have_attribute("lang", "sv")
    assert await answer.locator(".text").text_content() == words
    assert await answer.locator(".tag").count() == 0


@pytest.mark.parametrize("edited", [False, True])
async def test_a_translation_comes_live_with_its_mark_and_the_original(site: Site, edited: bool) -> None:
    page = await site.start(language="uk")
    await page.click("#steer button[value=person], #steering button[value=person]")
    reference = await page.locator(".reference").last.inner_text()
    chat = site.chat
    await chat.store.tickets.claim(reference, actor="anna", at=chat.clock.now(), key="k")
    conversation = str(await page.evaluate("document.querySelector('[data-conversation]').dataset.conversation"))
    event = StaffReplied(
        id="s",
        at=chat.clock.now(),
        reference=reference,
        staff="anna",
        text="Välkommen!",
        translation="Ласкаво просимо!",
        engine="DeepL",
        target="uk",
        edited=edited,
    )
    await chat.turns.take(conversation, event)
    answer = page.locator(".from-staff").last
    await expect(answer.locator(".text")).to_have_text("Ласкаво просимо!")
    key = "chat-translated-edited" if edited else "chat-translated"
    await expect(answer.locator("summary")).to_have_text(chat.texts.say(key, "uk"))
    await expect(answer.locator("details p")).to_be_hidden()
    await answer.locator("summary").click()
    await expect(answer.locator("details p")).to_have_text("Välkommen!")
    await expect(answer.locator("details p")).to_have_attribute("lang", "sv")
    assert await axe_violations(page) == []
    await answer.locator("summary").click()
    live = await _markup(page)
    await page.reload()
    assert live == await _markup(page)


async def test_what_is_written_never_runs(site: Site) -> None:
    page = await site.start()
    evil = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>\'"><svg onload=window.owned=1>'
    await page.fill("#text", evil)
    await page.press("#text", "Enter")
    await expect(page.locator(".from-person:not(.pending) .text")).to_have_text(evil)
    await page.reload()
    await expect(page.locator(".from-person .text")).to_have_text(evil)
    assert await page.evaluate("window.owned") is None


# --- leaving


@pytest.mark.parametrize("how", ["click", "escape"])
async def test_leaving_quickly_leaves_no_way_back_to_the_chat(site: Site, how: str) -> None:
    page = await site.start()
    await _stand_in_for_neutral(page)
    before = await page.evaluate("history.length")
    if how == "click":
        await page.click("#leave")
    else:
        await page.press("#text", "Escape")
        await page.press("#text", "Escape")
    await page.wait_for_url(NEUTRAL)
    assert await page.evaluate("history.length") == before
    assert await page.evaluate("document.referrer") == ""


async def test_one_escape_does_not_leave(site: Site) -> None:
    page = await site.start()
    await page.press("#text", "Escape")
    await page.wait_for_timeout(1100)
    await page.press("#text", "Escape")
    await page.wait_for_timeout(100)
    assert page.url.startswith(site.base)


async def test_clearing_the_device_asks_first_and_ends_at_a_clean_start(site: Site) -> None:
    page = await site.start()
    await expect(page.locator(".clear button")).to_be_hidden()
    await page.click(".clear summary")
    await page.click(".clear button")
    await expect(page.locator(".aside")).to_contain_text("removed from this device")
    assert await page.context.cookies() == []
    await page.go_back()
    await page.goto(f"{site.base}/chat")
    assert await page.locator("#m1").count() == 0


# --- by everybody


@pytest.mark.parametrize("language", LANGUAGES)
async def test_axe_finds_nothing_on_any_page(site: Site, language: str) -> None:
    found: dict[str, list[str]] = {}
    async for name, page in _states(site, language, reduced_motion="reduce"):
        await page.evaluate("window.scrollTo(0, 0)")
        found[name] = await axe_violations(page)
        # By night colours change and nothing else.
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found[f"{name} by night"] = await axe_violations(page, COLOURS)
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert {name: violations for name, violations in found.items() if violations} == {}
    assert len(found) == 20


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_wider_than_the_window_and_targets_are_large(site: Site, language: str) -> None:
    async for name, page in _states(site, language, width=320, height=640):
        for width in (320, 768, 1280):
            await page.set_viewport_size({"width": width, "height": 640})
            assert await sideways_overflow(page) == 0, (name, width)
            assert await small_targets(page, 43) == [], (name, width)


async def test_text_twice_as_large_and_widely_spaced_fits(site: Site) -> None:
    async for name, page in _states(site, "uk", width=640, height=640):
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await sideways_overflow(page) == 0, name
        await page.evaluate(
            """document.querySelectorAll('*').forEach(e => {
            e.style.lineHeight = '1.5'; e.style.letterSpacing = '.12em'; e.style.wordSpacing = '.16em'; })"""
        )
        assert await sideways_overflow(page) == 0, name


async def test_nothing_is_lost_in_forced_colours(site: Site) -> None:
    page = await site.start(forced_colors="active")
    assert await axe_violations(page) == []
    borders = await page.evaluate(
        "[...document.querySelectorAll('.choice, .send, .leave, .bubble, textarea')]"
        ".filter(e => e.checkVisibility()).map(e => getComputedStyle(e).borderTopWidth)"
    )
    assert "0px" not in borders


async def test_tab_goes_through_the_page_in_reading_order_with_visible_focus(site: Site) -> None:
    page = await site.start(entry="arrival")
    await page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    stops: list[dict[str, Any]] = []
    for _ in range(60):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(
            """(e => ({index: [...document.querySelectorAll('*')].indexOf(e), name: e.outerHTML.slice(0, 80),
            outline: getComputedStyle(e).outlineStyle, tag: e.tagName}))(document.activeElement)"""
        )
        if stop["tag"] == "BODY" or (stops and stop["index"] == stops[0]["index"]):
            break
        stops.append(stop)
    assert [stop["index"] for stop in stops] == sorted(stop["index"] for stop in stops)
    assert all(stop["outline"] != "none" for stop in stops), stops
    reachable = await page.evaluate(
        "[...document.querySelectorAll('a[href], button, textarea, summary')].filter(e => e.checkVisibility()).length"
    )
    assert len(stops) == reachable
    assert 'class="skip"' in stops[0]["name"]


async def test_focus_is_never_hidden_behind_the_top(site: Site) -> None:
    page = await site.start(entry="arrival", width=320, height=640)
    for _ in range(25):
        await page.keyboard.press("Shift+Tab")
        covered = await page.evaluate(
            """(e => { if (document.getElementById('top').contains(e) || e.matches('body, .skip')) return false;
            const b = e.getBoundingClientRect(), t = document.getElementById('top').getBoundingClientRect();
            return b.bottom <= t.bottom && b.top >= 0; })(document.activeElement)"""
        )
        assert not covered


async def test_whole_conversation_by_keyboard(site: Site) -> None:
    page = await site.start(entry="arrival")
    await _tab_to(page, "#offered button[value=adult]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#offered button[value=permit]")
    assert await page.evaluate("document.activeElement.matches('#answer')")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.wait_for_selector("#offered button[value=stockholm]")
    await _tab_to(page, "#text")
    await page.keyboard.type("Solna")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".from-person .text").last).to_have_text("Solna")
    await _tab_to(page, "#steer button[value=person], #steering button[value=person]")
    await page.keyboard.press("Enter")
    await expect(page.locator(".reference").last).to_be_visible()


async def test_headings_and_titles_lead_the_way(site: Site) -> None:
    titles = set()
    async for name, page in _states(site, "sv"):
        levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
        assert levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (name, levels)
        titles.add(await page.title())
    assert len(titles) >= 5


async def test_live_regions_are_there_before_they_speak_and_speak_seldom(site: Site) -> None:
    page = await site.start()
    assert await page.locator("[role=status]").count() >= 2
    assert await page.locator("[role=alert]").count() >= 2
    assert await page.locator("[role=log]").count() == 1
    assert await page.locator("[role=status], [role=alert]").all_inner_texts() == [""] * 4


async def test_accessibility_tree_is_as_reviewed(site: Site) -> None:
    page = await site.start(language="en")
    await expect(page.locator("main")).to_match_aria_snapshot(
        """
        - main:
          - heading "Conversation with Strå" [level=1]
          - log "The conversation":
            - heading "Wednesday, 20 May 2026" [level=2]
            - list:
              - listitem:
                - heading "Strå BOT 11:00" [level=3]
                - paragraph: /robot/
                - list:
                  - listitem:
                    - link "How we handle your data"
              - listitem:
                - heading "Strå BOT 11:00" [level=3]
                - paragraph: /What would you like/
          - form "Choose an answer or write your own":
            - group "Choose an answer or write your own":
              - button /new in Stockholm/
              - button /question/
              - button /offer jobs/
              - button /member/
              - button "Talk to a person"
              - button "I am in danger"
          - text: Write in your own words
          - textbox "Write in your own words"
          - button "Send"
          - paragraph: /personal identity/
          - form "What you can always do":
            - button "Back"
            - button "Skip"
            - button "Start over"
            - button /Stop|Cancel|End/
        """
    )


# --- the states of the site


async def _states(site: Site, language: str, **options: Any) -> AsyncIterator[tuple[str, Page]]:
    """Each page in each state, one after the other."""
    page = await site.open_page(**options)
    for name in ("chat", "chat/privacy", "chat/accessibility", "chat/members", "chat/nothing"):
        await page.goto(f"{site.base}/{name}?lang={language}")
        yield name, page
    page = await site.start(language=language, entry="arrival", **options)
    yield "question", page
    await site.reach_needs(page)
    await page.click(".clear summary")
    yield "several", page
    await page.click("#several")
    yield "none chosen", page
    await page.fill("#text", "Привіт! Hej! שלום " + "wordwithoutend" * 20)
    await page.click("#write .send")
    await expect(page.locator(".from-person .text").last).to_contain_text("Привіт")
    await page.click("#steer button[value=danger]")
    await page.wait_for_selector(".links a[href^='tel:']")
    yield "full", page
    await page.fill("#text", "x" * 4097)
    await page.evaluate("document.querySelector('#write').submit()")  # As without script.
    await page.wait_for_selector("[autofocus]")
    yield "error", page


async def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


# The markup without what nobody sees: the order of attributes, white space between elements, the names of messages.
MARKUP = """() => {
  const of = node => node.nodeType === 3 ? node.data.trim() && node.data : node.name === 'id' ? '' :
    '<' + node.tagName + [...node.attributes].map(a => ' ' + a.name + '=' + a.value).sort().join('') + '>' +
    [...node.childNodes].map(of).join('') + '</>\\n';
  return ['.talk', '#answer', '#steer'].map(selector => of(document.querySelector(selector))).join('');
}"""


async def _markup(page: Page) -> str:
    found: str = await page.evaluate(MARKUP)
    return found


async def _stand_in_for_neutral(page: Page) -> None:
    await page.route(
        f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )


async def _held(page: Page) -> asyncio.Event:
    """What the page sends is on its way until this is set."""
    gate = asyncio.Event()

    async def hold(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await page.route("**/messages", hold)
    return gate


async def _is(page: Page, script: str) -> bool:
    return bool(await page.evaluate(script))


async def _true(value: bool) -> bool:
    return value
