"""Putting questions: the menu, a form's question, an offer, the review. Whatever is open can be put again."""

from dialogs.case_status import ADDING, CASES, RATING, STEPS, case_arguments, case_choices
from dialogs.conversation import Answer, Offer
from dialogs.draft import Draft, choices_of, options
from dialogs.effects import Args, Choice, Joined, Text
from dialogs.flow import ChooseSeveral, Flow, Question, Review, option_key, text_key, version_of
from dialogs.meanings import MEANINGS, Ask, meaning_of
from dialogs.summary import change_choices, found_args, summary_lines, wish_summary
from dialogs.visit_words import VISIT, choices_at, words_at

MENU = "menu"
MENU_FLOWS = {"arrival": "arrival", "question": "question", "employer": "employer", "member": "membership"}
"""The menu's buttons that open a form."""
MENU_VALUES = ("arrival", "question", "employer", "member", "person", "danger")


def ask_menu(draft: Draft, key: str = "menu-ask") -> None:
    """Open the main menu."""
    draft.change(flow=None, offer=None, misses=0)
    draft.ask(MENU, key, options(MENU, MENU_VALUES))


def ask_question(draft: Draft, question: Question, key: str | None = None) -> None:
    """Open a question of the form; ``key`` replaces its usual words (the example after a misunderstanding)."""
    draft.change(offer=None)
    if isinstance(question.kind, Review):
        _ask_review(draft, question, key)
        return
    if question.version:
        shown = {version_of(question.step): Answer((str(question.version),))}
        draft.change(answers={**draft.now.answers, **shown})
    draft.ask(
        question.step,
        key or _asking(draft, question),
        (*choices_of(question), *_ways_out(draft)),
        args={**question.told, **found_args(question, draft.now.answers)},
        multiple=isinstance(question.kind, ChooseSeveral),
    )


def ask_next(draft: Draft, flow: Flow) -> None:
    """Open the first question of the form that has no answer yet."""
    question = flow.next(draft.now.answers, draft.now.skipped)
    if question is not None:
        ask_question(draft, question)


def ask_offer(draft: Draft, offer: Offer, key: str | None = None) -> None:
    """Put something with yes and no, or with the buttons that it has; the form waits."""
    draft.change(offer=offer)
    key = key or f"{text_key(_named(offer))}-ask"
    if offer.reference is not None or offer.step in STEPS:
        told = case_arguments(draft.now, offer, draft.context.now)
        told |= words_at(draft.now, offer.reference, draft.context.contacts) if offer.step == VISIT else {}
        choices = choices_at(draft.now, offer.reference) if offer.step == VISIT else case_choices(draft.now, offer)
        draft.ask(offer.step, key, choices, args=told)
        return
    draft.ask(offer.step, key, offer_choices(offer), args=_offer_arguments(offer))


def ask_again(draft: Draft, *, example: bool = False) -> None:
    """Put whatever is open once more; with ``example`` in the words that show how an answer looks."""
    if draft.now.offer is not None:
        ask_offer(draft, draft.now.offer, f"{text_key(_named(draft.now.offer))}-example" if example else None)
    elif draft.question is not None:
        ask_question(draft, draft.question, f"{draft.question.key}-example" if example else None)
    elif draft.now.step == MENU:
        ask_menu_again(draft, example=example)


def ask_menu_again(draft: Draft, *, example: bool) -> None:
    """The menu once more, the count of misunderstandings kept."""
    draft.ask(MENU, "menu-example" if example else "menu-ask", options(MENU, MENU_VALUES))


def set_aside(draft: Draft, offer: Offer) -> None:
    """The offer is open no more; what was open before it is, with nothing said yet: the menu where nothing was."""
    before = offer.before
    step = before.step if before else offer.resume
    free = step is None and draft.flow is None and not draft.now.open_cases
    draft.change(offer=before, step=MENU if free else step)


def ask_resume(draft: Draft, step: str | None) -> None:
    """Offer to go on with the form where it was."""
    ask_offer(draft, Offer("offer.resume", flow=draft.now.flow or "general", resume=step))


def offer_choices(offer: Offer) -> tuple[Choice, ...]:
    """The buttons of an offer."""
    match offer.step:
        case "offer.intent" if len(offer.intents) > 1:
            meant = tuple(Choice(name, Text(f"intent-{name}")) for name in offer.intents)
            return (*meant, Choice("other", Text("offer-intent-other")))
        case "offer.question":
            send = Choice("send", Text("offer-question-send"))
            return (send, *options(MENU, (_door(offer.intents[0]),)), *options("", ("no",)))
        case "offer.helpful":
            return tuple(map(_next_step, offer.choices))
        case "offer.already":
            more = (*options(MENU, ("employer",)), Choice("wrong", Text("offer-already-wrong")))
            return (*options("", ("yes",)), *more, *options("", ("no",)))
        case "offer.applied":
            return (Choice("yes", Text("offer-applied-yes")), Choice("no", Text("offer-applied-no")))
        case _:
            return options(offer.step, ("yes", "no"))


def offer_reading(offer: Offer) -> str:
    """Under which name the understanding reads answers to an offer."""
    if offer.step in (ADDING, RATING):
        return offer.step
    several = offer.step in (CASES, VISIT) or (offer.step == "offer.intent" and len(offer.intents) > 1)
    return "offer.intent" if several else "yes_no"


def _next_step(value: str) -> Choice:
    """A button under an answer of the guide: yes and no, a door, a situation, an authority, another question."""
    if value in MENU_FLOWS:
        return Choice(value, Text(option_key(MENU, value)))
    if value.startswith("authority:"):
        return Choice(value, Text(value.replace(":", "-")))
    if value in MEANINGS:
        return Choice(value, Text(f"intent-{value}"))
    return Choice(value, Text(option_key("offer.helpful", value)))


def _door(intent: str) -> str:
    """The menu's button for those who ask such things."""
    meaning = meaning_of(intent)
    flow = meaning.flow if isinstance(meaning, Ask) else "arrival"
    return next(value for value, name in MENU_FLOWS.items() if name == flow)


def _named(offer: Offer) -> str:
    """Which words put the offer: one meaning is asked about with yes and no."""
    return "offer.intent_one" if offer.step == "offer.intent" and len(offer.intents) == 1 else offer.step


def _offer_arguments(offer: Offer) -> Args:
    args: Args = {}
    if len(offer.intents) == 1 and offer.step not in ("offer.question", "offer.helpful"):
        args["intent"] = Text(f"intent-{offer.intents[0]}")
    if offer.step == "offer.question" and offer.heard is not None:
        args["words"] = offer.heard.text
    return args


def _ask_review(draft: Draft, question: Question, key: str | None) -> None:
    flow = draft.flows[question.step.partition(".")[0]]
    change = change_choices(flow, draft.now.answers)
    draft.ask(
        question.step,
        key or f"{question.key}-ask",
        (*options("", ("send",)), *change, *options("", ("cancel",)), *_unhelpful(draft)),
        args={"answers": Joined((*summary_lines(flow, draft.now.answers), *wish_summary(draft.now.wishes, flow.name)))},
        kind="summary",
    )


def _asking(draft: Draft, question: Question) -> str:
    """The question's words."""
    return f"{question.key}-{'again' if _comes_again(draft, question) else 'ask'}"


def _comes_again(draft: Draft, question: Question) -> bool:
    """It begins a further round of a loop that has other words for that."""
    flow = draft.flow
    loops = [loop for loop in flow.loops if loop.again and loop.steps[0] == question.step] if flow else []
    return any(flow.rounds(loop, draft.now.answers) for loop in loops) if flow else False


def _ways_out(draft: Draft) -> tuple[Choice, ...]:
    """Skip, and back when there is something to go back to."""
    return (*options("", ("skip", "back") if draft.now.trail else ("skip",)), *_unhelpful(draft))


def _unhelpful(draft: Draft) -> tuple[Choice, ...]:
    """Beside a question that comes again after an answer of the guide: that this was no answer."""
    guided = draft.now.guided
    return options("", ("unhelpful",)) if guided is not None and guided.turn == draft.now.turn else ()
