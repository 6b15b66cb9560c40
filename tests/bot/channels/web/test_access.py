"""Who may read and continue a conversation."""

import pytest
from starlette.requests import Request

from bot.channels.web.access import Cookie, Pass, bearer, demand_own_page
from bot.channels.web.problems import Problem


def request(method: str = "POST", **headers: str) -> Request:
    coded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/chat", "headers": [(b"host", b"chat.test"), *coded]})


def test_passes_differ_and_look_like_ours() -> None:
    passes = {Pass.make() for _ in range(100)}
    assert len(passes) == 100
    assert all(one.plausible for one in passes)


@pytest.mark.parametrize(
    "key", [Pass("", ""), Pass("a" * 22, "b" * 42), Pass("a" * 21 + "/", "b" * 43), Pass("x", "y")]
)
def test_what_we_never_made_is_not_looked_up(key: Pass) -> None:
    assert not key.plausible


def test_token_never_shows_in_its_digest() -> None:
    key = Pass.make()
    assert key.token not in key.digest
    assert len(key.digest) == 64


@pytest.mark.parametrize(
    "header, token", [("Bearer abc", "abc"), ("bearer abc ", "abc"), ("Basic abc", None), ("", None), ("abc", None)]
)
def test_bearer_token_is_read_from_the_head(header: str, token: str | None) -> None:
    assert bearer(request(authorization=header)) == token


@pytest.mark.parametrize(
    "headers, allowed",
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://chat.test"}, False),
        ({"origin": "http://chat.test"}, True),
        ({"origin": "https://CHAT.test"}, True),
        ({"origin": "http://chat.test.evil.test"}, False),
        ({"origin": "http://chat.test:81"}, False),
        ({"origin": "null"}, False),
        ({"referer": "http://chat.test/chat?x"}, True),
        ({"referer": "http://evil.test/chat.test"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_only_our_own_page_may_post(headers: dict[str, str], allowed: bool) -> None:
    if allowed:
        demand_own_page(request(**headers))
    else:
        with pytest.raises(Problem):
            demand_own_page(request(**headers))


def test_browser_that_says_nothing_may_read() -> None:
    demand_own_page(request("GET"))


@pytest.mark.parametrize("secure", [True, False])
def test_cookie_is_read_back(secure: bool) -> None:
    cookie, key = Cookie(secure=secure, framed=False), Pass.make()
    read = cookie.read(request(cookie=f"a=b; {cookie.name}={key.conversation}.{key.token}"))
    assert read == key
