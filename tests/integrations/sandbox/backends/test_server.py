"""The parts behind one address, their switches, and the program that ``make run`` starts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from integrations.sandbox.backends import KINDS, LocalBackends
from integrations.sandbox.backends.__main__ import main
from integrations.sandbox.backends.register import BASE, LocalRegister

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).parents[4]
SWITCH = "/control/company_register"


@pytest_asyncio.fixture
async def local() -> LocalRegister:
    return LocalRegister()


@pytest_asyncio.fixture
async def client(local: LocalRegister) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        LocalBackends((local,)).listening() as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5) as found,
    ):
        yield found


async def test_what_is_wrong_can_be_changed_and_seen(client: httpx.AsyncClient) -> None:
    """For good, or until told otherwise."""
    assert (await client.get("/control")).json() == {"company_register": "none"}
    assert (await client.post(SWITCH, json={"fault": "5xx"})).json() == {"fault": "5xx"}
    assert (await client.get(f"{BASE}/isalive")).status_code == 503
    await client.post(SWITCH, json={"fault": "none"})
    assert (await client.get(f"{BASE}/isalive")).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_page_of_somebody_else_changes_nothing(client: httpx.AsyncClient, site: str) -> None:
    """A browser sends such a form anywhere, and says who asked it to."""
    told = {"content-type": "text/plain", "sec-fetch-site": site}
    assert (await client.post(SWITCH, content=b'{"fault": "5xx"}', headers=told)).status_code == 403
    assert (await client.get("/control")).json() == {"company_register": "none"}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"fault"', b"\xff"])
async def test_what_is_no_object_changes_nothing(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post(SWITCH, content=body)).status_code == 403


async def test_a_trouble_may_pass_by_itself(client: httpx.AsyncClient) -> None:
    """After so many seconds."""
    await client.post(SWITCH, json={"fault": "429", "seconds": 0.1})
    assert (await client.get(f"{BASE}/isalive")).status_code == 429
    await asyncio.sleep(0.15)
    assert (await client.get(f"{BASE}/isalive")).status_code == 401


async def test_a_trouble_may_be_for_some_requests_only(client: httpx.AsyncClient) -> None:
    """By method and path, and so many of them."""
    await client.post(SWITCH, json={"fault": "429", "only": "isalive", "times": 2})
    assert (await client.post(f"{BASE}/organisationer")).status_code == 401
    assert [(await client.get(f"{BASE}/isalive")).status_code for _ in range(3)] == [429, 429, 401]


@pytest.mark.parametrize(
    "asked",
    [
        {"fault": "fire"},
        {},
        {"fault": "slow", "seconds": "long"},
        {"fault": "slow", "only": 1},
        {"fault": "slow", "times": "x"},
    ],
)
async def test_a_switch_that_there_is_not(client: httpx.AsyncClient, asked: dict[str, object]) -> None:
    """Names those that there are; another part is not found."""
    answer = await client.post(SWITCH, json=asked)
    assert answer.status_code == 400
    assert set(KINDS) < set(answer.json()["faults"])
    assert (await client.post("/control/nobody", json={"fault": "none"})).status_code == 404


async def test_each_trouble_is_what_it_is_called(client: httpx.AsyncClient, local: LocalRegister) -> None:
    """Cut without a word, nonsense with 200, slow, and never done."""
    local.trouble.begin("outage")
    with pytest.raises(httpx.TransportError):
        await client.get(f"{BASE}/isalive")
    local.trouble.begin("garbage")
    garbage = await client.get(f"{BASE}/isalive")
    assert (garbage.status_code, garbage.content[:2]) == (200, b"\xff\xfe")
    for kind in ("slow", "drip"):
        local.trouble.begin(kind)
        with pytest.raises((httpx.ReadTimeout, TimeoutError)):
            await asyncio.wait_for(client.get(f"{BASE}/isalive", timeout=0.3), 0.6)


async def test_a_server_in_error_may_say_when(client: httpx.AsyncClient, local: LocalRegister) -> None:
    local.trouble.begin("5xx")
    local.trouble.status, local.trouble.retry_after = 502, "17"
    answer = await client.get(f"{BASE}/isalive")
    assert (answer.status_code, answer.headers["retry-after"]) == (502, "17")


@pytest.mark.parametrize("listen", ["0.0.0.0:5060", "example.org:80", "5060", "127.0.0.1:x"])
async def test_it_listens_on_this_machine_only(listen: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--listen", listen]) == 2
    assert "this machine only" in capsys.readouterr().err


async def start(*options: str) -> tuple[asyncio.subprocess.Process, str]:
    """The program, when it says that it answers, and where."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "integrations.sandbox.backends", "--listen", "127.0.0.1:0", *options),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), 30)
    assert b"A sandbox of the company register" in line
    return process, line.split()[-1].decode()


async def test_the_program_ends_when_told() -> None:
    process, url = await start("--parent", str(os.getpid()))
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        assert "company_register" in (await client.get("/control")).json()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_the_program_ends_when_it_is_left_alone() -> None:
    """Its parent is somebody else already."""
    process, _ = await start("--parent", "1")
    assert await asyncio.wait_for(process.wait(), 10) == 0
