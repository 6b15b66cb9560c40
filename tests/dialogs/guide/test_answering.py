"""A question is answered wherever it is asked; whatever was open goes on where it was."""

from datetime import UTC, datetime

import pytest

from dialogs.effects import OpenTicket, Tally
from dialogs.guide.book import entries
from dialogs.meanings import MEANINGS, Ask, Start
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens

WORDS = {"sv": "hur är det med det?", "uk": "а як із цим?", "en": "how about that?"}
ASKS = sorted(name for name, meaning in MEANINGS.items() if isinstance(meaning, Ask))
BOTH = sorted(name for name in entries() if isinstance(MEANINGS[name], Start))


def answered(*intents: str) -> list[Tally]:
    return [Tally(name="guide.answered", value=intent) for intent in intents]


@pytest.mark.parametrize("intent", [name for name in ASKS if name != "ask_contact"])
@pytest.mark.parametrize("language", WORDS)
def test_every_question_is_answered_at_the_menu(talk: Opens, language: str, intent: str) -> None:
    person = talk(language).means(WORDS[language], intent).expects("offer.helpful", f"guide-{intent}")
    assert entries()[intent].answer[language] in person.words
    assert person.did(Tally) == answered(intent)


def test_next_steps_stand_under_the_answer(talk: Opens) -> None:
    person = talk().means("BankID?", "ask_bankid")
    assert {"yes", "no", "person"} <= set(person.buttons)
    employer = talk().means("lönebidrag?", "ask_wage_support")
    assert "employer" in employer.buttons
    employer.presses("employer").expects("employer.kind")
    assert "member" in talk().means("vad kostar det?", "ask_membership").buttons


@pytest.mark.parametrize("intent", BOTH)
def test_a_wish_that_is_put_as_a_question_is_answered_with_the_form_beside_it(talk: Opens, intent: str) -> None:
    person = talk().means("vad är det?", intent).expects("offer.helpful", f"guide-{intent}")
    person.presses("arrival").expects("arrival.adult")


@pytest.mark.parametrize("intent", BOTH)
def test_a_plain_wish_starts_its_form(talk: Opens, intent: str) -> None:
    person = talk().means("jag vill det", intent).expects("arrival.adult")
    assert person.did(Tally) == []


@pytest.mark.parametrize("place", [1, 2, 3, 4, 6, len(TO_REVIEW)])
def test_inside_a_form_everything_is_where_it_was(talk: Opens, place: int) -> None:
    person = talk("en").presses(*TO_REVIEW[:place])
    before = person.conversation
    person.means("what is sfi?", "ask_sfi").expects(before.step, "guide-ask_sfi")
    after = person.conversation
    assert (after.answers, after.trail, after.skipped) == (before.answers, before.trail, before.skipped)
    assert (after.misses, after.wishes, after.flow) == (before.misses, (), "arrival")
    assert person.heard[0].kind == "notice"
    assert person.keys.count("guide-ask_sfi") == 1


def test_misses_are_not_forgotten_by_a_question(talk: Opens) -> None:
    person = talk().presses("arrival").says("elefant").means("vad är sfi?", "ask_sfi")
    assert person.conversation.misses == 1
    person.says("elefant").expects("offer.person")


def test_two_topics_are_both_answered_once(talk: Opens) -> None:
    words = "Where can I live? And which school?"
    person = talk("en").means(words, "ask_housing", also=("ask_school",)).expects("offer.helpful")
    assert person.did(Tally) == answered("ask_housing", "ask_school")
    inside = talk("en").presses("arrival").means(words, "ask_housing", also=("ask_school",)).expects("arrival.adult")
    assert [key for key in inside.keys if key and key.startswith("guide-")].count("guide-ask_housing") == 1
    assert inside.did(Tally) == answered("ask_housing", "ask_school")


def test_an_answer_with_a_question_is_taken_and_answered(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit")
    person.means("I live in Stockholm, may I work?", "ask_right_to_work")
    person.expects("arrival.registered", "guide-ask_right_to_work")
    assert person.answer("arrival.municipality") == "stockholm"
    assert person.did(Tally) == answered("ask_right_to_work")


def test_a_question_with_words_that_answer_two_ways_is_answered_once(talk: Opens) -> None:
    person = (
        talk("en").presses("arrival", "adult").means("I wait, or I have a permit, may I work?", "ask_right_to_work")
    )
    assert person.did(Tally) == answered("ask_right_to_work")


def test_an_offer_that_waits_comes_again_after_the_answer(talk: Opens) -> None:
    person = talk().says("/delete").means("vad är sfi?", "ask_sfi").expects("offer.delete", "guide-ask_sfi")
    person.presses("no").expects("menu", "delete-kept")


def test_who_helps_the_exploited_comes_before_any_answer(talk: Opens) -> None:
    words = "They do not pay me. May I work elsewhere?"
    person = talk("en").means(words, "report_exploitation", also=("ask_right_to_work",)).expects("offer.urgent")
    assert person.did(Tally) == []


def test_who_asks_and_wants_a_person_gets_the_answer_and_the_person(talk: Opens) -> None:
    person = talk().means("Var bor man? Ring mig", "talk_to_human", also=("ask_housing",))
    assert "guide-ask_housing" in person.keys
    assert person.did(OpenTicket)[0].answers[0].value == "Var bor man? Ring mig"


def test_what_is_over_its_day_says_so_before_the_answer(talk: Opens) -> None:
    stale = talk()
    stale.now = datetime.combine(entries()["ask_hiring_rules"].review_by, datetime.min.time(), UTC)
    assert "guide-old" not in stale.means("får vi anställa?", "ask_hiring_rules").keys
    # The first hour of the next day in Stockholm, when it is still the day before in UTC.
    late = talk()
    late.now = stale.now.replace(hour=23, minute=30)
    keys = late.means("får vi anställa?", "ask_hiring_rules").keys
    assert keys[:2] == ["guide-old", "guide-ask_hiring_rules"]
    assert [link.url for link in late.heard[0].links] == [entries()["ask_hiring_rules"].link]


def test_the_pages_of_the_source_and_of_those_it_names_are_linked(talk: Opens) -> None:
    links = talk().means("lönebidrag?", "ask_wage_support").heard[0].links
    assert entries()["ask_wage_support"].link in [link.url for link in links]
    assert len({link.url for link in links}) == len(links)


def test_a_number_to_call_can_be_called(talk: Opens) -> None:
    links = talk().means("läkare?", "ask_healthcare").heard[0].links
    assert "tel:1177" in [link.url for link in links]


def test_the_same_question_again_goes_to_staff(talk: Opens) -> None:
    person = talk().means("vad är sfi?", "ask_sfi").means("men på kvällen?", "ask_sfi").expects("offer.question")
    person.presses("send")
    assert person.did(OpenTicket)[0].answers[0].value == "vad är sfi?\nmen på kvällen?"


def test_the_same_question_later_is_answered_again(talk: Opens) -> None:
    person = talk().means("vad är sfi?", "ask_sfi").presses("yes").means("vad är sfi?", "ask_sfi")
    assert person.did(Tally) == answered("ask_sfi")


def test_what_was_kept_for_staff_is_not_answered_again(talk: Opens) -> None:
    person = talk().presses("arrival").means("vad är sfi?", "ask_sfi").presses("unhelpful", "cancel")
    person.expects("offer.next").presses("yes").expects("offer.question")


@pytest.mark.parametrize(
    "words, intent",
    [
        ("Är det rätt att skolan är gratis?", "ask_school"),
        ("kan någon hos er säga om det är rätt skola för min son", "out_of_scope"),
        ("har man rätt till barnbidrag om man är här på massflyktsdirektivet", "ask_money"),
    ],
)
def test_a_question_at_the_review_sends_nothing(talk: Opens, words: str, intent: str) -> None:
    person = talk().presses(*TO_REVIEW).means(words, intent).expects("arrival.review")
    assert person.did(OpenTicket) == []


def test_a_long_message_that_may_ask_something_sends_nothing(talk: Opens) -> None:
    words = "skicka gärna profiler på folk som kan ukrainska om ni har några"
    person = talk().presses(*TO_REVIEW).means(words, rivals=("ask_candidates",)).expects("offer.intent")
    assert person.did(OpenTicket) == []


def test_what_a_question_speaks_of_changes_no_answer(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit", "stockholm", "under_12_months")
    person.means("my friend lives in Solna, may she work too", "ask_right_to_work")
    assert person.answer("arrival.municipality") == "stockholm"
    assert "guide-ask_right_to_work" in person.keys


@pytest.mark.parametrize("language, words", [("sv", "hur får jag jobb och svenska"), ("uk", "як вивчити шведську"),
                                             ("en", "how do i sign up for swedish lessons")])  # fmt: skip
def test_a_question_without_its_mark_is_no_answer_to_the_form(talk: Opens, language: str, words: str) -> None:
    person = talk(language).presses("arrival", "adult", "permit", "stockholm", "under_12_months")
    person.means(words, "ask_sfi").expects("arrival.needs", "guide-ask_sfi")
    assert person.answer("arrival.needs") is None
