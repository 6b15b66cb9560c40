"""What effects mean for tickets, as the store keeps it: words for staff are made here, in Swedish."""

from dataclasses import dataclass

from bot import ports
from bot.render import Texts
from bot.store import Checking, Moving, Opening, TicketWrite, Waking
from dialogs.checks import NONE
from dialogs.conversation import Conversation
from dialogs.effects import AnswerLine, CheckTicket, Effect, MoveTicket, OpenTicket, WakeTicket
from dialogs.events import FROM_PERSON, FROM_STAFF, AnyEvent

_CONTACTS = ("contact_detail", "contact_email", "contact_phone")


@dataclass(frozen=True, slots=True)
class Writing:
    """``conversation`` as it is after the turn of ``event``."""

    event: AnyEvent
    conversation: Conversation
    texts: Texts

    def ticket(self, effect: Effect) -> TicketWrite | None:
        """The change to a ticket; None: it is about something else."""
        at, actor = self.event.at, actor_of(self.event)
        match effect:
            case OpenTicket():
                return Opening(ticket=self._new(effect), history=ports.Act(at=at, actor=actor, action="opened"))
            case WakeTicket():
                return Waking(
                    reference=effect.reference,
                    at=at,
                    priority=effect.priority,
                    answers=self._lines(effect.answers),
                    routes=effect.routes,
                )
            case MoveTicket():
                return Moving(
                    reference=effect.reference,
                    change=effect.change,
                    actor=actor,
                    at=at,
                    queue=effect.queue,
                    outcome=effect.outcome,
                    due=effect.due,
                    note=self.texts.words(effect.told, "sv") if effect.told else effect.note,
                )
            case CheckTicket():
                return Checking(reference=effect.reference, check=self._check(effect))
        return None

    def _check(self, effect: CheckTicket) -> ports.Check:
        detail = self.texts.words(effect.detail, "sv")
        name = self.texts.say(f"check-name-{effect.name}", "sv")
        return ports.Check(name, effect.result, detail, effect.source, effect.at)

    def _new(self, effect: OpenTicket) -> ports.Ticket:
        now, at = self.conversation, self.event.at
        return ports.Ticket(
            reference=effect.reference,
            queue=effect.queue,
            status="new",
            priority=effect.priority,
            flow=effect.flow,
            language=now.language,
            channel=now.channel,
            created=at,
            waiting_since=at,
            due=effect.due,
            assignee=None,
            answers=self._lines(effect.answers),
            routes=effect.routes,
        )

    def _lines(self, lines: tuple[AnswerLine, ...]) -> tuple[ports.AnswerLine, ...]:
        return tuple(ports.AnswerLine(a.step, self.texts.words(a.label, "sv"), a.value) for a in lines)


def lookups(effect: Effect) -> tuple[tuple[str, str], ...]:
    """Rows under which staff find the case: telephone, e-mail and organisation number that the person gave."""
    if not isinstance(effect, OpenTicket | WakeTicket):
        return ()
    contacts = [a.value for a in effect.answers if a.step.endswith(_CONTACTS)]
    numbers = [a.value for a in effect.answers if a.step.endswith("organisation_number") and a.value != NONE]
    reached = (("email" if "@" in value else "phone", value) for value in contacts)
    return (*reached, *(("organisation_number", number) for number in numbers))


def actor_of(event: AnyEvent) -> str:
    """Who did it, for audit and history."""
    if isinstance(event, FROM_STAFF):
        return event.staff
    return "person" if isinstance(event, FROM_PERSON) else "bot"
