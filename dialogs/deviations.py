"""What of an application is not as the network expects it: told, and noted for staff. Nobody is refused for it."""

from collections.abc import Iterator

from dialogs.case_status import find_case
from dialogs.draft import Draft
from dialogs.effects import CheckTicket, Date, Joined, Text
from dialogs.flow import Answers, Flow, Loop
from dialogs.measures import count_deviation
from dialogs.pact import AFFIRMATIONS, RussiaPolicy

APPLICANT = "den sökande"
"""Where it is known from, for staff."""
REVIEW = "REVIEW"
FLOW = "membership"
TIES = ("russia_ties", "russia_investments", "russia_energy")


def tell_fewer(draft: Draft, flow: Flow, step: str) -> None:
    """Where no more rounds follow ``step`` and there are too few of them: that it is so, and that it does no harm."""
    answers, skipped = draft.now.answers, draft.now.skipped
    for loop in flow.loops:
        more = answers.get(loop.more)
        over = step in skipped or (step == loop.more and more is not None and more.value == "no")
        if step in (loop.steps[0], loop.more) and over and _lacks(flow, loop, answers):
            draft.say(f"{flow.name}-fewer", kind="notice", given=flow.given(loop, answers), least=loop.least)


def note(draft: Draft, flow: Flow, reference: str) -> None:
    """What deviates in the answers of an application stands beside the checks of its ticket."""
    if flow.name != FLOW:
        return
    for name, detail in _found(draft, flow):
        count_deviation(draft, find_case(draft.now, reference), name)
        draft.do(
            CheckTicket(
                reference=reference,
                name=name,
                result=REVIEW,
                detail=detail,
                source=APPLICANT,
                at=draft.context.now,
            )
        )


def _found(draft: Draft, flow: Flow) -> Iterator[tuple[str, Text]]:
    answers = draft.now.answers
    if _answer(answers, "authority") != "yes":
        yield "authority", Text("deviation-authority")
    open_ones = tuple(_label(f"affirm_{name}") for name in AFFIRMATIONS if not _answer(answers, f"affirm_{name}"))
    if open_ones:
        yield "affirmations", Text("deviation-affirmations", {"questions": Joined(open_ones, inline=True)})
    for loop in flow.loops:
        if _lacks(flow, loop, answers):
            yield (
                "commitments",
                Text("deviation-commitments", {"given": flow.given(loop, answers), "least": loop.least}),
            )
    policy = draft.context.pact.russia
    if policy.policy == "require" and (ties := _ties(answers)):
        yield "russia", Text("deviation-russia", {"questions": Joined(ties), **_directive(policy)})


def _ties(answers: Answers) -> tuple[Text, ...]:
    """The questions that were answered with yes, or not at all."""
    given = {name: _answer(answers, name) for name in TIES}
    return tuple(
        Text("deviation-tie" if value else "deviation-tie-unanswered", {"question": _label(name)})
        for name, value in given.items()
        if value in ("", "yes")
    )


def _directive(policy: RussiaPolicy) -> dict[str, str | Date]:
    return {"reference": policy.reference or "–", "day": Date(policy.day) if policy.day else "–"}


def _lacks(flow: Flow, loop: Loop, answers: Answers) -> bool:
    return flow.given(loop, answers) < loop.least


def _answer(answers: Answers, name: str) -> str:
    answer = answers.get(f"{FLOW}.{name}")
    return answer.value if answer else ""


def _label(name: str) -> Text:
    return Text(f"{FLOW}-{name}-label")
