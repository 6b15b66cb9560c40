"""Who may use which address: every route, for every kind of visitor, and for tickets of other people's queues."""

import re
from itertools import product

import pytest
from starlette.routing import Mount, Route

from bot.desk.bodies import BODIES
from bot.desk.door import Page
from bot.desk.routes import PAGES
from tests.bot.desk.world import Visitor, World

pytestmark = pytest.mark.asyncio

# A route that is not written down here fails the first test: somebody must say who may use it.
ROUTES = {
    "GET /desk": "staff",
    "GET /desk/login": "all",
    "POST /desk/login": "all",
    "GET /desk/login/code": "all",
    "POST /desk/login/code": "all",
    "GET /desk/login/codes": "all",
    "POST /desk/login/codes": "all",
    "GET /desk/login/organisation": "all",
    "GET /desk/login/organisation/back": "all",
    "POST /desk/logout": "staff",
    "GET /desk/me": "staff",
    "POST /desk/me": "staff",
    "POST /desk/me/elsewhere": "staff",
    "GET /desk/me/stay": "staff",
    "GET /desk/me/codes": "staff",
    "POST /desk/me/codes": "staff",
    "POST /desk/me/codes/remove": "staff",
    "GET /desk/queue": "cases",
    "GET /desk/queue/live": "cases",
    "POST /desk/search": "cases",
    "GET /desk/events": "cases",
    "GET /desk/mine": "work",
    "POST /desk/next": "work",
    "GET /desk/tickets/{reference}": "cases",
    "GET /desk/tickets/{reference}/print": "cases",
    "GET /desk/tickets/{reference}/live": "cases",
    "POST /desk/tickets/{reference}/claim": "work",
    "POST /desk/tickets/{reference}/release": "work",
    "POST /desk/tickets/{reference}/free": "lead",
    "POST /desk/tickets/{reference}/reply": "work",
    "POST /desk/tickets/{reference}/translate": "work",
    "POST /desk/tickets/{reference}/note": "work",
    "POST /desk/tickets/{reference}/transfer": "work",
    "POST /desk/tickets/{reference}/park": "work",
    "POST /desk/tickets/{reference}/resume": "work",
    "POST /desk/tickets/{reference}/priority": "work",
    "POST /desk/tickets/{reference}/close": "work",
    "POST /desk/tickets/{reference}/reopen": "work",
    "POST /desk/tickets/{reference}/decide": "work",
    "POST /desk/tickets/{reference}/recheck": "work",
    "GET /desk/tickets/{reference}/outcomes": "cases",
    "POST /desk/tickets/{reference}/outcomes": "work",
    "POST /desk/tickets/{reference}/outcomes/withdraw": "work",
    "GET /desk/tickets/{reference}/erase": "privacy",
    "POST /desk/tickets/{reference}/erase": "privacy",
    "POST /desk/tickets/{reference}/draft": "work",
    "POST /desk/tickets/{reference}/presence": "work",
    "GET /desk/tickets/{reference}/visit": "cases",
    "POST /desk/tickets/{reference}/visit": "work",
    "POST /desk/tickets/{reference}/visit/move": "work",
    "POST /desk/tickets/{reference}/visit/cancel": "work",
    "POST /desk/tickets/{reference}/visit/end": "work",
    "POST /desk/tickets/{reference}/visit/end/withdraw": "work",
    "GET /desk/visits": "cases",
    "POST /desk/visits": "work",
    "POST /desk/visits/remove": "work",
    "GET /desk/visits/print": "cases",
    "GET /desk/dead": "lead",
    "POST /desk/dead/replay": "lead",
    "GET /desk/unclear": "lead",
    "POST /desk/unclear/mark": "lead",
    "POST /desk/unclear/delete": "lead",
    "GET /desk/unclear/export": "lead",
    "GET /desk/deviations": "lead",
    "GET /desk/deviations/export": "lead",
    "GET /desk/follow-up": "lead",
    "GET /desk/follow-up/export": "lead",
    "GET /desk/follow-up/report": "lead",
    "GET /desk/follow-up/targets": "lead",
    "POST /desk/follow-up/targets": "lead",
    "POST /desk/follow-up/targets/rollback": "lead",
    "POST /desk/follow-up/attendance": "lead",
    "GET /desk/hours": "lead",
    "POST /desk/hours": "lead",
    "POST /desk/hours/rollback": "lead",
    "GET /desk/guide": "lead",
    "GET /desk/guide/export": "lead",
    "GET /desk/contacts": "lead",
    "GET /desk/contacts/{place}": "lead",
    "POST /desk/contacts/{place}": "lead",
    "POST /desk/contacts/{place}/rollback": "lead",
    "GET /desk/pact": "pact",
    "GET /desk/pact/export": "lead",
    "POST /desk/pact/import": "lead",
    "GET /desk/pact/texts": "lead",
    "POST /desk/pact/texts": "lead",
    "POST /desk/pact/texts/rollback": "lead",
    "GET /desk/pact/texts/{version}": "cases",
    "GET /desk/pact/forms/{form}": "lead",
    "POST /desk/pact/forms/{form}": "lead",
    "POST /desk/pact/forms/{form}/rollback": "lead",
    "GET /desk/pact/events/{event}": "lead",
    "POST /desk/pact/events/{event}": "lead",
    "POST /desk/pact/events/{event}/rollback": "lead",
    "GET /desk/pact/policy": "admin",
    "POST /desk/pact/policy": "admin",
    "POST /desk/pact/policy/rollback": "admin",
    "GET /desk/accounts": "admin",
    "POST /desk/accounts": "admin",
    "GET /desk/accounts/{name}": "admin",
    "POST /desk/accounts/{name}": "admin",
    "POST /desk/accounts/{name}/password": "admin",
    "POST /desk/accounts/{name}/active": "admin",
    "POST /desk/accounts/{name}/codes": "admin",
    "POST /desk/accounts/{name}/codes/remove": "admin",
    "GET /desk/telegram": "admin",
    "POST /desk/telegram": "admin",
    "POST /desk/telegram/disconnect": "admin",
    "GET /desk/{rest:path}": "staff",
}
ALLOWED = {
    "all": {"case_worker", "lead", "privacy", "admin"},
    "staff": {"case_worker", "lead", "privacy", "admin"},
    "cases": {"case_worker", "lead", "privacy"},
    "work": {"case_worker", "lead"},
    "lead": {"lead"},
    "pact": {"lead", "admin"},
    "privacy": {"privacy"},
    "admin": {"admin"},
}
QUIET = {"GET /desk/queue/live", "GET /desk/events", "GET /desk/tickets/{reference}/live"}
# Without an OpenID provider, and for an account that has no codes, there is nothing.
MAY_BE_MISSING = {
    "GET /desk/login/organisation",
    "GET /desk/login/organisation/back",
    "POST /desk/accounts/{name}/codes/remove",
    "GET /desk/{rest:path}",
}
ROLES = ("case_worker", "lead", "privacy", "admin")
BY_NAME = {f"{page.method} {page.path}": page for page in PAGES}


def name_of(page: Page) -> str:
    return f"{page.method} {page.path}"


async def ask(visitor: Visitor, page: Page, path: str, *, token: str = "") -> int:
    if page.method == "GET":
        return (await visitor.client.get(path)).status_code
    return (await visitor.client.post(path, data={"token": token})).status_code


def address(page: Page, reference: str) -> str:
    values = {
        "reference": reference,
        "name": "role-admin",
        "place": "vuxenutbildning",
        "version": "1",
        "form": "apl",
        "event": "new",
        "rest:path": "nothing/here",
    }
    return re.sub(r"\{([^}]+)\}", lambda found: values[found.group(1)], page.path)


async def token_of(visitor: Visitor) -> str:
    await visitor.get("/desk/me")
    return visitor.token()


async def test_every_route_is_written_down_with_who_may_use_it() -> None:
    assert {name_of(page) for page in PAGES} == set(ROUTES)


async def test_nothing_is_served_beside_the_table_the_api_and_the_files(world: World) -> None:
    paths = {route.path for route in world.app.routes if isinstance(route, Route | Mount)}
    api = {f"/desk/api/tickets/{{reference}}/{action}" for action in BODIES}
    api |= {"/desk/api/deviations", "/desk/api/unclear", "/desk/api/unclear/training"}
    api |= {f"/desk/api/unclear/{{id}}/{act}" for act in ("label", "ignore", "reset", "delete")}
    api |= {"/desk/api/tickets", "/desk/api/tickets/{reference}", "/desk/api/times", "/desk/api/{rest:path}"}
    assert paths == {page.path for page in PAGES} | api | {"/desk/static"}


@pytest.mark.parametrize("name", [name for name in ROUTES if ROUTES[name] != "all"])
async def test_nobody_comes_in_without_signing_in(world: World, name: str) -> None:
    page, visitor = BY_NAME[name], await world.visitor()
    path = address(page, await world.ticket())
    status = await ask(visitor, page, path)
    assert status == (401 if page.method == "POST" or name in QUIET else 303)
    await visitor.client.aclose()


@pytest.mark.parametrize("name,role", list(product(ROUTES, ROLES)))
async def test_a_role_opens_its_own_doors_only(world: World, name: str, role: str) -> None:
    page = BY_NAME[name]
    for each in ROLES:
        await world.account(f"role-{each}", roles=(each,))  # type: ignore[arg-type]
    path = address(page, await world.ticket())
    async with world.signed_in(f"role-{role}") as visitor:
        allowed = role in ALLOWED[ROUTES[name]]
        if allowed and name == "GET /desk/events":
            return  # an endless answer: test_live listens to it through a real server
        status = await ask(visitor, page, path, token=await token_of(visitor))
    if not allowed:
        assert status == 403
    elif name in MAY_BE_MISSING:
        assert status == 404
    else:
        assert status in {200, 204, 303, 409, 422}


@pytest.mark.parametrize("name", [name for name in ROUTES if "{reference}" in name])
async def test_a_ticket_of_another_queue_is_not_there(world: World, name: str) -> None:
    page = BY_NAME[name]
    await world.account("Eva", roles=("case_worker", "lead", "privacy"), queues=("membership",))
    path = address(page, await world.ticket("general"))
    async with world.signed_in("Eva") as eva:
        assert await ask(eva, page, path, token=await token_of(eva)) == 404


@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith("POST")])
async def test_a_form_without_its_token_does_nothing(world: World, name: str) -> None:
    page = BY_NAME[name]
    await world.account("Eva", roles=("case_worker", "lead", "privacy", "admin"))
    path = address(page, await world.ticket())
    async with world.signed_in("Eva") as eva:
        assert await ask(eva, page, path) == 403
        assert await ask(eva, page, path, token="0" * 64) == 403


@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith("POST")])
async def test_a_form_from_another_site_does_nothing(world: World, name: str) -> None:
    page = BY_NAME[name]
    await world.account("Eva", roles=("case_worker", "lead", "privacy", "admin"))
    path = address(page, await world.ticket())
    async with world.signed_in("Eva") as eva:
        eva.client.headers["sec-fetch-site"] = "cross-site"
        token = await token_of(eva)
        assert await ask(eva, page, path, token=token) == 403
        del eva.client.headers["sec-fetch-site"]
        eva.client.headers["origin"] = "https://evil.example"
        assert await ask(eva, page, path, token=token) == 403


async def test_live_updates_end_for_who_belongs_to_other_queues(world: World) -> None:
    await world.account("Eva", queues=("membership",))
    reference = await world.ticket("general")
    async with world.signed_in("Eva") as eva:
        assert (await eva.client.get(f"/desk/events?ticket={reference}")).status_code == 404


async def test_a_form_that_is_no_form_is_refused_in_words(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        answer = await anna.client.post("/desk/search", content=b"q=" + b"x" * 200_000)
        assert answer.status_code == 400
        answer = await anna.client.post("/desk/search", content=b"&".join(b"a=1" for _ in range(400)))
        assert answer.status_code == 400
        answer = await anna.client.post("/desk/search", content=b"\xff\xfe%00%ff")
        assert answer.status_code == 403


WEIRD = (
    "", "\x00", "٣", "\u202e", "<b>", "-1", "9" * 400, "9" * 5000, "a" * 9000, "%00", "2026-02-30", "x|y|z", "../../x",
)  # fmt: skip
NAMED = (
    "key text note outcome closing language to preview transfer-note day hour priority confirm standard pick base q "
    "name password next old new roles queues active id queue version within mon-opens mon-closes state "
    "page place slot year event as intent undo act phone email link address-sv hours-uk checked review_by"
).split()


@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith("POST")])
async def test_nothing_that_is_sent_breaks_a_page(world: World, name: str) -> None:
    page = BY_NAME[name]
    await world.account("Eva", roles=("case_worker", "lead", "privacy", "admin"))
    await world.account("role-admin", roles=("admin",))
    visitor = await world.visitor("Eva")
    for n, weird in enumerate(WEIRD):
        path = address(page, await world.held("Eva") if "{reference}" in page.path else "")
        visitor = await world.visitor("Eva")
        fields = {field: f"{weird}{n}" if field == "key" else weird for field in NAMED}
        answer = await visitor.client.post(path, data={**fields, "token": await token_of(visitor)})
        assert answer.status_code < 500
        await visitor.client.aclose()


@pytest.mark.parametrize("name", [name for name in ROUTES if name.startswith("GET") and name != "GET /desk/events"])
async def test_nothing_that_is_asked_breaks_a_page(world: World, name: str) -> None:
    page = BY_NAME[name]
    await world.account("Eva", roles=("case_worker", "lead", "privacy", "admin"))
    await world.account("role-admin", roles=("admin",))
    path = address(page, await world.held("Eva"))
    async with world.signed_in("Eva") as eva:
        for weird in WEIRD:
            names = (
                "tab",
                "queue",
                "language",
                "channel",
                "after",
                "shown",
                "standard",
                "said",
                "next",
                "state",
                "page",
                "place",
                "did",
                "table",
            )
            answer = await eva.client.get(path, params=dict.fromkeys(names, weird[:4000]))
            assert answer.status_code < 500
