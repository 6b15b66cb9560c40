"""One system behind us that does all that systems do."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import msgspec
import pytest
import pytest_asyncio
import structlog

from integrations.breaker import Breaker
from integrations.cases.gate import Gate
from integrations.errors import IntegrationError, Malformed, Rejected, Resting, Unavailable
from integrations.http import Answer, Call, Http, Policy, Schedule, decoded
from integrations.tokens import Client, Tokens
from tests.integrations.http.certificates import certificate
from tests.integrations.http.wire import Wire, answer

pytestmark = pytest.mark.asyncio
GET = Call(method="GET", path="/thing")
POST = Call(method="POST", path="/thing", body=b"{}")
SCHEDULE = Schedule(tries=3, first=0.01)
POLICY = Policy(deadline=0.8, most_raw=20_000, most=50_000, schedule=SCHEDULE)
PATIENT = Policy(deadline=20.0, schedule=SCHEDULE)
BODIES = msgspec.json.Decoder(dict[str, int])


def body(found: Answer) -> bytes:
    return found.body


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire().listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def http(wire: Wire) -> AsyncIterator[Http]:
    async with Http("thing", wire.url, policy=POLICY, breaker=Breaker(failures=100)) as client:
        yield client


@pytest_asyncio.fixture
async def patient(wire: Wire) -> AsyncIterator[Http]:
    """Would wait for long."""
    async with Http("thing", wire.url, policy=PATIENT) as client:
        yield client


async def failure(http: Http, call: Call = GET) -> IntegrationError:
    """What it is told; in time."""
    begun = perf_counter()
    with pytest.raises(IntegrationError) as failed:
        await http.ask(call, body)
    assert perf_counter() - begun < POLICY.deadline + 3
    return failed.value


async def test_a_plain_answer(http: Http, wire: Wire) -> None:
    assert await http.ask(GET, body) == b"{}"
    assert wire.heard[0].startswith(b"GET /thing HTTP/1.1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_a_clear_no_is_not_asked_again(http: Http, wire: Wire, status: int) -> None:
    wire.says = [answer(status)]
    error = await failure(http)
    assert isinstance(error, Rejected)
    assert (error.status, len(wire.heard)) == (status, 1)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
async def test_a_system_in_trouble_is_asked_again(http: Http, wire: Wire, status: int) -> None:
    """And its third answer counts."""
    wire.says = [answer(status), answer(status), answer(200, b"well")]
    assert await http.ask(GET, body) == b"well"


async def test_tries_end(http: Http, wire: Wire) -> None:
    wire.says = [answer(503)]
    assert isinstance(await failure(http), Unavailable)
    assert len(wire.heard) == 3


async def test_what_may_have_been_done_is_not_done_twice(http: Http, wire: Wire) -> None:
    """A POST without a key is sent once, and its outcome is unknown."""
    wire.says = [None]
    error = await failure(http, POST)
    assert isinstance(error, Unavailable)
    assert error.reached
    assert len(wire.heard) == 1


async def test_a_key_makes_it_safe_and_stays_the_same(http: Http, wire: Wire) -> None:
    wire.says = [answer(503), answer()]
    await http.ask(Call(method="POST", path="/thing", body=b"{}", key="abc-1"), body)
    assert [b"idempotency-key: abc-1" in heard.lower() for heard in wire.heard] == [True, True]


async def test_what_never_left_can_always_be_tried_again() -> None:
    """Nobody listens there: a POST was not carried out."""
    async with Wire().listening() as gone:
        url = gone.url
    tried: list[float] = []

    def draw() -> float:
        tried.append(1.0)
        return 0.0

    async with Http("thing", url, policy=POLICY, breaker=Breaker(failures=100), draw=draw) as http:
        error = await failure(http, POST)
    assert isinstance(error, Unavailable)
    assert not error.reached
    assert len(tried) == 2


async def test_a_dripping_answer_ends_with_the_deadline(http: Http, wire: Wire) -> None:
    """Never idle, never done."""
    wire.says, wire.drip = [answer(200, b"x" * 1000)], 0.02
    assert str(await failure(http)) == "it took too long"


async def test_a_silent_system_ends_with_the_deadline(http: Http, wire: Wire) -> None:
    wire.hold = True
    assert isinstance(await failure(http), Unavailable)


async def test_a_shorter_deadline_for_one_call(patient: Http, wire: Wire) -> None:
    wire.hold = True
    async with asyncio.timeout(PATIENT.deadline / 2):
        with pytest.raises(Unavailable):
            await patient.ask(GET, body, deadline=0.05)


async def test_nobody_waits_for_a_try_that_cannot_come_in_time(patient: Http, wire: Wire) -> None:
    """It asks for more than the deadline leaves: told at once."""
    wire.says = [answer(503, b"", "retry-after: 30")]
    async with asyncio.timeout(PATIENT.deadline / 2):
        with pytest.raises(Unavailable) as failed:
            await patient.ask(GET, body)
    assert (failed.value.retry_after, len(wire.heard)) == (30.0, 1)


async def test_it_is_left_in_peace_for_as_long_as_it_asks(wire: Wire) -> None:
    """By everybody, after the first who heard it; by its own clock when it gives a date."""
    hand = [0.0]
    asks = ("date: Sun, 22 Nov 2026 12:00:00 GMT", "retry-after: Sun, 22 Nov 2026 12:00:40 GMT")
    wire.says = [answer(429, b"", *asks), answer()]
    async with Http("thing", wire.url, policy=POLICY, breaker=Breaker(now=lambda: hand[0])) as http:
        await failure(http)
        hand[0] = 39.0
        assert isinstance(await failure(http), Resting)
        assert len(wire.heard) == 1
        hand[0] = 40.0
        await http.ask(GET, body)


async def test_some_answers_mean_not_for_a_long_time(wire: Wire) -> None:
    """Such as a quota that is used up."""
    hand = [0.0]
    wire.says = [answer(456), answer()]
    policy = Policy(rests={456: 3600.0})
    async with Http("thing", wire.url, policy=policy, breaker=Breaker(now=lambda: hand[0])) as http:
        assert isinstance(await failure(http), Unavailable)
        hand[0] = 3599.0
        assert isinstance(await failure(http), Resting)
        hand[0] = 3600.0
        await http.ask(GET, body)


async def test_a_system_that_is_only_slow_is_left_in_peace_too(wire: Wire) -> None:
    """A time-out counts as a failure."""
    wire.hold = True
    async with Http("thing", wire.url, policy=Policy(deadline=0.05), breaker=Breaker(failures=2, rest=60)) as http:
        assert [type(await failure(http)) for _ in range(3)] == [Unavailable, Unavailable, Resting]
    assert len(wire.heard) == 2


@pytest.mark.parametrize(
    "said",
    [
        answer(200, b"x" * 30_000),
        answer(200, gzip.compress(b"0" * 60_000, mtime=0), "content-encoding: gzip"),
        answer(200, gzip.compress(b"0" * 5_000_000, mtime=0), "content-encoding: gzip"),
        answer(200, zlib.compress(b"0" * 5_000_000), "content-encoding: deflate"),
        answer(200, gzip.compress(b"{}", mtime=0)[:-3], "content-encoding: gzip"),
        answer(200, b"no gzip", "content-encoding: gzip"),
        answer(200, b"{}", "content-encoding: br"),
        answer(200, b"{}", "content-encoding: gzip, gzip"),
        answer(304, b""),
        answer(307, b"", "location: /elsewhere"),
    ],
)
async def test_bombs_and_nonsense_are_malformed(http: Http, wire: Wire, said: bytes) -> None:
    """However they are packed; a redirect nobody asked for is one of them."""
    wire.says = [said]
    assert isinstance(await failure(http), Malformed)
    assert len(wire.heard) == 1


async def test_packed_answers_are_unpacked(http: Http, wire: Wire) -> None:
    """Although we do not ask for them."""
    wire.says = [answer(200, gzip.compress(b"well", mtime=0), "content-encoding: gzip")]
    assert await http.ask(GET, body) == b"well"


@pytest.mark.parametrize("said", [b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", answer(200, b"x" * 50)[:-9]])
async def test_what_is_no_http_is_unavailable(http: Http, wire: Wire, said: bytes) -> None:
    wire.says = [said, None]
    assert isinstance(await failure(http, POST), Unavailable)


@pytest.mark.parametrize(
    "text",
    [b"<html>", b"\xff", b'{"a":NaN}', b'{"a":"b"}', b'{"a":1', b"[" * 200_000, b'{"a":' + b"9" * 5000 + b"}", b""],
)
async def test_an_answer_of_another_shape_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed):
        decoded(text, BODIES)


async def test_an_unreadable_answer_counts_against_the_system(wire: Wire) -> None:
    wire.says = [answer(200, b"<html>")]
    async with Http("thing", wire.url, breaker=Breaker(failures=2)) as http:
        for _ in range(2):
            with pytest.raises(Malformed):
                await http.ask(GET, lambda found: decoded(found.body, BODIES))
        assert isinstance(await failure(http), Resting)


async def test_sent_on_only_where_it_was_allowed(http: Http, wire: Wire) -> None:
    """On the same system; and never in circles."""
    wire.says = [answer(302, b"", "location: /there"), answer(200, b"there")]
    assert await http.ask(Call(method="GET", path="/thing", hosts=frozenset()), body) == b"there"
    wire.says = [answer(302, b"", "location: /thing")]
    assert str(await failure(http, Call(method="GET", path="/thing", hosts=frozenset()))) == "it sends us on and on"


@pytest.mark.parametrize(
    "location",
    [
        "http://other.example/",
        "https://evil.example/",
        "//evil.example/",
        "https://u:p@files.example/",
        "file:///etc",
    ],
)
async def test_sent_elsewhere_is_refused(http: Http, wire: Wire, location: str) -> None:
    """Another host, without encryption, with a name in it, or no web address."""
    wire.says = [answer(302, b"", f"location: {location}")]
    call = Call(method="GET", path="/thing", hosts=frozenset({"files.example"}))
    assert isinstance(await failure(http, call), Malformed)
    assert len(wire.heard) == 1


async def test_a_post_is_never_sent_on(http: Http, wire: Wire) -> None:
    wire.says = [answer(307, b"", "location: /there"), answer()]
    call = Call(method="POST", path="/thing", body=b"{}", hosts=frozenset())
    assert isinstance(await failure(http, call), Malformed)


async def test_proxies_and_passwords_of_the_environment_are_not_used(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with Http("thing", wire.url, policy=POLICY) as http:
        assert await http.ask(GET, body) == b"{}"


async def test_at_most_so_many_connections(wire: Wire) -> None:
    """The others wait their turn."""
    wire.hold = True
    policy = Policy(deadline=2.0, connections=2)
    async with Http("thing", wire.url, policy=policy, breaker=Breaker(failures=99)) as http:
        asking = [asyncio.create_task(http.ask(GET, body)) for _ in range(6)]
        while len(wire.heard) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert len(wire.heard) == 2
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


async def test_every_call_is_counted_once(wire: Wire) -> None:
    """Whatever came of it, and however many tries it took."""
    counted: list[tuple[str, str]] = []
    wire.says = [answer(503), answer(), answer(404), answer(200, b"?"), answer(503)]
    breaker = Breaker(failures=3, rest=60)
    observe = lambda name, outcome, seconds: counted.append((name, outcome if seconds >= 0 else "?"))  # noqa: E731
    async with Http("thing", wire.url, policy=POLICY, breaker=breaker, observe=observe) as http:
        await http.ask(GET, body)
        await failure(http)
        with pytest.raises(Malformed):
            await http.ask(GET, lambda found: decoded(found.body, BODIES))
        await failure(http)
        await failure(http)
    assert [outcome for _, outcome in counted] == ["ok", "rejected", "malformed", "resting", "resting"]
    assert {name for name, _ in counted} == {"thing"}


async def test_nothing_of_the_exchange_is_logged(wire: Wire) -> None:
    """Neither of what was sent nor of what came back."""
    wire.says = [answer(500, b"canary", "x-canary: canary")]
    async with Http("thing", wire.url, policy=POLICY, headers={"authorization": "canary"}) as http:
        call = Call(method="POST", path="/thing?q=canary", body=b"canary", repeatable=True)
        with structlog.testing.capture_logs() as lines:
            await failure(http, call)
    assert len(lines) == 3
    assert "canary" not in repr(lines)
    assert wire.url not in repr(lines)


async def test_a_call_that_is_given_up_harms_no_other(http: Http, wire: Wire) -> None:
    """Forty are broken off; each later one gets its own answer."""
    wire.drip = 0.0005
    for _ in range(40):
        asking = asyncio.create_task(http.ask(GET, body))
        await asyncio.sleep(0.003)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    wire.drip = None
    wire.says = [answer(200, str(i).encode()) for i in range(5)]
    assert [await http.ask(GET, body) for _ in range(4)] == [b"0", b"1", b"2", b"3"]


@pytest.mark.parametrize("named,days", [("127.0.0.1", 1), ("other.example", 1), ("127.0.0.1", -1)])
async def test_a_certificate_that_nobody_vouches_for_is_refused(named: str, days: int, tmp_path: Path) -> None:
    """Made by itself, for another host, or expired: nothing is sent."""
    async with (
        Wire().listening(certificate(tmp_path, named, days)) as wire,
        Http("thing", wire.url, policy=POLICY) as http,
    ):
        error = await failure(http, POST)
    assert isinstance(error, Unavailable)
    assert not error.reached
    assert wire.heard == []


async def test_neither_words_nor_what_opens_a_system_are_printed() -> None:
    """Whoever prints a call, an answer or a way in shows no person and no secret."""
    told = {"authorization": "Bearer canary"}
    call = Call(method="PUT", path="/canary", body=b"canary", headers=told, key="canary")
    async with Http("system", "http://127.0.0.1:9") as http:
        tokens = Tokens(http, Client("us", "canary"), _token="canary")
        gate = Gate(http=http, headers=told, tokens=tokens)
        assert "canary" not in repr((call, Answer(200, b"canary", told), tokens, gate))
