"""The page of members: those who agreed, by name, with its age; complete without a script."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.backends.members import PublicMembers
from bot.ports import ListedMember, MemberList
from bot.render import Texts
from bot.store import Store
from integrations.http import Policy, Schedule
from integrations.membership import Registry
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.membership import ROOT, TOKEN, LocalMembership
from integrations.sandbox.backends.membership_book import practice
from tests.bot.channels.web.conftest import Caller, calling, make_chat
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
AT = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
SINCE = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)
"""The 21st in Stockholm."""


@dataclass
class Listed:
    """What the registry said last."""

    known: MemberList | None = field(
        default_factory=lambda: MemberList((ListedMember("Cykel & Son AB", SINCE), ListedMember("Örnen AB")), AT)
    )

    async def listed(self) -> MemberList | None:
        return self.known


@pytest.fixture
def listed() -> Listed:
    return Listed()


@pytest_asyncio.fixture
async def reader(store: Store, texts: Texts, clock: HandClock, listed: Listed) -> AsyncIterator[Caller]:
    async with calling(make_chat(store, texts, clock, members=listed)) as made:
        yield made


@pytest.mark.parametrize(
    "language,words",
    [
        ("sv", ("Medlemmar i Integrationspakten", "medlem sedan 21 maj 2026", "22 november 2026, 13:05")),
        ("uk", ("Члени мережі Integrationspakten", "у мережі з 21 травня 2026", "22 листопада 2026, 13:05")),
        ("en", ("Members of Integrationspakten", "member since 21 May 2026", "22 November 2026, 13:05")),
    ],
)
async def test_each_language_names_them_with_their_day(reader: Caller, language: str, words: tuple[str, ...]) -> None:
    """Names are Swedish whatever the page is in; a day that the registry does not know is left out."""
    answer = await reader.http.get(f"/chat/members?lang={language}")
    assert answer.status_code == 200
    for word in words:
        assert word in answer.text
    rows = re.findall(r'<li><b lang="sv" dir="auto">(.*?)</b>(.*?)</li>', answer.text)
    assert [(name, bool(since)) for name, since in rows] == [("Cykel &amp; Son AB", True), ("Örnen AB", False)]
    assert f'href="/chat?lang={language}&amp;entry=member"' in answer.text


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_an_old_list_says_how_old_it_is(reader: Caller, listed: Listed, texts: Texts, language: str) -> None:
    listed.known = MemberList((ListedMember("Örnen AB"),), AT, fresh=False)
    html = (await reader.http.get(f"/chat/members?lang={language}")).text
    old = re.search(r'<p class="aside">(.*?)</p>', html)
    assert old is not None
    assert "13:05" in old[1]
    assert texts.say("chat-members-old", language, date="").split(" ")[0] in old[1]
    assert "Örnen AB" in html
    assert 'class="reviewed"' not in html


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_nothing_known_is_said_and_not_shown_as_nobody(
    reader: Caller, listed: Listed, texts: Texts, language: str
) -> None:
    """Who comes back in a minute may find it."""
    listed.known = None
    answer = await reader.http.get(f"/chat/members?lang={language}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert texts.say("chat-members-away", language) in answer.text
    assert texts.say("chat-members-none", language) not in answer.text


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
async def test_a_list_of_nobody(reader: Caller, listed: Listed, texts: Texts, language: str) -> None:
    listed.known = MemberList((), AT)
    html = (await reader.http.get(f"/chat/members?lang={language}")).text
    assert texts.say("chat-members-none", language) in html
    assert "<li><b" not in html


async def test_practice_is_said(reader: Caller, listed: Listed, texts: Texts) -> None:
    words = texts.say("chat-members-practice", "sv")
    assert words not in (await reader.http.get("/chat/members?lang=sv")).text
    listed.known = MemberList((ListedMember("Örnen AB"),), AT, practice=True)
    assert words in (await reader.http.get("/chat/members?lang=sv")).text


async def test_a_name_is_words_and_nothing_else(reader: Caller, listed: Listed) -> None:
    listed.known = MemberList((ListedMember("<script>alert(1)</script>"),), AT)
    html = (await reader.http.get("/chat/members")).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("path", ["/chat", "/chat/privacy", "/chat/accessibility"])
async def test_every_page_leads_to_it(reader: Caller, path: str) -> None:
    assert 'href="/chat/members?lang=sv"' in (await reader.http.get(f"{path}?lang=sv")).text
    itself = (await reader.http.get("/chat/members?lang=sv")).text
    assert 'href="/chat/privacy?lang=sv"' in itself
    assert '<li><a href="/chat/members?lang=sv">' not in itself


async def test_a_short_address_leads_to_it(reader: Caller) -> None:
    """With the language, if one of ours was asked for."""
    for asked, where in (("", ""), ("?lang=uk", "?lang=uk"), ("?lang=//evil", "")):
        answer = await reader.http.get(f"/members{asked}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/chat/members{where}")


@pytest.mark.parametrize("path", ["/members", "/chat/members"])
async def test_without_a_registry_there_is_no_such_page(caller: Caller, path: str) -> None:
    """And no link to it."""
    assert (await caller.http.get(path)).status_code == 404
    assert "/chat/members" not in (await caller.http.get("/chat")).text


async def test_what_the_registry_keeps_of_the_others_is_nowhere(
    store: Store, texts: Texts, clock: HandClock, tmp_path: Path
) -> None:
    """From the registry to the page: no numbers, no applicants, nobody who did not agree or has left."""
    local = LocalMembership(book=practice())
    async with LocalBackends((local,)).listening() as server:
        policy = Policy(deadline=2.0, schedule=Schedule(tries=1))
        members = PublicMembers(registry=Registry(server.url + ROOT, TOKEN, policy=policy), clock=clock)
        async with calling(make_chat(store, texts, clock, members=members)) as made:
            html = (await made.http.get("/chat/members?lang=en")).text
        await members.close()
    published = {one.name for one in local.book.published()}
    for one in local.book.kept.values():
        assert (one.application.name in html) is (one.application.name in published)
        for number in (one.application.organisation_number, one.applied.application_number, one.applied.member_number):
            assert not number or number not in html
