"""The answers of a form in words: on the review page, on the ticket, when something more was noted."""

from dialogs.conversation import Answer, Wish
from dialogs.effects import AnswerLine, Arg, Choice, Concept, Joined, Text
from dialogs.flow import Answers, Flow, Question, Review, option_key
from dialogs.meanings import Start, meaning_of

WORDS = "words"


def summary_lines(flow: Flow, answers: Answers) -> tuple[Text, ...]:
    """One line for each answered question. What staff must not see is left out: they read the chat."""
    shown = (q for q in flow.answered(answers) if q.on_ticket and not _is_confirmation(q))
    return tuple(summary_line(q, answers) for q in shown)


def summary_line(question: Question, answers: Answers) -> Text:
    """``Yrke: svetsare``."""
    value = answer_words(question, answers[question.step])
    return Text("summary-line", {"label": Text(f"{question.key}-label"), "value": value})


def change_choices(flow: Flow, answers: Answers) -> tuple[Choice, ...]:
    """A button for each answer that can be changed."""
    return tuple(
        Choice(f"change:{q.step}", Text("choice-change-one", {"label": Text(f"{q.key}-label")}))
        for q in flow.answered(answers)
        if not _is_confirmation(q)
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
        lines.append(AnswerLine(question.step, question_label(question, answers, coded=True), answer.value))
        if answer.words:
            lines.append(AnswerLine(f"{question.step}_words", Text(f"{question.key}-words-label"), answer.words))
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
    if _is_confirmation(question):
        concept = answers[question.step.removesuffix("_confirm") + "_concept"].value
        return Text(f"{question.key}-label", {"concept": Concept("occupation", concept, coded)})
    return Text(f"{question.key}-label")


def _shown(question: Question, value: str) -> Arg:
    return Text(option_key(question.step, value)) if value in question.kind.options else value


def _told(wishes: tuple[Wish, ...], flow: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.words for w in wishes if goes_along(w, flow)))


def _is_confirmation(question: Question) -> bool:
    return question.step.endswith("_confirm")
