"""The client, held to the contract that we publish: what it sends is allowed there, what may be answered it reads."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.errors import Malformed
from integrations.http import Policy, Schedule
from integrations.membership import LONGEST_NAME, Activity, Application, Applied, Member, Registry, Standing
from tests.integrations.http.wire import Wire, answer

pytestmark = pytest.mark.asyncio
WHOLE = yaml.safe_load((Path(__file__).resolve().parents[3] / "docs/contracts/membership-registry.yaml").read_text())
AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
ID = "11111111-2222-5333-8444-555555555555"
APPLICATION = Application(
    id=ID, reference="IP-1", organisation_number="556012-5790", name="x" * LONGEST_NAME, at=AT, publish=True
)
ACTIVITY = Activity(id=ID, reference="IP-2", kind="internship", text="Två platser", at=AT)
APPLIED = Applied(application_number="A-1001", state="member", member_number="M-1001")


def resolved(part: Any) -> Any:
    """What it points to."""
    while "$ref" in part:
        found = WHOLE
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def example(path: str, method: str) -> bytes:
    """The contract's own example of a good answer."""
    good = resolved(WHOLE["paths"][path][method]["responses"]["200"])
    return json.dumps(good["content"]["application/json"]["example"]).encode()


@asynccontextmanager
async def answering(body: bytes) -> AsyncIterator[tuple[Registry, Wire]]:
    policy = Policy(deadline=2.0, schedule=Schedule(tries=1))
    async with (
        Wire(says=[answer(200, body)]).listening() as wire,
        Registry(wire.url, "t", policy=policy) as registry,
    ):
        yield registry, wire


@pytest.mark.parametrize(
    "path,where,call,read",
    [
        (
            "/search",
            "POST /search",
            lambda registry: registry.look_up("556012-5790"),
            Standing(state="member", application_number="A-1001", member_number="M-1001", since=AT),
        ),
        ("/applications/{id}", f"PUT /applications/{ID}", lambda registry: registry.apply(APPLICATION), APPLIED),
        (
            "/applications/{id}/decision",
            f"PUT /applications/{ID}/decision",
            lambda registry: registry.decide(ID, "approved", at=AT),
            APPLIED,
        ),
        (
            "/members/{memberNumber}/activities/{id}",
            f"PUT /members/M-1001/activities/{ID}",
            lambda registry: registry.add_activity("M-1001", ACTIVITY),
            "M-1001-1",
        ),
        (
            "/members",
            "GET /members",
            lambda registry: registry.published(),
            (Member(member_number="M-1001", name="Cykelbolaget AB", since=AT),),
        ),
    ],
)
async def test_each_request_and_each_answer(path: str, where: str, call: Any, read: Any) -> None:
    """The examples of the contract are what the client understands."""
    schemas = pytest.importorskip("jsonschema_rs")
    method = where.partition(" ")[0].lower()
    async with answering(example(path, method)) as (registry, wire):
        assert await call(registry) == read
    head, _, body = wire.heard[0].partition(b"\r\n\r\n")
    assert head.decode().partition(" HTTP/")[0] == where
    assert b"authorization: bearer t" in head.lower()
    if "requestBody" in WHOLE["paths"][path][method]:
        schema = WHOLE["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        checked = schemas.Draft202012Validator({**schema, "components": WHOLE["components"]}, validate_formats=True)
        assert list(checked.iter_errors(json.loads(body))) == []
        assert list(checked.iter_errors({})) != []


@pytest.mark.parametrize(
    "body",
    [
        {"found": [{"state": "friend"}]},
        {"found": [{"state": "member", "since": "2026-05-20T09:00:00"}]},
        {"found": [{"state": "member", "memberNumber": "M" * 41}]},
        {"found": [{"state": "member"}, {"state": "left"}]},
        {"found": {}},
        [],
    ],
)
async def test_an_answer_that_is_none(body: Any) -> None:
    """A state that there is not, a time without a zone, a number without end, one organisation twice."""
    async with answering(json.dumps(body).encode()) as (registry, _):
        with pytest.raises(Malformed):
            await registry.look_up("556012-5790")
