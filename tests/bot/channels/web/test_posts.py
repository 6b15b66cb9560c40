"""The page's forms, as a browser without script sends them."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.web import WebChat
from bot.channels.web.access import KEPT_FOR
from bot.render import Texts
from bot.store import Embedded, Keyring, Store
from dialogs.events import ErasureDecided
from tests.bot.channels.web.conftest import Caller, calling, make_chat
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def start(caller: Caller, **fields: str) -> httpx.Response:
    return await caller.form("/chat/start", {"language": "en", **fields})


async def page(caller: Caller, path: str = "/chat") -> str:
    return (await caller.http.get(path)).text


def form_id(html: str) -> str:
    found = re.search(r'name="id" value="([^"]+)"', html)
    assert found
    return found[1]


def said_by_person(html: str) -> list[str]:
    return re.findall(r'class="message from-person.*?class="text"[^>]*>(.*?)</p>', html, re.DOTALL)


async def test_start_opens_a_conversation_and_goes_to_the_page(caller: Caller) -> None:
    answer = await start(caller, language="uk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/begun")
    assert (await caller.http.get("/chat/begun")).headers["location"] == "/chat"
    html = await page(caller)
    assert '<html lang="uk">' in html
    assert 'id="m2"' in html


async def test_start_by_a_deep_link_opens_its_flow(caller: Caller) -> None:
    await start(caller, entry="arrival")
    assert 'value="minor_alone"' in await page(caller)


async def test_start_again_keeps_the_conversation_that_is_open(caller: Caller) -> None:
    first = await start(caller)
    again = await start(caller)
    assert again.headers["location"] == "/chat/latest"
    assert "set-cookie" in first.headers
    assert "set-cookie" not in again.headers


async def test_deep_link_within_a_conversation_is_followed_when_asked_for(caller: Caller) -> None:
    await start(caller)
    offered = await page(caller, "/chat?entry=arrival")
    assert "minor_alone" not in offered
    assert 'name="entry" value="arrival"' in offered
    await start(caller, entry="arrival", id=form_id(offered))
    assert 'value="minor_alone"' in await page(caller)


async def test_browser_that_keeps_no_cookie_is_told_so(caller: Caller) -> None:
    await start(caller)
    caller.http.cookies.clear()
    html = await page(caller, "/chat/begun")
    assert "did not keep the conversation" in html
    assert 'target="_blank"' in html


async def test_words_are_kept_when_the_store_is_away(tmp_path: Path, texts: Texts, clock: HandClock) -> None:
    server = Embedded(tmp_path / "data")
    server.start()
    store = await Store.open(server.url, keyring=Keyring.fresh(), clock=clock)
    async with calling(make_chat(store, texts, clock)) as caller:
        await start(caller)
        server.stop()
        written = await caller.form("/chat/say?lang=sv", {"id": "id-1", "text": "half a <life>"})
        pressed = await caller.form("/chat/say?lang=sv", {"id": "id-2", "choice": ["work", "swedish"]})
        shown = await caller.http.get("/chat?lang=uk")
        server.start()
        again = await caller.form("/chat/say?lang=sv", {"id": form_id(written.text), "text": "half a <life>"})
        server.stop()
    await store.close()
    assert {answer.status_code for answer in (written, pressed, shown)} == {503}
    assert "retry-after" in written.headers
    assert ">\nhalf a &lt;life&gt;</textarea>" in written.text
    assert form_id(written.text) == "id-1"
    assert re.findall(r'type="hidden" name="choice" value="(\w+)"', pressed.text) == ["work", "swedish"]
    assert "Försök igen" in written.text
    assert "Зараз ми не можемо" in shown.text
    assert again.status_code == 303


async def test_cookie_is_out_of_reach_for_scripts_and_other_sites(caller: Caller) -> None:
    cookie = (await start(caller)).headers["set-cookie"]
    assert re.fullmatch(r"chat=[\w-]{22}\.[\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", cookie)
    assert KEPT_FOR == 30 * 24 * 3600


async def test_cookie_is_bound_to_the_host_under_https(chat: WebChat) -> None:
    secure = make_chat(chat.store, chat.texts, chat.clock, secure=True)  # type: ignore[arg-type]
    async with calling(secure, base="https://chat.test") as caller:
        cookie = (await start(caller)).headers["set-cookie"]
        assert cookie.startswith("__Host-chat=")
        assert cookie.endswith("; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax")
        assert 'id="m2"' in await page(caller)


async def test_cookie_works_in_a_frame_of_an_allowed_site(chat: WebChat) -> None:
    framed = make_chat(chat.store, chat.texts, chat.clock, secure=True, embed_origins=("https://city.test",))  # type: ignore[arg-type]
    async with calling(framed, base="https://chat.test") as caller:
        assert (await start(caller)).headers["set-cookie"].endswith("; Secure; SameSite=None; Partitioned")
        policy = (await caller.http.get("/chat")).headers["content-security-policy"]
        assert "frame-ancestors https://city.test" in policy


async def test_words_are_taken_and_lead_back_to_the_page(caller: Caller) -> None:
    await start(caller)
    answer = await caller.form("/chat/say?lang=en", {"id": "1", "text": "hello\r\nthere"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat#m3")
    assert said_by_person(await page(caller)) == ["hello\nthere"]


@pytest.mark.parametrize("name", ["only", "choice"])
async def test_button_is_pressed(caller: Caller, name: str) -> None:
    await start(caller)
    await caller.form("/chat/say", {"id": "1", name: "arrival", "text": "left in the field"})
    assert 'value="minor_alone"' in await page(caller)


async def test_ticked_boxes_are_one_answer(caller: Caller) -> None:
    await _reach_needs(caller)
    html = await page(caller)
    assert html.count('type="checkbox"') > 5
    await caller.form("/chat/say", {"id": "9", "choice": ["work", "swedish"], "several": "1"})
    assert "," in said_by_person(await page(caller))[-1]


async def test_no_box_ticked_is_told_beside_the_boxes(caller: Caller) -> None:
    await _reach_needs(caller)
    answer = await caller.form("/chat/say", {"id": "9", "several": "1"})
    assert answer.status_code == 422
    assert "<title>Error: Chat" in answer.text
    assert re.search(r'id="answer-error"[^>]*>Choose at least one', answer.text)
    assert re.search(r'id="text-error"[^>]*></p>', answer.text)


async def test_way_out_of_the_boxes_is_a_button_that_ignores_them(caller: Caller) -> None:
    await _reach_needs(caller)
    assert re.search(r'<button[^>]*name="only" value="skip"', await page(caller))
    await caller.form("/chat/say", {"id": "9", "choice": ["work"], "only": "skip"})
    assert said_by_person(await page(caller))[-1] == "Skip"


async def test_pressing_twice_has_one_effect(caller: Caller) -> None:
    await start(caller)
    for _ in range(2):
        answer = await caller.form("/chat/say", {"id": "1", "only": "person"})
        assert answer.status_code == 303
    assert len(said_by_person(await page(caller))) == 1


async def test_going_back_and_saying_something_else_is_something_new(caller: Caller) -> None:
    await start(caller)
    for text in ("first", "second", "second"):
        answer = await caller.form("/chat/say", {"id": "1", "text": text})
        assert answer.status_code == 303
    assert said_by_person(await page(caller))[:2] == ["first", "second"]


async def test_every_form_of_the_page_names_its_message(caller: Caller) -> None:
    await start(caller)
    html = await page(caller)
    forms = re.findall(r'<form[^>]*action="/chat/say.*?</form>', html, re.DOTALL)
    assert len(forms) == 4
    assert all(form_id(form) for form in forms)
    assert form_id(html) != form_id(await page(caller))


@pytest.mark.parametrize(
    "text, words", [("x" * 4097, "at most 4096"), ("  \n", "Write something first"), ("a\0b", "cannot be read")]
)
async def test_what_cannot_be_said_is_told_beside_the_field_and_kept(caller: Caller, text: str, words: str) -> None:
    await start(caller)
    answer = await caller.form("/chat/say", {"id": "1", "text": text})
    assert answer.status_code == 422
    assert "<title>Error: Chat" in answer.text
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f">\n{text}</textarea>" in answer.text
    assert said_by_person(await page(caller)) == []


async def test_what_is_written_is_shown_as_text_wherever_it_stands(caller: Caller) -> None:
    await start(caller)
    evil = '"><img src=x onerror=alert(1)></textarea><script>{{7*7}}</script>'
    await caller.form("/chat/say", {"id": "1", "text": evil})
    failed = await caller.form("/chat/say", {"id": "2", "text": evil + "x" * 4096})
    for html in (await page(caller), failed.text):
        assert "<img src=x" not in html
        assert "<script>{{" not in html
        assert "49" not in "".join(said_by_person(html))


async def test_message_without_a_conversation_leads_to_the_start(caller: Caller) -> None:
    answer = await caller.form("/chat/say", {"id": "1", "text": "hello"})
    assert "/chat/start" in answer.text
    assert "no longer on this device" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Referer": "https://evil.test/chat.test"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/chat/start", "/chat/say", "/chat/clear"])
async def test_form_of_another_site_is_refused(caller: Caller, headers: dict[str, str], path: str) -> None:
    await start(caller)
    answer = await caller.form(path, {"id": "1", "text": "forged"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert said_by_person(await page(caller)) == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://chat.test"}, {"Referer": "http://chat.test/chat"}, {"Sec-Fetch-Site": "same-origin"}]
)
async def test_old_browsers_are_known_by_origin_or_referer(caller: Caller, headers: dict[str, str]) -> None:
    answer = await caller.http.post("/chat/start", data={"language": "sv"}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("site, status", [("same-origin", 200), ("cross-site", 403), ("same-site", 403)])
async def test_pages_script_uses_the_api_with_the_cookie_and_other_pages_do_not(
    caller: Caller, site: str, status: int
) -> None:
    await start(caller)
    at = f"/chat/api/conversations/{_conversation(await page(caller))}"
    said = await caller.http.post(f"{at}/messages", json={"id": "1", "text": "help"}, headers={"Sec-Fetch-Site": site})
    read = await caller.http.get(f"{at}/messages", headers={"Sec-Fetch-Site": site})
    assert (said.status_code, read.status_code) == (status, status)


async def test_cookie_opens_no_other_conversation(caller: Caller) -> None:
    at, _ = await caller.begin()
    await start(caller)
    assert (await caller.http.get(f"{at}/messages")).status_code == 404


async def test_clearing_takes_the_key_off_the_device_and_keeps_the_conversation(caller: Caller, store: Store) -> None:
    await start(caller, language="sv")
    conversation = _conversation(await page(caller))
    answer = await caller.form("/chat/clear?lang=sv")
    assert answer.status_code == 303
    assert "chat=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
    assert "borta från den här enheten" in await page(caller, answer.headers["location"])
    assert "chat" not in caller.http.cookies
    assert await store.conversations.transcript(conversation)


async def test_erased_conversation_is_gone_from_the_page_and_the_device(caller: Caller) -> None:
    await start(caller)
    await caller.form("/chat/say", {"id": "1", "text": "erase me"})
    answer = await caller.form("/chat/say", {"id": "2", "only": "yes"})
    assert answer.status_code == 200
    assert 'action="/chat/start"' in answer.text
    assert re.search(r'role="status">[^<]*now deleted', answer.text)
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_conversation_erased_elsewhere_leads_to_the_start(caller: Caller) -> None:
    await start(caller)
    await caller.form("/chat/say", {"id": "1", "only": "person"})
    conversation = _conversation(await page(caller))
    event = ErasureDecided(id="e", at=caller.chat.clock.now(), reference="", staff="officer")
    await caller.chat.turns.take(conversation, event)
    answer = await caller.http.get("/chat")
    assert 'action="/chat/start"' in answer.text
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/chat/say", "/chat/start", "/chat/clear"])
async def test_asking_for_an_address_that_takes_posts_leads_to_the_page(caller: Caller, path: str) -> None:
    answer = await caller.http.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat")


async def test_form_beyond_all_measure_is_413_in_words(caller: Caller) -> None:
    await start(caller)
    answer = await caller.form("/chat/say?lang=sv", {"id": "1", "text": "x" * 300_000})
    assert answer.status_code == 413
    assert "för lång" in answer.text


async def test_crowd_at_one_address_is_told_to_wait(chat: WebChat) -> None:
    async with calling(chat, address="203.0.113.9") as caller:
        answers: list[Any] = []
        for _ in range(115):
            caller.http.cookies.clear()
            answers.append(await start(caller))
    assert {answer.status_code for answer in answers} == {303, 429}
    assert "retry-after" in answers[-1].headers


def _conversation(html: str) -> str:
    found = re.search(r'data-conversation="([\w-]{22})"', html)
    assert found
    return found[1]


async def _reach_needs(caller: Caller) -> None:
    await start(caller, entry="arrival")
    for n, value in enumerate(["adult", "permit", "stockholm", "under_12_months"]):
        await caller.form("/chat/say", {"id": f"{n}", "only": value})
