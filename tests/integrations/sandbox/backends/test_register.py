"""The register on this machine is held to Bolagsverket's own description, and to what its answers look like."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from stdnum.se import orgnr

from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.organisations import STANDINGS, invented
from integrations.sandbox.backends.register import BASE, LocalRegister
from tests.integrations.bolagsverket.shapes import entry
from tests.integrations.sandbox.backends.description import Description

pytestmark = pytest.mark.asyncio
FOLDER = Path(__file__).resolve().parents[5] / "shared" / "contracts" / "bolagsverket"
SCOPE = "vardefulla-datamangder:read vardefulla-datamangder:ping"
GRANT = {"grant_type": "client_credentials", "scope": SCOPE}
US = ("sandbox", "sandbox")
MISSPELT = "pagandeAvvecklingsEllerOmstruktureringsforfarande"


@pytest.fixture(scope="module")
def description() -> Description:
    path = FOLDER / "vardefulla-datamangder-openapi-v1.json"
    if not path.exists():
        assert os.environ.get("CI") != "true", "the description is missing: ../shared/contracts/bolagsverket"
        pytest.skip("Bolagsverket's description does not lie beside this checkout (../shared/contracts/bolagsverket)")
    return Description(json.loads(path.read_text("utf-8")))


@pytest_asyncio.fixture
async def local() -> LocalRegister:
    return LocalRegister(most=1000)


@pytest_asyncio.fixture
async def anybody(local: LocalRegister) -> AsyncIterator[httpx.AsyncClient]:
    """Without a token."""
    async with (
        LocalBackends((local,)).listening() as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        yield client


@pytest_asyncio.fixture
async def client(anybody: httpx.AsyncClient) -> httpx.AsyncClient:
    """With one."""
    token = (await anybody.post("/oauth2/token", data=GRANT, auth=US)).json()["access_token"]
    anybody.headers["authorization"] = f"Bearer {token}"
    return anybody


async def ask(client: httpx.AsyncClient, number: str, **headers: str) -> httpx.Response:
    return await client.post(f"{BASE}/organisationer", json={"identitetsbeteckning": number}, headers=headers)


async def only(client: httpx.AsyncClient, number: str) -> dict[str, Any]:
    [found] = (await ask(client, number)).json()["organisationer"]
    assert isinstance(found, dict)
    return found


def spelt(problems: list[str]) -> list[str]:
    """All but the key that the description and its examples spell in two ways."""
    return [one for one in problems if MISSPELT not in one]


async def test_every_answer_is_as_described(client: httpx.AsyncClient, description: Description) -> None:
    """Each organisation in each standing, and one that nobody knows."""
    numbers = [*invented(), "5599909990"]
    for standing in STANDINGS:
        for number in numbers[:3]:
            await client.post(f"/control/company_register/{number}", json={"standing": standing})
            answer = await ask(client, number)
            assert spelt(description.problems("OrganisationerSvar", answer.json())) == [], (number, standing)
    for number in numbers:
        answer = await ask(client, number)
        assert answer.status_code == 200
        assert spelt(description.problems("OrganisationerSvar", answer.json())) == [], number


async def test_the_description_is_not_pleased_with_anything(description: Description) -> None:
    """What holds the answers up would let them fall."""
    wrong = {"organisationer": [{"organisationsform": {"kod": "TOO LONG", "klartekst": ""}, "reklamsparr": {"kod": 1}}]}
    assert len(description.problems("OrganisationerSvar", wrong)) == 3


async def test_every_answer_has_what_we_recorded(client: httpx.AsyncClient) -> None:
    """Where the description does not lie beside this checkout, this is what the answers are held to."""
    found = await only(client, "5599900023")
    for name, part in entry().items():
        assert name in found
        inner = found[name]
        assert inner is None or set(part) - {"dataproducent"} <= set(inner), name


@pytest.mark.parametrize("fault", ["source", "source_late"])
async def test_so_is_an_answer_without_one(
    client: httpx.AsyncClient, local: LocalRegister, description: Description, fault: str
) -> None:
    local.trouble.begin(fault)
    assert description.problems("OrganisationerSvar", (await ask(client, "5599900015")).json()) == []


async def test_the_statuses_are_the_described_ones(client: httpx.AsyncClient, description: Description) -> None:
    """There is no 404: who is unknown is so with 200."""
    responses = description.responses("/organisationer", "post")
    assert set(responses) == {"200", "400", "401", "403", "500"}
    for number, status in (("5599900015", 200), ("5599900016", 400), ("abc", 400), ("5599909990", 200)):
        answer = await ask(client, number)
        assert answer.status_code == status
        assert description.problems(responses[str(status)], answer.json()) == []


async def test_errors_carry_the_id_of_the_request(client: httpx.AsyncClient) -> None:
    """As a problem (RFC 7807)."""
    answer = await ask(client, "5599900016", **{"x-request-id": "f0f0"})
    assert (answer.status_code, answer.json()["requestId"], answer.json()["status"]) == (400, "f0f0", 400)
    assert set(answer.json()) == {"type", "instance", "status", "timestamp", "requestId", "title", "detail"}


@pytest.mark.parametrize("sent", [b"{}", b"", b"[1]", b'{"identitetsbeteckning":5599900015}'])
async def test_a_request_that_cannot_be_read(client: httpx.AsyncClient, sent: bytes) -> None:
    assert (await client.post(f"{BASE}/organisationer", content=sent)).status_code == 400


class TestTokens:
    """Who may ask."""

    @pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic c2FuZGJveDpzYW5kYm94"])
    async def test_nobody_without_one(self, anybody: httpx.AsyncClient, header: str) -> None:
        assert (await ask(anybody, "5599900015", authorization=header)).status_code == 401
        assert (await anybody.get(f"{BASE}/isalive", headers={"authorization": header})).status_code == 401

    async def test_in_the_header_or_in_the_form(self, anybody: httpx.AsyncClient) -> None:
        """Both are reported to work."""
        form = {**GRANT, "client_id": "sandbox", "client_secret": "sandbox"}
        for answer in (
            await anybody.post("/oauth2/token", data=GRANT, auth=US),
            await anybody.post("/oauth2/token", data=form),
        ):
            given = answer.json()
            assert (given["token_type"], given["scope"], given["expires_in"]) == ("Bearer", SCOPE, 3600)

    @pytest.mark.parametrize("auth", [("sandbox", "wrong"), ("wrong", "sandbox"), ("", "")])
    async def test_a_wrong_secret_gets_none(self, anybody: httpx.AsyncClient, auth: tuple[str, str]) -> None:
        answer = await anybody.post("/oauth2/token", data=GRANT, auth=auth)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")

    async def test_without_a_scope_it_opens_nothing(self, anybody: httpx.AsyncClient) -> None:
        """The gateway's own words for it."""
        given = (await anybody.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=US)).json()
        assert given["scope"] == "default"
        refused = await ask(anybody, "5599900015", authorization=f"Bearer {given['access_token']}")
        assert (refused.status_code, refused.json()["code"]) == (401, "900900")

    @pytest.mark.parametrize("scope,alive,found", [("ping", 200, 403), ("read", 403, 200)])
    async def test_each_scope_for_its_own(self, anybody: httpx.AsyncClient, scope: str, alive: int, found: int) -> None:
        form = {**GRANT, "scope": f"vardefulla-datamangder:{scope}"}
        token = (await anybody.post("/oauth2/token", data=form, auth=US)).json()["access_token"]
        header = {"authorization": f"Bearer {token}"}
        assert (await anybody.get(f"{BASE}/isalive", headers=header)).status_code == alive
        assert (await ask(anybody, "5599900015", **header)).status_code == found

    async def test_they_end(self, local: LocalRegister, client: httpx.AsyncClient) -> None:
        local.tokens.given = {token: (scope, 0.0) for token, (scope, _) in local.tokens.given.items()}
        assert (await ask(client, "5599900015")).status_code == 401


class TestOrganisations:
    """Those that it knows."""

    async def test_every_number_is_right_and_every_name_invented(self) -> None:
        """Nobody takes one for a real company."""
        for number, one in invented().items():
            assert orgnr.is_valid(number)
            assert int(number[2]) >= 2
            assert "åhitt" in one.name
            assert one.standing in STANDINGS

    async def test_the_numbers_of_bolagsverkets_own_test_are_among_them(self) -> None:
        assert {"5560021361", "5567223705", "9124001992", "7020008350", "5560986878"} <= set(invented())

    async def test_both_spellings_are_sent(self, client: httpx.AsyncClient) -> None:
        """As the description has one and its examples the other."""
        right = await only(client, "5599900098")
        wrong = await only(client, "5599900049")
        assert (MISSPELT in right, MISSPELT in wrong) == (False, True)

    async def test_unknown_and_elsewhere(self, client: httpx.AsyncClient) -> None:
        """One has a legal form."""
        nobody, authority = await only(client, "5599909990"), await only(client, "2129900011")
        for found in (nobody, authority):
            assert found["organisationsnamn"]["fel"]["typ"] == "ORGANISATION_FINNS_EJ"
        assert nobody["juridiskForm"]["fel"]["typ"] == "ORGANISATION_FINNS_EJ"
        assert authority["juridiskForm"]["kod"] == "82"

    async def test_one_goes_bankrupt_while_we_look(self, client: httpx.AsyncClient) -> None:
        """What a standing is can be changed from outside."""
        path = "/control/company_register/5599900015"
        changed = await client.post(path, json={"standing": "deregistered"})
        assert changed.json()["standing"] == "deregistered"
        found = await only(client, "5599900015")
        assert found["avregistreradOrganisation"]["avregistreringsdatum"].startswith("2024-05-06T")
        assert (await client.post(path, json={"standing": "rich"})).status_code == 400
        assert (await client.post("/control/company_register/1", json={"standing": "bankrupt"})).status_code == 404


async def test_sixty_requests_a_minute(local: LocalRegister, client: httpx.AsyncClient) -> None:
    """The one more is told to wait."""
    local.most = 3
    statuses = [(await ask(client, "5599900015")).status_code for _ in range(3)]
    refused = await client.get(f"{BASE}/isalive")
    assert (statuses, refused.status_code, refused.headers["retry-after"]) == ([200] * 3, 429, "30")
