"""Which language the conversation is in: by button, by wish, or simply by writing in another one."""

from dialogs.draft import Draft
from dialogs.effects import Choice, Say, Text
from dialogs.limits import SURE_WORDS
from dialogs.questions import MENU, ask_again

LANGUAGES = ("sv", "uk", "en")
SURE = 0.8
"""From this confidence on a message counts as written in a language."""
SURE_OF_RUSSIAN = 0.95
"""From this on who reads Ukrainian is told that Russian is not answered: Ukrainian taken for it would hurt."""
KEPT = "language-kept"
"""Told once the person has undone a switch: from then on only a wish changes the language."""


def set_language(draft: Draft, language: str, key: str = "language-set") -> None:
    """Go on in another language; answers are kept, the open question is put again."""
    draft.change(language=language, spoke=None)
    draft.say(key, kind="notice")
    ask_again(draft)


def press_language(draft: Draft, language: str) -> None:
    """A button; after a switch by writing it undoes that for good."""
    if "language-switched" in draft.now.told:
        draft.once(KEPT)
    set_language(draft, language)


def ask_language(draft: Draft) -> None:
    """Which language? A language named in the message is taken at once."""
    named = draft.understanding.entity("language")
    if named == draft.now.language and _was_noticed(draft):
        ask_again(draft)
    elif named in LANGUAGES:
        set_language(draft, named)
    elif named == "ru":
        draft.once("russian")
        set_language(draft, "uk", "language-russian")
    else:
        choices = tuple(Choice(f"language:{name}", Text(f"language-{name}")) for name in LANGUAGES)
        draft.ask(draft.now.step or MENU, "language-ask", choices)


def _was_noticed(draft: Draft) -> bool:
    """This turn has told already that the language is another one now."""
    return any(isinstance(e, Say) and e.key in ("language-noticed", "language-russian") for e in draft.effects)


def notice_language(draft: Draft) -> None:
    """The person writes in another language than the conversation's: switch, say so, keep everything.

    A few words may be a name or a quotation: they count when the message before was in that language, too.
    """
    heard, before = draft.understanding.language, draft.now.spoke
    if heard.confidence < SURE:
        return
    if heard.name == "ru":
        if draft.now.language != "uk" or heard.confidence >= SURE_OF_RUSSIAN:
            _answer_russian(draft)
        return
    if heard.name == draft.now.language or heard.name not in LANGUAGES:
        draft.change(spoke=None)
        return
    draft.change(spoke=heard.name)
    long = len(draft.understanding.text.split()) >= SURE_WORDS
    if KEPT not in draft.now.told and (long or before == heard.name):
        _switch(draft, heard.name)


def _answer_russian(draft: Draft) -> None:
    """Russian is understood and not offered; that is said once, in Ukrainian."""
    if KEPT in draft.now.told:
        return
    away = draft.now.language != "uk"
    before = draft.now.language
    draft.change(language="uk", spoke=None)
    if draft.once("russian"):
        _say_switched(draft, "language-russian", before if away else None)
    elif away:
        _say_switched(draft, "language-noticed", before)


def _switch(draft: Draft, language: str) -> None:
    before = draft.now.language
    draft.change(language=language, spoke=None)
    _say_switched(draft, "language-noticed", before)


def _say_switched(draft: Draft, key: str, before: str | None) -> None:
    """The notice, with a button back to the language before."""
    back = (Choice(f"language:{before}", Text(f"language-{before}")),) if before else ()
    if before:
        draft.once("language-switched")
    draft.do(Say(key=key, kind="notice", choices=back, step=draft.now.step))
