"""The client of the register: tokens, pace, second tries, and what is said to whom."""

import asyncio
import base64
import json
from time import perf_counter
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
import structlog

from integrations.bolagsverket import PLACES, Client, Person, Place, Register, standing_of
from integrations.bolagsverket.pace import Pace
from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Unavailable
from integrations.sandbox.backends.register import LocalRegister
from tests.integrations.bolagsverket.conftest import TOKEN, US
from tests.integrations.bolagsverket.shapes import NUMBER, body, entry
from tests.integrations.http.wire import Wire, answer

pytestmark = pytest.mark.asyncio
FOUND = answer(200, body(entry()), "content-type: application/json")


async def ask(register: Register, number: str = NUMBER) -> str:
    """The name and standing, in a word each."""
    one, standing = standing_of(await register.look_up(number, request=str(uuid4())))
    return f"{one.name}: {standing.word}"


async def failure(register: Register) -> IntegrationError:
    with pytest.raises(IntegrationError) as failed:
        await ask(register)
    return failed.value


def header(heard: bytes, name: str) -> str:
    lines = [line.partition(b": ") for line in heard.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    return next((value.decode() for key, _, value in lines if key.lower() == name.encode()), "")


class TestWhatIsSent:
    """Exactly what the contract says, and nothing that it does not need."""

    async def test_the_token_is_asked_for_with_its_scope(self, rough: Register, wire: Wire, tokens: Wire) -> None:
        """Without a scope the gateway refuses it."""
        wire.says = [FOUND]
        await ask(rough)
        head, _, form = tokens.heard[0].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /token HTTP/1.1")
        assert header(head, "authorization") == "Basic " + base64.b64encode(b"us:s3cret").decode()
        assert header(head, "content-type") == "application/x-www-form-urlencoded"
        assert parse_qs(form.decode()) == {
            "grant_type": ["client_credentials"],
            "scope": ["vardefulla-datamangder:read vardefulla-datamangder:ping"],
        }

    async def test_the_number_travels_in_the_body(self, rough: Register, wire: Wire) -> None:
        """With an id that the register's own people ask for; only the gateway sees the token."""
        wire.says = [FOUND]
        request = str(uuid4())
        await rough.look_up("559990-0015", request=request)
        head, _, sent = wire.heard[0].partition(b"\r\n\r\n")
        assert head.startswith(b"POST /organisationer HTTP/1.1")
        assert (header(head, "x-request-id"), header(head, "authorization")) == (request, "Bearer t0ken")
        assert json.loads(sent) == {"identitetsbeteckning": NUMBER}
        assert NUMBER.encode() not in head

    @pytest.mark.parametrize("number", ["900101-1234", "19900101-1234", "302000-0014"])
    async def test_the_number_of_a_person_is_never_sent(
        self, rough: Register, wire: Wire, tokens: Wire, number: str
    ) -> None:
        with pytest.raises(Person):
            await ask(rough, number)
        assert (wire.heard, tokens.heard) == ([], [])

    async def test_a_secret_with_odd_characters_arrives(self, local: LocalRegister, place: Place) -> None:
        """Both halves are form-encoded before they are put together."""
        local.tokens.client, local.tokens.secret = "a:b", "c d%å/+"
        async with Register(place, Client("a:b", "c d%å/+")) as register:
            assert await ask(register) == "Påhittade Köket i Solna AB: registered"

    async def test_nothing_of_it_is_logged(self, rough: Register, wire: Wire) -> None:
        """Neither the number nor a secret, whatever goes wrong."""
        wire.says = [answer(500, b"5599900015 s3cret")]
        with structlog.testing.capture_logs() as lines:
            await failure(rough)
        assert lines
        for word in (NUMBER, "s3cret", "t0ken"):
            assert word not in repr(lines)
        assert "s3cret" not in repr(US)


class TestTokens:
    """Kept until shortly before their end; renewed once where they are refused."""

    async def test_one_token_serves_many(self, register: Register, local: LocalRegister) -> None:
        """Also when they ask at the same moment."""
        assert len(set(await asyncio.gather(*(ask(register) for _ in range(10))))) == 1
        assert local.tokens.asked == 1

    @pytest.mark.parametrize("life,used_for", [(3600, 3540), (100, 80), (10, 8)])
    async def test_not_used_until_the_very_end(self, wire: Wire, tokens: Wire, life: int, used_for: int) -> None:
        """A minute before it; a fifth of a short life."""
        hand = [0.0]
        tokens.says = [answer(200, json.dumps({"access_token": "a", "expires_in": life}).encode())]
        wire.says = [FOUND]
        async with Register(Place(wire.url, tokens.url), US, now=lambda: hand[0]) as register:
            await ask(register)
            hand[0] = used_for - 1.0
            await ask(register)
            assert len(tokens.heard) == 1
            hand[0] = float(used_for)
            await ask(register)
        assert len(tokens.heard) == 2

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_refused_token_is_renewed_once(
        self, rough: Register, wire: Wire, tokens: Wire, status: int
    ) -> None:
        tokens.says = [TOKEN, answer(200, b'{"access_token":"n3w","expires_in":"3600"}')]
        wire.says = [answer(status), FOUND]
        assert await ask(rough) == "Påhittade Köket AB: registered"
        assert [header(heard, "authorization") for heard in wire.heard] == ["Bearer t0ken", "Bearer n3w"]

    @pytest.mark.parametrize("status", [401, 403])
    async def test_and_not_twice(self, rough: Register, wire: Wire, tokens: Wire, status: int) -> None:
        """Then the answer is no: no storm."""
        wire.says = [answer(status)]
        error = await failure(rough)
        assert isinstance(error, Rejected)
        assert (error.status, len(wire.heard), len(tokens.heard)) == (status, 2, 2)

    async def test_tokens_that_the_register_forgot(self, register: Register, local: LocalRegister) -> None:
        """It was started again: nobody notices."""
        await ask(register)
        local.tokens.given.clear()
        assert await ask(register) == "Påhittade Köket i Solna AB: registered"
        assert local.tokens.asked == 2

    async def test_a_wrong_secret_is_a_clear_no(self, place: Place, local: LocalRegister) -> None:
        async with Register(place, Client("sandbox", "wrong")) as register:
            error = await failure(register)
        assert isinstance(error, Rejected)
        assert (error.status, local.asked) == (401, [])

    @pytest.mark.parametrize(
        "given,expected",
        [
            (b'{"access_token":"a","expires_in":60,"scope":"default"}', Rejected),
            (b'{"access_token":"a\\r\\nx: y","expires_in":60}', Malformed),
            (b'{"access_token":"","expires_in":60}', Malformed),
            (b'{"access_token":"a","expires_in":-5}', Malformed),
            (b'{"access_token":"a","expires_in":"soon"}', Malformed),
            (b'{"access_token":"a","expires_in":1e300}', Malformed),
            (b'{"token":"a"}', Malformed),
            (b"<html>", Malformed),
        ],
    )
    async def test_a_token_that_opens_nothing(
        self, rough: Register, wire: Wire, tokens: Wire, given: bytes, expected: type[IntegrationError]
    ) -> None:
        """Is not tried."""
        tokens.says = [answer(200, given)]
        assert isinstance(await failure(rough), expected)
        assert wire.heard == []


class TestPatience:
    """One second try where it may help, and an end in time."""

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    async def test_one_more_try(self, rough: Register, wire: Wire, status: int) -> None:
        wire.says = [answer(status), FOUND]
        assert await ask(rough) == "Påhittade Köket AB: registered"

    async def test_not_two(self, rough: Register, wire: Wire) -> None:
        wire.says = [answer(503)]
        assert isinstance(await failure(rough), Unavailable)
        assert len(wire.heard) == 2

    @pytest.mark.parametrize("status", [400, 404, 409, 422])
    async def test_a_clear_no_is_not_asked_again(self, rough: Register, wire: Wire, tokens: Wire, status: int) -> None:
        wire.says = [answer(status)]
        assert isinstance(await failure(rough), Rejected)
        assert (len(wire.heard), len(tokens.heard)) == (1, 1)

    @pytest.mark.parametrize("slow", ["token", "register"])
    async def test_all_of_it_ends_in_time(self, rough: Register, wire: Wire, tokens: Wire, slow: str) -> None:
        """Token, waiting and second try together."""
        (tokens if slow == "token" else wire).hold = True
        begun = perf_counter()
        error = await failure(rough)
        assert isinstance(error, Unavailable)
        assert error.late
        assert perf_counter() - begun < 3.0

    async def test_the_limit_leaves_the_chat_its_time(self) -> None:
        """Four seconds are what a look-up may take."""
        assert Register.LIMIT + Register.GRACE < 4

    async def test_one_that_is_only_slow_is_left_in_peace(self, wire: Wire, tokens: Wire) -> None:
        """A time-out counts as a failure."""
        wire.hold = True
        breaker = Breaker(failures=2, rest=60)
        async with Register(Place(wire.url, tokens.url), US, limit=0.1, breaker=breaker) as register:
            for _ in range(3):
                await failure(register)
        assert len(wire.heard) == 2

    async def test_the_answer_of_another_number_is_not_believed(self, rough: Register, wire: Wire) -> None:
        wire.says = [FOUND]
        with pytest.raises(Malformed):
            await ask(rough, "559990-0023")


class TestPace:
    """Sixty requests a minute."""

    async def test_sixty_go_at_once_and_the_next_one_is_told_when(self) -> None:
        """It would take longer than it can wait."""
        hand = [100.0]
        pace = Pace(now=lambda: hand[0])
        for _ in range(60):
            await pace.turn(0.0)
        hand[0] = 110.0
        with pytest.raises(Unavailable) as refused:
            await pace.turn(3.0)
        assert (refused.value.retry_after, refused.value.reached) == (51.0, False)
        hand[0] = 161.0
        await pace.turn(0.0)

    async def test_a_short_wait_is_waited(self) -> None:
        pace = Pace(most=1, window=0.1)
        begun = perf_counter()
        for _ in range(3):
            await pace.turn(1.0)
        assert 0.19 < perf_counter() - begun < 3

    async def test_nobody_counts_whom_nobody_let_in(self) -> None:
        """Who was refused does not use up a turn."""
        hand = [0.0]
        pace = Pace(most=1, window=10.0, now=lambda: hand[0])
        await pace.turn(0.0)
        for _ in range(5):
            with pytest.raises(Unavailable):
                await pace.turn(1.0)
        hand[0] = 10.0
        await pace.turn(0.0)

    async def test_second_tries_and_signs_of_life_need_turns_too(self, wire: Wire, tokens: Wire) -> None:
        """The register counts every request."""
        wire.says = [answer(503), FOUND, answer()]
        async with Register(Place(wire.url, tokens.url), US, pace=Pace(most=3)) as register:
            await ask(register)
            await register.give_sign_of_life()
            error = await failure(register)
        assert isinstance(error, Unavailable)
        assert error.retry_after > 50
        assert len(wire.heard) == 3

    async def test_the_register_never_sees_more(self, local: LocalRegister, register: Register) -> None:
        """Whatever is asked of us; it answers 429 to the one more."""
        outcomes = await asyncio.gather(*(ask(register) for _ in range(70)), return_exceptions=True)
        assert [type(one) for one in outcomes].count(Unavailable) == 10
        assert len(local.asked) == 60


async def test_a_sign_of_life(register: Register, local: LocalRegister) -> None:
    """With a token that may ping; nothing is looked up."""
    await register.give_sign_of_life()
    assert (local.alive, local.asked) == (1, [])


async def test_the_addresses_go_in_pairs() -> None:
    """Tokens are given out by the portal of the same environment, not by the gateway."""
    for name, marker in (("production", "."), ("test", "-accept2.")):
        place = PLACES[name]
        assert place.url == f"https://gw{marker}api.bolagsverket.se/vardefulla-datamangder/v1"
        assert place.token_url == f"https://portal{marker}api.bolagsverket.se/oauth2/token"
