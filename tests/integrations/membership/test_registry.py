"""Applications, decisions, members and activities, on the local registry: once each, whatever happens on the way."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import NAMESPACE_DNS, uuid5

import pytest
import pytest_asyncio

from integrations.errors import IntegrationError, Malformed, Rejected, Unavailable
from integrations.http import Policy, Schedule
from integrations.membership import Activity, Application, Registry
from integrations.sandbox.backends.membership import ROOT, TOKEN, LocalMembership
from integrations.sandbox.backends.server import LocalBackends

pytestmark = pytest.mark.asyncio
AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
NUMBER = "556012-5790"
HASTY = Policy(deadline=1.0, schedule=Schedule(tries=2))


@pytest.fixture
def local() -> LocalMembership:
    return LocalMembership()


@pytest_asyncio.fixture
async def url(local: LocalMembership) -> AsyncIterator[str]:
    async with LocalBackends(parts=(local,)).listening() as server:
        yield f"{server.url}{ROOT}"


@pytest_asyncio.fixture
async def registry(url: str) -> AsyncIterator[Registry]:
    async with Registry(url, TOKEN, policy=HASTY) as opened:
        yield opened


def key(name: str) -> str:
    return str(uuid5(NAMESPACE_DNS, name))


def application(name: str = "Cykelbolaget AB", *, number: str = NUMBER, publish: bool = True) -> Application:
    return Application(id=key(name), reference="IP-1", organisation_number=number, name=name, at=AT, publish=publish)


async def test_from_the_application_to_the_member(registry: Registry) -> None:
    assert await registry.look_up(NUMBER) is None
    applied = await registry.apply(application())
    assert (applied.application_number, applied.state) == ("A-1001", "applied")
    standing = await registry.look_up("16556012-5790")
    assert standing
    assert (standing.state, standing.member_number) == ("applied", "")
    decided = await registry.decide(key("Cykelbolaget AB"), "approved", at=AT)
    assert (decided.state, decided.member_number) == ("member", "M-1001")
    standing = await registry.look_up(NUMBER)
    assert standing
    assert (standing.state, standing.member_number, standing.since) == ("member", "M-1001", AT)


async def test_the_same_again_doubles_nothing(registry: Registry, local: LocalMembership) -> None:
    first = await registry.apply(application())
    assert await registry.apply(application()) == first
    member = await registry.decide(key("Cykelbolaget AB"), "approved", at=AT)
    assert await registry.decide(key("Cykelbolaget AB"), "approved", at=AT) == member
    offer = Activity(id=key("o-1"), reference="IP-2", kind="internship", text="Två platser", at=AT)
    number = await registry.add_activity(member.member_number, offer)
    assert await registry.add_activity(member.member_number, offer) == number
    assert (len(local.book.kept), len(local.book.activities)) == (1, 1)


async def test_what_was_done_but_not_heard_is_done_once(registry: Registry, local: LocalMembership) -> None:
    """The line breaks after the work; the second try of the call finds it done."""
    local.trouble.begin("cut", only="PUT", times=1)
    applied = await registry.apply(application())
    assert applied.application_number == "A-1001"
    assert len(local.book.kept) == 1


async def test_another_application_under_the_same_id_is_refused(registry: Registry) -> None:
    await registry.apply(application())
    with pytest.raises(Rejected):
        await registry.apply(application(publish=False))


async def test_a_declined_applicant_is_no_member(registry: Registry) -> None:
    await registry.apply(application())
    await registry.decide(key("Cykelbolaget AB"), "more_information", at=AT)
    assert (await registry.decide(key("Cykelbolaget AB"), "declined", at=AT)).state == "declined"
    with pytest.raises(Rejected):
        await registry.add_activity("M-1001", Activity(id=key("o"), reference="IP-2", kind="course", text="", at=AT))


async def test_only_members_that_agreed_are_named_in_public(registry: Registry) -> None:
    for name, number, publish in (
        ("Örnen AB", NUMBER, True),
        ("Cykelbolaget AB", "212000-0142", True),
        ("Tysta AB", "556036-0793", False),
    ):
        await registry.apply(application(name, number=number, publish=publish))
        await registry.decide(key(name), "approved", at=AT)
    await registry.apply(application("Nya AB", number="556703-7485"))
    assert [member.name for member in await registry.published()] == ["Cykelbolaget AB", "Örnen AB"]


async def test_a_person_is_never_asked_about(registry: Registry, local: LocalMembership) -> None:
    local.trouble.begin("outage")
    with pytest.raises(Rejected):
        await registry.look_up("811228-9874")
    with pytest.raises(Rejected):
        await registry.apply(application(number="811228-9874"))


@pytest.mark.parametrize(
    "fault,error", [("outage", Unavailable), ("5xx", Unavailable), ("429", Unavailable), ("garbage", Malformed)]
)
async def test_one_that_is_away_says_so(
    registry: Registry, local: LocalMembership, fault: str, error: type[IntegrationError]
) -> None:
    local.trouble.begin(fault)
    with pytest.raises(error):
        await registry.look_up(NUMBER)


@pytest.mark.parametrize("fault", ["slow", "drip"])
async def test_one_that_is_slow_is_not_waited_for(registry: Registry, local: LocalMembership, fault: str) -> None:
    local.trouble.begin(fault)
    with pytest.raises(Unavailable):
        await registry.look_up(NUMBER)


async def test_a_wrong_token_is_refused(url: str) -> None:
    async with Registry(url, "other", policy=HASTY) as registry:
        with pytest.raises(Rejected):
            await registry.look_up(NUMBER)
