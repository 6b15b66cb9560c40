"""Which messages hold which answers of the open form, and what follows when the person edits such a message."""

from collections.abc import Mapping

from dialogs import form
from dialogs.answers import read_choice, read_text
from dialogs.conversation import Answer, Conversation, Source
from dialogs.draft import Draft
from dialogs.events import PersonEdited
from dialogs.flow import Flow, Question
from dialogs.flows import FLOWS
from dialogs.limits import SOURCES


def remember_sources(
    before: Conversation, after: Conversation, message: str | None, flows: Mapping[str, Flow] = FLOWS
) -> tuple[Source, ...]:
    """The sources after a turn: those whose answers still stand, and ``message`` for what it answered."""
    flow = flows.get(after.flow or "")
    if flow is None:
        return ()
    changed = {s for s, answer in after.answers.items() if before.answers.get(s) != answer}
    kept = tuple(s for s in before.sources if s.step in after.answers and s.step not in changed)
    if message is None:
        return kept
    new = tuple(Source(message, step) for step in after.answers if step in changed and flow.question(step))
    return (*kept, *new)[-SOURCES:]


def answered_by(conversation: Conversation, message: str, flows: Mapping[str, Flow] = FLOWS) -> tuple[Question, ...]:
    """The questions of the open form whose answers are in ``message``."""
    flow = flows.get(conversation.flow or "")
    steps = (s.step for s in conversation.sources if s.message == message)
    return tuple(q for step in steps if flow and (q := flow.question(step)))


def correct(draft: Draft, event: PersonEdited) -> bool:
    """Take the edited message for a correction; False when it held no answer, or holds none any more."""
    questions = answered_by(draft.now, event.source, draft.flows)
    read = {q: answer for q in questions if (answer := _read(draft, q, event)) is not None}
    if not read:
        return False
    changed = {q: answer for q, answer in read.items() if draft.now.answers.get(q.step) != answer}
    if changed:
        form.correct(draft, changed)
    return True


def _read(draft: Draft, question: Question, event: PersonEdited) -> Answer | None:
    return (read_choice(question, event.values) if event.values else None) or read_text(question, draft.understanding)
