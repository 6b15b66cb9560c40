"""Asking what was meant: "Did you mean …?" with buttons in plain words, and the other offers that hold a message.

``offer.intent`` asks between meanings, ``offer.switch`` whether to leave a form for another one, ``offer.next`` whether
to take now what was kept for later, ``offer.question`` whether to send a question to staff as it was written.
"""

import msgspec

from dialogs import acting, after_closing, amendments, form, offers
from dialogs.case_status import ABOUT
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.flow import FreeText
from dialogs.guide import answering, helpful
from dialogs.limits import DOUBT_WORDS, RIVALS
from dialogs.meanings import Ask, Reply, Start, Steer, Unknown, meaning_of, wanted, yes_or_no
from dialogs.questions import MENU_FLOWS, ask_again, ask_menu, offer_choices, set_aside
from dialogs.wishes import keep, offer_next
from nlu.understanding import Understanding

STEPS = frozenset({"offer.intent", "offer.switch", "offer.next", "offer.question", ABOUT})
ORDINALS = {"first": 0, "second": 1, "third": 2}


def ask_meant(draft: Draft) -> bool:
    """Ask between the meanings that the words may have; False when there are none worth asking about."""
    if draft.question is not None and len(draft.understanding.text.split()) < DOUBT_WORDS:
        return False
    names = dict.fromkeys(name for name in draft.understanding.rivals if _worth_asking(name))
    if names:
        acting.ask_whether(draft, tuple(names)[:RIVALS])
    return bool(names)


def press(draft: Draft, value: str) -> bool:
    """A button of such an offer; False when none is open that has this button."""
    offer = draft.now.offer
    if offer is None or offer.step not in STEPS or value not in {choice.value for choice in offer_choices(offer)}:
        return False
    choose(draft, offer, value)
    return True


def hear(draft: Draft, offer: Offer) -> None:
    """Words at such an offer: a choice, a new wish, an answer to what was open before, or none of these."""
    if amendments.amend(draft):
        return
    if value := _chosen(draft, offer):
        choose(draft, offer, value)
    elif (name := _named(draft.understanding, offer)) is not None:
        _resolve(draft, offer, acting.as_meant(acting.joined(_words(offer), draft.understanding), name))
    elif _answers(draft, offer):
        return
    elif wanted(draft.understanding):
        _hear_wish(draft, offer)
    elif offer.step == ABOUT and draft.now.misses:
        # Who goes on writing without saying no goes on about it.
        _take_about(draft, offer, draft.understanding)
    elif offer.step == "offer.next" and draft.now.open_cases:
        offers.pass_on(draft, offer)
    else:
        offers.miss(draft, offer)


def choose(draft: Draft, offer: Offer, value: str) -> None:
    """Take the choice."""
    match offer.step, value:
        case "offer.intent", _:
            _choose_meaning(draft, offer, value)
        case "offer.question", "send":
            helpful.send(draft, offer)
        case "offer.about", _:
            _choose_about(draft, offer, value)
        case _, "no":
            _decline(draft, offer)
        case "offer.question", _:
            _enter(draft, offer, MENU_FLOWS[value])
        case "offer.switch", _:
            _leave_form(draft)
            _resolve(draft, Offer(offer.step), _words(offer))
        case "offer.next", _ if isinstance(meaning := meaning_of(offer.intents[0]), Ask):
            # It was kept because the guide does not answer it.
            draft.hear(_words(offer))
            acting.ask(draft, offer.intents[0], meaning)
        case _:
            _resolve(draft, Offer(offer.step), _words(offer))


def _choose_meaning(draft: Draft, offer: Offer, value: str) -> None:
    if value in ("no", "other"):
        _explain(draft, offer)
        return
    name = offer.intents[0] if value == "yes" else value
    _resolve(draft, offer, acting.as_meant(_words(offer), name))


def _resolve(draft: Draft, offer: Offer, heard: Understanding) -> None:
    """Act upon the message as if it had been understood at once."""
    set_aside(draft, offer)
    draft.change(misses=0)
    draft.hear(heard)
    acting.act(draft)


def _take_about(draft: Draft, offer: Offer, more: Understanding) -> None:
    after_closing.take_about(draft, msgspec.structs.replace(offer, heard=acting.joined(_words(offer), more)))


def _choose_about(draft: Draft, offer: Offer, value: str) -> None:
    """About the closed case, or about something else: whatever the words ask for, or the menu."""
    if value == "yes":
        after_closing.take_about(draft, offer)
        return
    set_aside(draft, offer)
    draft.change(misses=0)
    draft.hear(_words(offer))
    if not acting.act(draft) and not ask_meant(draft):
        ask_menu(draft, "menu-again")


def _explain(draft: Draft, offer: Offer) -> None:
    """None of these: the words were not understood after all."""
    set_aside(draft, offer)
    draft.hear(_words(offer))
    miss(draft)


def miss(draft: Draft) -> None:
    """No idea what was meant, whatever is open."""
    if draft.now.offer is not None:
        offers.miss(draft, draft.now.offer)
    else:
        form.miss(draft)


def _hear_wish(draft: Draft, offer: Offer) -> None:
    """Something else is wanted now; what the offer held is not lost."""
    if offer.step in ("offer.next", "offer.question") and not _asks_more(draft, offer):
        keep(draft, offer.intents[0], _words(offer).text)
    if not _asks_more(draft, offer):
        set_aside(draft, offer)
    acting.act(draft)


def _asks_more(draft: Draft, offer: Offer) -> bool:
    """One more question joins the one that is about to be sent. A command leaves the offer as it is."""
    names = wanted(draft.understanding)
    first = meaning_of(names[0])
    joins = isinstance(first, Ask) and answering.answerable(draft, names) != names
    return isinstance(first, Steer) or (offer.step == "offer.question" and joins)


def _answers(draft: Draft, offer: Offer) -> bool:
    """The words answer the question that was open before."""
    flow = draft.flow
    question = flow.question(offer.resume or "") if flow else None
    said = draft.understanding.answers or draft.understanding.entities
    if question is None or isinstance(question.kind, FreeText) or offer.before is not None or not said:
        return False
    set_aside(draft, offer)
    noted = form.note(draft)
    if form.answer(draft):
        return True
    if noted:
        form.go_on(draft)
        return True
    draft.change(offer=offer, step=offer.step)
    return False


def _chosen(draft: Draft, offer: Offer) -> str | None:
    """The choice that the words make: by its place ("the first"), by yes and no, or none of them."""
    if offer.step != "offer.intent" or len(offer.intents) == 1:
        said = yes_or_no(draft.understanding)
        return "send" if said == "yes" and offer.step == "offer.question" else said
    read = draft.understanding.reading("offer.intent")
    if len(read) != 1:
        return "other" if yes_or_no(draft.understanding) == "no" else None
    place = ORDINALS.get(read[0], len(offer.intents))
    if read[0] == "last":
        return offer.intents[-1]
    return offer.intents[place] if place < len(offer.intents) else "other" if read[0] == "other" else None


def _named(heard: Understanding, offer: Offer) -> str | None:
    """The one meaning among those asked about that new words surely, or at least may, have."""
    if offer.step != "offer.intent":
        return None
    if heard.intent.name in offer.intents:
        return heard.intent.name
    shared = [name for name in heard.rivals if name in offer.intents]
    return shared[0] if len(shared) == 1 else None


def _decline(draft: Draft, offer: Offer) -> None:
    draft.say("next-declined", kind="notice")
    if offer.step == "offer.switch":
        set_aside(draft, offer)
        ask_again(draft)
    elif not offer_next(draft):
        draft.change(offer=None, step=None)
        if not draft.now.open_cases:
            ask_menu(draft, "menu-again")


def _enter(draft: Draft, offer: Offer, flow: str) -> None:
    """The form instead; the question goes along with it."""
    keep(draft, offer.intents[0], _words(offer).text)
    own = tuple(w for w in draft.now.wishes if not _leads_to(w.intent, flow))
    draft.change(offer=None, step=None, wishes=own)
    form.start(draft, flow)


def _leads_to(intent: str, flow: str) -> bool:
    meaning = meaning_of(intent)
    return isinstance(meaning, Start) and meaning.flow == flow


def _leave_form(draft: Draft) -> None:
    """Its answers wait until the person comes back to it."""
    draft.change(flow=None, step=None, offer=None)


def _words(offer: Offer) -> Understanding:
    return offer.heard or Understanding(text="")


def _worth_asking(name: str) -> bool:
    meaning = meaning_of(name)
    return not isinstance(meaning, Reply | Unknown) and not (isinstance(meaning, Steer) and meaning.courtesy)
