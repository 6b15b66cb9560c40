"""The page as it is read."""

import json
import re

import pytest

from bot.channels.web.sheets import NEUTRAL
from bot.store import Store
from tests.bot.channels.web.conftest import Caller

pytestmark = pytest.mark.asyncio
LANGUAGES = ("sv", "uk", "en")
PAPERS = ("/chat/privacy", "/chat/accessibility")
ALLOWANCE = 50_000


async def talk(caller: Caller, language: str = "en", entry: str = "") -> str:
    """Start a conversation in the caller's browser; the page."""
    await caller.form("/chat/start", {"language": language, "entry": entry})
    return (await caller.http.get("/chat")).text


async def test_reading_the_page_opens_no_conversation(caller: Caller, store: Store) -> None:
    before = await store._site.wire.one("DBSIZE")
    answer = await caller.http.get("/chat?lang=uk&entry=arrival")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert await store._site.wire.one("DBSIZE") == before
    assert 'name="entry" value="arrival"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_speaks_the_language_that_the_address_names(caller: Caller, language: str) -> None:
    answer = await caller.http.get(f"/chat?lang={language}", headers={"Accept-Language": "de"})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language


async def test_page_speaks_the_browsers_language_otherwise(caller: Caller) -> None:
    assert '<html lang="uk">' in (await caller.http.get("/chat", headers={"Accept-Language": "uk"})).text
    assert '<html lang="en">' in (await caller.http.get("/chat?lang=xx", headers={"Accept-Language": "fr"})).text


@pytest.mark.parametrize("path", ["/chat", *PAPERS])
async def test_languages_are_always_offered_each_in_its_own(caller: Caller, path: str) -> None:
    html = (await caller.http.get(path)).text
    for code, name in (("sv", "Svenska"), ("uk", "Українська"), ("en", "English")):
        assert re.search(rf'href="{path}\?lang={code}" lang="{code}"[^>]*>{name}</a>', html)


async def test_changing_the_language_keeps_the_conversation(caller: Caller) -> None:
    await talk(caller, "sv", "arrival")
    await caller.form("/chat/say", {"id": "1", "only": "language:uk"})
    html = (await caller.http.get("/chat")).text
    assert '<html lang="uk">' in html
    assert 'value="minor_alone"' in html
    assert 'lang="sv" dir="auto">Hej!' in html


@pytest.mark.parametrize("path", ["/chat", *PAPERS])
async def test_emergency_number_and_the_quick_way_out_are_on_every_page(caller: Caller, path: str) -> None:
    html = (await caller.http.get(path)).text
    assert 'href="tel:112"' in html
    assert re.search(rf'id="leave" href="{NEUTRAL}" rel="noreferrer', html)


async def test_conversation_has_everything_that_is_always_there(caller: Caller) -> None:
    html = await talk(caller)
    for value in ("person", "back", "skip", "restart", "cancel", "danger", "language:sv", "language:uk", "language:en"):
        assert f'value="{value}"' in html
    for path in ("/chat/transcript.txt", "/chat/data", "/chat/privacy", "/chat/accessibility", "tel:112"):
        assert f'href="{path}' in html
    assert 'action="/chat/clear' in html
    assert '<textarea id="text" name="text"' in html


async def test_each_message_says_who_when_and_in_which_language(caller: Caller) -> None:
    await talk(caller)
    await caller.form("/chat/say", {"id": "1", "text": "hello"})
    html = (await caller.http.get("/chat")).text
    items = re.findall(r'<li class="message.*?</li>\n(?=<li class="message|</ol>)', html, re.DOTALL)
    assert len(items) >= 4
    for item in items:
        assert re.search(r'<h3 class="who"><span class="name">(Strå|You)</span>', item)
        assert re.search(r'<time datetime="2026-05-20T09:00:00Z">11:00</time>', item)
        assert re.search(r'<p class="text" id="m\d+-text" lang="en" dir="auto">', item)
        assert ('<span class="tag">BOT</span>' in item) == ("from-bot" in item)


async def test_answered_question_keeps_its_choices_as_text_only(caller: Caller) -> None:
    await talk(caller, "en", "arrival")
    await caller.form("/chat/say", {"id": "1", "only": "adult"})
    html = (await caller.http.get("/chat")).text
    assert 'value="minor_alone"' not in html
    assert re.search(r'<p class="options">Answers to choose from: .*?and I am here alone', html)
    assert 'value="permit"' in html


async def test_page_is_kept_nowhere(caller: Caller) -> None:
    await talk(caller)
    for path in ("/chat", "/chat/latest", "/chat/transcript.txt", "/chat/data", *PAPERS):
        assert (await caller.http.get(path)).headers["cache-control"] == "no-store"


async def test_files_may_be_kept_for_ever_under_an_address_of_their_content(caller: Caller) -> None:
    html = (await caller.http.get("/chat")).text
    for path in re.findall(r'(?:src|href)="(/chat/static/[^"]+)"', html):
        answer = await caller.http.get(path)
        assert "?v=" in path
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


async def test_first_load_weighs_at_most_50_kb(caller: Caller) -> None:
    html = await talk(caller, "uk")
    paths = set(re.findall(r'(?:src|href)="(/chat/static/[^"]+)"', html))
    files = [len((await caller.http.get(path)).content) for path in paths]
    assert len(files) == 3
    assert len(html.encode()) + sum(files) <= ALLOWANCE


async def test_nothing_comes_from_elsewhere_and_nothing_is_inline(caller: Caller) -> None:
    html = await talk(caller)
    assert not re.search(r'<script(?![^>]*src="/chat/static/)', html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r'(?:src|href|action)="(?!/chat|tel:|#|https://www\.smhi\.se/)', html)


async def test_latest_leads_to_the_newest_message(caller: Caller) -> None:
    await talk(caller)
    assert (await caller.http.get("/chat/latest")).headers["location"] == "/chat#m2"
    caller.http.cookies.clear()
    assert (await caller.http.get("/chat/latest")).headers["location"] == "/chat"


async def test_stale_cookie_is_taken_away_with_a_word(caller: Caller) -> None:
    await talk(caller)
    caller.http.cookies.set("chat", f"{'A' * 22}.{'B' * 43}", domain="chat.test", path="/")
    answer = await caller.http.get("/chat")
    assert "no longer on this device" in answer.text
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("cookie", ["x", "a.b", "." * 66, f"{'A' * 22}.{'ö' * 43}", "a" * 5000])
async def test_nonsense_in_the_cookie_is_no_conversation(caller: Caller, cookie: str) -> None:
    answer = await caller.http.get("/chat", headers={b"Cookie": f"chat={cookie}".encode()})
    assert answer.status_code == 200
    assert 'action="/chat/start"' in answer.text


async def test_text_copy_has_every_message_with_sender_and_time(caller: Caller) -> None:
    await talk(caller, "sv")
    await caller.form("/chat/say", {"id": "1", "text": "hej\nhopp"})
    answer = await caller.http.get("/chat/transcript.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="chat-2026-05-20.txt"'
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("Samtal med Strå\r\n")
    assert re.search(r"Strå \(BOT\), 20 maj 2026, 11:00\r\nHej! Jag är Strå", text)
    assert re.search(r"Du, 20 maj 2026, 11:00\r\nhej\r\nhopp", text)


async def test_data_copy_has_transcript_answers_and_cases(caller: Caller) -> None:
    await talk(caller, "en", "arrival")
    for n, value in enumerate(["adult", "permit", "person"]):
        await caller.form("/chat/say", {"id": f"{n}", "only": value})
    answer = await caller.http.get("/chat/data")
    data = json.loads(answer.content)
    assert answer.headers["content-disposition"] == 'attachment; filename="chat-2026-05-20.json"'
    assert data["answers"] == {"arrival.adult": ["adult"], "arrival.stage": ["permit"]}
    assert data["messages"][0]["key"] == "notice-web"
    assert [message["id"] for message in data["messages"]] == list(range(1, len(data["messages"]) + 1))
    assert data["cases"][0]["queue"] == "etableringscentrum"
    assert data["cases"][0]["assignee"] is None
    assert data["conversation"]["entry"] == "arrival"


@pytest.mark.parametrize("path", ["/chat/transcript.txt", "/chat/data"])
async def test_copies_are_for_the_person_only(caller: Caller, path: str) -> None:
    assert (await caller.http.get(path)).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAPERS)
async def test_papers_are_told_in_each_language_with_a_review_date(caller: Caller, path: str, language: str) -> None:
    html = (await caller.http.get(f"{path}?lang={language}")).text
    assert f'<html lang="{language}">' in html
    assert "2026" in html[html.index('class="reviewed"') :]
    assert len(re.findall("<h2>", html)) >= 3


async def test_no_storage_period_is_claimed_until_the_city_has_set_it(caller: Caller, store: Store) -> None:
    html = (await caller.http.get("/chat/privacy?lang=en")).text
    assert "has not decided yet" in html
    period = {"sv": "Två år.", "uk": "Два роки.", "en": "Two years."}
    await store.content.publish({"retention": {"draft": "ask", "ticket": "ask", "period": period}}, actor="lead")
    html = (await caller.http.get("/chat/privacy?lang=uk")).text
    assert "Два роки." in html
    assert "ще не вирішило" not in html


@pytest.mark.parametrize(
    "path", ["/chat/nothing", "/chat/static/none.css", "/chat/static/..%2f..%2fchat.py", "/chat/a/b"]
)
async def test_unknown_addresses_have_a_page_of_words(caller: Caller, path: str) -> None:
    answer = await caller.http.get(path, headers={"Accept-Language": "sv"})
    assert answer.status_code == 404
    assert "<h1>Sidan finns inte</h1>" in answer.text
