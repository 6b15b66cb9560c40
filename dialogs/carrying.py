"""What somebody has told of their organisation once: the next form takes it from there instead of asking again."""

from dialogs.conditions import registry_of
from dialogs.conversation import Answer
from dialogs.draft import Draft
from dialogs.effects import Joined
from dialogs.flow import Choose, Flow, OrganisationNumber, Question, YesNo, name_of
from dialogs.member_words import is_registrys
from dialogs.summary import summary_line

CARRIED = (
    "organisation_number organisation organisation_name homepage contact_name contact_role contact_email "
    "contact_phone collective_agreement member".split()
)
"""Answers that mean the same in every form, by the name of their step without that of the form."""
BESIDE = (name_of("organisation_number"), registry_of("member"))
"""What registers said of them."""


def remember(draft: Draft) -> None:
    """Keep what can be carried before the form's answers go; what is begun anew is asked anew."""
    now = draft.now
    kept = {
        name: answer
        for step, answer in {**now.aside, **now.answers}.items()
        if (name := _carried_name(step)) and (now.sent or not step.startswith(f"{now.flow}."))
    }
    said = kept.get("organisation")
    if said is not None and said.value == "no":
        kept = {name: answer for name, answer in kept.items() if not name.startswith("organisation")}
    draft.change(known={**now.known, **kept})


def take_over(draft: Draft, flow: Flow) -> None:
    """Fill in what is known already, and say so."""
    taken: dict[Question, Answer] = {}
    for name in CARRIED:
        question, answer = flow.question(f"{flow.name}.{name}"), draft.now.known.get(name)
        if question is not None and answer is not None and _fits(question, answer) and not _of_registry(draft, name):
            taken[question] = answer
    if not taken:
        return
    answers = {**{q.step: a for q, a in taken.items()}, **draft.now.answers}
    for question in taken:
        found = draft.now.known.get(name_of(question.step.partition(".")[2]))
        if isinstance(question.kind, OrganisationNumber) and found is not None:
            answers[name_of(question.step)] = found
    draft.change(answers=answers)
    lines = tuple(summary_line(q, answers) for q in taken if q.on_ticket and not q.confirms)
    draft.say("carried", kind="notice", answers=Joined(lines))


def _carried_name(step: str) -> str:
    name = step.partition(".")[2]
    return name if name in CARRIED or name in BESIDE else ""


def _of_registry(draft: Draft, name: str) -> bool:
    """Not the person's word but the registry's, which is asked anew."""
    return is_registrys(draft.now.known, name)


def _fits(question: Question, answer: Answer) -> bool:
    """A question of buttons only takes what it has a button for."""
    closed = isinstance(question.kind, Choose | YesNo)
    return not closed or all(value in question.kind.options for value in answer.values)
