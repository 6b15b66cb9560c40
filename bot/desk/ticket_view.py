"""A ticket as its page shows it: what is known, what was said, and what the reader may do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk import words
from bot.desk.about import lateness, subject, summary, way_words
from bot.desk.answers import AnswerView, show_answer
from bot.desk.applications import CHECKED, DECIDED, DECISIONS
from bot.desk.case_link import link_words
from bot.desk.findings import CheckView, DecisionView, show_check, show_decision
from bot.desk.history import ActView, parked_until, show_act
from bot.desk.rendering import spoken_language
from bot.desk.times import day_and_time, duration, local
from bot.desk.transcript import Item, Swedish, make_transcript
from bot.ports import Entry, Ticket
from bot.render import Texts
from bot.store import Kept, Link
from dialogs.case_status import BY_PERSON

LONGEST_REPLY = 3500
LONGEST_TRANSLATION = 2 * LONGEST_REPLY
Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks at the ticket, and when."""

    name: str
    roles: frozenset[str]
    now: datetime

    @property
    def can_work(self) -> bool:
        """Whether they answer people."""
        return bool(self.roles & {"case_worker", "lead"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """Everything that the ticket's templates name."""

    reference: str
    about: str
    queue: str
    queue_word: str
    status: str
    status_word: str
    urgent: bool
    language: str
    language_word: str
    channel_word: str
    way_out: str
    waited: str
    late: str
    free: bool
    banner: str
    watchers: str
    changed: str
    state: str
    facts: Facts
    answers: list[AnswerView]
    checks: list[CheckView]
    checked: bool
    decision: DecisionView | None
    routes: list[str]
    transcript: list[Item]
    history: list[ActView]
    actions: frozenset[str]
    holder: str | None
    can_reply: bool
    can_note: bool
    can_erase: bool
    language_hint: str

    @property
    def longest(self) -> int:
        """Characters of a reply."""
        return LONGEST_REPLY

    @property
    def messages(self) -> int:
        """How many messages there are, notes not counted."""
        return sum(item.look != "internal" for item in self.transcript)

    @property
    def notes(self) -> int:
        """How many internal notes there are."""
        return len(self.transcript) - self.messages

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """What a case can end with."""
        return list(words.OUTCOMES.items())

    @property
    def decisions(self) -> list[tuple[str, str]]:
        """What can be decided about an application."""
        return [(name, words.DECISIONS[name]) for name in DECISIONS]

    @property
    def written_languages(self) -> list[tuple[str, str]]:
        """The languages that staff may have written in."""
        return [(value, words.LANGUAGES[value]) for value in ("sv", "uk", "en")]

    @property
    def transfer_queues(self) -> list[tuple[str, str]]:
        """Where the ticket can go."""
        return [(value, label) for value, label in words.QUEUES.items() if value != self.queue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known beside the ticket: who else looks at it, what the reader's page showed last.

    ``swedish`` are the person's words as a machine reads them, ``engine`` is who translates, if anybody does. ``forms``
    are the names of the forms of participation. ``link`` is the case in another case system, ``case_systems`` which of
    them each queue has.
    """

    entries: Sequence[Entry]
    present: Mapping[str, str]
    swedish: Swedish
    engine: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    shown_state: str | None = None
    link: Link | None = None
    case_systems: Mapping[str, str] = field(default_factory=dict)


def make_view(kept: Kept, reader: Reader, situation: Situation, texts: Texts) -> TicketView:
    """The view of ``kept`` for ``reader``."""
    ticket, now = kept.ticket, reader.now
    mine = ticket.assignee == reader.name
    reads = spoken_language(situation.entries, ticket)
    return TicketView(
        reference=ticket.reference,
        about=": ".join(filter(None, (subject(ticket), summary(ticket, texts)))),
        queue=ticket.queue,
        queue_word=words.word(words.QUEUES, ticket.queue),
        status=ticket.status,
        status_word=words.word(words.STATUSES, ticket.status),
        urgent=ticket.priority == "urgent",
        language=reads,
        language_word=words.word(words.LANGUAGES, reads),
        channel_word=words.word(words.CHANNELS, ticket.channel),
        way_out=words.word(words.WAYS_OUT, ticket.channel),
        waited=duration(now - ticket.waiting_since) if ticket.waiting_since else "",
        late=lateness(ticket, now),
        free=ticket.assignee is None and ticket.status == "new",
        banner=_banner(kept, reader),
        watchers=watchers(situation.present, reader.name),
        changed=_changed(kept, reader, situation.shown_state),
        state=state_of(kept, reader),
        facts=[
            *_facts(ticket, now),
            *link_words(ticket, situation.link, situation.case_systems, now),
            ("Översättning", f"på ({situation.engine})" if situation.engine else "av"),
        ],
        answers=[show_answer(line, ticket, texts, forms=situation.forms, now=now) for line in ticket.answers],
        checks=[show_check(check, now) for check in ticket.checks],
        checked=bool(ticket.checks) or ticket.flow in CHECKED,
        decision=show_decision(kept, now),
        routes=[way_words(name, texts) for name in ticket.routes],
        transcript=make_transcript(situation.entries, kept.history, now, situation.swedish),
        history=[show_act(act, now) for act in kept.history],
        actions=_actions(kept, reader),
        holder=ticket.assignee,
        can_reply=mine and reader.can_work and ticket.status in {"claimed", "waiting", "parked"} and not kept.erased,
        can_note=reader.can_work and not kept.erased,
        can_erase="privacy" in reader.roles and not kept.erased,
        language_hint=_language_hint(reads, translates=bool(situation.engine)),
    )


def state_of(kept: Kept, reader: Reader) -> str:
    """What must be the same for the forms that the page shows to fit."""
    return ",".join(sorted(_actions(kept, reader)))


def watchers(present: Mapping[str, str], reader: str) -> str:
    """Who else is there: ``Anna läser, Bo skriver ett svar``."""
    doing = {"writing": "skriver ett svar", "reading": "läser"}
    others = sorted((name, what) for name, what in present.items() if name != reader)
    return ", ".join(f"{name} {doing.get(what, 'läser')}" for name, what in others)


def _actions(kept: Kept, reader: Reader) -> frozenset[str]:
    """The names of the acts that the reader can do now."""
    ticket = kept.ticket
    if not reader.can_work or kept.erased:
        return frozenset()
    if ticket.status == "closed":
        return frozenset({"reopen"})
    if ticket.assignee is None:
        return frozenset({"claim"})
    if ticket.assignee != reader.name:
        return frozenset({"free"} if "lead" in reader.roles else ())
    resume = {"resume"} if ticket.status == "parked" else set()
    organisation = {"recheck"} if ticket.flow in CHECKED else set()
    decide = {"decide"} if ticket.flow in DECIDED else set()
    return frozenset({"close", "transfer", "park", "priority", "release"} | resume | organisation | decide)


def _banner(kept: Kept, reader: Reader) -> str:
    ticket = kept.ticket
    if kept.erased:
        return "Personens uppgifter är raderade. Bara ärendets ram finns kvar."
    if ticket.status == "closed":
        return f"Ärendet är avslutat: {words.word(words.RESULTS, ticket.outcome)}."
    if ticket.assignee is None:
        return "Ingen har tagit ärendet."
    if ticket.assignee != reader.name:
        return f"{ticket.assignee} har ärendet."
    return _parked_banner(kept, reader.now) if ticket.status == "parked" else ""


def _parked_banner(kept: Kept, now: datetime) -> str:
    until = parked_until(kept.history)
    return f"Parkerat till {day_and_time(until, now)}." if until else "Parkerat."


def _changed(kept: Kept, reader: Reader, shown: str | None) -> str:
    """Whether a form that the page shows would be refused; a page that only offers to claim has its banner."""
    ticket = kept.ticket
    if shown is None or "close" not in shown or shown == state_of(kept, reader):
        return ""
    if ticket.status == "closed" and ticket.outcome == BY_PERSON:
        return "Invånaren avslutade ärendet medan sidan var öppen. Det behöver inget svar."
    holder = f", {ticket.assignee}" if ticket.assignee else ""
    return f"Ärendet har ändrats sedan sidan öppnades: {words.word(words.STATUSES, ticket.status)}{holder}."


def _facts(ticket: Ticket, now: datetime) -> Facts:
    facts = [
        ("Handläggare", ticket.assignee or "Ingen"),
        ("Kom in", day_and_time(ticket.created, now)),
        ("Svar utlovat", day_and_time(ticket.due, now) if ticket.due else "Inget löfte"),
        ("Språk", words.word(words.LANGUAGES, ticket.language)),
        ("Kanal", words.word(words.CHANNELS, ticket.channel)),
    ]
    outcome = [("Resultat", words.word(words.RESULTS, ticket.outcome))] if ticket.outcome else []
    return facts + outcome


def _language_hint(language: str, *, translates: bool) -> str:
    word = words.word(words.LANGUAGES, language)
    if language == "sv":
        return "Invånaren läser svenska."
    if translates:
        return f"Invånaren läser {word}. Ett svar på ett annat språk maskinöversätts, och invånaren får veta det."
    return f"Invånaren läser {word}. Står svaret på ett annat språk får invånaren veta vilket."


def next_working_day(now: datetime) -> str:
    """The date that parking suggests: tomorrow, Monday after a Friday or Saturday."""
    there = local(now).date()
    ahead = {4: 3, 5: 2}.get(there.weekday(), 1)
    return (there + timedelta(days=ahead)).isoformat()
