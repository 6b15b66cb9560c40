"""States of every release are read; what cannot be read is refused, not dropped."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from dialogs.codec import VERSION, BrokenState, UnknownVersion, decode, encode
from dialogs.conversation import Answer, Case, Conversation, Guided, Inquiry, Met, Offer, Organisation, Source, Wish
from nlu.understanding import Reading, Understanding

FULL = Conversation(
    id="c",
    channel="web",
    language="uk",
    turn=7,
    entry="member",
    flow="arrival",
    step="offer.person",
    open_turn=7,
    answers={"arrival.needs": Answer(("work", "swedish")), "arrival.education": Answer(("university",), "економіка")},
    skipped=("arrival.adult",),
    trail=("arrival.adult", "arrival.stage"),
    misses=1,
    unread=("не зрозуміло",),
    wishes=(Wish("ask_school", "де школа?"),),
    guided=Guided(6, ("ask_sfi",), ("vuxenutbildning",), "де вчити мову?"),
    situation=("registered",),
    aside={"employer.message": Answer(("Två kockar",))},
    spoke="en",
    offer=Offer(
        "offer.intent",
        resume="arrival.years",
        intents=("ask_cv", "ask_school"),
        heard=Understanding(text="папери", readings=(Reading("arrival.years", ("12",)),)),
        before=Offer("offer.about", reference="IP-2222-2222", choices=("yes", "no")),
    ),
    cases=(
        Case(
            "IP-2222-2222",
            "general",
            "general",
            open=False,
            due=datetime(2026, 5, 20, tzinfo=UTC),
            opened=datetime(2026, 5, 18, tzinfo=UTC),
            answered=True,
            closed=datetime(2026, 5, 19, tzinfo=UTC),
            outcome="helped",
            urgent=True,
            asked=True,
            rating="due",
            application="A-1",
            member="M-1",
            activity="M-1-1",
            cuts={"branch": "5"},
        ),
    ),
    timers=("reminder", "rating"),
    told=("russian",),
    sources=(Source("17", "arrival.education"),),
    album="13",
    reachable=False,
    last_seen=datetime(2026, 5, 20, 8, tzinfo=UTC),
    organisation=Organisation(
        "556002-1361", "Kvarnen", "OK", confirmed=True, sought=True, standing=Answer(("member", ""), "Medlemsregistret")
    ),
    known={"contact_email": Answer(("anna@example.org",))},
    met=(Met("IP-2222-2222", datetime(2026, 5, 19, 8, tzinfo=UTC), "mapped", noted=True),),
    inquiries=(
        Inquiry("IP-2222-2222", "homepage", {"url": "https://kvarnen.example"}, datetime(2026, 5, 20, tzinfo=UTC), 2),
    ),
    registrations=(
        Inquiry(
            "IP-2222-2222",
            "membership",
            {"number": "556002-1361"},
            datetime(2026, 5, 20, tzinfo=UTC),
            operation="decide",
            asking=True,
            changed=True,
        ),
    ),
)
RELEASED = Path(__file__).parent / "states"


def test_a_full_state_survives() -> None:
    assert decode(encode(FULL)) == FULL


@pytest.mark.parametrize("file", sorted(RELEASED.glob("*.json")), ids=lambda p: p.stem)
def test_states_of_releases_are_read(file: Path) -> None:
    assert decode(file.read_bytes()).id == "c"


def test_what_was_written_before_the_registry_of_members_was_asked_is_as_it_was() -> None:
    """Nobody was asked, nothing was told, and no case has a number there."""
    now = decode((RELEASED / "v1-register.json").read_bytes())
    assert (now.organisation, now.registrations) == (Organisation("556002-1361", "Kvarnen", "OK", confirmed=True), ())
    assert now.inquiries == FULL.inquiries
    assert {(case.application, case.member, case.activity) for case in now.cases} == {("", "", "")}


def test_this_version_is_among_the_released_states() -> None:
    assert (RELEASED / f"v{VERSION}.json").exists()


def test_an_older_version_is_migrated_step_by_step() -> None:
    def rename(state: dict[str, object]) -> dict[str, object]:
        return {"id": state.pop("name"), **state}

    old = msgspec.json.encode([1, {"name": "c", "channel": "web"}])
    assert decode(old, migrations={1: rename, 2: lambda s: s}, version=3) == Conversation(id="c", channel="web")


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(UnknownVersion, match="version 99"):
        decode(msgspec.json.encode([99, {}]))


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'[1,{"id":3}]', b"\xff"])
def test_anything_else_is_broken(raw: bytes) -> None:
    with pytest.raises(BrokenState):
        decode(raw)
