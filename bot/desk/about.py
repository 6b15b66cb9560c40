"""What a ticket is about, in a line: for lists, headings and browser tabs."""

from datetime import datetime, timedelta

from bot.desk import words
from bot.desk.times import day_and_time, duration
from bot.ports import Ticket
from bot.render import MissingText, Texts
from dialogs.flow import option_key

# The answers that tell cases of one flow apart, most telling first.
TELLING = (
    "arrival.occupation_concept", "arrival.occupation", "arrival.needs",
    "employer.occupation", "employer.organisation_number_name", "employer.organisation_name", "employer.kind",
    "employer.places",
    "membership.organisation_number_name", "membership.organisation_name", "membership.organisation_number",
    "membership.organisation_type",
)  # fmt: skip
TOLD = 80
SOON = timedelta(hours=1)


def subject(ticket: Ticket) -> str:
    """``Ny i Stockholm``."""
    return words.word(words.FLOWS, ticket.flow)


def summary(ticket: Ticket, texts: Texts) -> str:
    """The two most telling answers, shortened."""
    given = {line.step: line.value for line in ticket.answers if line.value}
    if "arrival.occupation_concept" in given:
        # The same in Swedish.
        given.pop("arrival.occupation", None)
    told = [answer_words(step, given[step], texts) for step in TELLING if step in given][:2]
    return shortened(" · ".join(told))


def answer_words(step: str, value: str, texts: Texts) -> str:
    """An answer in Swedish words; several values are read one by one, free text stays as it is."""
    parts = [_option(step, part, texts) for part in value.split(",")]
    return value if parts == value.split(",") else ", ".join(parts)


def _option(step: str, value: str, texts: Texts) -> str:
    try:
        return texts.say(option_key(step, value), "sv")
    except MissingText:
        return value


def way_words(name: str, texts: Texts) -> str:
    """What the person was told about a way, in Swedish."""
    try:
        return texts.say(f"way-{name}", "sv").removeprefix("• ")
    except MissingText:
        return name


def shortened(text: str) -> str:
    """One line of at most ``TOLD`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= TOLD else f"{line[: TOLD - 1].rstrip()}…"


def lateness(ticket: Ticket, now: datetime) -> str:
    """The answer time in words once it matters: ``Svar senast 14:00``, ``Försenat 2 tim``; empty when it does not."""
    if ticket.due is None or ticket.waiting_since is None or ticket.status == "closed":
        return ""
    if now >= ticket.due:
        return f"Försenat {duration(now - ticket.due)}"
    return f"Svar senast {day_and_time(ticket.due, now)}" if ticket.due - now <= SOON else ""
