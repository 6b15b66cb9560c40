"""From answers to ways: who helps with what, and which queue takes the ticket. Rules R5–R17.

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


def choose_queue(flow: str, queue: str, ways: tuple[str, ...]) -> str:
    """The queue of the ticket: the flow's own, for arrivals by what they are routed to."""
    if flow != "arrival":
        return queue
    if "competence_mapping" in ways:
        return "etableringscentrum"
    return "mentors" if ways == ("mentor",) else "general"
