"""What only support-management has: the errand itself, versions, and answers that make no sense."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from integrations.cases import Field, HandoverCase, Namespace, Organisation, SupportManagement
from integrations.cases.errands import errand
from integrations.errors import Malformed, Rejected, Unavailable
from integrations.http import Policy
from integrations.sandbox.backends.support_management import LocalSupportManagement
from tests.integrations.cases.conftest import ID, US, World
from tests.integrations.http.wire import Wire, answer

pytestmark = pytest.mark.asyncio
Case = Callable[..., HandoverCase]
PROPOSED = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "proposed"
PLACE = Namespace(url="http://x", token_url="http://x", namespace="STRA")
TOKEN = answer(200, b'{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}')


class TestErrand:
    """What is sent."""

    async def test_an_intake(self, case: Case) -> None:
        """Our id among its ties, answers with the same key together, urgent first."""
        fields = (
            Field(key="occupation", label="Yrke", value="sjuksköterska"),
            Field(key="check.register", label="Registerkontroll", value="OK"),
            Field(key="occupation", label="Yrke", value="медсестра"),
            Field(key="wants", label="Önskar", value=""),
        )
        sent = json.loads(errand(case(fields=fields, priority="urgent"), PLACE))
        assert sent["externalTags"][0] == {"key": "frontDoorCaseId", "value": ID}
        assert (sent["priority"], sent["status"], sent["channel"]) == ("HIGH", "NEW", "CHAT_TELEGRAM")
        assert sent["parameters"] == [
            {"key": "occupation", "displayName": "Yrke", "group": "intake", "values": ["sjuksköterska", "медсестра"]},
            {"key": "check.register", "displayName": "Registerkontroll", "group": "checks", "values": ["OK"]},
        ]
        assert sent["stakeholders"] == [
            {"role": "PERSON", "firstName": "Test", "contactChannels": [{"type": "TELEGRAM", "value": "opaque"}]}
        ]

    async def test_an_application(self, case: Case) -> None:
        """The number of an organisation is a parameter: ``externalId`` takes none."""
        made = case(kind="membership", organisation=Organisation(name="Cykelbolaget AB", number="5299999994"))
        sent = json.loads(errand(made, PLACE))
        applicant, contact = sent["stakeholders"]
        assert (applicant["role"], contact["role"], sent["businessRelated"]) == ("APPLICANT", "CONTACT", True)
        assert "externalId" not in applicant
        assert applicant["parameters"][0]["values"] == ["5299999994"]

    @pytest.mark.parametrize("name", ["intake", "membership"])
    async def test_nothing_more_than_was_agreed(self, case: Case, name: str) -> None:
        """No key that the agreed examples do not have."""
        path = PROPOSED / f"errand-{name}.json"
        if not path.exists():
            pytest.skip("the agreed examples do not lie beside this checkout (../shared/contracts/proposed)")
        organisation = Organisation(name="A AB", number="5299999994") if name == "membership" else None
        sent = json.loads(errand(case(kind=name, organisation=organisation), PLACE))
        agreed = json.loads(path.read_text("utf-8"))
        assert set(sent) == set(agreed)
        assert sent["classification"] == agreed["classification"]
        for key in ("stakeholders", "parameters", "externalTags"):
            assert {each for one in sent[key] for each in one} <= {each for one in agreed[key] for each in one}

    async def test_it_is_what_arrives(self, errands: World, case: Case) -> None:
        assert isinstance(errands.local, LocalSupportManagement)
        async with errands.client() as system:
            made = await system.create(case())
        kept = errands.local.kept[made.id].errand
        assert (kept.title, made.number, made.version) == (case().title, kept.errand_number, 0)


class TestVersions:
    """Somebody else may be first."""

    async def test_read_again_and_closed(self, errands: World, case: Case) -> None:
        assert isinstance(errands.local, LocalSupportManagement)
        async with errands.client() as system:
            made = await system.create(case())
            errands.local.trouble.begin("conflict", seconds=None)
            with pytest.raises(Rejected) as refused:
                await system.close(made.id, "Klart")
            assert (refused.value.status, errands.local.kept[made.id].errand.version) == (412, 3)
            errands.local.trouble.begin("none")
            await system.close(made.id, "Klart")
        assert errands.local.kept[made.id].errand.resolution == "Klart"

    async def test_a_conflict_that_passes(self, wire: Wire, rough: SupportManagement) -> None:
        """409 and 412 mean the same; the newer version is what is changed."""
        old, new = (answer(200, body(status="NEW", version=number)) for number in (4, 5))
        wire.says = [old, answer(409), new, answer(412), new, answer(200, body(status="SOLVED"))]
        await rough.close(ID, "Klart")
        marks = [line for heard in wire.heard for line in heard.split(b"\r\n") if line.lower().startswith(b"if-match")]
        assert [mark.partition(b": ")[2] for mark in marks] == [b'"4"', b'"5"', b'"5"']


def body(**changes: Any) -> bytes:
    return json.dumps({"id": ID, "errandNumber": "KC-1", "status": "NEW", **changes}).encode()


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire().listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def rough(wire: Wire) -> AsyncIterator[SupportManagement]:
    """A client of ``wire``, with a token from another one."""
    async with Wire(says=[TOKEN]).listening() as tokens:
        place = Namespace(url=wire.url, token_url=f"{tokens.url}/token", namespace="STRA")
        async with SupportManagement(place, US, policy=Policy(deadline=0.5)) as client:
            yield client


@pytest.mark.parametrize(
    "said",
    [
        b"<html>ok</html>",
        b"{",
        b"[]",
        b'{"id": 7}',
        b'{"id": "a", "created": "2099-01-01", "externalTags": [{"key": "frontDoorCaseId", "value": "../x"}]}',
        b'{"id": "a", "version": 1e400}',
        b'{"id": "a", "version": NaN}',
        b'{"id": "a", "created": "soon", "externalTags": [{"key": "frontDoorCaseId", "value": "a"}]}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
async def test_what_makes_no_sense_is_not_believed(wire: Wire, rough: SupportManagement, said: bytes) -> None:
    """Malformed, and nothing else."""
    wire.says = [answer(200, said)]
    with pytest.raises(Malformed):
        await rough.status(ID)


@pytest.mark.parametrize("name", ["../x", "", "a/b", "a?b", "å"])
async def test_a_name_that_cannot_be_one_is_not_asked_for(wire: Wire, rough: SupportManagement, name: str) -> None:
    with pytest.raises(Malformed):
        await rough.close(name, "")
    assert wire.heard == []


@pytest.mark.parametrize("location", ["", "location: /", "location: /errands/..%2f", "location: http://x/e?a=b"])
async def test_an_errand_without_a_place_is_looked_for(
    wire: Wire, rough: SupportManagement, case: Case, location: str
) -> None:
    """It was written: never again, and never under a name that was made up."""
    nothing, there = (
        b'{"content":[]}',
        b'{"content":[' + body(externalTags=[{"key": "frontDoorCaseId", "value": ID}]) + b"]}",
    )
    wire.says = [answer(200, nothing), answer(201, b"", *([location] if location else [])), answer(200, there)]
    found = await rough.create(case())
    assert (found.number, sum(heard.startswith(b"POST") for heard in wire.heard)) == ("KC-1", 1)


async def test_a_filter_that_is_not_heeded(wire: Wire, rough: SupportManagement) -> None:
    """Somebody else's errand is not ours because it was listed."""
    wire.says = [answer(200, b'{"content":[' + body(externalTags=[{"key": "frontDoorCaseId", "value": "x"}]) + b"]}")]
    assert await rough.find(ID) is None


async def test_what_is_asked_for(wire: Wire, rough: SupportManagement) -> None:
    """Its own name, its token, and the tag; nothing of a person in the address."""
    wire.says = [answer(200, b'{"content":[]}')]
    await rough.find(ID)
    head = wire.heard[0]
    assert b"GET /0180/STRA/errands?filter=externalTags.key%3A%27frontDoorCaseId%27" in head
    assert b"x-sent-by: stra; type=adAccount" in head
    assert b"authorization: Bearer t0ken" in head


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
async def test_a_clear_no(wire: Wire, rough: SupportManagement, case: Case, status: int) -> None:
    """Asked once."""
    wire.says = [answer(200, b'{"content":[]}'), answer(status)]
    with pytest.raises(Rejected) as refused:
        await rough.create(case())
    assert (refused.value.status, len(wire.heard)) == (status, 2)


@pytest.mark.parametrize("after,wait", [("5", 60.0), ("120", 120.0), ("99999999", 3600.0), ("soon", 60.0)])
async def test_who_asks_for_peace(wire: Wire, rough: SupportManagement, case: Case, after: str, wait: float) -> None:
    """Gets it; an absurd wish within bounds."""
    wire.says = [answer(200, b'{"content":[]}'), answer(503, b"", f"retry-after: {after}")]
    with pytest.raises(Unavailable) as failed:
        await rough.create(case())
    assert failed.value.retry_after == wait


async def test_the_changed_ones(errands: World, case: Case) -> None:
    """One question for all of them."""
    assert isinstance(errands.local, LocalSupportManagement)
    async with errands.client() as system:
        assert isinstance(system, SupportManagement)
        one = await system.create(case())
        other = await system.create(case(external_id="2f6f2a4d-1a0f-4a6e-9f3c-7a3b1d2c4e5f"))
        since = datetime.fromisoformat(errands.local.kept[other.id].errand.created)
        errands.local.answer(one.id, "Hej")
        assert set(await system.changed(since)) == {one.id, other.id}
        errands.local.answer(one.id, "Hej igen")
        later = datetime.fromisoformat(errands.local.kept[one.id].errand.modified)
        assert await system.changed(later) == (one.id,)


async def test_a_line_that_is_cut(wire: Wire, rough: SupportManagement) -> None:
    """Nothing is known of what came of it."""
    wire.says = [None]
    with pytest.raises(Unavailable) as failed:
        await rough.status(ID)
    assert failed.value.reached
