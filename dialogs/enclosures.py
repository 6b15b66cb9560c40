"""What people send beside words: photos, files, recordings. The bot cannot look into them and says so."""

from dialogs.case_status import ADDING, find_case
from dialogs.draft import Draft
from dialogs.effects import WakeTicket
from dialogs.events import PersonSent
from dialogs.questions import ask_again

_KEPT = frozenset({"photo", "document", "video"})


def receive(draft: Draft, event: PersonSent) -> None:
    """Say what becomes of it, once for all that was sent together; a caption is for the engine to hear."""
    more = event.album is not None and event.album == draft.now.album
    draft.change(album=event.album)
    if not more:
        draft.say(_answer_key(draft, event), kind="notice")
    if event.text:
        return
    offer = draft.now.offer
    case = find_case(draft.now, offer.reference) if offer and offer.step == ADDING else None
    if case is not None:
        draft.do(WakeTicket(reference=case.reference))
    elif draft.now.step is None and draft.now.open_cases:
        for case in draft.now.open_cases:
            draft.do(WakeTicket(reference=case.reference))
    elif not more:
        ask_again(draft)


def _answer_key(draft: Draft, event: PersonSent) -> str:
    if event.kind not in _KEPT:
        return f"file-{event.kind}"
    return "file-with-case" if draft.now.open_cases else "file-without-case"
