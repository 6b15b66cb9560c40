"""Answering questions: beside something else, inside a form, or on their own."""

import msgspec

from dialogs import job_adverts
from dialogs.draft import Draft
from dialogs.guide import helpful, telling
from dialogs.guide.book import authorities, entries
from dialogs.limits import ASKED_AGAIN
from dialogs.meanings import Ask, Start, Unknown, meaning_of, wanted
from dialogs.questions import MENU, ask_again
from dialogs.reminder import drop_reminder
from nlu.understanding import ABOUT, ASKS, AUTHORITY, ONLY_AUTHORITY, Intent, Understanding

CERTAIN = 0.8
"""From this confidence on a letter to staff is a question that can be answered at once."""


def answerable(draft: Draft, names: tuple[str, ...]) -> tuple[str, ...]:
    """The questions among ``names`` that the guide answers. What is asked once more was not answered by it."""
    return tuple(n for n in names if is_question(draft, n) and telling.can_tell(draft, n) and not _again(draft, n))


def is_question(draft: Draft, name: str) -> bool:
    """What somebody wants to know; a wish that a form takes in is a question where it is put as one."""
    meaning = meaning_of(name)
    return isinstance(meaning, Ask) or (
        isinstance(meaning, Start) and name in entries() and puts_a_question(draft.understanding)
    )


def puts_a_question(heard: Understanding) -> bool:
    """Whether the message is put as a question, also where its mark was left out."""
    return "?" in heard.text or bool(heard.reading(ASKS))


def answer(draft: Draft, intents: tuple[str, ...]) -> None:
    """The message only asks: inside something that is open, that goes on; otherwise it is asked if this helped."""
    heard = draft.understanding
    if is_inside(draft):
        answer_beside(draft, intents)
        ask_again(draft)
        return
    _tell(draft, intents, beside=False)
    if intents == (job_adverts.ASKED,) and job_adverts.asked_for(heard):
        # What is found is said when it comes, and after it what is next.
        draft.change(offer=None, step=MENU, misses=0)
    else:
        helpful.ask(draft, intents, heard, first=_offered(draft, intents))


def answer_beside(draft: Draft, intents: tuple[str, ...]) -> None:
    """The message says something else as well, or something is open: just the answers."""
    _tell(draft, intents, beside=True)


def answer_letter(draft: Draft) -> bool:
    """A question that was begun for staff and that the guide may answer; False when staff are to read it."""
    heard = draft.understanding
    names = wanted(heard)
    if not names or heard.intent.confidence < CERTAIN or answerable(draft, names) != names:
        return False
    draft.change(flow=None, step=None, trail=(), skipped=())
    drop_reminder(draft)
    _tell(draft, names, beside=False)
    helpful.ask(draft, names, heard, letter=True)
    return True


def as_named(draft: Draft) -> None:
    """Words that say nothing but the names of authorities ask what these do; so may others that are not understood."""
    heard = draft.understanding
    if heard.reading(ONLY_AUTHORITY):
        asks = heard.intent.name not in telling.PLACES
    else:
        unsure = isinstance(meaning_of(heard.intent.name), Unknown) and not heard.answers
        rivals = not heard.rivals or telling.WHO in heard.rivals
        asks = bool(heard.reading(AUTHORITY)) and puts_a_question(heard) and unsure and rivals
    if asks:
        draft.hear(msgspec.structs.replace(heard, intent=Intent(telling.WHO, 1.0), rivals=(), also=()))


def without(heard: Understanding, told: tuple[str, ...]) -> Understanding:
    """What is left of the message when the questions in it are answered."""
    rest = tuple(name for name in wanted(heard) if name not in told)
    if not rest:
        return heard
    intent = heard.intent if heard.intent.name not in told else Intent(rest[0], heard.intent.confidence)
    return msgspec.structs.replace(heard, intent=intent, also=tuple(n for n in rest if n != intent.name))


def is_inside(draft: Draft) -> bool:
    """A form or an offer waits for its answer."""
    offer = draft.now.offer
    return draft.now.flow is not None or (offer is not None and offer.step != helpful.STEP)


def _tell(draft: Draft, intents: tuple[str, ...], *, beside: bool) -> None:
    for intent in intents:
        if intent == job_adverts.ASKED and (occupation := job_adverts.asked_for(draft.understanding)):
            job_adverts.look(draft, occupation)
        else:
            telling.tell(draft, intent, "notice" if beside else "text")
    helpful.note_told(draft, intents, tuple(a.id for a in telling.named(draft)))


def _again(draft: Draft, name: str) -> bool:
    """It was asked and answered a moment ago, and nothing is asked that is new."""
    guided, heard, offer = draft.now.guided, draft.understanding, draft.now.offer
    if offer is not None and offer.step == "offer.question" and name in offer.intents:
        return True
    if guided is None or name not in guided.intents or guided.turn == draft.now.turn:
        return False
    near = helpful.is_open(draft) or draft.now.turn - guided.turn <= ASKED_AGAIN
    fresh = set(heard.reading(AUTHORITY)) - set(guided.authorities)
    other = name == job_adverts.ASKED and job_adverts.asked_for(heard)
    return near and not heard.reading(ABOUT) and not fresh and not other


def _offered(draft: Draft, intents: tuple[str, ...]) -> tuple[str, ...]:
    """Adverts, where they are asked for and an occupation is known. Where no authority is named: all of them."""
    if job_adverts.ASKED in intents and job_adverts.asked_for(draft.understanding):
        return ()
    if job_adverts.ASKED in intents and job_adverts.occupation_of(draft.now):
        return (job_adverts.BUTTON,)
    if telling.WHO not in intents or telling.named(draft):
        return ()
    entry = entries().get(telling.WHO)
    return tuple(f"authority:{name}" for name in (entry.about if entry else authorities()) if name in authorities())
