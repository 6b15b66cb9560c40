"""What dialogs hear of the company register, whatever it does. Real servers answer in its place."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
import structlog

from bot.backends.company_register import MOST, CompanyRegister, Kept, open_company_register
from bot.ops.metrics import Metrics
from bot.ports import Backend
from bot.settings import Settings
from integrations.bolagsverket import Client, Place, Register
from integrations.breaker import Breaker
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.register import BASE, LocalRegister
from tests.bot.backends.clock import BEGIN, hand_clock
from tests.integrations.bolagsverket.conftest import TOKEN, US
from tests.integrations.bolagsverket.shapes import body, entry, fault
from tests.integrations.http.certificates import certificate
from tests.integrations.http.wire import Wire, answer
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
NUMBER = "559990-0015"
AWAY = fault("OTILLGANGLIG_UPPGIFTSKALLA")


@dataclass
class Scene:
    """The adapter between a register and the tokens that are given out for it."""

    clock: HandClock = field(default_factory=hand_clock)
    wire: Wire = field(default_factory=Wire)
    tokens: Wire = field(default_factory=lambda: Wire(says=[TOKEN]))

    @asynccontextmanager
    async def adapter(self, certified: Any = None, **options: Any) -> AsyncIterator[CompanyRegister]:
        async with self.wire.listening(certified) as wire, self.tokens.listening() as tokens:
            options = {"limit": 0.6, "breaker": Breaker(failures=100), **options}
            made = CompanyRegister(register=Register(Place(wire.url, tokens.url), US, **options), clock=self.clock)
            try:
                yield made
            finally:
                await made.close()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest_asyncio.fixture
async def local() -> LocalRegister:
    return LocalRegister()


@pytest_asyncio.fixture
async def backend(local: LocalRegister) -> AsyncIterator[Backend]:
    """Before the register on this machine; for the type checker it is a ``Backend``."""
    async with LocalBackends((local,)).listening() as server:
        place = Place(server.url + BASE, f"{server.url}/oauth2/token")
        register = Register(place, Client("sandbox", "sandbox"), limit=2.0, breaker=Breaker(failures=100))
        made = CompanyRegister(register=register, clock=hand_clock())
        try:
            yield made
        finally:
            await made.close()


async def look_up(backend: Backend, number: str = NUMBER) -> dict[str, str]:
    """Within the four seconds that a look-up may take."""
    begun = perf_counter()
    found = await backend.call("look_up", {"number": number}, key="k-1")
    assert perf_counter() - begun < 4
    return found


async def verdict(backend: Backend, number: str = NUMBER) -> tuple[str, str]:
    found = await look_up(backend, number)
    return found["result"], found["reason"]


@contextmanager
def silent_about(*words: str) -> Iterator[None]:
    with structlog.testing.capture_logs() as lines:
        yield
    assert not any(word in repr(lines) for word in words), lines


class TestAnswers:
    """The words that dialogs read."""

    async def test_a_registered_company(self, backend: Backend, local: LocalRegister) -> None:
        """With everything that the ticket shows, and the id that the register's own people ask for."""
        found = await look_up(backend)
        assert found == {
            "result": "OK",
            "reason": "registered",
            "name": "Påhittade Köket i Solna AB",
            "form": "Aktiebolag",
            "request": local.asked[0][1],
            "since": "",
            "detail": "",
            "source": "Bolagsverket",
            "at": "2026-11-22T12:00:00+00:00",
        }
        assert UUID(found["request"]).version == 4

    @pytest.mark.parametrize(
        "number,expected",
        [
            ("5560021361", ("OK", "registered")),
            ("5567223705", ("OK", "registered")),
            ("9124001992", ("OK", "registered")),
            ("7020008350", ("OK", "registered")),
            ("5560986878", ("REVIEW", "bankrupt")),
            ("5599900049", ("REVIEW", "liquidation")),
            ("5599900056", ("REVIEW", "restructuring")),
            ("5599900064", ("REVIEW", "deregistered")),
            ("5599900072", ("OK", "inactive")),
            ("5599900080", ("OK", "registered")),
            ("5599900106", ("REVIEW", "procedure")),
            ("8029900019", ("OK", "registered")),
            ("8029900027", ("NOT_FOUND", "other_register")),
            ("2129900011", ("NOT_FOUND", "other_register")),
            ("559990-9990", ("NOT_FOUND", "unknown")),
            ("559990-0016", ("REVIEW", "wrong_number")),
            ("900101-1234", ("REVIEW", "sole_trader")),
            ("", ("REVIEW", "wrong_number")),
        ],
    )
    async def test_each_standing(
        self, backend: Backend, local: LocalRegister, number: str, expected: tuple[str, str]
    ) -> None:
        """Nothing refuses anybody: staff decide. What is not an organisation's is not asked about."""
        assert await verdict(backend, number) == expected
        assert len(local.asked) == (expected[1] not in {"wrong_number", "sole_trader"})

    async def test_since_when(self, backend: Backend) -> None:
        """And the register's own word for it."""
        found = await look_up(backend, "5599900049")
        assert (found["since"], found["detail"]) == ("2026-03-02", "Likvidation")

    async def test_the_name_of_a_sole_trader_stays_there(self, scene: Scene) -> None:
        """It is that of a person."""
        identity = {"identitetsbeteckning": "190001019999", "typ": {"kod": "PERSON"}}
        scene.wire.says = [answer(200, body(entry(organisationsidentitet=identity)))]
        async with scene.adapter() as adapter:
            found = await look_up(adapter)
        assert (found["result"], found["reason"], found["name"]) == ("REVIEW", "sole_trader", "")

    async def test_another_operation_is_a_mistake_of_ours(self, backend: Backend) -> None:
        with pytest.raises(ValueError, match="no such operation"):
            await backend.call("search", {"name": "x"}, key="k-1")


class TestNotChecked:
    """Rows 36 to 44 of the failures that are promised to be survived: never an error, always a time to ask again."""

    async def not_checked(self, adapter: Backend, reason: str, *, wait: timedelta = timedelta(minutes=5)) -> None:
        with silent_about("5599900015", NUMBER, "s3cret", "t0ken"):
            found = await look_up(adapter)
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", reason)
        assert found["retry_at"] == (BEGIN + wait).isoformat()
        assert (found["name"], found["form"], found["source"]) == ("", "", "Bolagsverket")
        assert UUID(found["request"]).version == 4

    @pytest.mark.parametrize("dripping", [True, False])
    @pytest.mark.parametrize("which", ["wire", "tokens"])
    async def test_row_36_slow_or_without_end(self, scene: Scene, dripping: bool, which: str) -> None:
        """One deadline for the whole, however it is spent."""
        slow: Wire = getattr(scene, which)
        slow.hold, slow.drip = not dripping, 0.02 if dripping else None
        slow.says = [answer(200, b" " * 500)]
        async with scene.adapter() as adapter:
            await self.not_checked(adapter, "timeout")

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    @pytest.mark.parametrize("which", ["wire", "tokens"])
    async def test_row_37_in_trouble(self, scene: Scene, status: int, which: str) -> None:
        """Asked once more, then left."""
        trouble: Wire = getattr(scene, which)
        trouble.says = [answer(status)]
        async with scene.adapter() as adapter:
            await self.not_checked(adapter, "unavailable")
        assert len(trouble.heard) == 2

    @pytest.mark.parametrize(
        "asked,wait",
        [
            ("120", timedelta(seconds=120)),
            ("Sun, 22 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
            ("99999999", timedelta(hours=1)),
            ("soon", timedelta(minutes=5)),
        ],
    )
    async def test_row_37_it_says_when(self, scene: Scene, asked: str, wait: timedelta) -> None:
        """In seconds, as a date, absurdly, or not at all; nobody is made to wait longer than an hour."""
        scene.wire.says = [answer(429, b"{}", f"retry-after: {asked}", "date: Sun, 22 Nov 2026 12:00:00 GMT")]
        async with scene.adapter() as adapter:
            await self.not_checked(adapter, "unavailable", wait=wait)

    async def test_row_37_who_fails_often_is_left_in_peace(self, scene: Scene) -> None:
        """The next ones are told at once."""
        scene.wire.says = [answer(503)]
        async with scene.adapter(breaker=Breaker(failures=2, rest=60)) as adapter:
            for _ in range(5):
                await self.not_checked(adapter, "unavailable")
        assert len(scene.wire.heard) == 2

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
    async def test_row_38_a_clear_no(self, scene: Scene, status: int) -> None:
        """Not asked again soon, and somebody hears of it."""
        scene.wire.says = [answer(status, b'{"detail":"5599900015"}')]
        async with scene.adapter() as adapter:
            with structlog.testing.capture_logs() as lines:
                found = await look_up(adapter)
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", "rejected")
        assert found["retry_at"] == (BEGIN + timedelta(hours=1)).isoformat()
        assert {"event": "register_refuses_us", "status": status, "log_level": "warning"} in lines
        assert "5599900015" not in repr(lines)
        assert len(scene.wire.heard) == (2 if status in {401, 403} else 1)

    @pytest.mark.parametrize("said", [None, b"HTTP/1.1 abc\r\n\r\n"])
    async def test_row_39_cut_off(self, scene: Scene, said: bytes | None) -> None:
        """A look-up changes nothing: it may be asked twice."""
        scene.wire.says = [said]
        async with scene.adapter() as adapter:
            await self.not_checked(adapter, "unavailable")
        assert len(scene.wire.heard) == 2

    async def test_row_39_a_line_that_went_stale(self, scene: Scene) -> None:
        """The second try finds a new one."""
        good = answer(200, body(entry()))
        scene.wire.says = [good, None, good]
        async with scene.adapter() as adapter:
            assert await verdict(adapter) == ("OK", "registered")
            adapter.kept.found.clear()
            assert await verdict(adapter) == ("OK", "registered")

    @pytest.mark.parametrize(
        "said",
        [
            body(entry())[:-20],
            b"<html><title>Login</title></html>",
            b'{"organisationer":"none"}',
            b'{"organisationer":[{"organisationsdatum":{"registreringsdatum":NaN}}]}',
            b'{"organisationer":[{"namnskyddslopnummer":' + b"9" * 5000 + b"}]}",
            b'{"organisationer":[],"organisationer":[{}]}',
            b"[" * 900_000,
            '{"organisationer":[{"organisationsnamn":"å"}]}'.encode("latin-1"),
            b"{}",
            body({}),
        ],
    )
    async def test_row_40_nonsense(self, scene: Scene, said: bytes) -> None:
        """Cut, HTML with 200, wrong types, NaN, huge numbers, the same key twice, depths, a wrong charset, nothing."""
        scene.wire.says = [answer(200, said)]
        async with scene.adapter() as adapter:
            await self.not_checked(adapter, "malformed")

    @pytest.mark.parametrize(
        "said",
        [
            answer(200, gzip.compress(b" " * 50_000_000), "content-encoding: gzip"),
            b"HTTP/1.1 200 X\r\ncontent-length: 10000000000\r\n\r\n" + b" " * 1_100_000,
        ],
    )
    async def test_row_41_bombs(self, scene: Scene, said: bytes) -> None:
        """Read no further than an answer can be."""
        scene.wire.says = [said]
        async with scene.adapter(limit=2.0) as adapter:
            await self.not_checked(adapter, "malformed")

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    @pytest.mark.parametrize("which", ["wire", "tokens"])
    async def test_row_42_sent_elsewhere(self, scene: Scene, status: int, which: str) -> None:
        """Neither the number nor a secret goes to whom we did not choose."""
        async with Wire().listening() as elsewhere:
            getattr(scene, which).says = [answer(status, b"", f"location: {elsewhere.url}/")]
            async with scene.adapter() as adapter:
                await self.not_checked(adapter, "malformed")
            assert elsewhere.heard == []

    @pytest.mark.parametrize("named,days", [("127.0.0.1", 1), ("other.example", 1), ("127.0.0.1", -1)])
    async def test_row_43_a_certificate_that_nobody_vouches_for(
        self, scene: Scene, tmp_path: Path, named: str, days: int
    ) -> None:
        """Nothing is sent."""
        async with scene.adapter(certified=certificate(tmp_path, named, days)) as adapter:
            await self.not_checked(adapter, "unavailable")
        assert scene.wire.heard == []

    async def test_row_44_it_comes_back(self, backend: CompanyRegister, local: LocalRegister) -> None:
        """After a day; what could not be checked was not remembered, and it gets no more than it can take."""
        numbers = list(local.known)
        local.trouble.begin("outage")
        for number in numbers[:3]:
            assert await verdict(backend, number) == ("NOT_CHECKED", "unavailable")
        assert not backend.kept.found
        backend.clock.advance(days=1)  # type: ignore[attr-defined]
        local.trouble.begin("none")
        found = [await verdict(backend, number) for number in numbers]
        assert "NOT_CHECKED" not in {result for result, _ in found}
        assert [number for number, _ in local.asked] == numbers

    @pytest.mark.parametrize("kind,reason", [("source", "unavailable"), ("source_late", "timeout")])
    async def test_an_answer_without_an_answer(
        self, backend: CompanyRegister, local: LocalRegister, kind: str, reason: str
    ) -> None:
        """200 during an outage: it is not kept either, and soon it is asked again."""
        local.trouble.begin(kind)
        await self.not_checked(backend, reason)
        local.trouble.begin("none")
        assert await verdict(backend) == ("OK", "registered")

    @pytest.mark.parametrize("kind", ["outage", "429", "5xx", "garbage", "slow", "drip", "refusing", "no_tokens"])
    async def test_every_switch_of_the_sandbox(self, backend: Backend, local: LocalRegister, kind: str) -> None:
        """Is a look-up that was not made."""
        local.trouble.begin(kind)
        assert (await verdict(backend))[0] == "NOT_CHECKED"

    async def test_without_credentials(self) -> None:
        """It says so; a day later somebody may have set them."""
        adapter = CompanyRegister(register=None, clock=hand_clock())
        found = await look_up(adapter)
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", "not_configured")
        assert found["retry_at"] == (BEGIN + timedelta(days=1)).isoformat()
        assert await verdict(adapter, "900101-1234") == ("REVIEW", "sole_trader")


class TestKept:
    """What was learnt is kept for a day."""

    @pytest.mark.parametrize("number", ["5599900015", "5560986878", "5599909990", "8029900027"])
    async def test_within_a_day_it_is_not_asked_again(
        self, backend: CompanyRegister, local: LocalRegister, number: str
    ) -> None:
        """However it is written; the answer keeps the time at which it was true."""
        first = await look_up(backend, number)
        backend.clock.advance(hours=23, minutes=59)  # type: ignore[attr-defined]
        assert await look_up(backend, f"{number[:6]}-{number[6:]}") == first
        assert len(local.asked) == 1
        backend.clock.advance(minutes=1)  # type: ignore[attr-defined]
        assert (await look_up(backend, number))["at"] > first["at"]
        assert len(local.asked) == 2

    async def test_what_stands_wrong_is_seen_the_next_day(self, backend: CompanyRegister, local: LocalRegister) -> None:
        """A company that went bankrupt meanwhile."""
        assert await verdict(backend) == ("OK", "registered")
        local.known["5599900015"] = local.known["5599900015"].standing_as("bankrupt")
        backend.clock.advance(days=1)  # type: ignore[attr-defined]
        assert await verdict(backend) == ("REVIEW", "bankrupt")

    async def test_a_clock_that_goes_back_keeps_nothing_for_ever(self) -> None:
        kept = Kept()
        kept.put("1", BEGIN, {"result": "OK"})
        assert kept.get("1", BEGIN - timedelta(seconds=1)) is None

    async def test_only_so_many_are_kept(self) -> None:
        """The oldest goes; what is handed out is a copy."""
        kept = Kept()
        for number in range(MOST + 1):
            kept.put(str(number), BEGIN, {"result": "OK"})
        assert (len(kept.found), kept.get("0", BEGIN)) == (MOST, None)
        kept.get("1", BEGIN)["result"] = "REVIEW"  # type: ignore[index]
        assert kept.get("1", BEGIN) == {"result": "OK"}


class TestSignsOfLife:
    """An account that is not used is closed."""

    async def lives(self, backend: CompanyRegister, days: list[float]) -> None:
        """Through three pauses, whose lengths are noted."""

        async def sleep(seconds: float) -> None:
            days.append(seconds)
            if len(days) == 3:
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await replace(backend, sleep=sleep).keep()

    async def test_one_at_the_start_and_one_a_day(self, backend: CompanyRegister, local: LocalRegister) -> None:
        pauses: list[float] = []
        await self.lives(backend, pauses)
        assert (pauses, local.alive, local.asked) == ([86_400.0] * 3, 3, [])

    async def test_one_that_failed_is_told_and_tried_again(
        self, backend: CompanyRegister, local: LocalRegister
    ) -> None:
        """Each hour. Wrong credentials are seen at the start, before anybody is kept waiting."""
        local.trouble.begin("refusing")
        pauses: list[float] = []
        with structlog.testing.capture_logs() as lines:
            await self.lives(backend, pauses)
        assert [line["event"] for line in lines].count("register_sign_of_life_failed") == 3
        assert pauses == [3_600.0] * 3

    async def test_none_without_credentials(self) -> None:
        await asyncio.wait_for(CompanyRegister(register=None, clock=hand_clock()).keep(), 1)


class TestOpening:
    """Which register it is, by the settings."""

    def opened(self, tmp_path: Path, **environ: str) -> CompanyRegister:
        chosen = Settings.read(environ, env_file=tmp_path / ".env")
        return open_company_register(chosen, Metrics(), hand_clock())

    @pytest.mark.parametrize(
        "environ,source,url",
        [
            ({"BOLAGSVERKET_ENVIRONMENT": "production"}, "Bolagsverket", "https://gw.api.bolagsverket.se"),
            ({"BOLAGSVERKET_ENVIRONMENT": "test"}, "Bolagsverket (testmiljö)", "https://gw-accept2.api."),
            (
                {"BOLAGSVERKET_URL": "https://a.example/v1", "BOLAGSVERKET_TOKEN_URL": "https://b.example/t"},
                "Bolagsverket",
                "https://a.example/v1",
            ),
        ],
    )
    async def test_where_the_settings_say(self, tmp_path: Path, environ: dict[str, str], source: str, url: str) -> None:
        """What comes from a test environment is not taken for the truth."""
        client = {"BOLAGSVERKET_CLIENT_ID": "us", "BOLAGSVERKET_CLIENT_SECRET": "s3cret"}
        adapter = self.opened(tmp_path, **client, **environ)
        assert adapter.source == source
        assert adapter.register is not None
        assert adapter.register._http._url.startswith(url)
        await adapter.close()

    async def test_nowhere_when_nothing_is_said(self, tmp_path: Path) -> None:
        assert self.opened(tmp_path).register is None

    async def test_in_practice_it_says_so(self, tmp_path: Path) -> None:
        """Nobody takes an invented company for a real one; what is asked is counted."""
        metrics = Metrics()
        async with LocalBackends().listening() as server:
            chosen = Settings.read({"STRA_SANDBOX": server.url}, env_file=tmp_path / ".env")
            adapter = open_company_register(chosen, metrics, hand_clock())
            found = await look_up(adapter)
            await adapter.close()
        assert (found["result"], found["source"]) == ("OK", "Bolagsverket (övningsläge)")
        assert b'stra_backend_seconds_count{backend="bolagsverket",outcome="ok"} 1.0' in metrics.text()
