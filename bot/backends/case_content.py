"""What a case system is told of a ticket: the case as it is handed over, and what happens to it afterwards.

Choices of the forms go as fields, the person's own words in the description, in Swedish where a machine translated them
and marked so. Numbers of persons are nowhere in a ticket. Messages are those after the handover; where no form was
filled in, also the last ones before it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from bot.desk import words
from bot.desk.about import subject, summary, way_words
from bot.desk.answers import show_answer
from bot.desk.history import act_detail
from bot.desk.reading import Outcome, button_words
from bot.ports import Act, AnswerLine, Entry, Message, Ticket, Translated
from bot.render import Texts
from bot.store import Kept
from bot.store.moves import ELSEWHERE
from dialogs.answers import NONE
from dialogs.flow import FreeText
from dialogs.flows import FLOWS
from integrations.cases import CaseMessage, Contact, Field, HandoverCase, Organisation

SPACE = UUID("6f0c1c5e-4d0b-5b1e-9a53-2f1a1f3f7c10")
LONG_AGO = datetime.fromtimestamp(0, UTC)
"""What goes over is read on another day: seen from here no day is today, and each has its year."""
BEFORE = 10
"""So many messages from before the handover go along where there is no form."""
MEMBERSHIP = "membership"
_ROUND = re.compile(r"_\d+$")
_SILENT = frozenset({"opened", "replied", "wrote", "closed", "erased"})
"""Lines of the history that go over in another way."""
_FREE = {
    question.step
    for flow in FLOWS.values()
    for question in flow.questions
    if isinstance(question.kind, FreeText) and not (question.kind.concept or question.kind.options)
}


def external_id(reference: str, stage: int) -> str:
    """The id by which the case is never doubled; each of a ticket's cases has its own."""
    return str(uuid5(SPACE, reference if not stage else f"{reference}/{stage}"))


def make_case(
    kept: Kept,
    texts: Texts,
    *,
    stage: int,
    before: Sequence[str],
    swedish: Mapping[str, Translated],
    forms: Mapping[str, str],
) -> HandoverCase:
    """The case; ``swedish`` is what a machine made of answers in words, by their step, ``forms`` names the forms."""
    ticket = kept.ticket
    return HandoverCase(
        external_id=external_id(ticket.reference, stage),
        kind="membership" if ticket.flow == MEMBERSHIP else "intake",
        reference=ticket.reference,
        title=": ".join(filter(None, (subject(ticket), _plain_summary(ticket, texts)))),
        description="\n".join(_description(ticket, texts, before, swedish)),
        priority=ticket.priority,
        fields=tuple(_fields(ticket, texts, forms)),
        contact=_contact(kept),
        organisation=_organisation(ticket),
        channel=ticket.channel,
    )


def words_to_translate(ticket: Ticket) -> list[AnswerLine]:
    """Answers in the person's own words."""
    return [line for line in ticket.answers if _is_free(line) and line.value and not _is_name(line)]


def form_of(ticket: Ticket) -> str:
    """A digest of the answers: whether they are others than before."""
    said = "\x00".join(f"{line.step}\x01{line.value}" for line in ticket.answers)
    return hashlib.sha256(said.encode()).hexdigest()[:16] if said else ""


def form_message(
    ticket: Ticket, texts: Texts, swedish: Mapping[str, Translated], at: datetime, *, forms: Mapping[str, str]
) -> CaseMessage:
    """The answers anew: a form was filled in after the handover, or sent again."""
    lines = [f"{f.label}: {f.value}" for f in _fields(ticket, texts, forms)]
    told = ["Uppgifter från dialogen:", *lines, *_own_words(ticket, swedish)]
    return _told(f"{ticket.reference}-form-{form_of(ticket)}", "\n".join(told), at)


def start_of(entries: Sequence[Entry], kept: Kept, texts: Texts) -> int:
    """The last message that does not go over."""
    opening = _opening(entries, kept)
    if kept.ticket.answers:
        return opening
    said = [e.message.id for e in entries if e.message.id < opening and _is_said(e.message, texts, opening)]
    return said[-BEFORE:][0] - 1 if said else opening


def messages_after(
    kept: Kept, entries: Sequence[Entry], number: int, texts: Texts, *, swedish: Mapping[int, Outcome] | None = None
) -> Iterator[tuple[int, CaseMessage]]:
    """What the person wrote after message ``number``, and what staff on our desk answered on this ticket."""
    answered = {(act.at, act.actor) for act in kept.history if act.action in {"replied", "closed", "decided"}}
    opening = _opening(entries, kept)
    for entry in entries:
        message = entry.message
        if message.id <= number:
            continue
        if _is_said(message, texts, opening):
            yield message.id, _said(kept, message, (swedish or {}).get(message.id))
        elif message.sender == "staff" and not _is_elsewhere(entry.author) and (message.at, entry.author) in answered:
            yield message.id, _answered(kept, entry)


def _opening(entries: Sequence[Entry], kept: Kept) -> int:
    """The message that told the person of the ticket."""
    named = (e.message for e in entries if e.message.ticket and e.message.ticket.reference == kept.ticket.reference)
    return next((message.id for message in named), 0)


def _is_said(message: Message, texts: Texts, opening: int) -> bool:
    """Words of the person. Those of a button count once staff talk with them: then they may be an answer to staff."""
    if message.sender != "person" or not message.text.strip():
        return False
    return message.id > opening or message.text not in button_words(texts, message.language)


def acts_after(kept: Kept, count: int) -> Iterator[tuple[int, CaseMessage]]:
    """What staff did on our desk, after the first ``count`` lines of the history."""
    for number, act in enumerate(kept.history[count:], start=count + 1):
        if act.action not in _SILENT and not _is_elsewhere(act.actor):
            yield number, _told(f"{kept.ticket.reference}-act-{number}", act_words(act), act.at)


def act_words(act: Act) -> str:
    """``Anna: Lämnade över till Medlemskap``."""
    done = " ".join(filter(None, (words.word(words.ACTS, act.action), act_detail(act, LONG_AGO))))
    return "\n".join(filter(None, (f"{words.actor(act.actor)}: {done}", act.text)))


def notice(kept: Kept, name: str, text: str, at: datetime) -> CaseMessage:
    """A line of our own."""
    return _told(f"{kept.ticket.reference}-{name}", text, at)


def _told(name: str, text: str, at: datetime) -> CaseMessage:
    return CaseMessage(id=name, text=text, sender="bot", at=at)


def _said(kept: Kept, message: Message, made: Outcome | None) -> CaseMessage:
    swedish = made.text if isinstance(made, Translated) else None
    return _message(kept, message, "person", swedish=swedish)


def _answered(kept: Kept, entry: Entry) -> CaseMessage:
    """Staff's own words; what a machine made of them for the person is not of interest to colleagues."""
    message = entry.message
    if message.translation:
        said = message.translation
        return CaseMessage(
            id=_name(kept, message), text=said.original, language=said.language, sender="staff",
            author=entry.author, at=message.at,
        )  # fmt: skip
    return _message(kept, message, "staff", author=entry.author)


def _message(
    kept: Kept,
    message: Message,
    sender: Literal["person", "staff"],
    *,
    author: str | None = None,
    swedish: str | None = None,
) -> CaseMessage:
    return CaseMessage(
        id=_name(kept, message),
        text=message.text if swedish is None else swedish,
        original=None if swedish is None else message.text,
        language=message.language,
        sender=sender,
        author=author,
        at=message.at,
    )


def _name(kept: Kept, message: Message) -> str:
    return f"{kept.ticket.reference}-message-{message.id}"


def _description(
    ticket: Ticket, texts: Texts, before: Sequence[str], swedish: Mapping[str, Translated]
) -> Iterator[str]:
    yield f"{subject(ticket)}. Ärende {ticket.reference} i Strå."
    yield f"Språk: {words.word(words.LANGUAGES, ticket.language)}. Kanal: {words.word(words.CHANNELS, ticket.channel)}."
    if before:
        yield f"Tidigare ärende här: {', '.join(before)}."
    yield from _own_words(ticket, swedish)
    if ticket.routes:
        told = "; ".join(way_words(name, texts) for name in ticket.routes)
        yield f"Personen fick höra om: {told}"
    if not ticket.answers:
        yield "Inga uppgifter lämnades. Läs meddelandena."


def _own_words(ticket: Ticket, swedish: Mapping[str, Translated]) -> Iterator[str]:
    for line in words_to_translate(ticket):
        made = swedish.get(line.step)
        if made is not None:
            yield f"{line.label}: {made.text} (automatiskt översatt; original: {line.value})"
        else:
            yield f"{line.label}: {line.value}"


def _fields(ticket: Ticket, texts: Texts, forms: Mapping[str, str]) -> Iterator[Field]:
    yield Field(key="language", label="Språk", value=words.word(words.LANGUAGES, ticket.language))
    yield Field(key="queue", label="Kö", value=words.word(words.QUEUES, ticket.queue))
    for line in ticket.answers:
        if not _is_free(line) and not _is_of_contact(line):
            shown = show_answer(line, ticket, texts, forms=forms, now=LONG_AGO)
            yield Field(key=line.step, label=line.label, value=shown.value)
    for check in ticket.checks:
        when = check.at.isoformat(timespec="seconds")
        value = f"{words.word(words.CHECKS, check.result)}. {check.detail} ({check.source}, {when})"
        yield Field(key=f"check.{check.name}", label=check.name, value=value)


def _contact(kept: Kept) -> Contact:
    given = _last_answers(kept.ticket)
    reached = [given.get(name, "") for name in ("contact_detail", "contact_email", "contact_phone")]
    email = next((value for value in reached if "@" in value), "")
    phone = next((value for value in reached if value and "@" not in value), "")
    return Contact(name=given.get("contact_name", ""), email=email, phone=phone, conversation=kept.ticket.reference)


def _organisation(ticket: Ticket) -> Organisation | None:
    given = _last_answers(ticket)
    # By the register, where it is there; else as the person said.
    name = given.get("organisation_number_name") or given.get("organisation_name", "")
    number = given.get("organisation_number", "")
    website = given.get("homepage", "")
    website = "" if website == NONE else website
    if not (name or number or website):
        return None
    return Organisation(name=name, number=number if re.fullmatch(r"\d{6}-?\d{4}", number) else "", website=website)


def _last_answers(ticket: Ticket) -> dict[str, str]:
    return {line.step.rpartition(".")[2]: line.value for line in ticket.answers}


def _is_free(line: AnswerLine) -> bool:
    return line.step in _FREE or _ROUND.sub("", line.step) in _FREE


_OF_CONTACT = (
    "contact_detail", "contact_email", "contact_phone", "organisation_number", "organisation_number_name", ".homepage"
)  # fmt: skip


def _is_name(line: AnswerLine) -> bool:
    return line.step.endswith(("contact_name", "organisation_name", "organisation_number_name"))


def _is_of_contact(line: AnswerLine) -> bool:
    """It goes with the contact or the organisation, not among the fields."""
    return line.step.endswith(_OF_CONTACT)


def _is_elsewhere(actor: str | None) -> bool:
    return (actor or "").startswith(ELSEWHERE)


def _plain_summary(ticket: Ticket, texts: Texts) -> str:
    """What tells cases apart, unless it is somebody's own words."""
    choices = tuple(line for line in ticket.answers if not _is_free(line) or _is_name(line))
    return summary(msgspec.structs.replace(ticket, answers=choices), texts)
