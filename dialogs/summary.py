"""The answers of a form in words: on the review page, on the ticket, when something more was noted."""

from datetime import date

from dialogs.conversation import Answer, Wish
from dialogs.draft import option_label
from dialogs.effects import AnswerLine, Arg, Args, Choice, Concept, Date, Joined, Text
from dialogs.flow import (
    Answers,
    Day,
    Flow,
    OrganisationNumber,
    Places,
    Question,
    Registered,
    Review,
    counted,
    name_of,
    text_key,
    version_of,
)
from dialogs.meanings import Start, meaning_of
from dialogs.member_words import attributed, attributed_label, standing_line

WORDS = "words"


def summary_lines(flow: Flow, answers: Answers) -> tuple[Text, ...]:
    """One line for each answered question. What staff must not see is left out: they read the chat."""
    shown = (q for q in flow.answered(answers) if q.on_ticket and not q.confirms)
    return tuple(summary_line(q, answers) for q in shown)


def summary_line(question: Question, answers: Answers) -> Text:
    """``Yrke: svetsare``."""
    value = _confirmed(question, answers) or answer_words(question, answers[question.step])
    if isinstance(question.kind, OrganisationNumber) and (name := answers.get(name_of(question.step))):
        value = Text("organisation-named", {"number": value, "name": name.value})
    value = attributed(answers, question.step, value)
    return Text("summary-line", {"label": question_label(question, answers), "value": value})


def change_choices(flow: Flow, answers: Answers) -> tuple[Choice, ...]:
    """A button for each answer that can be changed."""
    return tuple(
        Choice(f"change:{q.step}", Text("choice-change-one", {"label": question_label(q, answers)}))
        for q in flow.answered(answers)
        if not q.confirms
    )


def answer_words(question: Question, answer: Answer) -> Arg:
    """The answer as a person reads it."""
    shown = tuple(_shown(question, v) for v in answer.values)
    return shown[0] if len(shown) == 1 else Joined(shown, inline=True)


def ticket_lines(flow: Flow, answers: Answers) -> tuple[AnswerLine, ...]:
    """The answers as they stand on the ticket; statistics never do."""
    lines: list[AnswerLine] = []
    for question in flow.answered(answers):
        if isinstance(question.kind, Review) or not question.on_ticket:
            continue
        answer = answers[question.step]
        label = attributed_label(answers, question.step, question_label(question, answers, coded=True))
        lines.append(AnswerLine(question.step, label, answer.value))
        if (shown := answers.get(version_of(question.step))) is not None:
            label = Text("affirmed-label", {"label": question_label(question, answers)})
            lines.append(AnswerLine(version_of(question.step), label, ", ".join(shown.values)))
        if (agreed := _confirmed(question, answers)) is not None:
            # Staff read it in Swedish; the person's own words stand above.
            lines.append(AnswerLine(f"{question.step}_concept", Text(f"{question.key}-concept-label"), agreed.name))
        if isinstance(question.kind, OrganisationNumber) and (name := answers.get(name_of(question.step))):
            label = Text(f"{text_key(f'{flow.name}.organisation_name')}-label")
            lines.append(AnswerLine(name_of(question.step), label, name.value))
        if answer.words:
            lines.append(AnswerLine(f"{question.step}_words", Text(f"{question.key}-words-label"), answer.words))
        lines.extend(standing_line(answers, question.step))
    return tuple(lines)


def wish_lines(wishes: tuple[Wish, ...], flow: str) -> tuple[AnswerLine, ...]:
    """The wishes that go along with a ticket of ``flow``, in the person's words."""
    words = "\n".join(_told(wishes, flow))
    return (AnswerLine(f"{flow}.{WORDS}", Text("wish-label"), words),) if words else ()


def wish_summary(wishes: tuple[Wish, ...], flow: str) -> tuple[Text, ...]:
    """The same as the person sees it before sending."""
    return tuple(Text("summary-line", {"label": Text("wish-label"), "value": w}) for w in _told(wishes, flow))


def goes_along(wish: Wish, flow: str) -> bool:
    """A wish is told on any ticket, unless it is one that another form takes in."""
    meaning = meaning_of(wish.intent)
    return not isinstance(meaning, Start) or meaning.flow == flow


def question_label(question: Question, answers: Answers, *, coded: bool = False) -> Text:
    """The question's short name, with what was recognised where it speaks of that, for staff ``coded``."""
    label = Text(f"{question.key}-label", found_args(question, answers, coded=coded))
    return Text("round-label", {"label": label, "number": question.round}) if question.round else label


def found_args(question: Question, answers: Answers, *, coded: bool = False) -> Args:
    """What was found, for the words of the question whether it is right."""
    for condition in question.when if question.confirms else ():
        if isinstance(condition, Registered):
            return {"name": answers[name_of(condition.step)].value}
        return {"concept": Concept("occupation", answers[f"{condition.step}_concept"].value, coded)}
    return {}


def _confirmed(question: Question, answers: Answers) -> Concept | None:
    """What the person said yes to: their own words are in the case in which they stood in a sentence."""
    meant, said = answers.get(f"{question.step}_concept"), answers.get(f"{question.step}_confirm")
    return Concept("occupation", meant.value) if meant and said and said.value == "yes" else None


def _shown(question: Question, value: str) -> Arg:
    if value in question.kind.options:
        return option_label(question, value)
    if isinstance(question.kind, Day) and _is_date(value):
        return Date(date.fromisoformat(value))
    if isinstance(question.kind, Places):
        number, name = counted(value)
        return Text("places-line", {"number": number, "name": Concept("occupation", name)}) if number else value
    return value


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _told(wishes: tuple[Wish, ...], flow: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.words for w in wishes if goes_along(w, flow)))
