"""Signing in at a provider: who is honest comes in, and every known way to lie ends at the door."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import pytest_asyncio

from integrations.errors import Malformed, Rejected, Unavailable
from integrations.oidc import Attempt, Client, Provider, identity_key
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.oidc import LocalProvider

pytestmark = pytest.mark.asyncio
REDIRECT = "http://desk.test/desk/login/oidc/back"
US = Client("sandbox", "sandbox")


@pytest_asyncio.fixture
async def local() -> LocalProvider:
    """Honest, until a test changes it."""
    return LocalProvider()


@pytest_asyncio.fixture
async def issuer(local: LocalProvider) -> AsyncIterator[str]:
    """Where ``local`` answers."""
    async with LocalBackends((local,)).listening() as server:
        yield f"{server.url}/oidc"


@pytest_asyncio.fixture
async def provider(issuer: str) -> AsyncIterator[Provider]:
    """A client of ``local``."""
    client = Provider(issuer, US)
    yield client
    await client.close()


async def come_back(address: str, **form: Any) -> Mapping[str, str]:
    """What a browser brings back from ``address`` once somebody has filled in the page there."""
    async with httpx.AsyncClient() as browser:
        page = await browser.get(address)
        assert page.status_code == 200, page.text
        found = re.search(r'action="([^"]+)"', page.text)
        assert found
        target = httpx.URL(address).join(unescape(found[1]))
        fields = {"name": "Kim Övning", "subject": "kim", "roles": ["handlaggare"], **form}
        answer = await browser.post(target, data=fields)
    assert answer.status_code == 303
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def sign_in(provider: Provider, attempt: Attempt) -> Any:
    return await provider.redeem(attempt, await come_back(await provider.address(attempt)))


async def test_who_signs_in_there_is_known_here(provider: Provider, issuer: str, local: LocalProvider) -> None:
    attempt = Attempt(REDIRECT)
    found = await sign_in(provider, attempt)
    assert found.key == f"{issuer}|kim"
    assert (found.claims["name"], found.claims["roles"]) == ("Kim Övning", ["handlaggare"])
    assert local.asked[0]["code_verifier"] == attempt.verifier
    assert "client_secret" not in local.asked[0]


async def test_the_address_asks_for_a_code_with_a_challenge_and_keeps_the_verifier_here(provider: Provider) -> None:
    attempt = Attempt(REDIRECT)
    asked = dict(parse_qsl(urlsplit(await provider.address(attempt)).query))
    assert asked["code_challenge_method"] == "S256"
    assert (asked["response_type"], asked["state"], asked["nonce"]) == ("code", attempt.state, attempt.nonce)
    assert attempt.verifier not in asked.values()
    assert attempt.state not in repr(attempt)


@pytest.mark.parametrize(
    "fault",
    [
        "nonce", "no_nonce", "expired", "early", "audience", "two_audiences", "issuer", "answer_issuer", "state",
        "no_code", "unsigned", "shared_secret", "shared_key", "other_key", "same_name_key", "no_subject", "refused",
    ],
)  # fmt: skip
async def test_whoever_lies_is_refused(provider: Provider, local: LocalProvider, fault: str) -> None:
    local.trouble.begin(fault)
    with pytest.raises(Rejected):
        await sign_in(provider, Attempt(REDIRECT))


@pytest.mark.parametrize(
    "fault,reason",
    [("nonce", "nonce"), ("expired", "Expired"), ("audience", "aud"), ("unsigned", "signature"), ("state", "state")],
)
async def test_the_reason_can_stand_in_the_log(
    provider: Provider, local: LocalProvider, fault: str, reason: str
) -> None:
    local.trouble.begin(fault)
    with pytest.raises(Rejected, match=reason) as refused:
        await sign_in(provider, Attempt(REDIRECT))
    assert re.fullmatch(r"[A-Za-z0-9_ ]{1,60}", str(refused.value))


@pytest.mark.parametrize("fault", ["no_token", "metadata_issuer", "open_line", "garbage"])
async def test_a_provider_that_makes_no_sense_is_not_believed(
    provider: Provider, local: LocalProvider, fault: str
) -> None:
    local.trouble.begin(fault)
    with pytest.raises(Malformed):
        await sign_in(provider, Attempt(REDIRECT))


@pytest.mark.parametrize("fault", ["outage", "5xx", "429"])
async def test_a_provider_that_is_away_is_away(provider: Provider, local: LocalProvider, fault: str) -> None:
    local.trouble.begin(fault)
    with pytest.raises(Unavailable):
        await provider.address(Attempt(REDIRECT))


async def test_a_new_key_is_looked_for_once(provider: Provider, local: LocalProvider) -> None:
    await sign_in(provider, Attempt(REDIRECT))
    local.trouble.begin("rotated")
    found = await sign_in(provider, Attempt(REDIRECT))
    assert found.claims["sub"] == "kim"
    assert local.looked == 2


async def test_what_the_provider_says_of_itself_is_kept_for_an_hour(issuer: str, local: LocalProvider) -> None:
    hour = [1000.0]
    provider = Provider(issuer, US, now=lambda: hour[0])
    for _ in range(3):
        await provider.address(Attempt(REDIRECT))
    assert local.looked == 1
    hour[0] += 3601
    await provider.address(Attempt(REDIRECT))
    assert local.looked == 2
    await provider.close()


async def test_a_code_is_of_no_use_without_the_verifier(provider: Provider) -> None:
    attempt = Attempt(REDIRECT)
    answer = await come_back(await provider.address(attempt))
    stolen = Attempt(REDIRECT, state=attempt.state, nonce=attempt.nonce)
    with pytest.raises(Rejected, match="400"):
        await provider.redeem(stolen, answer)


async def test_a_code_is_good_once(provider: Provider) -> None:
    attempt = Attempt(REDIRECT)
    answer = await come_back(await provider.address(attempt))
    await provider.redeem(attempt, answer)
    with pytest.raises(Rejected, match="400"):
        await provider.redeem(attempt, answer)


async def test_a_wrong_secret_is_refused(issuer: str) -> None:
    provider = Provider(issuer, Client("sandbox", "wrong"))
    with pytest.raises(Rejected, match="401"):
        await sign_in(provider, Attempt(REDIRECT))
    await provider.close()


async def test_an_answer_without_its_issuer_is_refused_where_the_provider_promises_it(provider: Provider) -> None:
    attempt = Attempt(REDIRECT)
    answer = dict(await come_back(await provider.address(attempt)))
    del answer["iss"]
    with pytest.raises(Rejected, match="iss is missing"):
        await provider.redeem(attempt, answer)


async def test_signing_out_goes_there_and_back(provider: Provider, issuer: str) -> None:
    place = await provider.farewell("t0ken", "http://desk.test/desk/login")
    assert place is not None
    assert place.startswith(f"{issuer}/logout?")
    asked = dict(parse_qsl(urlsplit(place).query))
    assert asked == {
        "id_token_hint": "t0ken",
        "client_id": "sandbox",
        "post_logout_redirect_uri": "http://desk.test/desk/login",
    }


async def test_at_microsoft_a_person_is_their_id_in_their_directory() -> None:
    claims = {"iss": "https://login.microsoftonline.com/t/v2.0", "sub": "for-us-only", "tid": "t", "oid": "o"}
    assert identity_key(claims) == "https://login.microsoftonline.com/t/v2.0|t|o"
    assert identity_key({**claims, "iss": "https://id.example"}) == "https://id.example|for-us-only"


async def test_nothing_secret_is_printed() -> None:
    assert "sandbox" not in repr(Client("us", "sandbox"))
