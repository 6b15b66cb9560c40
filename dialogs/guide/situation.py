"""Which parts of an answer are for this person: from the answers of forms, and from what they told the guide."""

from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.guide.book import PARTS, Entry
from nlu.understanding import ABOUT

REGISTRATION = ("registered", "not_registered")
ELSEWHERE = "elsewhere"
SITUATIONS = (*REGISTRATION, ELSEWHERE)
"""What a person may tell of themselves by a button."""


def known(now: Conversation) -> frozenset[str]:
    """What holds for the person; answers of a form go before what was told to the guide."""
    registered, elsewhere = _registered(now), _elsewhere(now)
    told = set(now.situation)
    if registered is not None:
        told = (told - {*REGISTRATION}) | {REGISTRATION[0] if registered else REGISTRATION[1]}
    if elsewhere is not None:
        told = (told - {ELSEWHERE}) | ({ELSEWHERE} if elsewhere else set())
    return frozenset(told)


def unknown(now: Conversation, entry: Entry) -> tuple[str, ...]:
    """What would change the answer and is not known of the person."""
    holds = known(now)
    asked = () if holds & {*REGISTRATION} else REGISTRATION
    place = () if ELSEWHERE in holds or _elsewhere(now) is not None else (ELSEWHERE,)
    return tuple(part for part in (*asked, *place) if asked_for(entry, part))


def asked_for(entry: Entry, part: str) -> bool:
    """Whether the entry says something of it; who is registered and who is not are told apart together."""
    return any(p in entry.parts for p in REGISTRATION) if part in REGISTRATION else part in entry.parts


def parts_for(draft: Draft, entry: Entry) -> tuple[str, ...]:
    """The parts that the message asks for, and those that hold for the person where it asks for nothing else."""
    said = set(draft.understanding.reading(ABOUT))
    holds = set(known(draft.now))
    if said & {*REGISTRATION}:
        holds -= {*REGISTRATION}
    return tuple(part for part in PARTS if part in said | holds and part in entry.parts)


def remember(draft: Draft, part: str) -> None:
    """The person is in this situation."""
    if part in SITUATIONS:
        others = {*REGISTRATION} if part in REGISTRATION else {part}
        draft.change(situation=(*(p for p in draft.now.situation if p not in others), part))


def _registered(now: Conversation) -> bool | None:
    answer = now.answers.get("arrival.registered") or now.aside.get("arrival.registered")
    return None if answer is None else answer.value == "registered"


def _elsewhere(now: Conversation) -> bool | None:
    answer = now.answers.get("arrival.municipality") or now.aside.get("arrival.municipality")
    return None if answer is None or answer.value == "unsure" else answer.value != "stockholm"
