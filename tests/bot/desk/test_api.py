"""The desk API, as other programs see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from bot.desk.bodies import BODIES
from bot.ports import Ticket
from tests.bot.desk.world import CHECKS, World

pytestmark = pytest.mark.asyncio
TOKEN = "a-token-of-the-archive"
FIELDS = {
    "reference", "queue", "status", "priority", "flow", "language", "channel", "created", "waiting_since", "due",
    "assignee", "answers", "routes", "checks", "outcome",
}  # fmt: skip
GOOD: dict[str, dict[str, object]] = {
    "claim": {},
    "release": {},
    "reply": {"text": "Hej"},
    "note": {"text": "Obs"},
    "transfer": {"queue": "membership"},
    "park": {"until": "2026-06-01T08:00:00+02:00"},
    "resume": {},
    "priority": {"priority": "urgent"},
    "close": {"outcome": "helped"},
    "reopen": {},
    "decide": {"decision": "approved"},
    "recheck": {},
    "propose-visit": {"place": "welcome_house", "times": ["2026-05-25T09:00:00+02:00"]},
    "move-visit": {"time": "2026-05-25T10:00:00+02:00"},
    "cancel-visit": {},
    "end-visit": {"time": "2026-05-25T09:00:00+02:00", "came": "mapped"},
}


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a token for the queues ``general`` and ``urgent``."""
    await world.service(TOKEN, queues=("general", "urgent"))
    visitor = await world.visitor()
    async with visitor.client as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


async def post(
    api: httpx.AsyncClient, reference: str, action: str, body: object = None, *, key: str = "k1"
) -> httpx.Response:
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"idempotency-key": key, "content-type": "application/json"}
    return await api.post(f"/desk/api/tickets/{reference}/{action}", content=content, headers=headers)


def is_problem(answer: httpx.Response, status: int) -> bool:
    body = answer.json()
    return (
        answer.status_code == status == body["status"]
        and answer.headers["content-type"] == "application/problem+json"
        and bool(body["title"])
        and bool(body["detail"])
    )


async def test_the_list_has_tickets_with_exactly_the_fields_of_the_contract(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await world.ticket(checks=CHECKS, routes=("swedish",))
    body = (await api.get("/desk/api/tickets")).json()
    assert set(body) == {"tickets"}
    (ticket,) = body["tickets"]
    assert set(ticket) == FIELDS
    assert ticket["reference"] == reference
    assert ticket["answers"][0] == {"step": "arrival.stage", "label": "Var i processen", "value": "permit"}
    assert set(ticket["checks"][0]) == {"name", "result", "detail", "source", "at"}
    msgspec.convert(ticket, Ticket)


async def test_one_ticket_comes_with_transcript_and_history(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    body = (await api.get(f"/desk/api/tickets/{reference}")).json()
    assert set(body) == FIELDS | {"transcript", "history"}
    first = body["transcript"][0]
    assert (first["id"], first["from"], first["kind"]) == (1, "bot", "question")
    assert body["history"][0]["action"] == "opened"


async def test_lists_can_be_narrowed_and_paged(world: World, api: httpx.AsyncClient) -> None:
    made = []
    for _ in range(5):
        made.append(await world.ticket())
        world.clock.advance(seconds=1)
    urgent = await world.ticket("urgent")
    seen: list[str] = []
    asked: dict[str, Any] = {"queue": "general", "status": "new", "limit": 2}
    while True:
        body = (await api.get("/desk/api/tickets", params=asked)).json()
        seen += [ticket["reference"] for ticket in body["tickets"]]
        if "next" not in body:
            break
        asked["after"] = body["next"]
    assert seen == made
    body = (await api.get("/desk/api/tickets", params={"status": "closed"})).json()
    assert body == {"tickets": []}
    body = (await api.get("/desk/api/tickets", params={"queue": "urgent"})).json()
    assert [ticket["reference"] for ticket in body["tickets"]] == [urgent]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic abc", "Bearer \u00e5", f"bearer {TOKEN}x", "Bearer a b"]
)
async def test_without_a_good_token_nothing_is_told(world: World, api: httpx.AsyncClient, header: str) -> None:
    reference = await world.ticket()
    for path in ("/desk/api/tickets", f"/desk/api/tickets/{reference}", "/desk/api/nothing"):
        answer = await api.get(path, headers={b"authorization": header.encode("latin-1")})
        assert is_problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    answer = await api.post(f"/desk/api/tickets/{reference}/claim", headers={"authorization": "Bearer wrong"})
    assert is_problem(answer, 401)


async def test_a_session_of_the_pages_does_not_open_the_api(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        assert is_problem(await anna.client.get("/desk/api/tickets"), 401)


async def test_other_queues_are_not_there(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket("membership")
    assert is_problem(await api.get(f"/desk/api/tickets/{reference}"), 404)
    assert is_problem(await api.get("/desk/api/tickets?queue=membership"), 404)
    assert (await api.get("/desk/api/tickets")).json() == {"tickets": []}
    for action, body in GOOD.items():
        assert is_problem(await post(api, reference, action, body, key=action), 404)


@pytest.mark.parametrize(
    "query",
    [
        "status=lost",
        "queue=nowhere",
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=-1",
        "limit=٣",
        "after=x",
        "after=%00",
        "after=" + "9" * 3000,
        "after=w6XDpA==",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(api: httpx.AsyncClient, query: str) -> None:
    assert is_problem(await api.get(f"/desk/api/tickets?{query}"), 422)


async def test_claim_reply_close_is_the_whole_life_of_a_case(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    claimed = (await post(api, reference, "claim", key="a")).json()
    assert (claimed["status"], claimed["assignee"]) == ("claimed", "archive")
    replied = (await post(api, reference, "reply", {"text": "Hej", "language": "sv"}, key="b")).json()
    assert replied["status"] == "waiting"
    closed = (await post(api, reference, "close", {"outcome": "helped", "text": "Hej då"}, key="c")).json()
    assert (closed["status"], closed["outcome"]) == ("closed", "helped")
    assert set(closed) == FIELDS
    assert "Hej då" in [m.text for m in await world.said(reference)]
    reopened = (await post(api, reference, "reopen", key="d")).json()
    assert reopened["assignee"] == "archive"


async def test_park_resume_priority_note_release_transfer(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    await post(api, reference, "claim", key="a")
    assert (await post(api, reference, "park", GOOD["park"], key="b")).json()["status"] == "parked"
    assert (await post(api, reference, "resume", key="c")).json()["status"] == "claimed"
    assert (await post(api, reference, "priority", GOOD["priority"], key="d")).json()["priority"] == "urgent"
    assert (await post(api, reference, "note", GOOD["note"], key="e")).status_code == 200
    assert (await post(api, reference, "release", key="f")).json()["status"] == "new"
    await post(api, reference, "claim", key="g")
    moved = (await post(api, reference, "transfer", {"queue": "urgent", "note": "nu"}, key="h")).json()
    assert (moved["queue"], moved["status"], moved["assignee"]) == ("urgent", "new", None)


@pytest.mark.parametrize("action", [a for a in GOOD if a not in {"claim", "note", "reopen"}])
async def test_who_does_not_hold_the_ticket_gets_409(world: World, api: httpx.AsyncClient, action: str) -> None:
    await world.account()
    free, others = await world.ticket(), await world.held("Anna")
    assert is_problem(await post(api, free, action, GOOD[action]), 409)
    assert is_problem(await post(api, others, action, GOOD[action]), 409)


async def test_claiming_what_somebody_holds_gives_409(world: World, api: httpx.AsyncClient) -> None:
    await world.account()
    assert is_problem(await post(api, await world.held("Anna"), "claim"), 409)
    assert is_problem(await post(api, await world.ticket(), "reopen"), 409)


async def test_a_key_is_needed_and_must_be_one(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    for action, body in GOOD.items():
        answer = await api.post(f"/desk/api/tickets/{reference}/{action}", json=body)
        assert is_problem(answer, 400)
    for key in (" ", "å", "x" * 256):
        answer = await api.post(
            f"/desk/api/tickets/{reference}/claim", headers={b"idempotency-key": key.encode("latin-1")}
        )
        assert is_problem(answer, 400)


async def test_the_same_key_with_the_same_body_acts_once(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    await post(api, reference, "claim", key="a")
    world.clock.advance(seconds=3)
    first = await post(api, reference, "reply", {"text": "En gång"}, key="b")
    world.clock.advance(seconds=3)
    again = await post(api, reference, "reply", {"text": "En gång"}, key="b")
    assert (first.status_code, again.status_code) == (200, 200)
    assert [m.text for m in await world.said(reference)].count("En gång") == 1
    await post(api, reference, "note", {"text": "Obs"}, key="c")
    await post(api, reference, "note", {"text": "Obs"}, key="c")
    history = (await api.get(f"/desk/api/tickets/{reference}")).json()["history"]
    assert [act["action"] for act in history].count("noted") == 1


async def test_the_same_key_with_another_body_is_refused(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    await post(api, reference, "claim", key="a")
    await post(api, reference, "reply", {"text": "Ett"}, key="b")
    assert is_problem(await post(api, reference, "reply", {"text": "Två"}, key="b"), 422)
    await post(api, reference, "note", {"text": "Ett"}, key="c")
    assert is_problem(await post(api, reference, "note", {"text": "Två"}, key="c"), 422)
    assert is_problem(await post(api, reference, "release", key="c"), 422)


async def test_keys_of_two_programs_do_not_meet(world: World, api: httpx.AsyncClient) -> None:
    from bot.store.staff import Service

    reference = await world.ticket()
    await world.store.staff.add_service(Service(name="other", queues=("general",)), "other-token", actor="test")
    await post(api, reference, "note", {"text": "Ett"}, key="same")
    headers = {"authorization": "Bearer other-token", "idempotency-key": "same"}
    answer = await api.post(f"/desk/api/tickets/{reference}/note", json={"text": "Två"}, headers=headers)
    assert answer.status_code == 200


async def test_of_fifty_programs_that_claim_at_once_one_wins(world: World, api: httpx.AsyncClient) -> None:
    from bot.store.staff import Service

    reference = await world.ticket()
    for n in range(50):
        await world.store.staff.add_service(Service(name=f"p{n}", queues=("general",)), f"token-{n}", actor="test")
    claims = (
        api.post(
            f"/desk/api/tickets/{reference}/claim",
            headers={"authorization": f"Bearer token-{n}", "idempotency-key": f"k{n}"},
        )
        for n in range(50)
    )
    answers = await asyncio.gather(*claims)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 49


@pytest.mark.parametrize(
    "action,body",
    [
        ("reply", {}),
        ("reply", {"text": ""}),
        ("reply", {"text": " \n"}),
        ("reply", {"text": 1}),
        ("reply", {"text": None}),
        ("reply", {"text": "x" * 3501}),
        ("reply", {"text": "Hej", "language": "ru"}),
        ("reply", []),
        ("reply", "text"),
        ("note", {"text": ""}),
        ("note", {"text": "x" * 4001}),
        ("transfer", {}),
        ("transfer", {"queue": "nowhere"}),
        ("transfer", {"queue": "urgent", "note": "x" * 4001}),
        ("park", {}),
        ("park", {"until": "i morgon"}),
        ("park", {"until": "2026-06-01T08:00:00"}),
        ("park", {"until": "2020-01-01T00:00:00Z"}),
        ("park", {"until": "9999-01-01T00:00:00Z"}),
        ("park", {"until": 5}),
        ("priority", {"priority": "high"}),
        ("close", {}),
        ("close", {"outcome": "won"}),
        ("close", {"outcome": "helped", "text": 7}),
        ("claim", [1]),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(
    world: World, api: httpx.AsyncClient, action: str, body: object
) -> None:
    reference = await world.ticket()
    assert is_problem(await post(api, reference, action, body), 422)


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 60_000, b"nul", b'{"text": "a"} x']
)
async def test_what_is_not_json_is_refused(world: World, api: httpx.AsyncClient, content: bytes) -> None:
    reference = await world.ticket()
    answer = await api.post(f"/desk/api/tickets/{reference}/reply", content=content, headers={"idempotency-key": "k"})
    assert is_problem(answer, 400)


async def test_a_body_that_is_too_large_is_refused(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    answer = await post(api, reference, "reply", {"text": "x" * 100_000})
    assert is_problem(answer, 413)


@pytest.mark.parametrize("reference", ["x", "IP-2222-2223", "%00", "..%2f..", "å" * 99])
async def test_a_reference_that_is_none_is_not_there(api: httpx.AsyncClient, reference: str) -> None:
    assert is_problem(await api.get(f"/desk/api/tickets/{reference}"), 404)
    assert is_problem(await post(api, reference, "claim"), 404)


async def test_unknown_addresses_and_methods_are_problems_too(world: World, api: httpx.AsyncClient) -> None:
    reference = await world.ticket()
    assert is_problem(await api.get("/desk/api/nothing"), 404)
    assert is_problem(await post(api, reference, "explode"), 404)
    answer = await api.delete(f"/desk/api/tickets/{reference}")
    assert is_problem(answer, 405)
    assert answer.headers["allow"] == "GET"
    assert is_problem(await api.get(f"/desk/api/tickets/{reference}/claim"), 405)


async def test_words_that_look_like_markup_or_hide_controls_are_just_words(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await world.ticket()
    await post(api, reference, "claim", key="a")
    assert (await post(api, reference, "reply", {"text": '<3 "><b> \u202e \u0000'}, key="b")).status_code == 200


async def test_the_actions_are_those_of_the_contract() -> None:
    assert set(BODIES) == set(GOOD)
