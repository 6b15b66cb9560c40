"""Danger first: 112 and help lines at once, then an urgent ticket if the person wants one. Source: F20."""

from dialogs.cases import hand_over, update_case, urgent_offer
from dialogs.draft import Draft
from dialogs.effects import Link, WakeTicket
from dialogs.limits import MISSES, UNREAD
from dialogs.questions import ask_offer

LINES = (
    Link("link-112", "tel:112"),
    Link("link-114-14", "tel:11414"),
    Link("link-kvinnofridslinjen", "tel:+4620505050"),
    Link("link-1177", "tel:1177"),
)

POLICE = LINES[:2]


def help_now(draft: Draft) -> None:
    """What to do in danger, then the offer of a person; the form waits."""
    _help(draft, "danger-help", LINES)


def help_exploited(draft: Draft) -> None:
    """Who helps those who are used at work, then the same offer."""
    _help(draft, "exploitation-help", POLICE)


def _help(draft: Draft, key: str, links: tuple[Link, ...]) -> None:
    offer = urgent_offer(draft)
    for case in draft.now.open_cases:
        update_case(draft, case.reference, urgent=True)
        draft.do(WakeTicket(reference=case.reference, priority="urgent"))
    draft.say(key, kind="notice", links=links)
    ask_offer(draft, offer)


def hear_more(draft: Draft) -> None:
    """Other words than yes or no at the urgent offer. Who keeps writing is handed over: silence is worse."""
    draft.change(misses=draft.now.misses + 1, unread=(*draft.now.unread, draft.understanding.text)[-UNREAD:])
    offer = draft.now.offer
    if draft.now.misses < MISSES or offer is None:
        ask_offer(draft, offer or urgent_offer(draft), "offer-urgent-example")
        return
    # The form waits with its answers; whoever wants to can go on with it from the menu.
    draft.change(offer=None, step=None, flow=None)
    hand_over(draft, queue="urgent", flow=offer.flow, key="handover-urgent")
