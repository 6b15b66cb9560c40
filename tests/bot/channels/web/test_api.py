"""The public contract of the web chat API, line by line."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.render import Texts
from bot.store import Embedded, Keyring, Store
from tests.bot.channels.web.conftest import Caller, calling, make_chat
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
API = "/chat/api/conversations"
MESSAGE = {
    "id", "at", "from", "kind", "key", "step", "text", "language", "choices", "multiple", "links", "attachments",
    "delivery",
}  # fmt: skip


async def test_create_answers_201_with_id_token_and_the_first_messages(caller: Caller) -> None:
    answer = await caller.http.post(API, json={})
    made = answer.json()
    assert answer.status_code == 201
    assert set(made) == {"id", "token", "messages"}
    assert answer.headers["cache-control"] == "no-store"
    assert [message["id"] for message in made["messages"]] == [1, 2]


async def test_id_has_128_and_token_256_bits_and_both_are_fit_for_urls_and_headers(caller: Caller) -> None:
    made = [(await caller.http.post(API, json={})).json() for _ in range(20)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", one["id"]) for one in made)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one["token"]) for one in made)
    assert len({one["id"] for one in made} | {one["token"] for one in made}) == 40


async def test_only_the_digest_of_the_token_is_kept(caller: Caller, store: Store) -> None:
    made = (await caller.http.post(API, json={})).json()
    access = await store.conversations.open_access(made["id"])
    assert access is not None
    assert access.channel == "web"
    assert access.token_digest == hashlib.sha256(made["token"].encode()).hexdigest()


@pytest.mark.parametrize(
    "header, language",
    [
        ("sv", "sv"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("ru-RU,ru;q=0.9", "uk"),
        ("de,fr;q=0.9", "en"),
        ("de;q=0.9,sv;q=0.3,en;q=0.1", "sv"),
        ("", "en"),
    ],
)
async def test_language_defaults_to_the_browsers_then_english(caller: Caller, header: str, language: str) -> None:
    made = (await caller.http.post(API, json={}, headers={"Accept-Language": header})).json()
    assert {message["language"] for message in made["messages"]} == {language}


async def test_named_language_wins_over_the_browsers(caller: Caller) -> None:
    made = (await caller.http.post(API, json={"language": "uk"}, headers={"Accept-Language": "sv"})).json()
    assert made["messages"][0]["language"] == "uk"


async def test_entry_opens_the_flow_of_the_deep_link(caller: Caller) -> None:
    made = (await caller.http.post(API, json={"language": "sv", "entry": "arrival"})).json()
    assert made["messages"][-1]["step"] == "arrival.adult"


async def test_unknown_entry_is_a_campaign_tag_and_leads_to_the_menu(caller: Caller) -> None:
    made = (await caller.http.post(API, json={"entry": "metro-poster-7"})).json()
    assert made["messages"][-1]["step"] == "menu"


async def test_empty_body_opens_a_conversation(caller: Caller) -> None:
    assert (await caller.http.post(API)).status_code == 201


async def test_message_has_the_fields_of_the_contract(caller: Caller) -> None:
    at, head = await caller.begin(language="en")
    answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": "help"})
    shown = answer.json()["messages"]
    assert answer.status_code == 200
    assert set(answer.json()) == {"messages"}
    assert all(set(message) - {"translation", "ticket"} == MESSAGE for message in shown)
    assert [message["from"] for message in shown][:2] == ["person", "bot"]
    assert shown[0]["text"] == "help"
    assert datetime.fromisoformat(shown[0]["at"]).utcoffset() == datetime.now(UTC).utcoffset()
    assert {tuple(choice) for choice in shown[-1]["choices"]} == {("value", "label")}


async def test_ids_count_up_within_the_conversation(caller: Caller) -> None:
    at, head = await caller.begin()
    for turn in range(3):
        await caller.http.post(f"{at}/messages", headers=head, json={"id": f"{turn}", "text": "help"})
    everything = (await caller.http.get(f"{at}/messages", headers=head)).json()["messages"]
    assert [message["id"] for message in everything] == list(range(1, len(everything) + 1))


async def test_transcript_has_all_messages(caller: Caller) -> None:
    at, head = await caller.begin()
    said = (await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "choice": "arrival"})).json()
    everything = (await caller.http.get(f"{at}/messages", headers=head)).json()
    assert set(everything) == {"messages"}
    assert everything["messages"][2:] == said["messages"]


async def test_ticket_is_named_on_the_message_that_opened_it(caller: Caller) -> None:
    at, head = await caller.begin()
    said = (await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "choice": "person"})).json()
    named = [message["ticket"] for message in said["messages"] if "ticket" in message]
    assert named
    assert named[0]["queue"] == "general"
    assert re.fullmatch(r"IP-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", named[0]["reference"])


@pytest.mark.parametrize(
    "choice", "back skip cancel restart person send change change:arrival.adult language:uk danger".split()
)
async def test_reserved_choices_are_always_accepted(caller: Caller, choice: str) -> None:
    at, head = await caller.begin(entry="arrival")
    answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "choice": choice})
    assert answer.status_code == 200
    assert answer.json()["messages"][-1]["from"] == "bot"


async def test_several_choices_are_joined_by_commas(caller: Caller) -> None:
    at, head = await caller.begin(language="en", entry="arrival")
    for choice in ("adult", "permit", "stockholm"):
        await caller.http.post(f"{at}/messages", headers=head, json={"id": choice, "choice": choice})
    said = await caller.http.post(f"{at}/messages", headers=head, json={"id": "4", "choice": "under_12_months"})
    asked = said.json()["messages"][-1]
    assert (asked["step"], asked["multiple"]) == ("arrival.needs", True)
    said = await caller.http.post(f"{at}/messages", headers=head, json={"id": "9", "choice": "work,swedish"})
    answers = said.json()["messages"]
    assert answers[0]["text"].count(",") == 1
    assert answers[-1]["step"] == "arrival.occupation"


async def test_same_id_gives_the_same_answer_and_has_one_effect(caller: Caller) -> None:
    at, head = await caller.begin()
    body = {"id": "a-1", "choice": "arrival"}
    first = await caller.http.post(f"{at}/messages", headers=head, json=body)
    again = await caller.http.post(f"{at}/messages", headers=head, json=body)
    assert again.status_code == 200
    assert again.content == first.content
    assert len((await caller.http.get(f"{at}/messages", headers=head)).json()["messages"]) == 5


async def test_hundred_duplicates_at_once_have_one_effect_and_one_answer(caller: Caller) -> None:
    at, head = await caller.begin()
    posts = [
        caller.http.post(f"{at}/messages", headers=head, json={"id": "same", "choice": "person"}) for _ in range(100)
    ]
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    everything = (await caller.http.get(f"{at}/messages", headers=head)).json()["messages"]
    assert len([message for message in everything if "ticket" in message]) == 1


@pytest.mark.parametrize("other", [{"text": "something else"}, {"choice": "employer"}])
async def test_same_id_with_another_body_is_409(caller: Caller, other: dict[str, str]) -> None:
    at, head = await caller.begin()
    await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": "help"})
    answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", **other})
    _assert_problem(answer, 409, "reused")


async def test_same_id_in_another_conversation_is_another_message(caller: Caller) -> None:
    for _ in range(2):
        at, head = await caller.begin()
        answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": "help"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"id": "1"},
        {"id": "1", "text": "a", "choice": "b"},
        {"id": "1", "text": None, "choice": None},
        {"id": "1", "text": "   \n\t"},
        {"id": "1", "choice": ""},
        {"id": "1", "choice": ", ,"},
        {"id": "1", "choice": "x" * 101},
        {"id": "1", "choice": ",".join(map(str, range(41)))},
        {"id": "", "text": "a"},
        {"id": "x" * 201, "text": "a"},
        {"id": "with space", "text": "a"},
        {"id": 1, "text": "a"},
        {"id": "1", "text": 7},
        {"id": "1", "choice": ["a"]},
        {"text": "a"},
        [],
        "text",
        7,
    ],
    ids=repr,
)
async def test_body_of_another_shape_is_422(caller: Caller, body: Any) -> None:
    at, head = await caller.begin()
    _assert_problem(await caller.http.post(f"{at}/messages", headers=head, json=body), 422)


@pytest.mark.parametrize("body", [{"language": "de"}, {"language": 1}, {"entry": "a b"}, {"entry": "x" * 65}, [], 1])
async def test_opening_with_another_shape_is_422(caller: Caller, body: Any) -> None:
    _assert_problem(await caller.http.post(API, json=body), 422)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"id":"1","text":"a"} x',
        b'{"id":"1","text":"a","text":"b"}',
        b'{"id":"1","text":"a","n":NaN}',
        b'{"id":"1","text":"a","n":Infinity}',
        b'{"id":"1","text":"a","n":' + b"9" * 5000 + b"}",
        b'{"id":"1","text":"a","n":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"id":"1","text":"\xff\xfe"}',
        '{"id":"1","text":"a"}'.encode("utf-16"),
        b"\xef\xbb\xbf" + b'{"id":"1","text":"a"}',
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_what_is_not_strict_json_is_400(caller: Caller, body: bytes) -> None:
    at, head = await caller.begin()
    answer = await caller.http.post(
        f"{at}/messages", headers={**head, "Content-Type": "application/json"}, content=body
    )
    _assert_problem(answer, 400, "unreadable")


@pytest.mark.parametrize("text", [r"\ud800", r"a\udfffb", r"\u0000"])
async def test_half_characters_and_nul_are_422(caller: Caller, text: str) -> None:
    at, head = await caller.begin()
    for field in ("text", "choice"):
        body = f'{{"id":"1","{field}":"{text}"}}'
        answer = await caller.http.post(
            f"{at}/messages", headers={**head, "Content-Type": "application/json"}, content=body
        )
        _assert_problem(answer, 422, "odd")


async def test_other_media_types_are_415(caller: Caller) -> None:
    at, head = await caller.begin()
    answer = await caller.http.post(f"{at}/messages", headers=head, data={"id": "1", "text": "a"})
    _assert_problem(answer, 415, "not-json")


@pytest.mark.parametrize(
    "text",
    [
        "\u0001\u0085\u200b",
        "\u202eevil\u202c",
        "<b>&\"'</b>",
        "e\u0301\u0301\u0301",
        "👩‍👩‍👧‍👦",
        "שלום عالم",
        "a\r\nb\tc ",
    ],
    ids=ascii,
)
async def test_odd_but_whole_text_is_kept_exactly(caller: Caller, text: str) -> None:
    at, head = await caller.begin()
    said = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": text})
    assert said.json()["messages"][0]["text"] == text


async def test_text_of_4096_code_points_is_taken_and_one_more_is_not(caller: Caller) -> None:
    at, head = await caller.begin()
    fits = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": "🙂" * 4096})
    assert fits.status_code == 200
    over = await caller.http.post(f"{at}/messages", headers=head, json={"id": "2", "text": "🙂" * 4097})
    _assert_problem(over, 422, "too-long")


@pytest.mark.parametrize("language, words", [("sv", "för lång"), ("uk", "задовгий"), ("en", "too long")])
async def test_too_long_text_is_told_in_the_conversations_language(caller: Caller, language: str, words: str) -> None:
    at, head = await caller.begin(language=language)
    answer = await caller.http.post(
        f"{at}/messages", headers={**head, "Accept-Language": "de"}, json={"id": "1", "text": "x" * 5000}
    )
    _assert_problem(answer, 422, "too-long")
    assert words in answer.json()["title"]
    assert "4096" in answer.json()["title"]
    assert answer.headers["content-language"] == language


async def test_body_beyond_all_measure_is_413(caller: Caller) -> None:
    at, head = await caller.begin()
    answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": "1", "text": "x" * 300_000})
    _assert_problem(answer, 413, "too-large")


@pytest.mark.parametrize("method, path", [("POST", "messages"), ("GET", "messages"), ("GET", "events")])
async def test_who_has_no_key_is_told_the_same_whether_it_exists_or_not(caller: Caller, method: str, path: str) -> None:
    at, _ = await caller.begin()
    _, others = await caller.begin()
    body = {"id": "1", "text": "a"} if method == "POST" else None
    nowhere = f"{API}/{'A' * 22}"
    for headers, status in [({}, 401), (others, 404), ({"Authorization": f"Bearer {'A' * 43}"}, 404)]:
        answers = [await caller.http.request(method, f"{p}/{path}", headers=headers, json=body) for p in (at, nowhere)]
        assert [answer.status_code for answer in answers] == [status, status]
        assert answers[0].content == answers[1].content
    assert "www-authenticate" in (await caller.http.get(f"{at}/messages")).headers


@pytest.mark.parametrize("token", ["", "x", "ö", "A" * 43 + " ", "a" * 5000, "null"])
async def test_malformed_token_is_never_more_than_a_refusal(caller: Caller, token: str) -> None:
    at, _ = await caller.begin()
    answer = await caller.http.get(f"{at}/messages", headers={b"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code in {401, 404}


async def test_token_in_the_url_opens_nothing(caller: Caller) -> None:
    at, head = await caller.begin()
    token = head["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "authorization"):
        assert (await caller.http.get(f"{at}/messages", params={name: token})).status_code == 401


async def test_staff_and_telegram_conversations_have_no_token_and_stay_shut(caller: Caller, store: Store) -> None:
    await caller.chat.turns.start(
        conversation="A" * 22, channel="telegram", language="en", at=caller.chat.clock.now(), event_id="1", address="7"
    )
    for token in ("A" * 43, ""):
        answer = await caller.http.get(f"{API}/{'A' * 22}/messages", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code in {401, 404}


@pytest.mark.parametrize("path", ["", "/x", "/conversations/x", "/conversations/x/y/z", "/conversations/x/messages/"])
async def test_unknown_addresses_are_problems_too(caller: Caller, path: str) -> None:
    _assert_problem(await caller.http.get(f"/chat/api{path}/nothing"), 404, "no-such-page")


@pytest.mark.parametrize("method, path", [("GET", API), ("DELETE", f"{API}/x/messages"), ("POST", f"{API}/x/events")])
async def test_other_methods_are_405_with_those_that_work(caller: Caller, method: str, path: str) -> None:
    answer = await caller.http.request(method, path)
    _assert_problem(answer, 405, "method")
    assert answer.headers["allow"] in {"POST", "GET", "GET, POST"}


async def test_unused_conversation_is_gone_after_an_hour_and_a_used_one_is_not(caller: Caller, store: Store) -> None:
    unused, _ = await caller.begin()
    used, head = await caller.begin()
    await caller.http.post(f"{used}/messages", headers=head, json={"id": "1", "text": "help"})
    assert 3500 < await _life(store, unused) <= 3600
    assert await _life(store, used) == -1


async def test_store_that_is_away_is_503_with_retry_after(tmp_path: Path, texts: Texts, clock: HandClock) -> None:
    server = Embedded(tmp_path / "data")
    server.start()
    store = await Store.open(server.url, keyring=Keyring.fresh(), clock=clock)
    async with calling(make_chat(store, texts, clock)) as caller:
        at, head = await caller.begin(language="sv")
        server.stop()
        swedish = {"Accept-Language": "sv"}
        answers = [
            await caller.http.post(f"{at}/messages", headers=head | swedish, json={"id": "1", "text": "a"}),
            await caller.http.get(f"{at}/messages", headers=head | swedish),
            await caller.http.post(API, json={}, headers=swedish),
        ]
    await store.close()
    for answer in answers:
        _assert_problem(answer, 503, "busy")
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["title"].startswith("Vi kan inte")


async def test_flood_of_one_conversation_is_told_to_slow_down_and_loses_nothing(caller: Caller) -> None:
    at, head = await caller.begin()
    posts = [caller.http.post(f"{at}/messages", headers=head, json={"id": f"{n}", "text": "help"}) for n in range(400)]
    statuses = [answer.status_code for answer in await asyncio.gather(*posts)]
    taken, refused = statuses.count(200), statuses.count(429)
    assert taken >= 200
    assert taken + refused == 400
    everything = (await caller.http.get(f"{at}/messages", headers=head)).json()["messages"]
    assert len([message for message in everything if message["from"] == "person"]) == taken


async def test_flood_of_openings_from_one_address_is_stopped_and_others_go_on(caller: Caller) -> None:
    async with calling(caller.chat, address="203.0.113.9") as crowd:
        statuses = [(await crowd.http.post(API, json={})).status_code for _ in range(110)]
        answer = await crowd.http.post(API, json={})
    assert statuses.count(201) >= 100
    _assert_problem(answer, 429, "crowd")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await caller.http.post(API, json={})).status_code == 201


async def _life(store: Store, at: str) -> int:
    name = store.keys.of(at.removeprefix(f"{API}/"), "conversation")
    return int(str(await store._site.wire.one("TTL", name)))


def _assert_problem(answer: Any, status: int, name: str = "") -> None:
    told = answer.json()
    assert answer.status_code == status, told
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert told["status"] == status
    assert told["title"]
    assert told["type"].startswith(f"urn:stra:problem:{name}")
