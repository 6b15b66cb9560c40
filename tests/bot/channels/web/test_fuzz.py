"""No input makes an answer of 500 or more, whatever its bytes."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import Texts
from bot.store import Embedded, Keyring, Store
from tests.bot.channels.web.conftest import application, empty, make_chat
from tests.valkey import HandClock

API = "/chat/api/conversations"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={name: JSON | st.text() for name in ("id", "text", "choice", "language", "entry")},
)
HEADERS = st.dictionaries(
    st.sampled_from(
        "Authorization Accept-Language Cookie Origin Referer Sec-Fetch-Site Content-Type Last-Event-ID".split()
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60).map(str.strip),
)
PATHS = st.sampled_from(
    [
        "/chat", "/chat/", "/chat/say", "/chat/start", "/chat/clear", "/chat/latest", "/chat/data", "/chat/privacy",
        "/chat/accessibility", "/chat/transcript.txt", "/chat/static/chat.css", "/chat/static/..%2fchat.py", "/chat/x",
        API, f"{API}/x/messages", f"{API}/%00/messages", f"{API}/{'A' * 22}/messages", f"{API}/{'A' * 22}/events",
        f"{API}/{'ö' * 22}/messages", f"{API}/{'A' * 5000}/messages",
    ]
)  # fmt: skip


class Knocker:
    """Knocks at every door with whatever it is given; one loop and one store for all examples."""

    def __init__(self, runner: asyncio.Runner, http: httpx.AsyncClient) -> None:
        self.runner, self.http = runner, http
        made = self.call("POST", API, json={}).json()
        self.at = f"{API}/{made['id']}"
        self.head = {"Authorization": f"Bearer {made['token']}"}
        self.call("POST", "/chat/start", headers={"Sec-Fetch-Site": "same-origin"})

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.runner.run(self.http.request(method, path, **options))


@pytest.fixture(scope="module")
def knocker(valkey: Embedded, texts: Texts) -> Iterator[Knocker]:
    clock = HandClock()
    with asyncio.Runner() as runner:
        runner.run(empty(valkey))
        store = runner.run(Store.open(valkey.url, keyring=Keyring.fresh(), clock=clock))
        transport = httpx.ASGITransport(application(make_chat(store, texts, clock)), client=("127.0.0.1", 1))
        http = httpx.AsyncClient(transport=transport, base_url="http://chat.test")
        yield Knocker(runner, http)
        runner.run(http.aclose())
        runner.run(store.close())


EXAMPLES = settings(max_examples=300, deadline=timedelta(seconds=5))


@EXAMPLES
@given(body=st.binary(max_size=300) | FIELDS.map(lambda fields: json.dumps(fields).encode()))
def test_any_body_of_a_message_is_answered_with_less_than_500(knocker: Knocker, body: bytes) -> None:
    headers = {**knocker.head, "Content-Type": "application/json"}
    _assert_sane(knocker.call("POST", f"{knocker.at}/messages", content=body, headers=headers))


@EXAMPLES
@given(body=st.binary(max_size=300) | FIELDS.map(lambda fields: json.dumps(fields).encode()))
def test_any_body_of_an_opening_is_answered_with_less_than_500(knocker: Knocker, body: bytes) -> None:
    _assert_sane(knocker.call("POST", API, content=body, headers={"Content-Type": "application/json"}))


@EXAMPLES
@given(text=st.text(min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was_said(knocker: Knocker, text: str) -> None:
    answer = knocker.call(
        "POST", f"{knocker.at}/messages", json={"id": str(hash(text)), "text": text}, headers=knocker.head
    )
    _assert_sane(answer)
    if answer.status_code == 200 and "[" not in answer.json()["messages"][0]["text"]:
        assert answer.json()["messages"][0]["text"] == text


@EXAMPLES
@given(
    fields=st.lists(
        st.tuples(st.sampled_from("id text choice only several language entry x".split()), st.text(max_size=50)),
        max_size=6,
    ),
    path=st.sampled_from(["/chat/say", "/chat/start", "/chat/clear?lang=zz", "/chat/say?lang=uk"]),
)
def test_any_form_is_answered_with_less_than_500(knocker: Knocker, fields: list[tuple[str, str]], path: str) -> None:
    answer = knocker.call(
        "POST", path, content=urlencode(fields, errors="surrogatepass"), headers={"Sec-Fetch-Site": "same-origin"}
    )
    _assert_sane(answer)


@EXAMPLES
@given(body=st.binary(max_size=200), path=PATHS, method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]))
def test_any_request_is_answered_with_less_than_500(knocker: Knocker, body: bytes, path: str, method: str) -> None:
    _assert_sane(knocker.call(method, path, content=body))


@EXAMPLES
@given(
    headers=HEADERS,
    path=PATHS,
    query=st.dictionaries(st.sampled_from(["lang", "entry", "after", "cleared"]), st.text()),
)
def test_any_head_is_answered_with_less_than_500(
    knocker: Knocker, headers: dict[str, str], path: str, query: dict[str, str]
) -> None:
    coded = {name: value.encode("latin-1") for name, value in headers.items()}
    for method in ("GET", "POST"):
        _assert_sane(knocker.call(method, path, headers=list(coded.items()), params=query))


def _assert_sane(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if (
        answer.status_code >= 400
        and answer.request.url.path.startswith("/chat/api")
        and answer.request.method != "HEAD"
    ):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
