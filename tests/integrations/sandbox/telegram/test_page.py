"""The page on which to type as a user: it does what the app does, and everybody can use it."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from integrations.sandbox.telegram import LocalBotApi
from tests.browser import OpenPage, axe_violations, sideways_overflow, small_targets, soon
from tests.integrations.sandbox.telegram.conftest import TOKEN, PlainBot
from tests.integrations.sandbox.telegram.watched import watched_api

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYS = {"inline_keyboard": [[{"text": "Так", "callback_data": "yes"}, {"text": "Сайт", "url": "https://x.se/"}]]}


@pytest_asyncio.fixture(loop_scope="session")
async def near() -> AsyncIterator[LocalBotApi]:
    """A local Bot API in the browser's event loop."""
    async with watched_api(TOKEN) as api:
        yield api


@pytest_asyncio.fixture(loop_scope="session")
async def plain(near: LocalBotApi) -> AsyncIterator[PlainBot]:
    """A bot that speaks plain HTTP."""
    async with httpx.AsyncClient(base_url=near.url, timeout=20) as http:
        yield PlainBot(http)


async def opened(near: LocalBotApi, open_page: OpenPage) -> Page:
    """The page, with its first user."""
    page = await open_page()
    await page.goto(near.url)
    await expect(page.get_by_label("User", exact=True)).to_have_value("1001")
    return page


async def test_a_whole_conversation(near: LocalBotApi, plain: PlainBot, open_page: OpenPage) -> None:
    """Start, an answer with marks and buttons, a press with its answer, a message, an edit."""
    page = await opened(near, open_page)
    await page.get_by_label("Deep link").fill("arrival")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("/start arrival")
    await plain("sendMessage", chat_id=1001, text="<b>Вітаю</b> 😀 <i>тут</i>", parse_mode="HTML", reply_markup=KEYS)
    await expect(page.locator("#messages strong")).to_have_text("Вітаю")
    await expect(page.locator("#messages em")).to_have_text("тут")
    await expect(page.get_by_role("link", name="Сайт")).to_have_attribute("href", "https://x.se/")
    await page.get_by_role("button", name="Так").click()
    await soon(lambda: _pressed(near))
    query = next(iter(near.world.presses))
    await plain("answerCallbackQuery", callback_query_id=query, text="Дякую")
    await expect(page.get_by_role("status")).to_have_text("Дякую")
    await page.get_by_label("Message", exact=True).fill("<img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("<img src=x onerror=alert(1)>")
    await page.get_by_role("button", name="Change").last.click()
    await page.get_by_label("Change your message to").fill("hej")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("li.person").last).to_contain_text("edited")
    assert [update.kind for update in near.world.updates.past()] == [
        "message",
        "callback_query",
        "message",
        "edited_message",
    ]


async def _pressed(near: LocalBotApi) -> bool:
    return bool(near.world.presses)


async def test_another_user_in_another_language(near: LocalBotApi, plain: PlainBot, open_page: OpenPage) -> None:
    """With an own chat and menu; blocking is one press."""
    await plain("setMyCommands", commands=[{"command": "help", "description": "Hjälp"}], language_code="sv")
    page = await opened(near, open_page)
    await page.get_by_label("Language of the app").select_option("sv")
    await page.get_by_label("Name of a new user").fill("Anna <3")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_label("User", exact=True)).to_have_value("1002")
    await page.get_by_role("button", name="/help").click()
    await expect(page.get_by_role("log")).to_contain_text("/help")
    await page.get_by_role("button", name="Block the bot").click()
    await expect(page.get_by_role("button", name="Unblock the bot")).to_be_visible()
    assert near.world.users[1002].blocked
    await page.get_by_label("Message", exact=True).fill("hej")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("status")).to_contain_text("the bot is blocked")


async def test_files_and_contacts(near: LocalBotApi, open_page: OpenPage) -> None:
    """Any file, as what one likes."""
    page = await opened(near, open_page)
    file = FilePayload(name="cv.pdf", mimeType="application/pdf", buffer=b"%PDF")
    await page.get_by_label("File").set_input_files(file)
    await page.get_by_label("sent as").select_option("document")
    await page.get_by_role("button", name="Attach").click()
    await expect(page.get_by_role("log")).to_contain_text("[File cv.pdf]")
    await page.get_by_role("button", name="Share my contact").click()
    await expect(page.get_by_role("log")).to_contain_text("[Contact Олена")
    assert near.world.updates.past()[0].body["document"]["file_size"] == 4


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_it(
    near: LocalBotApi, plain: PlainBot, open_page: OpenPage, width: int, scheme: str
) -> None:
    """No faults by axe, nothing too small to hit, nothing out of sight."""
    near.visitor(1001, first_name="Олена", language_code="uk").start()
    await plain("sendMessage", chat_id=1001, text="Säker? https://x.se/en-mycket-lang-adress", reply_markup=KEYS)
    page = await open_page(width=width, scheme=scheme)  # type: ignore[arg-type]
    await page.goto(near.url)
    await expect(page.get_by_role("button", name="Так")).to_be_visible()
    assert await axe_violations(page) == []
    assert await small_targets(page) == []
    assert await sideways_overflow(page) == 0


async def test_its_policy_is_strict(plain: PlainBot) -> None:
    """No script, style or connection but its own."""
    policy = (await plain.http.get("/")).headers["content-security-policy"]
    assert re.match(r"default-src 'none'; script-src 'self'; style-src 'self';", policy)
    assert "unsafe" not in policy
