"""What is always true of a conversation, whatever people press and write."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dialogs import limits
from dialogs.codec import decode, encode
from dialogs.effects import MoveTicket, OpenTicket, WakeTicket
from dialogs.events import StaffReplied, TicketClosed, TicketReopened
from dialogs.flows import FLOWS
from dialogs.meanings import MEANINGS
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

VALUES = sorted(
    {option for flow in FLOWS.values() for question in flow.questions for option in question.kind.options}
    | {f"change:{question.step}" for flow in FLOWS.values() for question in flow.questions}
    | set("arrival question employer member person danger back skip cancel restart send change yes no".split())
    | set("done helped partly not_helped".split())
    | set(MEANINGS)
    | set("unhelpful registered not_registered elsewhere authority:skatteverket authority:nobody".split())
    | {"other", "language:sv", "language:uk", "language:en", "language:ru", "change:", "nonsense"}
)
WORDS = st.sampled_from(
    "klart готово ja nej так ні yes no /back /skip /delete /person /status /help Solna 12 svetsare зварювальник "
    "tillbaka "
    "назад дякую hej привіт Skatteverket? mer дитина? olena@example.org +46701740605 19811218-9876 elefant".split()
)
MEANT = st.sampled_from(sorted(MEANINGS))
MOVES = st.lists(
    st.one_of(
        st.sampled_from(VALUES).map(lambda v: ("press", v)),
        WORDS.map(lambda w: ("say", w)),
        MEANT.map(lambda m: ("mean", m)),
        st.tuples(MEANT, MEANT).map(lambda m: ("waver", ",".join(m))),
        st.sampled_from("add close reopen case".split()).map(lambda v: ("case", v)),
        st.sampled_from("reply close reopen timer".split()).map(lambda v: ("desk", v)),
    )
)


def move(person: Talk, kind: str, value: str) -> None:
    """One move of a conversation."""
    match kind:
        case "press":
            person.presses(value)
        case "say":
            person.says(value)
        case "case" if person.conversation.cases:
            person.presses(f"{value}:{person.conversation.cases[0].reference}")
        case "desk" if person.conversation.cases:
            work(person, value)
        case "case" | "desk":
            person.says("/status")
        case "mean":
            person.means("ett par ord om det?", value, also=("ask_housing",))
        case _:
            person.means("ett par ord till", rivals=tuple(value.split(",")))


def work(person: Talk, value: str) -> None:
    """What staff, or a timer, do meanwhile; what the desk refuses is not done."""
    case, event = person.conversation.cases[0], f"desk-{person.conversation.turn}"
    named: dict[str, Any] = {"id": event, "at": person.now, "reference": case.reference, "staff": "anna"}
    if value == "timer":
        person.timer("rating")
    elif case.open and value == "close":
        person.gets(TicketClosed(**named, outcome="helped"))
    elif case.open:
        person.gets(StaffReplied(**named, text="Hej"))
    else:
        person.gets(TicketReopened(**named))


CLOSED = [("press", "person"), ("desk", "close")]


@given(moves=MOVES, language=st.sampled_from(["sv", "uk", "en"]))
@example(moves=[*CLOSED, ("waver", "affirm,ask_adult_education"), ("say", "nej"), ("say", "nej")], language="sv")
@example(moves=[*CLOSED, ("mean", "ask_privacy")], language="sv")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_messages_leads_to_silence(talk: Opens, moves: list[tuple[str, str]], language: str) -> None:
    person = talk(language)
    for kind, value in moves:
        if person.keys[-1:] == ["erased"]:
            return
        move(person, kind, value)
        now = person.conversation
        assert decode(encode(now)) == now
        # Answered, or on its way to staff; never neither.
        quiet = kind == "desk" and value == "timer"
        assert quiet or person.heard or person.did(WakeTicket) or person.did(OpenTicket)
        # Something is open, or staff have the case, or the data were erased.
        assert now.step or now.open_cases or person.keys[-1:] == ["erased"] or "goodbye" in person.keys
        assert (now.flow is None) or now.step is not None
        # What is put about a case is about one of this conversation.
        assert now.offer is None or now.offer.reference in {None, *(c.reference for c in now.cases)}
        assert {m.reference for m in person.did(MoveTicket)} <= {c.reference for c in now.cases}
        assert len(now.unread) <= limits.UNREAD
        assert len(now.wishes) <= limits.WISHES
        assert [m.id for m in person.transcript] == list(range(1, len(person.transcript) + 1))
        person.waits(minutes=1)


@given(moves=MOVES)
@settings(max_examples=30, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_conversation_twice_is_the_same(talk: Opens, moves: list[tuple[str, str]]) -> None:
    first, second = talk("uk"), talk("uk")
    for kind, value in moves:
        for person in (first, second):
            move(person, kind, value)
    assert first.transcript == second.transcript
    assert first.conversation == second.conversation
