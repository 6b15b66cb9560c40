"""What words are rather than an answer to what is open: a command, a wish or a question of the person's own.

Where any words are an answer, only what surely is a command is taken for one.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from dialogs import acting, steering
from dialogs.answers import read_text
from dialogs.case_status import ADDING, RATING_WORDS
from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.flow import FreeText, Places, Question, Review
from dialogs.guide import answering
from dialogs.meanings import Start, Steer, asked, meaning_of, wanted
from nlu.understanding import ASKS

COMMAND_WORDS = 8
"""A message of at most so many words that holds a command is no free-text answer."""
NAMED: Mapping[str, str] = MappingProxyType({"language": "change_language", "role": "talk_to_human"})
"""What a question asks for, and the command that its answers sound like."""
NAME_WORDS = 6
"""Words of an answer that only names something."""
CERTAIN = 0.8
"""From this confidence on a wish is one where any other words would be an answer."""
ALSO_MEANT = 0.1
"""From this confidence on a command beside another one is meant, too."""
_ONE_QUESTION = re.compile(r"[^.,:;!?\n]+\?+")


def with_staff(now: Conversation) -> bool:
    """Staff have the case and no question is open: what is written is for them."""
    return now.step is None and bool(now.open_cases)


def for_the_case(draft: Draft) -> bool:
    """Whatever is written now belongs to a case, unless it is wholly a command."""
    return draft.now.offer is not None and draft.now.offer.step in (ADDING, RATING_WORDS)


def commands_first(draft: Draft, reads: bool) -> bool:
    """The message is a command rather than an answer to what is open."""
    heard, name = draft.understanding, command(draft)
    if heard.whole and (heard.text.startswith("/") or acting.needs_asking(draft, name)):
        return heard.text.startswith("/")
    if for_the_case(draft) or _is_free_text(draft):
        short = len(heard.text.split()) <= COMMAND_WORDS and not for_the_case(draft) and not reads
        first = heard.whole and name in steering.FIRST and not _only_names(draft, name)
        return first or (short and name in steering.INSISTENT)
    if reads and _names_a_language(draft):
        return True
    if not heard.whole or name in steering.OVER_ANSWERS or (name == "change_language" and _goes_on(draft)):
        return heard.whole and name in steering.OVER_ANSWERS
    if draft.now.offer is not None and draft.now.offer.step == "offer.urgent":
        return name == "talk_to_human"
    return not reads and (name in steering.FIRST or (not with_staff(draft.now) and not heard.also))


def command(draft: Draft) -> str:
    """The intent. Whoever says "go back, I wrote it wrong" goes back, although it also is about changing an answer."""
    name = draft.understanding.intent.name
    likely = any(i.name == "back" and i.confidence >= ALSO_MEANT for i in draft.understanding.intent_ranking)
    return "back" if name == "change_answer" and likely else name


def is_command(draft: Draft) -> bool:
    return isinstance(meaning_of(draft.understanding.intent.name), Steer)


def is_aside(draft: Draft) -> bool:
    """A question of the person's own, or a wish that is sure enough not to be an answer, and not for this form."""
    heard = draft.understanding
    if asked(heard):
        return answering.puts_a_question(heard)
    if _only_names(draft, heard.intent.name):
        return False
    meanings = [meaning_of(name) for name in wanted(heard)]
    question = draft.question
    takes = question.kind.takes if question is not None and isinstance(question.kind, FreeText) else ()
    others = [m for m in meanings if not isinstance(m, Start) or m.flow not in (draft.now.flow, *takes)]
    return bool(others) and heard.intent.confidence >= CERTAIN


def only_asks(draft: Draft, question: Question) -> bool:
    """One sentence that is a question: "may I work?" says nothing about a permit. At the review none says "send"."""
    heard = draft.understanding
    if not answering.puts_a_question(heard) or not any(answering.is_question(draft, n) for n in wanted(heard)):
        return False
    return (
        isinstance(question.kind, Review)
        or _ONE_QUESTION.fullmatch(heard.text.strip()) is not None
        or heard.reading(ASKS) == ("only",)
    )


def _only_names(draft: Draft, intent: str) -> bool:
    """Where a language is asked for, naming one is no wish to change to it; nor is "manager" a call for one."""
    kind = draft.question.kind if draft.question and draft.now.offer is None else None
    named = NAMED.get(kind.concept or "") if isinstance(kind, FreeText) else None
    return named == intent and len(draft.understanding.text.split()) <= NAME_WORDS


def _names_a_language(draft: Draft) -> bool:
    """A wish such as "in Swedish, please" where Swedish is also something to need; the bare name is an answer."""
    heard = draft.understanding
    if heard.intent.name != "change_language" or heard.intent.confidence < 1 or not heard.answers:
        return False
    return set(heard.answers[0].values) <= {"swedish", "english"} and len(heard.text.split()) > 1


def _goes_on(draft: Draft) -> bool:
    """The answer comes along with the word that the person goes on in the language that is spoken already."""
    heard, question = draft.understanding, draft.question
    if heard.entity("language") != draft.now.language or question is None or draft.now.offer is not None:
        return False
    return read_text(question, heard) is not None


def _is_free_text(draft: Draft) -> bool:
    if draft.now.offer is not None or draft.question is None:
        return False
    return isinstance(draft.question.kind, FreeText | Places)
