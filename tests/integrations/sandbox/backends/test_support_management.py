"""The local support-management, held to the published description, and what it does besides."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.errand_filter import parsed
from integrations.sandbox.backends.errand_shapes import Errand
from integrations.sandbox.backends.support_management import BASE, ROOT, LocalSupportManagement

CONTRACT = Path(__file__).resolve().parents[5] / "shared/contracts/support-management/support-management-openapi.yaml"
ERRANDS = f"{BASE}/0180/STRA/errands"
OURS = ("/errands", "/errands/{errandId}")
TALK = "/errands/{errandId}/communication/conversations"
ROOMS = (TALK, f"{TALK}/{{conversationId}}", f"{TALK}/{{conversationId}}/messages")
GRANT = {"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"}


@pytest.fixture
def running() -> Iterator[tuple[LocalSupportManagement, str]]:
    """In a thread of its own, for clients that block."""
    local, ready, found = LocalSupportManagement(), threading.Event(), [""]
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with LocalBackends((local,)).listening() as server:
            found[0] = server.url
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield local, found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """What is implemented of the published description, word for word."""
    if not CONTRACT.exists():
        assert os.environ.get("CI") != "true", "the description is missing: ../shared/contracts/support-management"
        pytest.skip("The description does not lie beside this checkout (../shared/contracts/support-management)")
    # Its two kinds of problems differ in nothing that is required: "one of" them can never be met.
    text = CONTRACT.read_text("utf-8").replace("oneOf:", "anyOf:")
    whole: dict[str, Any] = yaml.load(text, Loader=_Plain)  # noqa: S506 - a plain loader
    base = "/{municipalityId}/{namespace}"
    return {**whole, "paths": {path: whole["paths"][path] for path in (base + each for each in (*OURS, *ROOMS))}}


class _Plain(yaml.SafeLoader):  # type: ignore[misc]
    """Leaves dates as they are written."""


_Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def known(url: str, header: dict[str, str]) -> tuple[str, str]:
    """An errand with a conversation, so that what is below them is reached, too."""
    errand = httpx.post(url + ERRANDS, json={"title": "En"}, headers=header).headers["location"]
    begun = httpx.post(
        f"{url}{errand}/communication/conversations", json={"topic": "T", "type": "EXTERNAL"}, headers=header
    )
    room = begun.headers["location"]
    parts = {"message": (None, b'{"content":"Hej"}', "application/json")}
    assert httpx.post(f"{url}{room}/messages", files=parts, headers=header).status_code == 204
    return errand.rpartition("/")[2], room.rpartition("/")[2]


@pytest.mark.parametrize(
    "path,method",
    [
        ("/errands", "GET"),
        ("/errands", "POST"),
        ("/errands/{errandId}", "GET"),
        ("/errands/{errandId}", "PATCH"),
        (TALK, "GET"),
        (TALK, "POST"),
        (f"{TALK}/{{conversationId}}", "GET"),
        (f"{TALK}/{{conversationId}}/messages", "GET"),
    ],
)
def test_it_keeps_to_the_published_description(
    running: tuple[LocalSupportManagement, str], description: dict[str, Any], path: str, method: str
) -> None:
    """Statuses, content types, headers and bodies, whatever is sent, right or wrong."""
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as rules

    _, url = running
    token = httpx.post(f"{url}{ROOT}/token", data=GRANT).json()["access_token"]
    header = {"authorization": f"Bearer {token}"}
    errand, room = known(url, header)
    schema = schemathesis.openapi.from_dict(description)
    operation = schema["/{municipalityId}/{namespace}" + path][method]
    held = [
        checks.not_a_server_error,
        rules.status_code_conformance,
        rules.content_type_conformance,
        rules.response_headers_conformance,
        rules.response_schema_conformance,
    ]
    seen = set()

    @given(case=operation.as_strategy())
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def hold(case: Any) -> None:
        fixed = {"municipalityId": "0180", "namespace": "STRA", "errandId": errand, "conversationId": room}
        case.path_parameters = {name: fixed[name] for name in case.path_parameters}
        case.headers.update(header)
        answer = case.call(base_url=url + BASE)
        case.validate_response(answer, checks=held)
        seen.add(answer.status_code)

    hold()
    assert seen & {200, 201}


@pytest_asyncio.fixture
async def local() -> LocalSupportManagement:
    return LocalSupportManagement()


@pytest_asyncio.fixture
async def client(local: LocalSupportManagement) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        LocalBackends((local,)).listening() as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5) as found,
    ):
        token = (await found.post(f"{ROOT}/token", data=GRANT)).json()["access_token"]
        found.headers["authorization"] = f"Bearer {token}"
        yield found


@pytest.mark.asyncio
class TestErrands:
    """What the description does not say."""

    async def test_nobody_without_a_token(self, client: httpx.AsyncClient) -> None:
        del client.headers["authorization"]
        assert (await client.get(ERRANDS)).status_code == 401

    @pytest.mark.parametrize(
        "body",
        [
            {"priority": "URGENT"},
            {"parameters": [{"values": ["x"]}]},
            {"classification": {"category": "HUNDAR", "type": "INTAKE"}},
            {"status": "GLAD"},
            {"stakeholders": [{"role": "KUNG"}]},
            {"externalTags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]},
            {"parameters": [{"key": "a", "values": ["x" * 3001]}]},
        ],
    )
    async def test_what_it_does_not_take(self, client: httpx.AsyncClient, body: dict[str, Any]) -> None:
        """With a problem that says so."""
        answer = await client.post(ERRANDS, json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")

    async def test_a_change_of_what_was_changed(self, client: httpx.AsyncClient) -> None:
        path = (await client.post(ERRANDS, json={"title": "En"})).headers["location"]
        mark = (await client.get(path)).headers["etag"]
        first = await client.patch(path, json={"status": "ONGOING"}, headers={"if-match": mark})
        second = await client.patch(path, json={"status": "SOLVED"}, headers={"if-match": mark})
        assert (first.status_code, second.status_code) == (200, 412)
        assert (await client.get(path)).json()["status"] == "ONGOING"

    async def test_an_errand_of_another_namespace(self, client: httpx.AsyncClient) -> None:
        path = (await client.post(ERRANDS, json={"title": "En"})).headers["location"]
        assert (await client.get(path.replace("STRA", "ANNAT"))).status_code == 404
        assert (await client.get(f"{ERRANDS}/{uuid4()}")).status_code == 404
        assert (await client.get(ERRANDS, params={"filter": "drop table"})).status_code == 400


@pytest.mark.asyncio
class TestPage:
    """What it has received, and how its staff answer."""

    async def test_staff_answer_and_close(self, client: httpx.AsyncClient, local: LocalSupportManagement) -> None:
        path = (await client.post(ERRANDS, json={"title": "Ny kontakt", "status": "NEW"})).headers["location"]
        name = path.rpartition("/")[2]
        page = await client.get(f"{ROOT}/")
        assert "Ny kontakt" in page.text
        assert "script" not in page.headers["content-security-policy"].replace("default-src 'none'", "")
        form = {"text": "Välkommen <b>", "outcome": "Praktik", "act": "close"}
        assert (await client.post(f"{ROOT}/cases/{name}", data=form)).status_code == 303
        page = await client.get(f"{ROOT}/")
        assert "Välkommen &lt;b&gt;" in page.text
        assert local.shown()[0].closed
        assert (await client.get(path)).json()["resolution"] == "Praktik"

    async def test_a_form_of_another_site(self, client: httpx.AsyncClient) -> None:
        name = (await client.post(ERRANDS, json={})).headers["location"].rpartition("/")[2]
        header = {"sec-fetch-site": "cross-site"}
        for path in (f"cases/{name}", "trouble"):
            assert (await client.post(f"{ROOT}/{path}", data={"fault": "outage"}, headers=header)).status_code == 403
        assert (await client.post(f"{ROOT}/cases/{uuid4()}", data={"act": "close"})).status_code == 404

    async def test_what_is_wrong_can_be_chosen_there(
        self, client: httpx.AsyncClient, local: LocalSupportManagement
    ) -> None:
        await client.post(f"{ROOT}/trouble", data={"fault": "late"})
        assert local.trouble.now == "late"


def test_the_filter() -> None:
    """As much of it as is used."""
    errand = Errand(status="NEW", created="2026-11-22T10:00:00+00:00", title="A and B")
    assert parsed("")(errand)
    assert parsed("status:'NEW' and created>:'2026-11-22T10:00:00.000Z'")(errand)
    assert not parsed("status!'NEW'")(errand)
    for wrong in ("status", "status:NEW", "colour:'red'", "created>'yesterday'", "status:'NEW' or id:'1'"):
        with pytest.raises(ValueError):
            parsed(wrong)
