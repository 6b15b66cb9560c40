"""What the person sees of their cases and does with them: looking, adding, closing, opening again."""

from datetime import timedelta

import msgspec
import pytest

from dialogs.case_status import BY_PERSON
from dialogs.conversation import Case
from dialogs.effects import MoveTicket, OpenTicket, WakeTicket
from dialogs.events import PersonChose, StaffReplied, TicketClosed, TicketReopened
from dialogs.reference import make
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.test_cases import staff, with_case

ELSEWHERE = make(7, lambda _: 5)
"""A well-formed reference that no conversation here has."""
DAYS = {day: ["09:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = {"general": {"days": DAYS, "answer_within_hours": 2}}


def reference(person: Talk, number: int = 0) -> str:
    return person.conversation.cases[number].reference


def closed(talk: Opens, language: str = "sv", **more: str) -> Talk:
    """Somebody whose case staff have closed, and who was asked how it went."""
    return staff(with_case(talk, language), TicketClosed, **({"outcome": "helped"} | more))


def two_cases(talk: Opens) -> Talk:
    """Somebody with an open case in each of two queues."""
    person = with_case(talk, "en").presses("reminder").says("/menu").presses("employer", "job")
    while person.conversation.step != "employer.review":
        person.presses("skip")
    return person.presses("send", "no", "no").expects(None)


@pytest.mark.parametrize("language, words", [
    ("sv", ["Welcome House", "Kom in onsdag 20 maj", "Väntar på svar"]),
    ("uk", ["Welcome House", "середа, 20 травня", "Чекає на відповідь"]),
    ("en", ["Welcome House", "Opened Wednesday 20 May", "Waiting for an answer"]),
])  # fmt: skip
def test_a_case_is_told_in_plain_words(talk: Opens, language: str, words: list[str]) -> None:
    person = with_case(talk, language).says("/status").expects("offer.case", "offer-case-ask")
    assert all(part in person.words for part in [reference(person), *words])
    case = reference(person)
    assert person.buttons == [f"add:{case}", f"close:{case}", "person", "no"]


def test_the_promise_is_told_and_admitted_once_it_is_broken(talk: Opens) -> None:
    person = talk("en")
    person.content["hours"] = HOURS
    assert "It should come by Wednesday 20 May, 12:00" in person.presses("person").says("/status").words
    assert "longer than we said" not in person.words
    late = person.presses("no").waits(hours=3).says("/status").words
    assert "It is taking longer than we said: the answer should have come by Wednesday 20 May, 12:00" in late


def test_who_staff_have_answered_is_told_that_they_wait(talk: Opens) -> None:
    person = staff(with_case(talk, "en"), StaffReplied, text="Hello", language="en").says("/status")
    assert "Our staff have answered" in person.words
    person.presses("no").says("Thursday at ten is fine for me").says("/status")
    assert "Waiting for an answer from our staff" in person.words


@pytest.mark.parametrize("outcome, words", [
    ("helped", "you got help"), ("referred", "where to turn"), ("no_answer", "did not get an answer"),
    ("withdrawn", "chose not to go on"), ("duplicate", "another case"), ("other", None),
])  # fmt: skip
def test_a_closed_case_tells_its_result(talk: Opens, outcome: str, words: str | None) -> None:
    person = closed(talk, "en", outcome=outcome).presses("skip").says("/status").expects("offer.case")
    assert "Closed Wednesday 20 May, 10:00" in person.words
    assert (words in person.words) if words else ("Result" not in person.words)
    assert person.buttons[0] == f"reopen:{reference(person)}"


def test_of_several_cases_one_is_chosen_by_button_or_in_words(talk: Opens) -> None:
    person = two_cases(talk).says("/status").expects("offer.cases")
    first, second = reference(person, 0), reference(person, 1)
    assert person.buttons == [f"case:{first}", f"case:{second}", "no"]
    assert first in person.words
    assert second in person.words
    person.presses(f"case:{second}").expects("offer.case")
    assert person.conversation.offer is not None
    assert person.conversation.offer.reference == second
    person.says("/status").says("the first").expects("offer.case")
    assert person.conversation.offer.reference == first


@pytest.mark.parametrize("typed", ["{0}", "/status {0}", "my case {0}", "what about {0}?", "{0} please"])
def test_a_reference_typed_anywhere_shows_its_case(talk: Opens, typed: str) -> None:
    person = two_cases(talk)
    second = reference(person, 1)
    person.says(typed.format(second.lower().replace("-", " "))).expects("offer.case")
    assert second in person.words
    assert reference(person, 0) not in person.words


def test_a_reference_typed_inside_a_form_leaves_the_form_where_it_was(talk: Opens) -> None:
    person = with_case(talk, "en").says("/menu").presses("arrival", "adult").says(reference(with_case(talk, "en")))
    person.expects("offer.case").presses("no").expects("arrival.stage")


@pytest.mark.parametrize("opened", [True, False])
def test_a_reference_of_somebody_else_is_neither_shown_nor_confirmed(talk: Opens, opened: bool) -> None:
    person = (with_case(talk, "en") if opened else talk("en")).says(ELSEWHERE)
    person.expects("offer.person", "status-unknown")
    assert ELSEWHERE not in person.words
    assert not person.did(WakeTicket)
    assert person.presses("yes").did(OpenTicket) or person.did(WakeTicket)


def test_a_long_sentence_that_names_a_case_is_for_staff(talk: Opens) -> None:
    person = with_case(talk, "en")
    person.says(f"The school has sent me a paper about case {reference(person)} and I do not understand it at all")
    assert person.did(WakeTicket)
    assert person.conversation.step is None


@pytest.mark.parametrize("language, done", [("sv", "klart"), ("uk", "готово"), ("en", "that's all")])
def test_words_are_added_to_the_chosen_case_until_done(talk: Opens, language: str, done: str) -> None:
    person = two_cases(talk)
    first = reference(person, 0)
    person.presses(f"language:{language}").presses(f"add:{first}").expects("offer.adding")
    for words in ("Olena, 0701740605", "I can start on Monday", "/12 or later"):
        person.says(words).expects("offer.adding", "case-added")
        assert [w.reference for w in person.did(WakeTicket)] == [first]
        assert first in person.words
    person.says(done).expects(None, "case-added-all")
    assert person.did(WakeTicket) == []


def test_a_file_is_added_to_the_chosen_case(talk: Opens) -> None:
    person = two_cases(talk)
    second = reference(person, 1)
    person.presses(f"add:{second}").sends("document")
    assert [w.reference for w in person.did(WakeTicket)] == [second]
    person.sends("photo", "my diploma").expects("offer.adding")
    assert [w.reference for w in person.did(WakeTicket)] == [second]


def test_adding_inside_a_form_leads_back_to_it(talk: Opens) -> None:
    person = with_case(talk, "en").says("/menu").presses("arrival", "adult", f"add:{reference(with_case(talk, 'en'))}")
    person.says("One more thing").presses("done").expects("arrival.stage", "case-added-all")


def test_danger_comes_before_adding(talk: Opens) -> None:
    person = with_case(talk, "en")
    person.presses(f"add:{reference(person)}").says("he is beating me").expects("offer.urgent", "danger-help")


@pytest.mark.parametrize("language, wish", [
    ("sv", "jag har fått jobb, ni kan avsluta ärendet"), ("uk", "я знайшла роботу, закрийте звернення"),
    ("en", "I found a job, close it"),
])  # fmt: skip
def test_who_asks_in_words_closes_the_case_after_one_question(talk: Opens, language: str, wish: str) -> None:
    person = with_case(talk, language).says(wish).expects("offer.close")
    assert person.did(MoveTicket) == []
    person.presses("yes").expects("offer.rating", "case-closed-person")
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.outcome, moved.note, moved.staff) == ("closed_by_person", BY_PERSON, wish, "")
    assert person.conversation.open_cases == ()
    assert "You closed it yourself" in person.presses("skip", "language:en").says("/status").words


def test_a_reason_is_optional_and_may_come_with_the_yes(talk: Opens) -> None:
    person = with_case(talk, "en")
    person.presses(f"close:{reference(person)}").says("yes, I have moved to Malmö")
    assert person.did(MoveTicket)[0].note == "yes, I have moved to Malmö"
    person = with_case(talk, "en")
    person.presses(f"close:{reference(person)}", "yes")
    assert person.did(MoveTicket)[0].note == ""


@pytest.mark.parametrize("said", [("no",), ("the blue one", "hm hm")])
def test_without_a_yes_nothing_is_closed(talk: Opens, said: tuple[str, ...]) -> None:
    person = with_case(talk, "en")
    person.presses(f"close:{reference(person)}")
    for words in said:
        person.says(words)
        assert person.did(MoveTicket) == []
    assert person.conversation.open_cases
    assert "case-kept" in person.keys


def test_staff_who_close_first_leave_nothing_to_close(talk: Opens) -> None:
    person = with_case(talk, "en")
    case = reference(person)
    staff(person.presses(f"close:{case}"), TicketClosed, outcome="helped").expects("offer.rating", "case-closed")
    person.presses(f"close:{case}").expects("offer.case")
    assert person.did(MoveTicket) == []


def test_closing_by_staff_ends_adding(talk: Opens) -> None:
    person = with_case(talk, "en")
    person.presses(f"add:{reference(person)}")
    staff(person, TicketClosed, outcome="helped").expects("offer.rating")
    person.presses("skip").expects("menu")


def test_the_person_opens_a_case_again_with_a_new_promise(talk: Opens) -> None:
    person = closed(talk, "en").presses("helped")
    person.content["hours"] = HOURS
    person.presses(f"reopen:{reference(person)}").expects(None, "case-reopened-person", "promise")
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.due is not None) == ("reopened_by_person", True)
    assert len(person.says("I have one more question about it").did(WakeTicket)) == 1


def test_a_case_that_is_too_old_becomes_a_new_one(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").waits(days=90)
    assert person.says("/status").presses(f"reopen:{reference(person)}").did(OpenTicket) == []
    person = closed(talk, "en").presses("skip").waits(days=90, minutes=1)
    old = reference(person)
    person.says("/status").presses(f"reopen:{old}").expects(None, "case-too-old", "handover-person")
    (opened,) = person.did(OpenTicket)
    assert [line.value for line in opened.answers] == [old]
    assert [case.open for case in person.conversation.cases] == [False, True]


@pytest.mark.parametrize("language, words", [
    ("sv", "pappret ni skickade kom aldrig fram"), ("uk", "папір так і не прийшов до мене"),
    ("en", "the paper never came to my place"),
])  # fmt: skip
def test_words_after_closing_open_the_case_again_after_a_yes(talk: Opens, language: str, words: str) -> None:
    person = closed(talk, language).presses("skip").means(words).expects("offer.about")
    assert reference(person) in person.words
    person.presses("yes").expects(None, "case-reopened-person")
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.note) == ("reopened_by_person", words)


def test_words_about_something_else_lead_to_what_they_ask_for(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").means("where is the library please", "ask_school")
    person.expects("offer.about").presses("no")
    assert person.did(MoveTicket) == []
    assert person.conversation.open_cases == ()
    asked = [effect for effect in person.effects if getattr(effect, "key", "") != "menu-again"]
    assert asked
    person.says("/menu").means("and something else again")
    assert person.conversation.step != "offer.about"


def test_words_about_nothing_known_lead_to_the_menu(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").means("hm the blue ones").presses("no")
    person.expects("menu", "menu-again")


@pytest.mark.parametrize("said", ["hello", "thank you", "/help", "goodbye"])
def test_courtesies_and_commands_after_closing_are_not_asked_about(talk: Opens, said: str) -> None:
    assert closed(talk, "en").presses("skip").says(said).conversation.step != "offer.about"


def test_who_goes_on_about_it_means_it(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").means("the paper never came").means("I look in the box each day")
    assert person.means("still nothing in there").did(MoveTicket)[0].change == "reopened_by_person"


def test_a_case_of_long_ago_is_not_asked_about(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").waits(days=91).means("the paper never came to my place")
    assert person.conversation.step == "menu"


def test_who_wants_a_person_while_looking_at_a_case_gets_those_who_have_it(talk: Opens) -> None:
    person = two_cases(talk)
    second = reference(person, 1)
    person.presses(f"case:{second}", "person").expects(None, "handover-known")
    assert [w.reference for w in person.did(WakeTicket)] == [second]
    assert person.did(OpenTicket) == []


def test_a_button_of_an_old_message_still_knows_its_case(talk: Opens) -> None:
    person = two_cases(talk)
    case = reference(person)
    person.gets(PersonChose(id="old", at=person.now, values=(f"close:{case}",), turn=1)).expects("offer.close")
    assert case in person.words


def test_a_button_of_somebody_elses_case_does_nothing(talk: Opens) -> None:
    person = with_case(talk, "en").presses(f"close:{ELSEWHERE}")
    assert "stale-choice" in person.keys
    assert person.did(MoveTicket) == []


def test_a_case_that_staff_took_up_again_is_asked_about_no_more(talk: Opens) -> None:
    person = staff(closed(talk, "en"), TicketReopened)
    assert person.conversation.offer is None
    assert person.conversation.open_cases


def test_what_was_open_before_comes_back(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "not_applied").expects("offer.person").presses("yes")
    person.says("/menu").presses("arrival", "adult", "not_applied").expects("offer.person")
    person.says("/status").expects("offer.case").presses("no").expects("offer.person")


def test_looking_again_and_again_remembers_one_step_back(talk: Opens) -> None:
    person = with_case(talk, "en").says("/menu").presses("arrival", "adult")
    for _ in range(20):
        person.says("/status").means("a b c d e", rivals=("ask_school", "ask_cv"))
    depth, offer = 0, person.conversation.offer
    while offer is not None:
        depth, offer = depth + 1, offer.before
    assert depth <= 3


def test_time_passes_in_the_reopened_case_from_now_on(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip")
    person.content["hours"] = HOURS
    person.waits(days=5).presses(f"reopen:{reference(person)}")
    due = person.conversation.cases[0].due
    assert due is not None
    assert due - person.now >= timedelta(hours=2)


def test_the_menu_is_there_while_a_case_is_looked_at(talk: Opens) -> None:
    with_case(talk, "en").says("/status").says("/menu").expects("menu")
    inside = with_case(talk, "en").says("/menu").presses("arrival", "adult").says("/status").expects("offer.case")
    inside.says("/menu").expects("arrival.stage")


def test_a_question_while_a_case_is_looked_at_is_heard_as_one(talk: Opens) -> None:
    person = with_case(talk, "en").says("/menu").says("/status").means("how do I learn Swedish here", "ask_sfi")
    assert "case-added" not in person.keys
    assert person.heard


def test_words_that_staff_open_the_case_for_meanwhile_are_added_to_it(talk: Opens) -> None:
    person = closed(talk, "en").presses("skip").means("the paper never came to my place").expects("offer.about")
    staff(person, TicketReopened).presses("yes").expects(None, "case-added")
    assert [w.reference for w in person.did(WakeTicket)] == [reference(person)]
    assert person.did(MoveTicket) == []


def test_a_case_of_an_earlier_release_is_told_without_what_is_not_known(talk: Opens) -> None:
    person = talk("en")
    names = (make(0, lambda _: 0), make(0, lambda _: 1))
    cases = tuple(Case(name, "general", "general", open=name == names[0]) for name in names)
    person.conversation = msgspec.structs.replace(person.conversation, cases=cases, step=None)
    words = person.says("/status").expects("offer.cases").words
    assert f"{cases[0].reference}: with Welcome House." in words
    assert "Closed." in words
    person.presses(f"reopen:{cases[1].reference}").expects(None, "case-reopened-person")
