"""Who edits a message that answered a question changes the answer; any other edit is a new message."""

import pytest

from dialogs.effects import OpenTicket
from dialogs.limits import SOURCES
from tests.conversation import Talk
from tests.dialogs.conftest import Opens


@pytest.fixture
def person(talk: Opens) -> Talk:
    return talk("en").presses("arrival", "adult")


def test_an_edited_answer_is_changed_and_the_open_question_comes_again(person: Talk) -> None:
    person.presses("permit", "stockholm", "under_12_months", "work", "skip", "skip").expects("arrival.swedish")
    person.writes("2", "a little").expects("arrival.english")
    person.edits("2", "none").expects("arrival.english", "edit-taken", "arrival-english-ask")
    assert person.answer("arrival.swedish") == "none"


def test_the_words_of_a_button_can_be_edited_into_those_of_another(person: Talk) -> None:
    person.writes("1", "I have a permit").writes("2", "Stockholm").writes("3", "Less than 12 months")
    person.expects("arrival.needs")
    person.edits("3", "12 months or longer").expects("arrival.needs", "edit-taken")
    assert person.answer("arrival.registered") == "12_months_or_more"


def test_several_answers_in_one_message_are_all_changed(person: Talk) -> None:
    person.presses("permit", "stockholm", "under_12_months", "work").expects("arrival.occupation")
    person.writes("7", "I am a welder, 12 years")
    assert person.answer("arrival.years") == "12"
    person.edits("7", "I am a nurse, 6 years").expects("arrival.occupation_confirm", "edit-taken")
    assert person.answer("arrival.years") == "6"
    assert person.answer("arrival.occupation") == "I am a nurse, 6 years"
    assert person.answer("arrival.occupation_concept") != person.answer("arrival.occupation")


def test_an_occupation_that_is_no_longer_recognised_is_not_asked_about(person: Talk) -> None:
    person.presses("permit", "stockholm", "under_12_months", "work").writes("7", "welder")
    person.expects("arrival.occupation_confirm")
    person.edits("7", "qwertyuiop").expects("arrival.years", "edit-taken")
    assert person.answer("arrival.occupation_concept") is None


def test_an_edit_that_leads_out_of_the_form_ends_it(person: Talk) -> None:
    person.writes("1", "I have a permit").expects("arrival.municipality")
    person.edits("1", "I have not applied yet").expects("offer.person", "edit-taken", "ways")


def test_an_edit_that_changes_nothing_says_nothing(person: Talk) -> None:
    person.writes("1", "I have a permit").expects("arrival.municipality")
    person.edits("1", "I have a permit!")
    assert person.keys == []


def test_an_edit_that_holds_no_answer_is_a_new_message(person: Talk) -> None:
    person.writes("1", "I have a permit").expects("arrival.municipality")
    person.edits("1", "hmm, qwerty").expects("arrival.municipality", "arrival-municipality-example")
    assert person.answer("arrival.stage") == "permit"


def test_an_edit_of_any_other_message_is_a_new_message(person: Talk) -> None:
    person.edits("99", "I have a permit").expects("arrival.municipality")
    assert person.answer("arrival.stage") == "permit"


def test_danger_is_heard_in_an_edit(person: Talk) -> None:
    person.writes("1", "I have a permit").edits("1", "help, he wants to kill me").expects("offer.urgent", "danger-help")


def test_an_answer_that_a_button_changed_since_is_not_changed_by_the_old_message(person: Talk) -> None:
    person.writes("1", "I have a permit").presses("back", "waiting")
    assert "1" not in {source.message for source in person.conversation.sources}


def test_after_the_form_was_sent_an_edit_is_a_message_for_staff(talk: Opens) -> None:
    person = talk("en", "offer").presses("job", "skip").writes("1", "Kvarnen")
    while person.conversation.step != "employer.review":
        person.presses("skip")
    assert person.presses("send").did(OpenTicket)
    person.presses("no", "no").edits("1", "Nya Kvarnen").expects(None, "case-added")


def test_an_open_offer_stays_open(person: Talk) -> None:
    person.writes("1", "I have a permit").says("qwerty").says("uiop").expects("offer.person")
    person.edits("1", "I have a permit, sorry").expects("offer.person")
    person.edits("1", "something other").expects("offer.person")


def test_what_is_only_for_statistics_stays_hidden_when_it_is_edited(person: Talk) -> None:
    person.presses(*"permit stockholm under_12_months work skip skip none basic here no".split())
    person.expects("arrival.statistics").writes("9", "woman").expects("arrival.review")
    person.edits("9", "man").expects("arrival.review", "edit-noted")
    assert person.answer("arrival.statistics") == "man"
    assert not [m for m in person.transcript if m.text.casefold() in {"man", "woman"}]


def test_numbers_are_taken_out_of_edits_too(person: Talk) -> None:
    person.writes("1", "I have a permit").edits("1", "I am waiting, 19811218-9876").expects("offer.person", "masked")
    assert not [m for m in person.transcript if "9876" in m.text]


def test_what_is_remembered_is_bounded(person: Talk) -> None:
    for n in range(SOURCES + 10):
        person.writes(f"m{n}", "I have a permit").presses("back")
    assert len(person.conversation.sources) <= SOURCES
