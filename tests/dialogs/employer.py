"""What tests about an organisation's offer share: the register's answer, and the buttons of an ordinary offer."""

from typing import Any

from dialogs.checks import LOOKING, REGISTER
from dialogs.effects import Call
from dialogs.events import Answered
from dialogs.standing import BACKEND
from tests.conversation import Talk

NUMBER = "556002-1361"
CONTACT = ("Anna Berg", "kökschef", "anna@koket.example", "070-174 06 05")


def answers(
    talk: Talk,
    *,
    result: str = "OK",
    name: str = "Kvarnens Kök AB",
    reason: str = "registered",
    backend: str = REGISTER,
    about: str = NUMBER,
    registered: bool = True,
    **more: Any,
) -> Talk:
    """A system answers, as the worker would bring it. ``registered``: before that, there is no registry of members."""
    known = talk.conversation.organisation
    if registered and backend == REGISTER and known is not None and known.awaited:
        registry(talk, "", result="NOT_CHECKED", reason="not_configured")
    found = {"result": result, "name": name, "reason": reason, "source": "Bolagsverket", **more}
    event = Answered(
        id=f"answer-{talk.turns}",
        at=talk.now,
        call="k",
        result=found,
        backend=backend,
        operation="look_up",
        about=about,
    )
    return talk.gets(event)


def registry(talk: Talk, state: str, *, about: str = NUMBER, operation: str = "look_up", **more: str) -> Talk:
    """The registry of members answers."""
    found = {"result": "OK", "reason": state, "since": "", "source": "Medlemsregistret", **more}
    event = Answered(
        id=f"registry-{talk.turns}-{state}",
        at=talk.now,
        call="m",
        result=found,
        backend=BACKEND,
        operation=operation,
        about=about,
    )
    return talk.gets(event)


def calls(talk: Talk) -> list[tuple[str, dict[str, str]]]:
    """Which systems the last turn asked what, but for whether they are members."""
    return [(call.backend, call.payload) for call in talk.did(Call) if call.backend != BACKEND]


def told(talk: Talk) -> list[tuple[str, dict[str, str]]]:
    """What the last turn asked of the registry of members, or told it."""
    return [(call.operation, call.payload) for call in talk.did(Call) if call.backend == BACKEND]


def identified(talk: Talk, number: str = NUMBER) -> Talk:
    """The number is given and confirmed."""
    talk.says(number)
    return answers(talk, about=number).presses("yes")


def job_until_member(talk: Talk) -> Talk:
    """Four places for cooks, everything but whether they are members."""
    talk.presses("employer", "job")
    identified(talk).says("4 kockar").says("1 juni").presses("full_time", "yes").says("Solna")
    talk.presses("basic", "yes").says("senast 1 maj 2027")
    for words in CONTACT:
        talk.says(words)
    return talk.expects("employer.member")


def give_up(talk: Talk) -> Talk:
    """The register takes too long."""
    return talk.waits(seconds=3).timer(LOOKING)
