"""Probes, figures and the front door."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.ops import Ops, inside, routes
from bot.ops.probes import DiskFull, ask_all, disk_check
from bot.ops.problems import problem_handlers
from bot.store.errors import Unavailable

pytestmark = pytest.mark.asyncio


async def well() -> None:
    """Nothing is wrong."""


async def away() -> None:
    raise Unavailable


async def hangs() -> None:
    await asyncio.sleep(60)


async def known(token: str) -> bool:
    return token == "right"


async def two_new() -> Mapping[str, int]:
    return {"new": 2, "claimed": 0}


async def three_letters() -> Mapping[str, int]:
    return {"deliveries": 3}


def http(ops: Ops) -> httpx.AsyncClient:
    app = Starlette(routes=routes(ops), exception_handlers=problem_handlers())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")


async def test_a_living_process_says_so() -> None:
    """Whatever its store does."""
    async with http(Ops(checks={"store": away})) as asked:
        assert (await asked.get("/healthz")).status_code == 200


async def test_readiness_names_what_fails() -> None:
    """The store is away, the model is fine."""
    async with http(Ops(checks={"store": away, "model": well})) as asked:
        answer = await asked.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "store": "failing", "model": "ok"}


async def test_ready_when_every_check_passes() -> None:
    """Then traffic may come."""
    async with http(Ops(checks={"store": well, "model": well})) as asked:
        answer = await asked.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


async def test_a_check_that_hangs_has_failed() -> None:
    """A probe is answered in time."""
    assert await ask_all({"store": hangs, "model": well}, deadline=0.05) == {"store": False, "model": True}


async def test_a_full_disk_is_no_readiness(tmp_path: Path) -> None:
    """The store will stop writing."""
    await disk_check(tmp_path, least=1)()
    with pytest.raises(DiskFull):
        await disk_check(tmp_path, least=1 << 60)()


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic right"}])
async def test_figures_need_a_token(header: dict[str, str]) -> None:
    """The public listener shows them to nobody else."""
    async with http(Ops(checks={}, token_known=known)) as asked:
        answer = await asked.get("/metrics", headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "stra_" not in answer.text


async def test_figures_are_in_prometheus_format() -> None:
    """Requests by route, tickets by status, and what others follow."""
    ops = Ops(checks={}, token_known=known, tickets=two_new, waiting=three_letters)
    ops.metrics.observe("GET", "/chat", 200, 0.1)
    ops.metrics.observe("WHATEVER", "/chat", 200, 0.1)
    ops.metrics.follow("stra_log_fields_dropped", "Fields kept out of the log.", lambda: 7)
    async with http(ops) as asked:
        text = (await asked.get("/metrics", headers={"authorization": "Bearer right"})).text
    assert 'stra_requests_total{method="GET",route="/chat",status="200"} 1.0' in text
    assert 'stra_requests_total{method="other",route="/chat",status="200"} 1.0' in text
    assert 'stra_tickets{status="new"} 2.0' in text
    assert 'stra_waiting{what="deliveries"} 3.0' in text
    assert "stra_log_fields_dropped 7.0" in text


async def test_the_inner_listener_needs_no_token() -> None:
    """It is not reachable from outside."""
    transport = httpx.ASGITransport(app=inside(Ops(checks={})))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asked:
        assert (await asked.get("/metrics")).status_code == 200


async def test_the_front_door_leads_to_chat_and_desk_in_three_languages() -> None:
    """Small, without script."""
    async with http(Ops(checks={})) as asked:
        answer = await asked.get("/")
        style = await asked.get("/plain.css")
    assert answer.status_code == 200
    for language in ("sv", "uk", "en"):
        assert f'href="/chat?lang={language}"' in answer.text
    assert 'href="/desk"' in answer.text
    assert "<script" not in answer.text
    assert len(answer.content) + len(style.content) < 10_000
