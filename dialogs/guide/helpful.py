"""``offer.helpful``: was this what you asked? And where it was not, the way to somebody who knows."""

import msgspec

from dialogs.cases import hand_over
from dialogs.conversation import Guided, Offer
from dialogs.draft import Draft
from dialogs.effects import AnswerLine, Collect, Joined, Tally, Text
from dialogs.form import leave_for_next
from dialogs.guide.book import entries
from dialogs.guide.situation import unknown
from dialogs.limits import ANSWER_LENGTH
from dialogs.meanings import Ask, Start, meaning_of
from dialogs.questions import ask_again, ask_offer
from dialogs.unclear import may_teach
from dialogs.wishes import intent_name, keep, offer_next, slim
from nlu.understanding import Understanding

STEP = "offer.helpful"
LETTER = "question.message"
"""Where the offer goes on when the question was meant for staff from the beginning."""
DOORS = {"arrival": "arrival", "employer": "employer", "membership": "member", "person": "person"}
"""The button for each door of an entry."""


def is_open(draft: Draft) -> bool:
    """Whether it was asked and nothing else since."""
    return draft.now.offer is not None and draft.now.offer.step == STEP


def ask(
    draft: Draft, intents: tuple[str, ...], heard: Understanding, *, first: tuple[str, ...] = (), letter: bool = False
) -> None:
    """After an answer: what would make it more exact, yes and no, and what to do next."""
    told = [entries()[intent] for intent in intents if intent in entries()]
    doors = [DOORS[door] for entry in told for door in entry.doors]
    forms = ["arrival" for intent in intents if meaning_of(intent) == Start("arrival")]
    exact = [part for entry in told for part in unknown(draft.now, entry)]
    meaning = meaning_of(intents[0])
    ask_offer(
        draft,
        Offer(
            STEP,
            queue=meaning.queue if isinstance(meaning, Ask) else Ask().queue,
            flow="question",
            resume=LETTER if letter else None,
            intents=intents,
            heard=_kept(heard),
            choices=tuple(dict.fromkeys((*first, *exact, "yes", "no", *forms, *doors, "person"))),
        ),
    )


def decide(draft: Draft, offer: Offer, value: str) -> None:
    """Yes: to what is next. No: the question can be sent as it was written."""
    count(draft, offer.intents, value)
    heard = offer.heard or Understanding(text="")
    if value == "yes":
        draft.change(offer=None, step=None, misses=0, guided=None)
        draft.say("helpful-yes", kind="notice")
        _go_on(draft)
    elif offer.resume == LETTER:
        send(draft, offer)
    else:
        if may_teach(draft.now, heard):
            draft.do(Collect(heard=heard))
        whole = question_of(draft, offer)
        told = msgspec.structs.replace(offer, step="offer.question", intents=offer.intents[:1], heard=whole, choices=())
        draft.change(misses=0, guided=None)
        ask_offer(draft, told, "offer-question-unhelpful")


def send(draft: Draft, offer: Offer) -> None:
    """The question as it was written, to the staff who know; it is the whole ticket."""
    words = question_of(draft, offer).text
    draft.change(offer=None, step=None, guided=None)
    line = AnswerLine(LETTER, Text("question-message-label"), words)
    hand_over(draft, queue=offer.queue, flow=offer.flow, lines=(line,))
    offer_next(draft)


def question_of(draft: Draft, offer: Offer) -> Understanding:
    """The question that an offer is about, with what was asked after it."""
    heard, guided = offer.heard or Understanding(text=""), draft.now.guided
    if offer.step == STEP and guided is not None and guided.words:
        return msgspec.structs.replace(heard, text=guided.words)
    return heard


def keep_unanswered(draft: Draft) -> bool:
    """Inside a form: the answer was none, so the question goes along to staff. False when there was no answer."""
    guided = draft.now.guided
    if guided is None or not guided.intents:
        return False
    count(draft, guided.intents, "no")
    for intent in guided.intents:
        keep(draft, intent, guided.words)
    draft.change(guided=None)
    names = Joined(tuple(map(intent_name, guided.intents)), inline=True)
    draft.say("question-kept", kind="notice", intents=names)
    ask_again(draft)
    return True


def note_told(draft: Draft, intents: tuple[str, ...], told: tuple[str, ...] = (), words: str | None = None) -> None:
    """Remember what the guide has just told."""
    words = draft.understanding.text if words is None else words
    guided = Guided(draft.now.turn, intents, told, words.strip()[:ANSWER_LENGTH])
    draft.change(guided=guided)


def count(draft: Draft, intents: tuple[str, ...], value: str) -> None:
    """How often answers help."""
    draft.do(*(Tally(name="guide.helpful", value=f"{intent}:{value}") for intent in intents))


def _go_on(draft: Draft) -> None:
    if not draft.now.open_cases:
        leave_for_next(draft)
    else:
        offer_next(draft)


def _kept(heard: Understanding) -> Understanding:
    """What else it was likely to mean is kept: it says whether it may be used to teach from."""
    return msgspec.structs.replace(slim(heard), intent_ranking=heard.intent_ranking)
