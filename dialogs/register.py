"""The moment in which the chat waits for the company register: its answer, its silence, and what is said meanwhile."""

from collections.abc import Mapping

import msgspec

from dialogs import checks, form
from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.events import Answered
from dialogs.flow import Flow


def hear(draft: Draft, event: Answered) -> None:
    """An answer of a system: the chat waits for it, or it belongs to a ticket."""
    if event.backend == checks.REGISTER and checks.hear_register(draft, event):
        _go_on(draft)
    else:
        checks.take_result(draft, event)


def time_out(draft: Draft) -> None:
    """The register took too long: the form goes on without it."""
    if checks.stop_looking(draft, "register-away"):
        _go_on(draft)


def settled(conversation: Conversation, flows: Mapping[str, Flow]) -> Conversation:
    """The conversation as it stands for whoever does not wait for the register: the next question is open."""
    known, flow = conversation.organisation, flows.get(conversation.flow or "")
    if known is None or not known.asked:
        return conversation
    known = msgspec.structs.replace(known, asked=False)
    question = flow.next(conversation.answers, conversation.skipped) if flow else None
    if question is None or conversation.step != f"{conversation.flow}.organisation":
        return msgspec.structs.replace(conversation, organisation=known)
    return msgspec.structs.replace(conversation, organisation=known, step=question.step)


def _go_on(draft: Draft) -> None:
    flow = draft.flow
    if flow is not None and draft.now.step == f"{flow.name}.organisation" and draft.now.offer is None:
        form.move_on(draft, flow)
