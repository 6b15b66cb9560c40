"""What a person wants besides what the conversation is at: kept in their words, told on the ticket, offered as next.

Nothing that somebody wrote is lost because something else was open.
"""

import msgspec

from dialogs.conversation import Offer, Wish
from dialogs.draft import Draft
from dialogs.effects import Joined, Text
from dialogs.limits import ANSWER_LENGTH, LONG, WISHES
from dialogs.meanings import meaning_of
from dialogs.questions import ask_offer
from nlu.understanding import Intent, Understanding


def keep(draft: Draft, intent: str, words: str) -> None:
    """Remember the wish; the same one is remembered once."""
    wish = Wish(intent, words.strip()[:ANSWER_LENGTH])
    if not draft.unfair and wish.words and wish not in draft.now.wishes:
        draft.change(wishes=(*draft.now.wishes, wish)[-WISHES:])


def keep_opening(draft: Draft, intent: str) -> None:
    """Words that open a form go along with it when they say more than that."""
    words = draft.understanding.text
    if len(words.split()) >= LONG:
        keep(draft, intent, words)


def keep_others(draft: Draft, first: str, others: tuple[str, ...]) -> None:
    """The other wishes of the message, besides the ``first``, and a word that they are kept."""
    kept = [name for name in others if not _is_same(first, name)]
    for name in kept:
        keep(draft, name, draft.understanding.text)
    if kept:
        draft.say("also-kept", kind="notice", wishes=Joined(tuple(map(intent_name, kept)), inline=True))


def intent_name(intent: str) -> Text:
    """The intent in plain words."""
    return Text(f"intent-{intent}")


def offer_next(draft: Draft) -> bool:
    """Offer what was kept for later; False when there is nothing."""
    if not draft.now.wishes:
        return False
    wish, *rest = draft.now.wishes
    heard = Understanding(text=wish.words, intent=Intent(wish.intent, 1.0))
    draft.change(wishes=tuple(rest))
    ask_offer(draft, Offer("offer.next", intents=(wish.intent,), heard=heard))
    return True


def slim(heard: Understanding) -> Understanding:
    """What is worth keeping of a message until the person has chosen."""
    return msgspec.structs.replace(heard, text=heard.text[:ANSWER_LENGTH], intent_ranking=(), whole=False)


def _is_same(first: str, other: str) -> bool:
    """Two questions are told in the same words; two wishes for one form lead to it together."""
    one, two = meaning_of(first), meaning_of(other)
    return type(one) is type(two) and getattr(one, "flow", None) == getattr(two, "flow", None)
