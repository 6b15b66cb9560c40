"""What a person can ask for at any time: by button, by command and in words."""

import pytest

from dialogs.effects import Erase, OpenTicket, SetTimer, WakeTicket
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens

BACK = ["back", "/back", "Tillbaka", "gå tillbaka tack"]


@pytest.mark.parametrize("words", BACK[1:])
def test_back_asks_the_question_before_again(talk: Opens, words: str) -> None:
    person = talk().presses("arrival", "adult", "permit").says(words).expects("arrival.stage")
    assert person.answer("arrival.stage") is None
    assert person.answer("arrival.adult") == "adult"


def test_back_at_the_first_question_says_so(talk: Opens) -> None:
    talk().presses("arrival", "back").expects("arrival.adult", "back-first")


def test_back_undoes_a_skip(talk: Opens) -> None:
    talk().presses("arrival", "skip", "back").expects("arrival.adult")


@pytest.mark.parametrize("language, words", [("sv", "hoppa över"), ("uk", "пропустити"), ("en", "skip this please")])
def test_skip_in_words(talk: Opens, language: str, words: str) -> None:
    talk(language).presses("arrival").says(words).expects("arrival.stage")


def test_a_changed_answer_brings_up_only_what_it_makes_necessary(talk: Opens) -> None:
    person = talk().presses(*TO_REVIEW, "change:arrival.contact").expects("arrival.contact")
    person.presses("phone").expects("arrival.contact_detail").says("070-174 06 05").expects("arrival.safe_time")
    person.presses("skip").expects("arrival.review")
    assert person.answer("arrival.contact_detail") == "+46701740605"


def test_change_asks_which_answer(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "permit", "change").expects("arrival.municipality", "change-which")
    values = [c.value for c in person.heard[-1].choices]
    assert values == ["change:arrival.adult", "change:arrival.stage", "back"]


@pytest.mark.parametrize("language, words", [("sv", "avbryt"), ("uk", "скасувати"), ("en", "stop")])
def test_cancel_leaves_the_form_and_keeps_the_answers(talk: Opens, language: str, words: str) -> None:
    person = talk(language).presses("arrival", "adult").says(words).expects("menu", "cancelled")
    assert person.answer("arrival.adult") == "adult"
    person.presses("arrival").expects("offer.resume").presses("yes").expects("arrival.stage")


def test_a_form_that_is_not_gone_on_with_begins_anew(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "cancel", "arrival", "no").expects("arrival.adult")
    assert person.answer("arrival.adult") is None


@pytest.mark.parametrize("language, words", [("sv", "börja om"), ("uk", "почати спочатку"), ("en", "start over")])
def test_start_over_forgets_the_answers(talk: Opens, language: str, words: str) -> None:
    person = talk(language).presses("arrival", "adult", "permit").says(words).expects("arrival.adult", "restarted")
    assert person.conversation.answers == {}


@pytest.mark.parametrize("language, words", [("sv", "jag förstår inte frågan"), ("uk", "не розумію"), ("en", "repeat")])
def test_repeat_asks_again_with_an_example(talk: Opens, language: str, words: str) -> None:
    person = talk(language).presses("arrival").says(words).expects("arrival.adult", "arrival-adult-example")
    assert person.conversation.misses == 0


def test_another_language_by_button_keeps_the_answers(talk: Opens) -> None:
    person = (
        talk().presses("arrival", "adult", "language:uk").expects("arrival.stage", "language-set", "arrival-stage-ask")
    )
    assert person.conversation.language == "uk"
    assert person.answer("arrival.adult") == "adult"
    assert person.heard[-1].language == "uk"


def test_writing_in_another_language_is_noticed(talk: Opens) -> None:
    person = (
        talk("en").presses("arrival", "adult").says("я чекаю на рішення").expects("offer.person", "language-noticed")
    )
    assert person.conversation.language == "uk"
    assert person.answer("arrival.stage") == "waiting"


def test_russian_is_answered_in_ukrainian_and_said_so_once(talk: Opens) -> None:
    person = talk("uk").says("здравствуйте, вы можете мне помочь?")
    assert "language-russian" in person.keys
    person.says("мы живём в гостинице")
    assert "language-russian" not in person.keys
    assert person.conversation.language == "uk"


@pytest.mark.parametrize("language, words", [("sv", "jag vill prata med en människa"), ("uk", "поговорити з людиною"),
                                                 ("en", "can I talk to a real person"), ("uk", "/person")])  # fmt: skip
def test_a_person_please_opens_a_ticket_in_the_queue_of_the_open_form(talk: Opens, language: str, words: str) -> None:
    person = talk(language).presses("arrival", "adult").says(words).expects("offer.resume", "handover-person")
    (ticket,) = person.did(OpenTicket)
    assert ticket.queue == "etableringscentrum"
    person.presses("yes").expects("arrival.stage")


def test_a_person_please_at_the_menu_goes_to_general(talk: Opens) -> None:
    assert talk().presses("person").expects(None, "handover-person").did(OpenTicket)[0].queue == "general"


def test_a_second_call_for_a_person_adds_to_the_open_case(talk: Opens) -> None:
    person = talk().presses("person", "person")
    assert person.did(OpenTicket) == []
    assert len(person.did(WakeTicket)) == 1


def test_a_form_sent_after_a_call_for_a_person_fills_the_same_ticket(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "person", "yes", *TO_REVIEW[2:], "send")
    assert person.did(OpenTicket) == []
    (woken,) = person.did(WakeTicket)
    assert {line.step for line in woken.answers} >= {"arrival.stage", "arrival.needs"}
    assert woken.routes == ("competence_mapping",)


def test_status_tells_of_every_case(talk: Opens) -> None:
    talk().says("/status").expects("menu", "status-none")
    person = talk().presses("person").says("/status")
    assert person.conversation.cases[0].reference in person.words


def test_a_broken_promise_is_admitted(talk: Opens) -> None:
    person = talk("en")
    days = {day: ["09:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    person.content["hours"] = {"general": {"days": days, "answer_within_hours": 2}}
    assert "late" not in person.presses("person").says("/status").words
    assert "It is taking longer than we said" in person.waits(days=2).says("/status").words


@pytest.mark.parametrize("command", ["/help", "/privacy", "/data"])
def test_information_leaves_the_question_open(talk: Opens, command: str) -> None:
    person = talk().presses("arrival", "adult").says(command).expects("arrival.stage", "arrival-stage-ask")
    assert len(person.heard) == 2


def test_erasing_is_confirmed_first_and_then_done_at_once(talk: Opens) -> None:
    person = talk().presses("arrival").says("/delete").expects("offer.delete")
    assert person.did(Erase) == []
    person.presses("yes")
    assert person.keys == ["erased"]
    assert len(person.did(Erase)) == 1


def test_declined_erasure_goes_on_where_it_was(talk: Opens) -> None:
    person = talk().presses("arrival").says("/delete").presses("no").expects("arrival.adult")
    assert person.did(Erase) == []


def test_with_a_case_the_privacy_officer_is_asked(talk: Opens) -> None:
    person = talk().presses("person").says("/delete").expects("offer.delete", "offer-delete-request").presses("yes")
    assert person.did(Erase) == []
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.flow) == ("general", "privacy")
    assert "erasure-requested" in person.keys


def test_with_the_citys_rule_a_case_is_erased_at_once(talk: Opens) -> None:
    person = talk().presses("person")
    person.content["retention"]["ticket"] = "erase"
    assert len(person.says("/delete").presses("yes").did(Erase)) == 1


def test_a_stale_button_gets_the_question_afresh(talk: Opens) -> None:
    talk().presses("arrival", "adult", "minor_alone").expects("arrival.stage", "stale-choice", "arrival-stage-ask")


def test_typing_a_buttons_words_in_any_language_presses_it(talk: Opens) -> None:
    talk("sv").says("Я нещодавно в Стокгольмі й шукаю роботу").expects("arrival.adult")
    talk("uk").presses("arrival").says("Nej, och jag är här ensam").expects("offer.urgent")


def test_send_before_the_review_is_told_so(talk: Opens) -> None:
    person = talk().presses("arrival", "send").expects("arrival.adult", "send-early")
    assert person.did(OpenTicket) == []


def test_after_a_pause_it_says_where_we_were(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").waits(hours=7).presses("permit")
    assert "welcome-back" in person.keys
    assert "welcome-back" not in person.presses("stockholm").keys


def test_the_reminder_comes_once_and_may_be_declined(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").waits(hours=25).timer("reminder").expects("offer.resume", "reminder")
    person.presses("no").expects("menu", "resume-declined")
    again = person.presses("arrival", "yes")
    assert again.did(SetTimer) == []


def test_a_reminder_waits_for_a_whole_day_of_silence(talk: Opens) -> None:
    person = talk().presses("arrival").waits(hours=20).presses("adult").waits(hours=4).timer("reminder")
    assert person.keys == []
    (timer,) = person.did(SetTimer)
    assert timer.at > person.now
