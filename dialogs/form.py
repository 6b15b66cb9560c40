"""A form under way: taking answers, going back, skipping, changing, reviewing, sending."""

from collections.abc import Mapping

from dialogs import carrying, checks, deviations, fairness, invitations, job_adverts, measures, members, standing
from dialogs.answers import narrow, read_choice, read_text
from dialogs.cases import hand_over
from dialogs.conversation import Answer, Offer
from dialogs.draft import Draft, options
from dialogs.effects import Joined, Say
from dialogs.facts import forget, note_contact, note_facts, recognise
from dialogs.faults import fault_of
from dialogs.flow import Answers, Choose, Exit, Flow, FreeText, Question, Review
from dialogs.limits import ANSWER_LENGTH, MISSES, TRAIL, UNREAD
from dialogs.meanings import Reply, meaning_of
from dialogs.questions import ask_again, ask_menu, ask_next, ask_offer, ask_question, ask_resume
from dialogs.reminder import drop_reminder, set_reminder
from dialogs.routing import choose_queue, choose_ways
from dialogs.summary import change_choices, summary_line, ticket_lines
from dialogs.ways import tell_ways
from dialogs.wishes import offer_next


def start(draft: Draft, name: str, given: Mapping[str, str] | None = None) -> None:
    """Open the form; answers from an earlier time are offered to go on with. ``given`` are known from how it began."""
    flow = draft.flows[name]
    if _begun(flow, draft.now.aside):
        answers, aside = _apart(flow, draft.now.aside), _aside(draft, flow)
        draft.change(answers=answers, aside=aside, skipped=(), trail=tuple(q.step for q in flow.answered(answers)))
        draft.change(flow=name, sent=False)
        ask_resume(draft, None)
        return
    if draft.now.flow is None and not draft.now.sent and _begun(flow, draft.now.answers):
        draft.change(flow=name)
        ask_resume(draft, None)
        return
    begin(draft, flow, given)


def begin(draft: Draft, flow: Flow, given: Mapping[str, str] | None = None) -> None:
    """Open the form from its first question; what the message says besides fills answers at once."""
    measures.count_beginning(draft, flow.name)
    carrying.remember(draft)
    draft.change(aside=_aside(draft, flow))
    draft.change(flow=flow.name, step=None, answers={}, skipped=(), trail=(), misses=0, sent=False, offer=None)
    if flow.introduced:
        draft.do(Say(key=f"{flow.name}-intro", args=flow.told, kind="notice", step=draft.now.step))
    set_reminder(draft)
    draft.change(answers={step: Answer((value,)) for step, value in (given or {}).items()})
    standing.begin(draft)
    carrying.take_over(draft, flow)
    note_facts(draft, flow)
    move_on(draft, flow)


def resume(draft: Draft, step: str | None) -> None:
    """Go on with the open form at ``step``, else at its first open question; without a form, the menu."""
    flow = draft.flow
    draft.change(offer=None, misses=0)
    if flow is None:
        leave_for_next(draft)
        return
    question = flow.question(step) if step else None
    if question is not None and question.applies(draft.now.answers):
        ask_question(draft, question)
    else:
        ask_next(draft, flow)


def note(draft: Draft) -> bool:
    """Keep what the words say of other questions than the open one; False when that is nothing."""
    question, flow = _open(draft)
    return note_facts(draft, flow, question)


def answer(draft: Draft) -> bool:
    """Words at an open question; False when they do not answer it."""
    question, _ = _open(draft)
    if left := narrow(question, draft.understanding):
        _ask_narrowed(draft, question, *left)
        return True
    given = _one_of_the_left(draft, question) or read_text(question, draft.understanding)
    if given is None or fault_of(draft, question) is not None:
        return False
    given = fairness.without_wish(draft, question, given)
    if given is None:
        ask_again(draft)
        return True
    if isinstance(question.kind, Review):
        press_review(draft, given.value)
        return True
    take(draft, question, given)
    return True


def _ask_narrowed(draft: Draft, question: Question, said: str, left: tuple[str, ...]) -> None:
    """What was said leaves these options: which of them?"""
    draft.change(misses=0, told=tuple(dict.fromkeys((*draft.now.told, _narrowed(question, said)))))
    draft.ask(question.step, f"{question.key}-{said}-ask", options(question.step, left))


def _one_of_the_left(draft: Draft, question: Question) -> Answer | None:
    """A bare yes or no where it was asked whether the first of the options that are left is so."""
    meaning = meaning_of(draft.understanding.intent.name)
    if not isinstance(question.kind, Choose) or not isinstance(meaning, Reply):
        return None
    for said, left in question.kind.narrowed:
        if _narrowed(question, said) in draft.now.told:
            return Answer((left[0] if meaning.value == "yes" else left[-1],))
    return None


def _narrowed(question: Question, said: str) -> str:
    return f"{question.step}:{said}"


def go_on(draft: Draft) -> None:
    """To whatever comes next, as things stand now."""
    _, flow = _open(draft)
    move_on(draft, flow)


def add_to_letter(draft: Draft) -> bool:
    """More words while a letter waits to be sent belong to it; False when no letter does."""
    question, flow = _open(draft)
    letter = flow.questions[0]
    if not (isinstance(question.kind, Review) and isinstance(letter.kind, FreeText) and letter.kind.letter):
        return False
    before = draft.now.answers.get(letter.step, Answer(()))
    words = "\n".join((*before.values, draft.understanding.text.strip()))[:ANSWER_LENGTH]
    draft.change(answers={**draft.now.answers, letter.step: Answer((words,))}, misses=0)
    draft.say("letter-added", kind="notice")
    ask_again(draft)
    return True


def press(draft: Draft, values: tuple[str, ...]) -> None:
    """A button at an open question; one that does not belong to it gets the question afresh."""
    question, _ = _open(draft)
    given = read_choice(question, values)
    if given is None:
        draft.say("stale-choice", kind="notice")
        ask_again(draft)
    elif isinstance(question.kind, Review):
        press_review(draft, given.value)
    else:
        take(draft, question, given)


def take(draft: Draft, question: Question, given: Answer) -> None:
    """Keep the answer and go on."""
    _, flow = _open(draft)
    answers = note_contact(draft, flow, {**draft.now.answers, question.step: given})
    trail = (*(s for s in draft.now.trail if s != question.step), question.step)[-TRAIL:]
    skipped = tuple(s for s in draft.now.skipped if s != question.step)
    draft.change(answers=recognise(draft, question, answers), trail=trail, skipped=skipped, misses=0, unread=())
    deviations.tell_fewer(draft, flow, question.step)
    if given.value == "no" and question.step == f"{flow.name}.organisation":
        _ask_number_again(draft, flow)
    else:
        move_on(draft, flow)


def _ask_number_again(draft: Draft, flow: Flow) -> None:
    """The register's name is not theirs: it was another number."""
    question = checks.number_question(flow)
    if question is not None:
        draft.change(answers=forget(draft.now.answers, question.step))
        draft.say("organisation-again", kind="notice")
        ask_question(draft, question)


def correct(draft: Draft, corrections: Mapping[Question, Answer], key: str = "edit-taken") -> None:
    """Answers given before become others; the form goes on where it was, or where they lead."""
    flow = draft.flow
    if flow is None:
        return
    before = flow.exit(draft.now.answers, draft.now.skipped)
    for question, given in corrections.items():
        answers = {**forget(draft.now.answers, question.step), question.step: given}
        draft.change(answers=recognise(draft, question, answers), misses=0)
    shown = tuple(summary_line(q, draft.now.answers) for q in corrections if q.on_ticket)
    if shown:
        draft.say(key, kind="notice", answers=Joined(shown))
    else:
        draft.say("edit-noted", kind="notice")
    leaving = flow.exit(draft.now.answers, draft.now.skipped)
    if draft.now.offer is not None and leaving is not None and leaving == before:
        draft.change(flow=None)
        ask_offer(draft, draft.now.offer, f"offer-{leaving.name}-ask")
    elif draft.now.offer is not None and leaving is None and before is None:
        ask_again(draft)
    else:
        draft.change(sent=False)
        move_on(draft, flow)


def move_on(draft: Draft, flow: Flow) -> None:
    """To an early end, to the next question, once more round a loop, or to the review."""
    answers, skipped = flow.turned(draft.now.answers, draft.now.skipped)
    draft.change(answers=answers, skipped=skipped)
    if checks.look_up(draft, flow):
        return
    if leaving := flow.exit(draft.now.answers, draft.now.skipped):
        leave(draft, flow, leaving)
    elif not standing.ask_under_way(draft, flow):
        ask_next(draft, flow)


def leave(draft: Draft, flow: Flow, leaving: Exit) -> None:
    """End early: the ways, then the offer of a person. Nobody is handed over unasked."""
    place = draft.now.answers.get("arrival.municipality")
    end(draft)
    tell_ways(draft, leaving.ways, municipality=place.value if place else "")
    ask_offer(draft, *standing.leaving_offer(draft, flow, leaving))


def end(draft: Draft) -> None:
    """Close the form: what it says is not asked for any more."""
    draft.change(flow=None, step=None, sent=True, trail=(), offer=None)
    drop_reminder(draft)


def go_back(draft: Draft) -> None:
    """To the question before; its answer is asked for again."""
    _, flow = _open(draft)
    if not draft.now.trail:
        draft.say("back-first", kind="notice")
        ask_again(draft)
        return
    step = draft.now.trail[-1]
    draft.change(
        answers=forget(draft.now.answers, step),
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
    kept = forget(draft.now.answers, question.step)
    draft.change(answers=kept, skipped=(*draft.now.skipped, question.step), misses=0)
    draft.change(trail=(*(s for s in draft.now.trail if s != question.step), question.step)[-TRAIL:])
    deviations.tell_fewer(draft, flow, question.step)
    move_on(draft, flow)


def change_answer(draft: Draft, step: str | None) -> None:
    """Ask an answered question again; without ``step``, ask which."""
    _, flow = _open(draft)
    question = flow.question(step) if step else None
    if question is not None and question.step in draft.now.answers:
        draft.change(answers=forget(draft.now.answers, question.step), misses=0)
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
    queue = choose_queue(flow.name, flow.queue, ways, draft.now.answers)
    lines = (*ticket_lines(flow, draft.now.answers), *invitations.staff_lines(flow.name, draft.now.answers))
    end(draft)
    tell_ways(draft, ways)
    reference = hand_over(draft, queue=queue, flow=flow.name, routes=ways, lines=lines, complete=True)
    measures.count_sending(draft, flow.name, draft.now.answers, reference)
    checks.check(draft, reference, checks.about(flow, draft.now.answers))
    members.tell(draft, flow.name, reference)
    deviations.note(draft, flow, reference)
    if flow.name == "arrival":
        job_adverts.offer(draft)
    if not invitations.follow(draft, flow.name):
        offer_next(draft)


def cancel(draft: Draft) -> None:
    """Leave the form; its answers stay for another time."""
    draft.say("cancelled", kind="notice")
    draft.change(flow=None, step=None)
    leave_for_next(draft)


def leave_for_next(draft: Draft) -> None:
    """To what was kept for later, else to the menu."""
    if not offer_next(draft):
        ask_menu(draft, "menu-again")


def miss(draft: Draft) -> None:
    """Not understood: what is wrong, and once more with an example; then a person is offered, with the words."""
    tell_fault(draft)
    unread = (*draft.now.unread, draft.understanding.text)[-UNREAD:]
    draft.change(misses=draft.now.misses + 1, unread=unread)
    if draft.now.misses < MISSES:
        ask_again(draft, example=True)
        return
    draft.change(misses=0)
    flow = draft.now.flow or "general"
    ask_offer(draft, Offer("offer.person", flow=flow, resume=draft.now.step), "offer-person-misunderstood")


def tell_fault(draft: Draft) -> None:
    """What is wrong with the words as an answer to the open question, where that can be said."""
    question = draft.question if draft.now.offer is None else None
    if question is not None and (fault := fault_of(draft, question)):
        key, args = fault
        draft.do(Say(key=key, args=args, kind="notice", step=draft.now.step))


def _open(draft: Draft) -> tuple[Question, Flow]:
    question, flow = draft.question, draft.flow
    if question is None or flow is None:
        raise LookupError("no question of a form is open")
    return question, flow


def _begun(flow: Flow, answers: Answers) -> bool:
    return any(flow.question(step) for step in answers)


def _apart(flow: Flow, answers: Answers) -> dict[str, Answer]:
    """The answers that belong to ``flow``, and what was recognised in them."""
    return {step: answer for step, answer in answers.items() if step.startswith(f"{flow.name}.")}


def _aside(draft: Draft, flow: Flow) -> dict[str, Answer]:
    """Answers of other forms that were not sent wait there until the person comes back to them."""
    unsent = {} if draft.now.sent else draft.now.answers
    own = _apart(flow, unsent | draft.now.aside)
    return {step: answer for step, answer in (unsent | draft.now.aside).items() if step not in own}
