"""Was this what you asked? What becomes of yes, no, and everything else that people do there."""

import pytest
from msgspec.structs import replace

from dialogs.effects import Collect, OpenTicket, Tally
from nlu.understanding import Intent
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens


def helped(value: str) -> Tally:
    return Tally(name="guide.helpful", value=value)


@pytest.mark.parametrize("language, yes", [("sv", "ja"), ("uk", "так, дякую"), ("en", "yes"), ("en", "thank you")])
def test_yes_is_counted_and_leads_to_the_menu(talk: Opens, language: str, yes: str) -> None:
    person = talk(language).means("BankID?", "ask_bankid").says(yes).expects("menu", "helpful-yes")
    assert person.did(Tally) == [helped("ask_bankid:yes")]
    assert person.did(Collect) == []


@pytest.mark.parametrize("language, no", [("sv", "nej"), ("uk", "ні"), ("en", "no")])
def test_no_is_counted_collected_and_offered_to_staff(talk: Opens, language: str, no: str) -> None:
    person = talk(language).means("elefanter?", "ask_events").says(no)
    person.expects("offer.question", "offer-question-unhelpful")
    assert person.did(Tally) == [helped("ask_events:no")]
    assert person.plan is not None
    assert person.plan.unclear is not None
    assert person.plan.unclear.text == "elefanter?"
    (ticket,) = person.presses("send").did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("membership", "question")
    assert [line.value for line in ticket.answers] == ["elefanter?"]


def test_what_may_be_danger_is_not_collected(talk: Opens) -> None:
    person = talk().means("vad händer ikväll?", "ask_events")
    offer = person.conversation.offer
    assert offer is not None
    assert offer.heard is not None
    near = replace(offer.heard, intent_ranking=(*offer.heard.intent_ranking, Intent("report_danger", 0.15)))
    person.conversation = replace(person.conversation, offer=replace(offer, heard=near))
    assert person.presses("no").did(Collect) == []


def test_an_open_case_keeps_the_question_out_of_the_collection(talk: Opens) -> None:
    person = talk().presses("person").presses("arrival", "cancel").means("BankID?", "ask_bankid").presses("no")
    assert person.did(Collect) == []


def test_a_person_gets_the_question(talk: Opens) -> None:
    (ticket,) = talk().means("lön?", "ask_wage_support").presses("person").did(OpenTicket)
    assert (ticket.queue, [line.value for line in ticket.answers]) == ("employers", ["lön?"])
    (ticket,) = talk().means("lön?", "ask_wage_support").says("jag vill prata med en människa").did(OpenTicket)
    assert (ticket.queue, [line.value for line in ticket.answers]) == ("employers", ["lön?"])


def test_a_new_question_is_answered_and_says_nothing_of_the_first(talk: Opens) -> None:
    person = talk().means("BankID?", "ask_bankid").means("nej, var är skolan?", "ask_school")
    assert person.expects("offer.helpful").did(Tally) == [Tally(name="guide.answered", value="ask_school")]


def test_a_wish_leads_to_its_form(talk: Opens) -> None:
    talk().means("BankID?", "ask_bankid").means("jag söker jobb", "seek_work").expects("arrival.adult")


def test_what_is_not_understood_is_asked_once_more_then_a_person_is_offered(talk: Opens) -> None:
    person = talk().means("BankID?", "ask_bankid").means("elefant").expects("offer.helpful", "offer-helpful-example")
    person.means("elefant").expects("offer.person").presses("no").expects("menu")


def test_words_of_a_button_press_it(talk: Opens) -> None:
    person = talk("en").means("sfi?", "ask_sfi").says("I live in another municipality")
    person.expects("offer.helpful", "guide-ask_sfi-elsewhere")
    assert person.conversation.situation == ("elsewhere",)


def test_a_button_of_an_older_answer_is_stale(talk: Opens) -> None:
    person = talk().means("vem?", "ask_who_does_what").means("BankID?", "ask_bankid").presses("authority:skatteverket")
    person.expects("offer.helpful", "stale-choice")
    assert "guide-authority" not in person.keys


def test_inside_a_form_a_button_says_that_it_was_no_answer(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("vad är sfi?", "ask_sfi")
    assert person.buttons[-1] == "unhelpful"
    person.presses("unhelpful").expects("arrival.stage", "question-kept")
    assert person.did(Tally) == [helped("ask_sfi:no")]
    assert "unhelpful" not in person.buttons
    assert [wish.words for wish in person.conversation.wishes] == ["vad är sfi?"]
    person.presses("unhelpful").expects("arrival.stage", "stale-choice")


def test_what_helped_inside_a_form_is_not_on_the_ticket(talk: Opens) -> None:
    person = talk().presses("arrival").means("vad är sfi?", "ask_sfi").presses(*TO_REVIEW[1:], "send")
    assert "vad är sfi?" not in {line.value for line in person.did(OpenTicket)[0].answers}


def test_at_the_review_it_can_be_said_too(talk: Opens) -> None:
    person = talk().presses(*TO_REVIEW).means("vad är sfi?", "ask_sfi").presses("unhelpful").expects("arrival.review")
    assert "vad är sfi?" in person.words


def test_a_letter_with_a_question_is_answered_first_and_sent_when_that_did_not_help(talk: Opens) -> None:
    person = talk().presses("question").means("Vad är sfi?", "ask_sfi").expects("offer.helpful", "guide-ask_sfi")
    assert person.did(OpenTicket) == []
    (ticket,) = person.presses("no").expects(None, "handover").did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("general", "question")
    assert [(line.step, line.value) for line in ticket.answers] == [("question.message", "Vad är sfi?")]


def test_a_letter_whose_answer_helped_is_not_sent(talk: Opens) -> None:
    person = talk().presses("question").means("Vad är sfi?", "ask_sfi").presses("yes").expects("menu")
    assert person.conversation.cases == ()
    assert person.presses("question").expects("question.message").answer("question.message") is None


@pytest.mark.parametrize("intent, also", [("out_of_scope", ()), ("ask_sfi", ("talk_to_human",)), ("seek_work", ())])
def test_any_other_letter_is_for_staff(talk: Opens, intent: str, also: tuple[str, ...]) -> None:
    person = talk().presses("question").means("det gäller ett brev", intent, also=also).expects("question.review")
    assert person.answer("question.message") == "det gäller ett brev"
