"""What follows an answer: "and for my child?", "and in Solna?", "tell me more", and the buttons under it."""

import msgspec

from dialogs import form
from dialogs.conversation import Guided
from dialogs.draft import Draft
from dialogs.effects import Kind
from dialogs.flow import FreeText
from dialogs.guide import answering, helpful, telling
from dialogs.guide.book import Authority, authorities, entries
from dialogs.guide.situation import REGISTRATION, SITUATIONS, remember
from dialogs.limits import ANSWER_LENGTH
from dialogs.meanings import MEANINGS
from dialogs.questions import MENU_FLOWS, ask_again
from nlu.understanding import ABOUT, FOLLOW_UP, Intent, Understanding

MORE, CHILD = "more", "child"
OF_CHILDREN = ("ask_school", "ask_healthcare")
"""What may be meant by a question for a child where the answer says nothing of children."""
AUTHORITY = "authority:"
SUPPOSED = "if"
"""Said of what need not be so."""


def follow(draft: Draft, *, reads: bool) -> bool:
    """The words only say whom, or what more, an answer is to be for; False when they say something else."""
    guided, values = draft.now.guided, draft.understanding.reading(FOLLOW_UP)
    if guided is None or not values or not _is_next(draft, guided) or not _may_follow(draft, values, reads=reads):
        return False
    heard = draft.understanding
    if "?" not in heard.text and SUPPOSED not in heard.reading(ABOUT):
        for value in values:
            remember(draft, value)
    _tell(draft, guided, values)
    return True


def press(draft: Draft, value: str) -> bool:
    """A button under an answer; False when none is open that has this button."""
    offer, guided = draft.now.offer, draft.now.guided
    if offer is None or offer.step != helpful.STEP or value not in offer.choices:
        return False
    told = guided or Guided(draft.now.turn, offer.intents)
    if value in ("yes", "no"):
        helpful.decide(draft, offer, value)
    elif value == "person":
        helpful.send(draft, offer)
    elif value in MENU_FLOWS:
        draft.change(offer=None, step=None, guided=None)
        form.start(draft, MENU_FLOWS[value])
    elif value in SITUATIONS:
        remember(draft, value)
        _tell(draft, told, (value,))
    elif value in MEANINGS:
        heard = offer.heard or Understanding(text="")
        draft.hear(msgspec.structs.replace(heard, intent=Intent(value, 1.0), also=(), rivals=()))
        answering.answer(draft, (value,))
    else:
        _tell_of(draft, told, authorities()[value.removeprefix(AUTHORITY)])
    return True


def _is_next(draft: Draft, guided: Guided) -> bool:
    """Nothing else was said since."""
    return helpful.is_open(draft) or draft.now.turn - guided.turn == 1


def _may_follow(draft: Draft, values: tuple[str, ...], *, reads: bool) -> bool:
    """Where something else waits for an answer, only what surely is none."""
    if not answering.is_inside(draft) or "?" in draft.understanding.text:
        return True
    free = draft.question is not None and isinstance(draft.question.kind, FreeText)
    return set(values) <= {MORE, CHILD} and not reads and not free and draft.now.offer is None


def _tell(draft: Draft, guided: Guided, values: tuple[str, ...]) -> None:
    """The parts of the answers that were given last, or what else there is to say."""
    inside = answering.is_inside(draft)
    kind: Kind = "notice" if inside else "text"
    wanted = [value for value in values if value != MORE]
    told = [_tell_part(draft, guided, value, kind) for value in wanted]
    shown = guided.authorities
    if MORE in values:
        shown = (*shown, *_tell_more(draft, guided, kind))
    first: tuple[str, ...] = ()
    if wanted and not any(told):
        first = _say_nothing(draft, wanted)
    _go_on(draft, guided, shown, first)


def _tell_part(draft: Draft, guided: Guided, part: str, kind: Kind) -> bool:
    """What is different for somebody, in each answer that says it."""
    found = [entry for intent in guided.intents if (entry := entries().get(intent)) and part in entry.parts]
    for entry in found:
        telling.tell_part(draft, entry, part, kind)
    return bool(found)


def _tell_more(draft: Draft, guided: Guided, kind: Kind) -> tuple[str, ...]:
    """The next of the authorities that the answers name."""
    about = [name for intent in guided.intents if (entry := entries().get(intent)) for name in entry.about]
    left = [name for name in about if name in authorities() and name not in guided.authorities]
    if not left:
        draft.say("guide-no-more", kind=kind)
        return ()
    telling.tell_authority(draft, authorities()[left[0]], kind)
    return (left[0],)


def _say_nothing(draft: Draft, values: list[str]) -> tuple[str, ...]:
    """No answer says anything of it. For a child: what else may be meant."""
    other = tuple(name for name in OF_CHILDREN if name in entries()) if CHILD in values else ()
    if other and not answering.is_inside(draft):
        draft.say("guide-no-child")
        return other
    same = set(values) <= {*REGISTRATION}
    draft.say("guide-same" if same else "guide-no-part", kind="notice")
    return ()


def _tell_of(draft: Draft, guided: Guided, authority: Authority) -> None:
    telling.tell_authority(draft, authority, "text")
    _go_on(draft, guided, (*guided.authorities, authority.id), ())


def _go_on(draft: Draft, guided: Guided, shown: tuple[str, ...], first: tuple[str, ...]) -> None:
    """Whatever was open goes on; outside of it, whether this helped."""
    heard, offer = draft.understanding, draft.now.offer
    more = "" if heard.reading(FOLLOW_UP) == (MORE,) else heard.text
    words = "\n".join(dict.fromkeys(filter(None, (guided.words, more))))[:ANSWER_LENGTH]
    helpful.note_told(draft, guided.intents, shown, words)
    if answering.is_inside(draft):
        ask_again(draft)
        return
    before = offer.heard if offer is not None and offer.heard is not None else heard
    said = {reading.step for reading in heard.readings}
    readings = (*heard.readings, *(r for r in before.readings if r.step not in said))
    letter = offer is not None and offer.resume == helpful.LETTER
    helpful.ask(draft, guided.intents, msgspec.structs.replace(before, readings=readings), first=first, letter=letter)
