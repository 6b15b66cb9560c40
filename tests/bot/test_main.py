"""The whole service as it is started: ``python -m bot``, its processes, signals and exit codes."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
START = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@dataclass
class Service:
    """A running ``python -m bot``."""

    folder: Path
    port: int
    process: asyncio.subprocess.Process
    out: Path
    err: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.err.read_text().splitlines() if line.startswith("{")]

    def children(self) -> dict[str, psutil.Process]:
        """The processes of the service by what they do."""
        found = {}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                words = process.cmdline()
                found[_role(words)] = process
        return found

    def work_seconds(self) -> float:
        """Processor time of all processes so far."""
        processes = [psutil.Process(self.process.pid), *self.children().values()]
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    async def ready(self) -> None:
        await self.until(lambda: "Strå is running" in self.out.read_text() or self.process.returncode is not None)
        assert self.process.returncode is None, self.err.read_text()

    async def until(self, true: Callable[[], bool], seconds: float = START) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.05)

    async def answers(self, path: str = "/readyz") -> bool:
        try:
            async with httpx.AsyncClient() as http:
                return (await http.get(self.address + path, timeout=5)).status_code == 200
        except httpx.TransportError:
            return False

    async def answering(self, path: str = "/readyz", seconds: float = START) -> None:
        async with asyncio.timeout(seconds):
            while not await self.answers(path):
                assert self.process.returncode is None, self.err.read_text()
                await asyncio.sleep(0.1)

    async def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(number)
        code = await asyncio.wait_for(self.process.wait(), 15)
        return code, time.monotonic() - began


def _role(words: list[str]) -> str:
    if "integrations.sandbox.backends" in words:
        return "sandbox"
    return words[words.index("bot") + 1] if "-m" in words else "store"


async def start(folder: Path, *command: str, **environ: str) -> Service:
    port = free_port()
    out, err = folder / "out", folder / "err"
    settings = {"STRA_DATA": str(folder / "var"), "STRA_LISTEN": f"127.0.0.1:{port}"}
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with out.open("wb") as stdout, err.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *command),
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), **settings, **environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
    return Service(folder, port, process, out, err)


@asynccontextmanager
async def running(folder: Path, **environ: str) -> AsyncIterator[Service]:
    service = await start(folder, "run", **environ)
    processes: list[psutil.Process] = []
    try:
        await service.ready()
        assert await service.answers(), "it said that it is running before it was"
        processes = list(service.children().values())
        yield service
    finally:
        if service.process.returncode is None:
            service.process.kill()
            await service.process.wait()
        _, left = psutil.wait_procs(processes, timeout=5)
        for process in left:
            process.kill()
        assert not left, "something was left behind"


async def test_the_first_start_tells_where_to_go_and_who_may_sign_in(tmp_path: Path) -> None:
    """The password is printed once and logged never; the second start is silent about it."""
    async with running(tmp_path) as service:
        # Seconds of all processes; about five on a machine that does nothing else.
        assert service.work_seconds() < 15
        words = service.out.read_text()
        assert f"http://localhost:{service.port}/chat" in words
        assert f"http://localhost:{service.port}/desk" in words
        found = re.search(r"password is (\S+)", words)
        assert found
        assert found[1] not in service.err.read_text()
        assert stat.S_IMODE((tmp_path / "keys" / "var.key").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
        async with httpx.AsyncClient(base_url=service.address) as http:
            for path in ("/", "/chat", "/healthz"):
                assert (await http.get(path)).status_code == 200, path
            assert (await http.get("/desk", follow_redirects=True)).status_code == 200
            # Where the front door's links lead to.
            for language in re.findall(r'href="/chat\?lang=(\w+)"', (await http.get("/")).text):
                assert f'<html lang="{language}"' in (await http.get("/chat", params={"lang": language})).text
        code, took = await service.stop()
        assert (code, took < 10) == (0, True)
    async with running(tmp_path) as service:
        assert "password" not in service.out.read_text()


async def test_a_token_opens_the_figures_the_desk_api_and_the_parse_api(tmp_path: Path) -> None:
    """The first service account comes from the settings."""
    token = "a-token-for-the-test"
    asked = {"authorization": f"Bearer {token}"}
    async with running(tmp_path, STRA_API_TOKEN=token) as service, httpx.AsyncClient(base_url=service.address) as http:
        assert (await http.get("/metrics")).status_code == 401
        assert "stra_requests_total" in (await http.get("/metrics", headers=asked)).text
        assert (await http.get("/desk/api/tickets", headers=asked)).json()["tickets"] == []
        assert (await http.get("/desk/api/unclear", headers=asked)).json() == {"unclear": []}
        assert (await http.post("/nlu/parse", json={"text": "hej"})).status_code == 401
        heard = (await http.post("/nlu/parse", json={"text": "börja om"}, headers=asked)).json()
        assert heard["intent"]["name"] == "restart"


async def test_what_is_killed_comes_back(tmp_path: Path) -> None:
    """The web server, the worker, the imitations and the store, each by SIGKILL."""
    async with running(tmp_path) as service:
        for name in ("serve", "work", "sandbox", "store"):
            before = service.children()[name]
            before.kill()
            await service.until(lambda name=name, before=before: service.children().get(name) not in (None, before))  # type: ignore[misc]
            await service.answering()
        assert (await service.stop())[0] == 0


async def test_what_was_said_survives_a_killed_store(tmp_path: Path) -> None:
    """Acknowledged is kept."""
    async with running(tmp_path) as service, httpx.AsyncClient(base_url=service.address) as http:
        begun = (await http.post("/chat/api/conversations", json={"language": "en"})).json()
        headers = {"authorization": f"Bearer {begun['token']}"}
        path = f"/chat/api/conversations/{begun['id']}/messages"
        said = await http.post(path, headers=headers, json={"id": "m1", "text": "hello"})
        assert said.status_code == 200
        before = (await http.get(path, headers=headers)).json()
        service.children()["store"].kill()
        await asyncio.sleep(0.5)
        await service.answering()
        assert (await http.get(path, headers=headers)).json() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_it_ends_in_time_with_open_streams(tmp_path: Path, number: int) -> None:
    """Streams are ended, nothing is left behind, the exit code is 0."""
    async with running(tmp_path) as service:
        async with httpx.AsyncClient(base_url=service.address) as http:
            begun = (await http.post("/chat/api/conversations", json={"language": "en"})).json()
            headers = {"authorization": f"Bearer {begun['token']}"}
            path = f"/chat/api/conversations/{begun['id']}/events"
            async with http.stream("GET", path, headers=headers) as stream:
                assert stream.status_code == 200
                code, took = await service.stop(number)
        assert code == 0
        assert took < 10


async def test_killed_outright_it_leaves_nothing_behind(tmp_path: Path) -> None:
    """Children and store die with their supervisor; the data are not locked for the next start."""
    async with running(tmp_path) as service:
        children = list(service.children().values())
        assert len(children) == 4
        service.process.kill()
        await service.process.wait()
        _, alive = await asyncio.to_thread(psutil.wait_procs, children, 10)
        assert not alive
    async with running(tmp_path):
        pass


async def test_practice_is_said_and_seen(tmp_path: Path) -> None:
    """Where nothing real is configured the imitations answer; the terminal and the log say so."""
    async with running(tmp_path) as service:
        words = service.out.read_text()
        assert "For practice only" in words
        url = re.search(r"\((http://127\.0\.0\.1:\d+)\)", words)
        assert url
        async with httpx.AsyncClient(base_url=url[1]) as http:
            assert (await http.get("/control")).json()["company_register"] == "none"
            assert "Medlemsregister" in (await http.get("/membership/")).text
        async with httpx.AsyncClient(base_url=service.address, follow_redirects=True) as http:
            assert "Stiftelsen Påhittade Huset" in (await http.get("/members")).text
        assert [one["listen"] for one in service.events if one["event"] == "sandbox"] == [url[1][7:]]


async def test_the_figures_of_the_worker_have_a_door(tmp_path: Path) -> None:
    """It asks the register for a sign of life as soon as it works; nowhere else is that counted."""
    port = free_port()
    async with running(tmp_path, STRA_WORK_METRICS_LISTEN=f"127.0.0.1:{port}") as service:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http, asyncio.timeout(START):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if 'backend="bolagsverket",outcome="ok"' in (await http.get("/metrics")).text:
                        break
                await asyncio.sleep(0.1)
        code, took = await service.stop()
        assert (code, took < 10) == (0, True)


async def test_in_earnest_there_is_no_imitation(tmp_path: Path) -> None:
    """A register is named, and nobody pretends to be another system."""
    client = {"BOLAGSVERKET_CLIENT_ID": "us", "BOLAGSVERKET_CLIENT_SECRET": "s3cret"}
    addresses = {"BOLAGSVERKET_URL": "http://127.0.0.1:9/v1", "BOLAGSVERKET_TOKEN_URL": "http://127.0.0.1:9/token"}
    async with running(tmp_path, **client, **addresses) as service:
        assert "sandbox" not in service.children()
        assert "practice" not in service.out.read_text()
        assert "s3cret" not in service.err.read_text()


async def test_nonsense_is_refused_in_words(tmp_path: Path) -> None:
    """Exit code 2 and a sentence, before anything is made."""
    service = await start(tmp_path, "run", STRA_PARTITIONS="99")
    assert await asyncio.wait_for(service.process.wait(), START) == 2
    assert "STRA_PARTITIONS" in service.err.read_text()
    assert not (tmp_path / "var").exists()


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """Before the store is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        service = await start(tmp_path, "run", STRA_LISTEN=address)
        assert await asyncio.wait_for(service.process.wait(), START) == 2
    assert f"Cannot listen on {address}: address already in use." in service.err.read_text()


async def test_a_clock_file_that_is_none_is_told(tmp_path: Path) -> None:
    """A test with a wrong clock would test nothing."""
    service = await start(tmp_path, "run", STRA_CLOCK=str(tmp_path / "missing"))
    assert await asyncio.wait_for(service.process.wait(), START) == 2
    assert service.err.read_text().startswith("STRA_CLOCK: ")


async def test_data_without_their_key_are_left_alone(tmp_path: Path) -> None:
    """A new key would lock everybody out of what was written with the old one."""
    async with running(tmp_path) as service:
        await service.stop()
    (tmp_path / "keys" / "var.key").rename(tmp_path / "lost")
    service = await start(tmp_path, "run")
    assert await asyncio.wait_for(service.process.wait(), START) == 2
    assert "locked with the key file" in service.err.read_text()


async def test_check_says_that_all_is_well(tmp_path: Path) -> None:
    """Settings, texts, flows and store."""
    service = await start(tmp_path, "check")
    assert await asyncio.wait_for(service.process.wait(), START) == 0, service.err.read_text()
    assert service.out.read_text() == "Everything is in order.\n"


async def test_each_process_runs_by_itself_too(tmp_path: Path) -> None:
    """``serve`` and ``work`` with a store of somebody else's; a second worker waits and says so."""
    async with running(tmp_path) as whole:
        url = f"unix://{tmp_path}/var/store.sock"
        folder = tmp_path / "second"
        folder.mkdir()
        key = tmp_path / "apart" / "key"
        key.parent.mkdir()
        key.write_bytes((tmp_path / "keys" / "var.key").read_bytes())
        key.chmod(0o600)
        key.with_name("key.store").write_bytes((tmp_path / "keys" / "var.key.store").read_bytes())
        service = await start(folder, "serve", REDIS_URL=url, STRA_KEY_FILE=str(key))
        await service.answering()
        assert (await service.stop())[0] == 0
        worker = await start(folder, "work", REDIS_URL=url, STRA_KEY_FILE=str(key))
        await worker.until(lambda: any(e["event"] == "waiting_for_partitions" for e in worker.events))
        code, took = await worker.stop()
        assert (code, took < 10) == (0, True)
        assert await whole.answers()


@pytest.mark.parametrize("command", ["serve", "work"])
async def test_a_store_that_is_not_there_yet_is_waited_for(tmp_path: Path, command: str) -> None:
    """Machines start in any order; a signal ends the waiting."""
    key = tmp_path / "apart" / "key"
    url = f"unix://{tmp_path}/nothing.sock"
    service = await start(tmp_path, command, REDIS_URL=url, STRA_KEY_FILE=str(key))
    await service.until(lambda: any(e["event"] == "waiting_for_store" for e in service.events))
    code, took = await service.stop()
    assert (code, took < 10) == (0, True)
