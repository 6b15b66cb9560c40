"""A case in plain words: who has it, when it came in, what it waits for, and what can be done about it."""

from datetime import datetime

from dialogs.conversation import Case, Conversation, Offer
from dialogs.effects import Arg, Args, Choice, Joined, Moment, Text
from dialogs.limits import REOPENED, SHOWN_CASES
from dialogs.visit_words import VISIT, every_button, find_visit, place_name

BY_PERSON = "person"
"""The result of a case that the person closed."""
RESULTS = frozenset({"helped", "referred", "no_answer", "withdrawn", "duplicate", BY_PERSON})
"""What a case can end with that is worth telling; anything else is just closed."""
RATINGS = ("helped", "partly", "not_helped")
CASE, CASES, ADDING, CLOSING, REOPENING = "offer.case", "offer.cases", "offer.adding", "offer.close", "offer.reopen"
RATING, RATING_WORDS = "offer.rating", "offer.rating_words"
ABOUT = "offer.about"
STEPS = frozenset({CASE, CASES, ADDING, CLOSING, REOPENING, RATING, RATING_WORDS, VISIT})
"""What is put about a case; ``offer.about`` holds a message besides and is with the others that do."""


def shown_cases(now: Conversation) -> tuple[Case, ...]:
    """The cases that are told of: the last few, and every open one."""
    last = now.cases[-SHOWN_CASES:]
    return (*(c for c in now.cases[:-SHOWN_CASES] if c.open), *last)


def find_case(now: Conversation, reference: str | None) -> Case | None:
    """The case of this conversation with that reference."""
    return next((c for c in now.cases if c.reference == reference), None)


def can_reopen(case: Case, now: datetime) -> bool:
    """Whether it was closed lately enough; of one closed long before this was noted nobody knows."""
    return not case.open and (case.closed is None or now - case.closed <= REOPENED)


def case_words(now: Conversation, case: Case, at: datetime) -> Joined:
    """Who has it and when it came in, and below that what it waits for, or how it ended, and when somebody is met."""
    queue = Text(f"queue-{case.queue}")
    since = Moment(case.opened) if case.opened else None
    head: Args = {"reference": case.reference, "queue": queue}
    name = Text("status-with", {**head, "since": since}) if since else Text("status-at", head)
    decided = (Text(f"status-application-{case.decision}"),) if case.decision else ()
    return Joined((name, *decided, *_numbers(case), _state(case, at), *_visit(now, case, at)))


def _visit(now: Conversation, case: Case, at: datetime) -> tuple[Text, ...]:
    """The visit that is agreed and still to come."""
    visit = find_visit(now, case.reference)
    if visit is None or not visit.coming or visit.at is None or visit.at <= at:
        return ()
    where = Text("visit-where", {"place": place_name(visit), "minutes": visit.minutes})
    return (Text("visit-yours", {"at": Moment(visit.at)}), where)


def _numbers(case: Case) -> tuple[Text, ...]:
    """Under which numbers the registry of members has it."""
    known = {"application": case.application, "member": case.member, "activity": case.activity}
    return tuple(Text(f"status-{name}-number", {"number": number}) for name, number in known.items() if number)


def case_choices(now: Conversation, offer: Offer) -> tuple[Choice, ...]:
    """The buttons of what is put about a case."""
    case = find_case(now, offer.reference)
    match offer.step:
        case "offer.case" if case is not None:
            return (*acts(case), Choice("person", Text("choice-person")), Choice("no", Text("choice-case-leave")))
        case "offer.cases":
            leave = Choice("no", Text("choice-case-leave"))
            return (*(case_button(c) for c in shown_cases(now)), leave)
        case "offer.adding":
            return (Choice("done", Text("choice-case-done")),)
        case "offer.rating":
            rated = tuple(Choice(value, Text(f"choice-rating-{value}")) for value in RATINGS)
            return (*rated, Choice("skip", Text("choice-skip")))
        case "offer.rating_words":
            return (Choice("skip", Text("choice-skip")),)
        case _:
            return (Choice("yes", Text("choice-yes")), Choice("no", Text("choice-no")))


def case_arguments(now: Conversation, offer: Offer, at: datetime) -> Args:
    """What the words of such an offer speak of."""
    if offer.step == CASES:
        return {"cases": Joined(tuple(part for c in shown_cases(now) for part in ("", case_words(now, c, at)))[1:])}
    case = find_case(now, offer.reference)
    if case is None:
        return {}
    if offer.step == CASE:
        return {"case": case_words(now, case, at)}
    return {"reference": case.reference, "queue": Text(f"queue-{case.queue}")}


def all_buttons(now: Conversation) -> tuple[Choice, ...]:
    """Every button that names a case: each holds however old its message is."""
    of_cases = tuple(c for case in shown_cases(now) for c in (case_button(case), *_every_act(case)))
    return (*of_cases, *every_button(now))


def acts(case: Case) -> tuple[Choice, ...]:
    """What the person can do with a case, as buttons."""
    names = ("add", "close") if case.open else ("reopen",)
    return tuple(c for c in _every_act(case) if c.value.partition(":")[0] in names)


def case_button(case: Case) -> Choice:
    """The button that opens a case's status."""
    label: dict[str, Arg] = {"reference": case.reference, "queue": Text(f"queue-{case.queue}")}
    return Choice(f"case:{case.reference}", Text("choice-case", label))


def _every_act(case: Case) -> tuple[Choice, ...]:
    return tuple(Choice(f"{name}:{case.reference}", Text(f"choice-case-{name}")) for name in ("add", "close", "reopen"))


def _state(case: Case, now: datetime) -> Arg:
    if not case.open:
        return _end(case)
    if case.answered:
        return Text("status-answered")
    if case.due is None:
        return Text("status-waiting")
    return Text("status-late" if case.due < now else "status-waiting-due", {"due": Moment(case.due)})


def _end(case: Case) -> Arg:
    ended = Text("status-closed-at", {"closed": Moment(case.closed)}) if case.closed else Text("status-closed")
    if case.outcome not in RESULTS:
        return ended
    return Joined((ended, Text(f"status-result-{case.outcome}")))
