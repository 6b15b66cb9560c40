"""Acting upon what a message asks for: commands, wishes that a form takes in, questions."""

from typing import assert_never

import msgspec

from dialogs import form, steering
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.guide import answering, helpful
from dialogs.meanings import Ask, Reply, Start, Steer, Unknown, asked, meaning_of, wanted
from dialogs.questions import ask_again, ask_offer
from dialogs.wishes import intent_name, keep, keep_opening, keep_others, slim
from nlu.understanding import Intent, Understanding

CALL = "talk_to_human"
EXPLOITED = "report_exploitation"
"""Who helps comes before everything else that was asked."""
UNDOING = frozenset({"restart", "cancel"})
"""Commands that undo what was done: unless the whole message plainly is one, they are asked about first."""


def act(draft: Draft) -> bool:
    """Do what the message asks for, and keep what it asks for besides; False when it asks for nothing.

    What the guide can answer is answered at once, whatever else the message asks for.
    """
    names = _ordered(wanted(draft.understanding))
    told = () if EXPLOITED in names else answering.answerable(draft, names)
    if not names:
        return False
    if told == names:
        answering.answer(draft, told)
        return True
    if told:
        names = _besides(draft, names, told)
    if needs_asking(draft, names[0]):
        ask_whether(draft, names[:1])
        return True
    keep_others(draft, names[0], names[1:])
    _do(draft, names[0])
    return True


def needs_asking(draft: Draft, intent: str) -> bool:
    """It would undo a form, and the whole message is not a listed command but only like one."""
    heard = draft.understanding
    plain = heard.whole and heard.intent.confidence >= 1
    return intent in UNDOING and draft.flow is not None and not plain


def ask_whether(draft: Draft, intents: tuple[str, ...]) -> None:
    """Ask which of ``intents`` the words mean; whatever is open waits behind the question."""
    heard, offer = slim(draft.understanding), draft.now.offer
    before = None if offer is not None and offer.step == "offer.intent" else offer
    ask_offer(draft, Offer("offer.intent", resume=place(draft), intents=intents, heard=heard, before=before))


def place(draft: Draft) -> str | None:
    """Where the form goes on when an offer is declined."""
    return draft.now.offer.resume if draft.now.offer else draft.now.step


def answer_questions(draft: Draft) -> None:
    """A question beside an answer: what the guide does not know is told on the ticket."""
    if not answering.puts_a_question(draft.understanding):
        return
    told = answering.answerable(draft, wanted(draft.understanding))
    if told:
        answering.answer_beside(draft, told)
    for name in asked(draft.understanding):
        if name not in told:
            _note(draft, name)


def start(draft: Draft, intent: str, flow: str) -> None:
    """Open the form that takes the wish in. Another form that is open is left only when the person says so."""
    if draft.now.flow == flow:
        draft.say("form-already", kind="notice")
        _go_on(draft)
    elif draft.now.flow is None or _is_fresh(draft):
        keep_opening(draft, intent)
        form.start(draft, flow)
    else:
        heard = as_meant(draft.understanding, intent)
        ask_offer(draft, Offer("offer.switch", resume=place(draft), intents=(intent,), heard=heard))


def ask(draft: Draft, intent: str, meaning: Ask) -> None:
    """A question that the guide does not answer: staff can. Inside a form it goes along with that."""
    offer = draft.now.offer
    if draft.flow is not None or (offer is not None and offer.step == "offer.person"):
        _note(draft, intent)
        ask_again(draft)
        return
    heard = draft.understanding
    if offer is not None and intent in offer.intents and offer.step == helpful.STEP:
        heard = joined(helpful.question_of(draft, offer), heard)
    elif offer is not None and offer.step == "offer.question" and offer.heard is not None:
        heard = joined(offer.heard, heard)
    told = as_meant(heard, intent)
    ask_offer(draft, Offer("offer.question", queue=meaning.queue, flow="question", intents=(intent,), heard=told))


def as_meant(heard: Understanding, intent: str) -> Understanding:
    """The message as one that surely means ``intent``."""
    return msgspec.structs.replace(slim(heard), intent=Intent(intent, 1.0), rivals=(), whole=True)


def joined(before: Understanding, after: Understanding) -> Understanding:
    """Two messages about one thing; what the later one states counts first."""
    said = {r.step for r in after.readings}
    readings = (*after.readings, *(r for r in before.readings if r.step not in said))
    return msgspec.structs.replace(after, text=f"{before.text}\n{after.text}", readings=readings, entities=())


def _besides(draft: Draft, names: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    """Answer the questions, and go on with the rest; a person who is asked for reads the questions, too."""
    answering.answer_beside(draft, told)
    if CALL in names:
        return names
    draft.hear(answering.without(draft.understanding, told))
    return tuple(name for name in names if name not in told)


def _do(draft: Draft, name: str) -> None:
    meaning = meaning_of(name)
    match meaning:
        case Steer():
            steering.obey(draft, name)
        case Start(flow):
            start(draft, name, flow)
        case Ask():
            ask(draft, name, meaning)
        case Reply() | Unknown():
            pass
        case _:
            assert_never(meaning)


def _ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever asks something and wants a person gets the person, who reads the question."""
    if CALL in names and all(isinstance(meaning_of(n), Ask) for n in names if n != CALL):
        return (CALL, *(n for n in names if n != CALL))
    return names


def _note(draft: Draft, intent: str) -> None:
    keep(draft, intent, draft.understanding.text)
    draft.say("question-noted", kind="notice", intent=intent_name(intent))


def _is_fresh(draft: Draft) -> bool:
    """Nothing of the open form is answered yet: there is nothing to lose."""
    return not draft.now.answers and not draft.now.trail


def _go_on(draft: Draft) -> None:
    if draft.now.offer is not None:
        form.resume(draft, draft.now.offer.resume)
    else:
        ask_again(draft)
