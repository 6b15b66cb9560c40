"""Whether an organisation is a member already: the registry of members is asked, and its word is the answer.

Who says that it is wrong is asked, and then staff see both. Nobody is refused, and nobody hears the registry's numbers:
whoever types an organisation's number may be a stranger.
"""

import msgspec

from dialogs.answers import NONE
from dialogs.conditions import registry_of
from dialogs.conversation import Answer, Offer
from dialogs.draft import Draft
from dialogs.effects import Call
from dialogs.events import Answered
from dialogs.flow import Exit, Flow
from dialogs.inquiries import instant
from dialogs.member_words import APPLIED, STATES, as_answer, is_registrys, standing_of
from dialogs.promise import STOCKHOLM
from dialogs.questions import ask_offer

BACKEND, OPERATION = "membership", "look_up"
FLOW = "membership"
ALREADY, UNDER_WAY = "offer.already", "offer.applied"
STEPS = frozenset({ALREADY, UNDER_WAY})
"""What is put to whom the registry knows."""
NAME = "member"


def step_of(flow: Flow) -> str | None:
    """The question whether they are a member, if the form has one."""
    step = f"{flow.name}.{NAME}"
    return step if flow.question(step) else None


def begin(draft: Draft) -> None:
    """A form begins: what the registry said for another one may not hold any more."""
    known = draft.now.organisation
    if known is not None:
        draft.change(organisation=msgspec.structs.replace(known, sought=False, awaited=False, standing=None))


def seek(draft: Draft, flow: Flow) -> bool:
    """Ask the registry, once for a form; False when it was asked, or has nothing to say here."""
    known = draft.now.organisation
    if known is None or known.sought or known.number == NONE or step_of(flow) is None:
        return False
    draft.change(organisation=msgspec.structs.replace(known, sought=True))
    draft.do(Call(backend=BACKEND, operation=OPERATION, payload={"number": known.number}, about=known.number))
    return True


def is_open(draft: Draft, flow: Flow) -> bool:
    """Nobody has said yet whether they are a member."""
    step = step_of(flow)
    return step is not None and step not in draft.now.answers


def hear(draft: Draft, event: Answered) -> bool:
    """What the registry says of the organisation that the open form is about; False when that is nothing new."""
    known = draft.now.organisation
    if known is None or not known.sought or known.standing is not None or event.about != known.number:
        return False
    result, state = event.result, event.result.get("reason", "")
    standing = None
    if result.get("result") == "OK" and state in STATES:
        standing = Answer((state, _day(result.get("since"))), result.get("source") or None)
    draft.change(organisation=msgspec.structs.replace(known, awaited=False, standing=standing))
    if draft.flow is not None:
        fill(draft, draft.flow)
    return True


def fill(draft: Draft, flow: Flow) -> None:
    """The registry's word answers the question, unless the person has answered it."""
    known, step = draft.now.organisation, step_of(flow)
    if known is None or known.standing is None or step is None or registry_of(step) in draft.now.answers:
        return
    answers = {**draft.now.answers, registry_of(step): known.standing}
    if not _said(draft, step, known.standing):
        answers[step] = Answer((as_answer(known.standing),))
    draft.change(answers=answers)


def tell(draft: Draft, flow: Flow) -> None:
    """The open question has answered itself: what the registry says."""
    step = step_of(flow)
    standing = standing_of(draft.now.answers, step) if step else None
    if standing is not None:
        draft.say(f"members-answered-{as_answer(standing)}", kind="notice")


def leaving_offer(draft: Draft, flow: Flow, leaving: Exit) -> tuple[Offer, str | None]:
    """What is put where a form ends early, and its words where they are not its own."""
    step = step_of(flow)
    if leaving.name == NAME and step is not None and is_registrys(draft.now.answers, step):
        return Offer(ALREADY, queue=leaving.queue, flow=flow.name), None
    return Offer(leaving.offer, queue=leaving.queue, flow=flow.name), f"offer-{leaving.name}-ask"


def ask_under_way(draft: Draft, flow: Flow) -> bool:
    """Tell once that the registry has an application already; who wants to goes on all the same."""
    step = step_of(flow)
    standing = standing_of(draft.now.answers, step) if step and flow.name == FLOW else None
    if step is None or standing is None or standing.values[0] != APPLIED or _told(step) in draft.now.answers:
        return False
    question, first = flow.question(step), flow.next(draft.now.answers, draft.now.skipped)
    if question is None or first is None or flow.questions.index(first) < flow.questions.index(question):
        return False
    draft.change(answers={**draft.now.answers, _told(step): standing})
    ask_offer(draft, Offer(UNDER_WAY, queue=flow.queue, flow=flow.name))
    return True


def _said(draft: Draft, step: str, standing: Answer) -> bool:
    """The person answered it in this form, or told in an earlier one that just this word of the registry is wrong."""
    own, known = draft.now.answers.get(step), draft.now.known
    if own is None:
        return False
    if step in draft.now.trail or own != known.get(NAME):
        return True
    before = known.get(registry_of(NAME))
    return before is not None and before.values[0] == standing.values[0] and own.value != as_answer(before)


def _day(since: str | None) -> str:
    at = instant(since)
    return at.astimezone(STOCKHOLM).date().isoformat() if at else ""


def _told(step: str) -> str:
    return f"{step}_told"
