"""From answers to ways: who helps with what, and which queue takes the ticket. Rules R2–R23, R29, R33, R35, R40.

Gates (danger, child alone, not applied, waiting, another municipality) are early ends of the flow; what is here
applies to a form that reached its review.
"""

from dataclasses import dataclass

from dialogs.flow import Answers, Condition, Given

LABOUR = ("work", "internship", "validation")


@dataclass(frozen=True, slots=True)
class Way:
    """A way that is told when ``when`` holds; its text is ``way-<name>``."""

    name: str
    when: tuple[Condition, ...]


STEP = "arrival"
_IN_STOCKHOLM = (Given("arrival.stage", ("permit",)), Given("arrival.municipality", ("stockholm",)))

WAYS = (
    Way("competence_mapping", (*_IN_STOCKHOLM, Given("arrival.needs", LABOUR))),
    Way("introduction_programme", (Given("arrival.registered", ("registered",)),)),
    Way("tax_agency", (Given("arrival.registered", ("12_months_or_more",)),)),
    Way("licence", (Given("arrival.occupation_regulated"),)),
    Way("validation", (Given("arrival.needs", ("validation",)),)),
    Way("swedish", (Given("arrival.needs", ("swedish",)),)),
    Way("mentor", (Given("arrival.needs", ("mentor",)),)),
    Way("housing", (Given("arrival.needs", ("housing", "money")),)),
    Way("health", (Given("arrival.needs", ("health",)),)),
    Way("school", (Given("arrival.needs", ("school",)),)),
    Way("permit", (Given("arrival.needs", ("permit",)),)),
)
WELCOME_HOUSE = "welcome_house"


def choose_ways(answers: Answers) -> tuple[str, ...]:
    """Every way that applies; who fits none is met by the staff of Welcome House."""
    found = tuple(w.name for w in WAYS if all(c.holds(answers) for c in w.when))
    return found or (WELCOME_HOUSE,)


def choose_queue(flow: str, queue: str, ways: tuple[str, ...], answers: Answers) -> str:
    """The queue of the ticket: the flow's own; for arrivals by their ways, for offers by what is offered."""
    if flow == "employer":
        return queue_of_offer(answers)
    if flow != "arrival":
        return queue
    if "competence_mapping" in ways:
        return "etableringscentrum"
    return "mentors" if ways == ("mentor",) else "general"


FOR_MEMBERS = frozenset({"advisory_board", "innovation_meetings"})
"""Ways to take part that are the pact's own; its staff decide (R19, R21)."""
OF_ASSOCIATIONS = ("8", "7")
"""What numbers of associations begin with."""


def queue_of_offer(answers: Answers) -> str:
    """Who takes an organisation's offer. Rules R2–R4, R16–R21, R23, R29, R33, R35, R40."""
    if _is(answers, "form", "social_clause"):
        return "employers"
    if _is(answers, "kind", "mentorship") or _is(answers, "form", "stockholmsmentor"):
        return "mentors"
    if _is(answers, "kind", "idea", "course") or _is(answers, "form", *FOR_MEMBERS):
        return "membership"
    if _is(answers, "kind", "activity", "donation") or _seeks_cooperation(answers):
        return "etableringscentrum"
    return "employers"


def routes_of_offer(answers: Answers) -> tuple[str, ...]:
    """What staff do besides: Etableringscentrum sees work; a member's is an activity, others are invited."""
    works = _is(answers, "kind", "job", "internship")
    member = _is(answers, "member", "yes")
    seen = ("seen_by_etableringscentrum",) if works and queue_of_offer(answers) == "employers" else ()
    return (*seen, *(("activity",) if member and works else ()), *(() if member else ("invited",)))


def _seeks_cooperation(answers: Answers) -> bool:
    """An association that offers neither work nor a mentor (R4)."""
    if not _is(answers, "kind", "other"):
        return False
    number = answers.get("employer.organisation_number")
    return number is not None and (number.value == "none" or number.value.startswith(OF_ASSOCIATIONS))


def _is(answers: Answers, name: str, *values: str) -> bool:
    return Given(f"employer.{name}", values).holds(answers)
