"""A form under way: taking answers, going back, skipping, changing, reviewing, sending."""

from collections.abc import Mapping

from dialogs.answers import read_choice, read_text
from dialogs.cases import hand_over
from dialogs.conversation import Answer, Offer
from dialogs.draft import Draft, options
from dialogs.effects import DropTimer, Joined, SetTimer
from dialogs.flow import Answers, Exit, Flow, FreeText, Question, Review
from dialogs.limits import MISSES, REMIND_AFTER, TRAIL, UNREAD
from dialogs.promise import reminder_at
from dialogs.questions import ask_again, ask_menu, ask_next, ask_offer, ask_question, ask_resume
from dialogs.routing import choose_queue, choose_ways
from dialogs.summary import change_choices, summary_line
from dialogs.ways import tell_ways


def start(draft: Draft, name: str) -> None:
    """Open the form; answers from an earlier time are offered to go on with."""
    flow = draft.flows[name]
    if draft.now.flow is None and not draft.now.sent and _begun(flow, draft.now.answers):
        draft.change(flow=name)
        ask_resume(draft, None)
        return
    begin(draft, flow)


def begin(draft: Draft, flow: Flow) -> None:
    """Open the form from its first question, with no answers."""
    draft.change(flow=flow.name, step=None, answers={}, skipped=(), trail=(), misses=0, sent=False, offer=None)
    if flow.introduced:
        draft.say(f"{flow.name}-intro", kind="notice")
    set_reminder(draft)
    ask_next(draft, flow)


def resume(draft: Draft, step: str | None) -> None:
    """Go on with the open form at ``step``, else at its first open question; without a form, the menu."""
    flow = draft.flow
    if flow is None:
        ask_menu(draft, "menu-again")
        return
    draft.change(offer=None, misses=0)
    question = flow.question(step) if step else None
    if question is not None and question.applies(draft.now.answers):
        ask_question(draft, question)
    else:
        ask_next(draft, flow)


def hear(draft: Draft) -> None:
    """Words at an open question: an answer to it, to others, or neither."""
    question, flow = _open(draft)
    answer = read_text(question, draft.understanding)
    noted = _note_others(draft, flow, question)
    if answer is not None and not isinstance(question.kind, Review):
        take(draft, question, answer)
    elif answer is not None:
        press_review(draft, answer.value)
    elif noted:
        move_on(draft, flow)
    else:
        miss(draft)


def press(draft: Draft, values: tuple[str, ...]) -> None:
    """A button at an open question; one that does not belong to it gets the question afresh."""
    question, _ = _open(draft)
    answer = read_choice(question, values)
    if answer is None:
        draft.say("stale-choice", kind="notice")
        ask_again(draft)
    elif isinstance(question.kind, Review):
        press_review(draft, answer.value)
    else:
        take(draft, question, answer)


def take(draft: Draft, question: Question, answer: Answer) -> None:
    """Keep the answer and go on."""
    _, flow = _open(draft)
    answers = {**draft.now.answers, question.step: answer}
    trail = (*(s for s in draft.now.trail if s != question.step), question.step)[-TRAIL:]
    skipped = tuple(s for s in draft.now.skipped if s != question.step)
    draft.change(answers=_recognise(draft, question, answers), trail=trail, skipped=skipped, misses=0, unread=())
    move_on(draft, flow)


def correct(draft: Draft, corrections: Mapping[Question, Answer]) -> None:
    """Answers given before become others; the form goes on where it was, or where they lead."""
    flow = draft.flow
    if flow is None:
        return
    for question, answer in corrections.items():
        answers = {**_forget(draft.now.answers, question.step), question.step: answer}
        draft.change(answers=_recognise(draft, question, answers), misses=0)
    shown = tuple(summary_line(q, draft.now.answers) for q in corrections if q.on_ticket)
    if shown:
        draft.say("edit-taken", kind="notice", answers=Joined(shown))
    else:
        draft.say("edit-noted", kind="notice")
    if draft.now.offer is not None and flow.exit(draft.now.answers) is None:
        ask_again(draft)
    else:
        move_on(draft, flow)


def move_on(draft: Draft, flow: Flow) -> None:
    """To an early end, to the next question, or to the review."""
    if leaving := flow.exit(draft.now.answers):
        leave(draft, flow, leaving)
    else:
        ask_next(draft, flow)


def leave(draft: Draft, flow: Flow, leaving: Exit) -> None:
    """End early: the ways, then the offer of a person. Nobody is handed over unasked."""
    place = draft.now.answers.get("arrival.municipality")
    draft.change(flow=None, step=None, sent=True, trail=())
    drop_reminder(draft)
    tell_ways(draft, leaving.ways, municipality=place.value if place else "")
    ask_offer(draft, Offer(leaving.offer, queue=leaving.queue, flow=flow.name), f"offer-{leaving.name}-ask")


def go_back(draft: Draft) -> None:
    """To the question before; its answer is asked for again."""
    _, flow = _open(draft)
    if not draft.now.trail:
        draft.say("back-first", kind="notice")
        ask_again(draft)
        return
    step = draft.now.trail[-1]
    draft.change(
        answers=_forget(draft.now.answers, step),
        skipped=tuple(s for s in draft.now.skipped if s != step),
        trail=draft.now.trail[:-1],
        misses=0,
    )
    resume(draft, step if flow.question(step) else None)


def skip(draft: Draft) -> None:
    """Leave the open question unanswered."""
    question, flow = _open(draft)
    if isinstance(question.kind, Review):
        draft.say("skip-review", kind="notice")
        ask_again(draft)
        return
    kept = _forget(draft.now.answers, question.step)
    draft.change(answers=kept, skipped=(*draft.now.skipped, question.step), misses=0)
    draft.change(trail=(*(s for s in draft.now.trail if s != question.step), question.step)[-TRAIL:])
    move_on(draft, flow)


def change_answer(draft: Draft, step: str | None) -> None:
    """Ask an answered question again; without ``step``, ask which."""
    _, flow = _open(draft)
    question = flow.question(step) if step else None
    if question is not None and question.step in draft.now.answers:
        draft.change(answers=_forget(draft.now.answers, question.step), misses=0)
        ask_question(draft, question)
        return
    choices = change_choices(flow, draft.now.answers)
    if not choices:
        draft.say("change-nothing", kind="notice")
        ask_again(draft)
        return
    draft.ask(draft.now.step or "", "change-which", (*choices, *options("", ("back",))))


def press_review(draft: Draft, value: str) -> None:
    """Send, change or stop."""
    if value == "send":
        send(draft)
    elif value == "change":
        change_answer(draft, None)
    else:
        cancel(draft)


def send(draft: Draft) -> None:
    """Tell the ways and hand over. Only from the review; before it, the open question comes again."""
    question, flow = _open(draft)
    if not isinstance(question.kind, Review):
        draft.say("send-early", kind="notice")
        ask_again(draft)
        return
    ways = choose_ways(draft.now.answers) if flow.name == "arrival" else ()
    queue = choose_queue(flow.name, flow.queue, ways)
    draft.change(flow=None, step=None, sent=True, trail=(), offer=None)
    drop_reminder(draft)
    tell_ways(draft, ways)
    hand_over(draft, queue=queue, flow=flow.name, routes=ways)


def cancel(draft: Draft) -> None:
    """Leave the form; its answers stay for another time."""
    draft.say("cancelled", kind="notice")
    ask_menu(draft, "menu-again")


def miss(draft: Draft) -> None:
    """Not understood: once more with an example; then a person is offered, with the words."""
    unread = (*draft.now.unread, draft.understanding.text)[-UNREAD:]
    draft.change(misses=draft.now.misses + 1, unread=unread)
    if draft.now.misses < MISSES:
        ask_again(draft, example=True)
        return
    draft.change(misses=0)
    flow = draft.now.flow or "general"
    ask_offer(draft, Offer("offer.person", flow=flow, resume=draft.now.step), "offer-person-misunderstood")


def set_reminder(draft: Draft) -> None:
    """Recall the form once, a day from now; a timer that is already set stays."""
    if "reminder" in draft.now.timers or "no-reminders" in draft.now.told or "reminded" in draft.now.told:
        return
    at = reminder_at(draft.context.now + REMIND_AFTER)
    draft.change(timers=(*draft.now.timers, "reminder"))
    draft.do(SetTimer(kind="reminder", at=at))


def drop_reminder(draft: Draft) -> None:
    """There is nothing left to recall."""
    if "reminder" in draft.now.timers:
        draft.change(timers=tuple(t for t in draft.now.timers if t != "reminder"))
        draft.do(DropTimer(kind="reminder"))


def _open(draft: Draft) -> tuple[Question, Flow]:
    question, flow = draft.question, draft.flow
    if question is None or flow is None:
        raise LookupError("no question of a form is open")
    return question, flow


def _begun(flow: Flow, answers: Answers) -> bool:
    return any(flow.question(step) for step in answers)


def _forget(answers: dict[str, Answer], step: str) -> dict[str, Answer]:
    """Without the answer and what was recognised in it."""
    return {
        s: a for s, a in answers.items() if s not in (step, f"{step}_concept", f"{step}_regulated", f"{step}_confirm")
    }


def _recognise(draft: Draft, question: Question, answers: dict[str, Answer]) -> dict[str, Answer]:
    """What the free text names: the occupation's concept, and whether it needs a licence."""
    if not isinstance(question.kind, FreeText) or question.kind.concept is None:
        return answers
    concept = draft.understanding.entity(question.kind.concept)
    if concept is None:
        return answers
    answers = {**answers, f"{question.step}_concept": Answer((concept,))}
    if kind := draft.context.regulated.get(concept):
        answers[f"{question.step}_regulated"] = Answer((kind,))
    return answers


def _note_others(draft: Draft, flow: Flow, asked: Question) -> bool:
    """Facts in the message that answer other questions are kept and said back."""
    found: dict[Question, Answer] = {}
    for reading in draft.understanding.readings:
        question = flow.question(reading.step)
        if question is None or question is asked or question.step in draft.now.answers:
            continue
        found[question] = Answer(_normal(question, reading.values))
    if not found:
        return False
    answers = dict(draft.now.answers)
    for question, answer in found.items():
        answers = _recognise(draft, question, {**answers, question.step: answer})
    draft.change(answers=answers, misses=0)
    lines = tuple(summary_line(q, answers) for q in found)
    draft.say("noted-too", kind="notice", answers=Joined(lines))
    return True


def _normal(question: Question, values: tuple[str, ...]) -> tuple[str, ...]:
    """A municipality that is our own city has the value of the button."""
    home = getattr(question.kind, "home", None)
    return tuple(home if home and v.casefold() == home else v for v in values)
