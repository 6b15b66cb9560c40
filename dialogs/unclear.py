"""Which messages may be collected to teach from: those that nobody understood, where nobody was to be told anything.

Never what answers in free words or says how to be reached, never what is for staff, never what is near to danger.
"""

from collections.abc import Mapping

from dialogs.conversation import Conversation
from dialogs.flow import Choose, ChooseSeveral, Flow, Review, YesNo
from dialogs.flows import FLOWS
from nlu.understanding import DANGER, OUT_OF_SCOPE, Understanding

NEAR_DANGER = 0.1
"""From this confidence on a guess of danger keeps a message out."""
_IMPERSONAL = (Choose, ChooseSeveral, YesNo, Review)
"""Questions with buttons; what is typed there is meant to say one of them."""


def is_unclear(conversation: Conversation, heard: Understanding, flows: Mapping[str, Flow] = FLOWS) -> bool:
    """Whether the typed message that was ``heard`` may be collected; ``conversation`` is before the turn."""
    if heard.text.startswith("/") or heard.answers or _near_danger(heard):
        return False
    return (heard.intent.name == OUT_OF_SCOPE or bool(heard.rivals)) and _is_impersonal(conversation, flows)


def may_teach(conversation: Conversation, heard: Understanding) -> bool:
    """Whether a question that was answered wrongly, outside of any form, may be collected."""
    return not conversation.open_cases and conversation.flow is None and not _near_danger(heard)


def _near_danger(heard: Understanding) -> bool:
    guessed = {intent.name for intent in heard.intent_ranking if intent.confidence >= NEAR_DANGER}
    return DANGER in {heard.intent.name, *heard.rivals, *heard.also, *guessed}


def _is_impersonal(conversation: Conversation, flows: Mapping[str, Flow]) -> bool:
    """At the menu, or at a question with buttons; no staff has a case, and nothing is offered."""
    if conversation.offer is not None or conversation.open_cases:
        return False
    flow = flows.get(conversation.flow or "")
    if flow is None:
        return True
    question = flow.question(conversation.step or "")
    if question is None or not question.on_ticket or question.step.endswith("contact"):
        return False
    return isinstance(question.kind, _IMPERSONAL) and not getattr(question.kind, "words", False)
