"""What follows an organisation's offer: the invitation to membership, and whether there is one more offer."""

from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.effects import AnswerLine, Text
from dialogs.flow import Answers
from dialogs.questions import ask_offer
from dialogs.routing import routes_of_offer

FLOW = "employer"
MEMBERSHIP, MORE = "offer.membership", "offer.more"
STEPS = (MEMBERSHIP, MORE)


def staff_lines(flow: str, answers: Answers) -> tuple[AnswerLine, ...]:
    """What staff do besides answering, on the ticket of an offer."""
    routes = routes_of_offer(answers) if flow == FLOW else ()
    return tuple(AnswerLine(f"{FLOW}.route_{name}", Text(f"employer-route-{name}"), "yes") for name in routes)


def follow(draft: Draft, flow: str) -> bool:
    """After an offer: what becomes of a member's, an invitation for everybody else. False: no offer was sent."""
    if flow != FLOW:
        return False
    routes = routes_of_offer(draft.now.answers)
    if "activity" in routes:
        draft.say("employer-activity", kind="notice")
    if "invited" in routes and draft.once(MEMBERSHIP):
        ask_offer(draft, Offer(MEMBERSHIP, queue="membership", flow="membership"))
    else:
        ask_more(draft)
    return True


def ask_more(draft: Draft) -> None:
    """Whether there is one more offer; the organisation is not asked for again."""
    ask_offer(draft, Offer(MORE, queue="employers", flow=FLOW))
