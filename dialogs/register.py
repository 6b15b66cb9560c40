"""The moment in which the chat waits for the registers: their answers, their silence, what is said meanwhile."""

from collections.abc import Mapping

import msgspec

from dialogs import checks, form, members, standing
from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.events import Answered
from dialogs.flow import Flow


def hear(draft: Draft, event: Answered) -> None:
    """An answer of a system: the chat waits for it, or it belongs to a ticket."""
    known = draft.now.organisation
    waited = known is not None and known.waits
    if (event.backend, event.operation) == (standing.BACKEND, standing.OPERATION):
        if standing.hear(draft, event):
            checks.drop_timer(draft, waited=waited)
            _go_on(draft, waited=waited)
    elif event.backend == members.BACKEND:
        members.take_result(draft, event)
    elif event.backend == checks.REGISTER and checks.hear_register(draft, event):
        _go_on(draft, waited=waited)
    else:
        checks.take_result(draft, event)


def time_out(draft: Draft) -> None:
    """They took too long: the form goes on without them."""
    if checks.stop_looking(draft):
        _go_on(draft, waited=True)


def settled(conversation: Conversation, flows: Mapping[str, Flow]) -> Conversation:
    """The conversation as it stands for whoever does not wait for the registers: the next question is open."""
    known, flow = conversation.organisation, flows.get(conversation.flow or "")
    if known is None or not known.waits:
        return conversation
    known = msgspec.structs.replace(known, asked=False, awaited=False)
    question = flow.next(conversation.answers, conversation.skipped) if flow else None
    if question is None or conversation.step != f"{conversation.flow}.organisation":
        return msgspec.structs.replace(conversation, organisation=known)
    return msgspec.structs.replace(conversation, organisation=known, step=question.step)


def _go_on(draft: Draft, *, waited: bool) -> None:
    flow, known = draft.flow, draft.now.organisation
    if flow is None or draft.now.offer is not None or (known is not None and known.waits):
        return
    if waited and draft.now.step == f"{flow.name}.organisation":
        form.move_on(draft, flow)
    elif draft.now.step == standing.step_of(flow) and not standing.is_open(draft, flow):
        standing.tell(draft, flow)
        form.move_on(draft, flow)
