"""What is surely understood is acted upon, wherever the conversation is."""

import pytest

from dialogs.effects import OpenTicket, WakeTicket
from dialogs.events import StaffReplied
from dialogs.meanings import MEANINGS, Ask, Start
from tests.conversation import TO_REVIEW, Talk
from tests.dialogs.conftest import Opens

STARTS = sorted((name, meaning.flow) for name, meaning in MEANINGS.items() if isinstance(meaning, Start))
ASKS = sorted((name, meaning.queue) for name, meaning in MEANINGS.items() if isinstance(meaning, Ask))
LETTER = "The door of our house is broken since yesterday."
PLACES = ["menu", "form", "free text", "review", "offer", "doubt", "answered", "question", "staff"]


def at(person: Talk, place: str) -> Talk:  # noqa: C901  one case a place
    """Bring a new conversation there."""
    match place:
        case "form":
            person.presses("arrival", "adult")
        case "free text":
            person.presses(*TO_REVIEW[:6]).expects("arrival.occupation")
        case "review":
            person.presses(*TO_REVIEW)
        case "offer":
            person.means("blå elefanter").means("gröna elefanter").expects("offer.person")
        case "doubt":
            person.means("något med papper", rivals=("ask_cv", "ask_validation")).expects("offer.intent")
        case "answered":
            person.means("var kan jag bo?", "ask_housing").expects("offer.helpful")
        case "question":
            person.means("var kan jag bo?", "ask_housing").presses("no").expects("offer.question")
        case "staff":
            person.presses("person").expects(None)
    return person


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("intent", sorted(MEANINGS))
def test_every_intent_has_an_answer_everywhere(talk: Opens, place: str, intent: str) -> None:
    person = at(talk(), place).means("ett par ord om det", intent)
    assert person.heard or person.did(WakeTicket) or person.did(OpenTicket)
    assert person.conversation.step or person.conversation.open_cases or "goodbye" in person.keys


@pytest.mark.parametrize("intent, flow", STARTS)
def test_a_wish_starts_its_form(talk: Opens, intent: str, flow: str) -> None:
    assert talk().means("jag vill det", intent).conversation.flow == flow


@pytest.mark.parametrize("intent, queue", ASKS)
def test_a_question_can_be_sent_as_it_was_written(talk: Opens, intent: str, queue: str) -> None:
    person = (
        talk("uk").means("а як із цим?", intent).presses("no").expects("offer.question", "offer-question-unhelpful")
    )
    assert "а як із цим?" in person.words
    person.presses("send").expects(None, "handover")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.flow) == (queue, "question")
    assert [(line.step, line.value) for line in ticket.answers] == [("question.message", "а як із цим?")]


@pytest.mark.parametrize("language, yes", [("sv", "ja tack"), ("uk", "так"), ("en", "yes please")])
def test_a_question_is_sent_by_a_word(talk: Opens, language: str, yes: str) -> None:
    person = talk(language).means("BankID?", "ask_bankid").presses("no").says(yes).expects(None, "handover")
    assert person.did(OpenTicket)[0].answers[0].value == "BankID?"


def test_a_question_that_is_not_sent_leads_to_the_menu(talk: Opens) -> None:
    person = talk().means("BankID?", "ask_bankid").presses("no", "no").expects("menu", "next-declined")
    assert person.did(OpenTicket) == []


def test_a_second_question_about_the_same_joins_the_first(talk: Opens) -> None:
    person = at(talk(), "question").means("och hur länge?", "ask_housing").expects("offer.question").presses("send")
    assert person.did(OpenTicket)[0].answers[0].value == "var kan jag bo?\noch hur länge?"


@pytest.mark.parametrize(
    "intent, button, step",
    [
        ("ask_sfi", "arrival", "arrival.adult"),
        ("ask_wage_support", "employer", "employer.kind"),
        ("ask_membership", "member", "membership.organisation_number"),
    ],
)
def test_the_form_instead_takes_the_question_along(talk: Opens, intent: str, button: str, step: str) -> None:
    person = talk().means("hur är det med det?", intent).presses("no")
    assert person.buttons == ["send", button, "no"]
    person.presses(button).expects(step)
    assert [wish.words for wish in person.conversation.wishes] == ["hur är det med det?"]


def test_who_asks_for_a_person_at_a_question_gets_one_with_the_question(talk: Opens) -> None:
    person = talk().means("var kan jag bo?", "ask_housing").means("kan någon ringa mig", "talk_to_human")
    (ticket,) = person.did(OpenTicket)
    assert [line.value for line in ticket.answers] == ["var kan jag bo?"]


def test_words_not_understood_at_a_question_are_handed_over_with_it(talk: Opens) -> None:
    person = at(talk(), "question").means("elefant").means("elefant")
    assert "var kan jag bo?" in person.did(OpenTicket)[0].answers[0].value


@pytest.mark.parametrize("place", ["form", "review"])
def test_a_question_inside_a_form_is_answered_and_the_form_goes_on(talk: Opens, place: str) -> None:
    person = at(talk(), place)
    step = person.conversation.step
    person.means("får jag jobba?", "ask_right_to_work").expects(step, "guide-ask_right_to_work")
    assert (person.conversation.misses, person.conversation.wishes) == (0, ())


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_a_question_that_was_not_answered_stands_on_the_ticket(talk: Opens, language: str) -> None:
    person = talk(language).presses("arrival").means("Ett rum? Де жити?", "ask_housing").presses("unhelpful")
    person.expects("arrival.adult", "question-kept").presses(*TO_REVIEW[1:])
    assert "Ett rum? Де жити?" in person.expects("arrival.review").words
    person.presses("send")
    (ticket,) = person.did(OpenTicket)
    assert ("arrival.words", "Ett rum? Де жити?") in [(line.step, line.value) for line in ticket.answers]
    assert person.conversation.wishes == ()


def test_an_answer_with_a_question_gives_both(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult")
    person.means("I have a permit, may I work?", "ask_right_to_work")
    person.expects("arrival.municipality", "guide-ask_right_to_work")
    assert person.answer("arrival.stage") == "permit"


def test_an_answer_that_only_sounds_like_a_question_is_an_answer(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult").means("I have a permit", "ask_residence_permit")
    person.expects("arrival.municipality")
    assert person.conversation.wishes == ()


def test_a_question_where_any_words_are_an_answer(talk: Opens) -> None:
    person = at(talk("en"), "free text").means("what is validation?", "ask_cv")
    person.expects("arrival.occupation", "guide-ask_cv").means("I did bookkeeping", "ask_cv")
    assert person.answer("arrival.occupation") == "I did bookkeeping"


def test_an_occupation_with_a_question_gives_both(talk: Opens) -> None:
    person = at(talk("en"), "free text").means("nurse. do I need a licence?", "ask_licence")
    person.expects("arrival.occupation_confirm", "guide-ask_licence")


def test_a_sure_wish_for_a_person_is_no_occupation(talk: Opens) -> None:
    person = at(talk("en"), "free text").means("could somebody phone me about it", "talk_to_human")
    assert person.did(OpenTicket)
    assert person.answer("arrival.occupation") is None


def lettered(talk: Opens) -> Talk:
    """A letter waits to be sent."""
    return talk("en").presses("question").means(LETTER).expects("question.review")


def test_in_a_letter_everything_is_for_its_reader(talk: Opens) -> None:
    person = talk("en").presses("question").means("Somebody ought to call us about the door", "talk_to_human")
    person.expects("question.review")
    assert person.answer("question.message") == "Somebody ought to call us about the door"


def test_more_words_before_a_letter_is_sent_join_it(talk: Opens) -> None:
    person = lettered(talk).means("And so is the window.", "offer_job")
    person.expects("question.review", "letter-added")
    assert person.answer("question.message") == f"{LETTER}\nAnd so is the window."


@pytest.mark.parametrize("intent", ["change_answer", "change_language", "back"])
def test_a_sentence_that_sounds_like_a_command_joins_the_letter(talk: Opens, intent: str) -> None:
    more = "I forgot to write one thing: it is enough when they speak a little English"
    person = lettered(talk).means(more, intent).expects("question.review", "letter-added")
    assert person.answer("question.message") == f"{LETTER}\n{more}"
    assert person.conversation.language == "en"


def test_a_short_command_before_a_letter_is_sent_is_obeyed(talk: Opens) -> None:
    lettered(talk).means("could I go back please", "back").expects("question.message")


def test_a_wish_for_the_form_that_is_open_goes_on_with_it(talk: Opens) -> None:
    talk().presses("arrival", "adult").means("jag vill jobba", "seek_work").expects("arrival.stage", "form-already")


def test_another_form_is_begun_only_when_the_person_says_so(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("vi vill erbjuda jobb på vårt kafé", "offer_job")
    person.expects("offer.switch", "offer-switch-ask").presses("no").expects("arrival.stage")
    person.means("vi vill erbjuda jobb på vårt kafé", "offer_job").presses("yes")
    person.expects("employer.organisation_number")


def test_the_answers_of_a_form_that_was_left_are_there_later(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("vi vill erbjuda jobb", "offer_job").presses("yes")
    person.expects("employer.organisation_number").presses("cancel")
    while person.conversation.step != "menu":
        person.presses("no")
    person.presses("arrival").expects("offer.resume").presses("yes")
    person.expects("arrival.stage")
    assert person.answer("arrival.adult") == "adult"


def test_words_that_open_a_form_are_not_lost(talk: Opens) -> None:
    person = talk("en").means("We can offer two jobs in a bakery in Kista", "offer_job")
    while person.conversation.step != "employer.review":
        person.presses("skip")
    person.presses("send")
    (ticket,) = person.did(OpenTicket)
    assert "We can offer two jobs in a bakery in Kista" in {line.value for line in ticket.answers}


def test_exploitation_is_told_who_helps(talk: Opens) -> None:
    person = talk("uk").means("мені пів року не платять", "report_exploitation")
    person.expects("offer.urgent", "exploitation-help").presses("yes")
    assert person.did(OpenTicket)[0].queue == "urgent"


def test_a_complaint_is_offered_to_staff_word_for_word(talk: Opens) -> None:
    person = talk().means("det här är under all kritik", "complaint").expects("offer.person", "complaint")
    person.presses("yes")
    assert person.did(OpenTicket)[0].answers[0].value == "det här är under all kritik"


def test_yes_and_no_are_understood_in_other_words(talk: Opens) -> None:
    person = talk().presses("danger").means("det får ni gärna göra", "affirm")
    assert person.did(OpenTicket)[0].queue == "urgent"


def test_words_for_staff_stay_with_staff_and_are_answered_until_they_write(talk: Opens) -> None:
    person = talk().presses("person").means("var kan jag bo", "ask_housing")
    person.expects(None, "case-added", "guide-ask_housing")
    assert person.did(WakeTicket)
    reference = person.conversation.cases[0].reference
    person.gets(StaffReplied(id="s", at=person.now, reference=reference, staff="eva", text="Hej"))
    assert person.means("och skolan?", "ask_school").keys == []


def test_a_wish_while_staff_have_the_case_is_told_to_them_and_offered(talk: Opens) -> None:
    person = talk().presses("person").means("jag vill ha jobb", "seek_work").expects("offer.next", "case-added")
    person.presses("yes").expects("arrival.adult")


def test_such_an_offer_does_not_come_between_the_person_and_staff(talk: Opens) -> None:
    person = talk().presses("person").means("jag vill ha jobb", "seek_work").means("hallå, är någon där")
    person.expects(None, "case-added")
    assert [wish.intent for wish in person.conversation.wishes] == ["seek_work"]


def test_a_question_at_the_offer_of_a_person_is_answered_and_put_once_more_goes_along(talk: Opens) -> None:
    person = at(talk(), "offer").means("var kan jag bo?", "ask_housing").expects("offer.person", "guide-ask_housing")
    person.means("var finns ett rum?", "ask_housing").expects("offer.person", "question-noted")
    assert "var finns ett rum?" in person.presses("yes").did(OpenTicket)[0].answers[0].value


@pytest.mark.parametrize("intent", ["restart", "cancel"])
def test_what_undoes_is_asked_about_unless_it_was_said_plainly(talk: Opens, intent: str) -> None:
    person = talk().presses("arrival", "adult").means("äh, alltihop", intent).expects("offer.intent")
    assert person.buttons == ["yes", "no"]
    person.presses("no").expects("arrival.stage")
    assert person.answer("arrival.adult") == "adult"
    person.means("äh, alltihop", intent).presses("yes").expects("arrival.adult" if intent == "restart" else "menu")


@pytest.mark.parametrize("language, said, step", [
    ("sv", "jag driver ett städföretag och vill anställa", "employer.organisation_number"),
    ("uk", "у мене клінінгова компанія, шукаю працівників", "employer.organisation_number"),
    ("en", "I run a cleaning company and I'd like to hire people", "employer.organisation_number"),
    ("sv", "vi har en idé om ett språkkafé", "employer.kind"),
])  # fmt: skip
def test_who_has_a_business_or_an_idea_is_asked_about_it(talk: Opens, language: str, said: str, step: str) -> None:
    talk(language).says(said).expects(step)
