"""Hearing words: a command, a correction, an answer, a wish, a doubt, or nothing that is understood.

Which of these the words are depends on what is open.
"""

import re

from dialogs import (
    acting,
    after_closing,
    amendments,
    cases,
    corrections,
    doubts,
    fairness,
    followup,
    form,
    job_adverts,
    judging,
    offers,
    steering,
    visit_hearing,
)
from dialogs.answers import REVIEW
from dialogs.case_status import STEPS
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.effects import Joined, Text
from dialogs.events import PersonEdited, PersonSent, PersonWrote
from dialogs.flow import FreeText, Places, Question, Review
from dialogs.guide import answering, following, helpful
from dialogs.languages import notice_language
from dialogs.meanings import Ask, Start, asked, meaning_of, wanted, yes_or_no
from dialogs.questions import MENU, MENU_FLOWS, ask_again, ask_offer, set_aside
from dialogs.wishes import keep_opening
from nlu.understanding import CHANGE, DANGER, DENIED, INSTEAD

OF_THE_FORM = steering.INSISTENT | {"change_answer", "change_language"}
"""Commands about the form; what a letter says may sound like one."""


def hear(draft: Draft, event: PersonWrote | PersonEdited | PersonSent, reads: bool) -> None:
    """Words of the person. ``reads``: they hold an answer to what is open."""
    if event.masked:
        kinds = tuple(Text(f"masked-{kind}") for kind in event.masked)
        draft.say("masked", kind="notice", kinds=Joined(kinds, inline=True))
    if visit_hearing.hear_absence(draft):
        return
    if draft.understanding.intent.name == DANGER:
        steering.obey(draft, DANGER)
        return
    notice_language(draft)
    fairness.explain(draft)
    if not judging.with_staff(draft.now) and not judging.for_the_case(draft):
        answering.as_named(draft)
        job_adverts.hear_question(draft)
    if event.masked and _only_masked(event.text):
        form.tell_fault(draft)
        ask_again(draft)
    elif (
        visit_hearing.hear_words(draft)
        or followup.hear_case(draft)
        or _corrects(draft, event)
        or _follows(draft, reads)
    ):
        return
    elif not (judging.commands_first(draft, reads) and steering.obey(draft, judging.command(draft))):
        _answer(draft, reads)


def _corrects(draft: Draft, event: PersonWrote | PersonEdited | PersonSent) -> bool:
    """An edited message that held answers, or words that are about nothing but a wrong answer."""
    if judging.for_the_case(draft):
        return False
    if isinstance(event, PersonEdited) and corrections.correct(draft, event):
        return True
    return draft.understanding.intent.name == amendments.INTENT and amendments.amend(draft)


def _follows(draft: Draft, reads: bool) -> bool:
    """The words follow an answer of the guide, and are not for staff."""
    if judging.for_the_case(draft) or judging.with_staff(draft.now):
        return False
    return following.follow(draft, reads=reads)


def choose_from_menu(draft: Draft, value: str) -> bool:
    """A button of the menu; False when it has no such button."""
    if flow := MENU_FLOWS.get(value):
        form.start(draft, flow)
        return True
    return steering.press(draft, value)


def _answer(draft: Draft, reads: bool) -> None:
    """The words belong to what is open: an offer, a question, staff's case, the menu."""
    offer = draft.now.offer
    if offer is not None and offer.step in doubts.STEPS:
        doubts.hear(draft, offer)
    elif offer is not None and offer.step in STEPS:
        if not followup.hear(draft, offer):
            set_aside(draft, offer)
            draft.change(misses=0)
            _answer(draft, reads=False)
    elif offer is not None and offer.step == helpful.STEP:
        _hear_helpful(draft, offer)
    elif offer is not None:
        _hear_offer(draft, offer)
    elif draft.question is not None:
        _hear_form(draft, draft.question, reads)
    elif judging.with_staff(draft.now):
        _hear_with_staff(draft)
    else:
        _hear_menu(draft, reads)


def _hear_offer(draft: Draft, offer: Offer) -> None:
    if amendments.amend_at_offer(draft, offer):
        return
    staff_listen = offer.step == "offer.resume" and bool(draft.now.open_cases)
    if offer.step != "offer.urgent" and not draft.understanding.reading("yes_no"):
        if (not staff_listen or judging.is_command(draft)) and (amendments.amend(draft) or acting.act(draft)):
            return
        if not staff_listen and doubts.ask_meant(draft):
            return
    if not offers.hear(draft, offer):
        offers.miss(draft, offer)


def _hear_helpful(draft: Draft, offer: Offer) -> None:
    """Yes or no to whether an answer helped, or whatever else the person wants to know or do."""
    heard = draft.understanding
    fresh = [name for name in wanted(heard) if name not in offer.intents]
    if fresh or (wanted(heard) and not heard.reading("yes_no")):
        acting.act(draft)
    elif said := yes_or_no(heard):
        helpful.decide(draft, offer, said)
    elif not doubts.ask_meant(draft):
        form.miss(draft)


def _hear_form(draft: Draft, question: Question, reads: bool) -> None:
    if question.step == helpful.LETTER and answering.answer_letter(draft):
        return
    if isinstance(question.kind, FreeText | Places):
        _hear_free_text(draft, question.kind, reads=reads)
        return
    if _amends(draft) or (judging.only_asks(draft, question) and acting.act(draft)):
        return
    noted = form.note(draft)
    if reads:
        acting.answer_questions(draft)
    if _adds(draft) or _takes(draft, question) or _adds(draft, said=True) or _act_in_form(draft, noted):
        return
    if noted:
        form.go_on(draft)
    elif _says_again(draft) or not doubts.ask_meant(draft):
        form.miss(draft)


def _says_again(draft: Draft) -> bool:
    """The words hold an answer that was given before: they mean just that, and the open question stays."""
    return any(reading.step in draft.now.answers for reading in draft.understanding.answers)


def _act_in_form(draft: Draft, noted: bool) -> bool:
    """What the words ask for. Where they filled answers, a wish for just this form asks for nothing more."""
    first = next(iter(wanted(draft.understanding)), "")
    meaning = meaning_of(first)
    if noted and isinstance(meaning, Start) and meaning.flow == draft.now.flow:
        return False
    return acting.act(draft)


def _hear_free_text(draft: Draft, kind: FreeText | Places, *, reads: bool) -> None:
    """Any words are an answer, but for a correction, a question of the person's own and what is surely a wish."""
    concept, noted = "occupation" if isinstance(kind, Places) else kind.concept, False
    if isinstance(kind, Places) or not kind.letter:
        if amendments.amend(draft):
            return
        answered = reads or (concept is not None and draft.understanding.entity(concept) is not None)
        if not answered and judging.is_aside(draft) and acting.act(draft):
            return
        acting.answer_questions(draft)
        noted = form.note(draft)
    if form.answer(draft):
        return
    if noted:
        form.go_on(draft)
    else:
        form.miss(draft)


def _hear_with_staff(draft: Draft) -> None:
    """For staff. While they have not answered yet, the guide does, and a wish that a form takes in is offered.

    Whose application is decided is not in the middle of a talk with them: what a new member offers is taken in.
    """
    cases.add_words(draft)
    silent = all(not c.staff_wrote or c.decided for c in draft.now.open_cases)
    if silent and (told := answering.answerable(draft, wanted(draft.understanding))):
        answering.answer_beside(draft, told)
    heard, taken = draft.understanding, {c.flow for c in draft.now.open_cases}
    wishes = [n for n in wanted(heard) if isinstance(m := meaning_of(n), Start) and m.flow not in taken]
    if wishes and silent:
        offer = Offer("offer.next", intents=(wishes[0],), heard=acting.as_meant(heard, wishes[0]))
        ask_offer(draft, offer)


def _hear_menu(draft: Draft, reads: bool) -> None:
    heard = draft.understanding
    if after_closing.ask_about(draft):
        return
    wishes = any(isinstance(meaning_of(name), Start | Ask) for name in wanted(heard))
    if wishes and acting.act(draft):
        return
    if len(heard.rivals) > 1 and doubts.ask_meant(draft):
        return
    chosen = heard.reading(MENU) if reads else ()
    if len(chosen) == 1 and _choose_in_words(draft, chosen[0]):
        return
    if acting.act(draft) or doubts.ask_meant(draft):
        return
    draft.change(step=MENU)
    form.miss(draft)


def _choose_in_words(draft: Draft, value: str) -> bool:
    """A way of the menu that the words name; what else they say goes along with the form."""
    ranking = ((i.name, meaning_of(i.name)) for i in draft.understanding.intent_ranking)
    flow = MENU_FLOWS.get(value)
    if wish := next((name for name, meaning in ranking if isinstance(meaning, Start) and meaning.flow == flow), None):
        keep_opening(draft, wish)
    return choose_from_menu(draft, value)


def _adds(draft: Draft, *, said: bool = False) -> bool:
    """More words for a letter. A long message that only sounds like a wish to change something is one of them.

    ``said``: the words are no answer to whether the letter is to be sent.
    """
    heard = draft.understanding
    long = not heard.whole and len(heard.text.split()) > judging.COMMAND_WORDS
    if long and (heard.intent.name in OF_THE_FORM or not judging.is_command(draft)):
        return (said or heard.reading(REVIEW) == ("change",)) and form.add_to_letter(draft)
    return said and not judging.is_command(draft) and form.add_to_letter(draft)


def _takes(draft: Draft, question: Question) -> bool:
    """The words answer the question. A long question of the person's own, whatever it is about, sends no review."""
    heard = draft.understanding
    likely = (*wanted(heard), *heard.rivals)
    asks = answering.puts_a_question(heard) or any(isinstance(meaning_of(name), Ask) for name in likely)
    if isinstance(question.kind, Review) and asks and len(heard.text.split()) > judging.COMMAND_WORDS:
        return False
    return form.answer(draft)


def _amends(draft: Draft) -> bool:
    """A correction. What a question speaks of ("my friend lives in Solna, may she …") changes no answer by itself."""
    heard = draft.understanding
    speaks = bool(asked(heard)) and answering.puts_a_question(heard)
    marked = any(heard.reading(step) for step in (CHANGE, DENIED, INSTEAD))
    return (marked or not speaks) and amendments.amend(draft)


def _only_masked(text: str) -> bool:
    """Nothing is left of the message but what stands for the masked number."""
    return not re.sub(r"\[[a-z_]+\]|\W", "", text)
