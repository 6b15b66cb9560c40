"""What staff decide about an application for membership, as the applicant hears it."""

from dialogs import members
from dialogs.case_status import find_case
from dialogs.cases import quote, update_case
from dialogs.draft import Draft
from dialogs.effects import MoveTicket
from dialogs.events import ApplicationDecided
from dialogs.measures import count_decision


def pass_decision(draft: Draft, event: ApplicationDecided) -> None:
    """The person hears what was decided, and why in staff's words; more information is theirs to give."""
    count_decision(draft, find_case(draft.now, event.reference), event.decision)
    changes: dict[str, object] = {"decision": event.decision}
    if event.decision != "checked":
        changes |= {"staff_wrote": True, "answered": True, "due": None}
    update_case(draft, event.reference, **changes)
    draft.do(
        MoveTicket(
            reference=event.reference,
            change="decided",
            staff=event.staff,
            outcome=event.decision,
            note=event.text,
        )
    )
    draft.say(f"application-{event.decision}", kind="notice", reference=event.reference)
    if event.text:
        quote(draft, event)
    members.tell_decision(draft, event)
