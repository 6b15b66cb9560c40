"""What is always true of a conversation, whatever people press and write."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs import limits
from dialogs.codec import decode, encode
from dialogs.effects import OpenTicket, WakeTicket
from dialogs.flows import FLOWS
from dialogs.meanings import MEANINGS
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

VALUES = sorted(
    {option for flow in FLOWS.values() for question in flow.questions for option in question.kind.options}
    | {f"change:{question.step}" for flow in FLOWS.values() for question in flow.questions}
    | set("arrival question employer member person danger back skip cancel restart send change yes no".split())
    | set(MEANINGS)
    | {"other", "language:sv", "language:uk", "language:en", "language:ru", "change:", "nonsense"}
)
WORDS = st.sampled_from(
    "ja nej так ні yes no /back /skip /delete /person /status /help Solna 12 svetsare зварювальник tillbaka "
    "назад дякую hej привіт olena@example.org +46701740605 19811218-9876 elefant".split()
)
MEANT = st.sampled_from(sorted(MEANINGS))
MOVES = st.lists(
    st.one_of(
        st.sampled_from(VALUES).map(lambda v: ("press", v)),
        WORDS.map(lambda w: ("say", w)),
        MEANT.map(lambda m: ("mean", m)),
        st.tuples(MEANT, MEANT).map(lambda m: ("waver", ",".join(m))),
    )
)


def move(person: Talk, kind: str, value: str) -> None:
    """One move of a conversation."""
    match kind:
        case "press":
            person.presses(value)
        case "say":
            person.says(value)
        case "mean":
            person.means("ett par ord om det?", value, also=("ask_housing",))
        case _:
            person.means("ett par ord till", rivals=tuple(value.split(",")))


@given(moves=MOVES, language=st.sampled_from(["sv", "uk", "en"]))
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
        assert person.heard or person.did(WakeTicket) or person.did(OpenTicket)
        # Something is open, or staff have the case, or the data were erased.
        assert now.step or now.open_cases or person.keys[-1:] == ["erased"] or "goodbye" in person.keys
        assert (now.flow is None) or now.step is not None
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
