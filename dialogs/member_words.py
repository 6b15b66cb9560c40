"""The word of the registry of members beside an answer, so that everybody sees whose word it is."""

from dialogs.conditions import Answers, registry_of
from dialogs.conversation import Answer
from dialogs.effects import AnswerLine, Arg, Text

MEMBER, APPLIED = "member", "applied"
STATES = frozenset({MEMBER, APPLIED, "declined", "left", "none"})
"""What the registry says of an organisation."""
STEP = "members.standing"
"""What staff read of it stands on the ticket under this step."""


def as_answer(standing: Answer) -> str:
    """Whether they are a member, by the registry."""
    return "yes" if standing.values[0] == MEMBER else "no"


def standing_of(answers: Answers, step: str) -> Answer | None:
    """What the registry says of the question in ``step``: the state and since when, and in ``words`` who says so."""
    return answers.get(registry_of(step))


def is_registrys(answers: Answers, step: str) -> bool:
    """The answer to ``step`` is the registry's, and the person has not said otherwise."""
    standing, answer = standing_of(answers, step), answers.get(step)
    return standing is not None and answer is not None and answer.value == as_answer(standing)


def attributed(answers: Answers, step: str, value: Arg) -> Arg:
    """An answer in words with the registry's beside it, where that has one."""
    standing = standing_of(answers, step)
    if standing is None:
        return value
    if is_registrys(answers, step):
        return Text("members-by-registry", {"value": value})
    return Text("members-against-registry", {"value": value, "registry": Text(f"choice-{as_answer(standing)}")})


def attributed_label(answers: Answers, step: str, label: Text) -> Text:
    """The name of the answer on the ticket: what the registry says is not the applicant's word."""
    return Text("members-label", {"label": label}) if is_registrys(answers, step) else label


def standing_line(answers: Answers, step: str) -> tuple[AnswerLine, ...]:
    """What the registry says, for staff."""
    standing = standing_of(answers, step)
    if standing is None:
        return ()
    label = Text("members-standing-label", {"source": standing.words or Text("members-registry")})
    return (AnswerLine(STEP, label, ",".join(filter(None, standing.values))),)
