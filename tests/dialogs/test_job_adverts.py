"""Job adverts in conversations: offered where an occupation is known, a few links, honest where the service is away."""

import json

import pytest

from dialogs.effects import Call
from dialogs.events import Answered
from dialogs.job_adverts import BACKEND, BUTTON
from tests.conversation import TO_REVIEW, Talk
from tests.dialogs.conftest import Opens

GIVEN = {"arrival.occupation_confirm": "yes", "arrival.contact": "here", "arrival.statistics": "prefer_not"}
ADVERT = {
    "headline": "Kock sökes",
    "url": "https://arbetsformedlingen.se/platsbanken/annonser/1",
    "employer": "Köket AB",
}


def sent(talk: Opens, language: str = "sv", occupation: str = "kock") -> Talk:
    person = talk(language).presses(*TO_REVIEW[:6]).says(occupation)
    while person.conversation.step != "arrival.review":
        step = person.conversation.step
        person = person.presses(GIVEN.get(step or "", "skip"))
    return person.presses("send")


def hear(person: Talk, **result: str) -> Talk:
    return person.gets(
        Answered(id=f"a-{person.turns}", at=person.now, call="c", backend=BACKEND, about="kock", result=result)
    )


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
def test_after_the_form_the_adverts_can_be_looked_at(talk: Opens, language: str) -> None:
    person = sent(talk, language)
    assert "job-adverts-offer" in person.keys
    asked = person.presses(BUTTON)
    assert asked.did(Call)[-1] == Call(
        backend=BACKEND, operation="search", payload={"occupation": "kock"}, about="kock"
    )
    assert asked.keys[0] == "job-adverts-looking"


def test_who_says_no_occupation_is_offered_none(talk: Opens) -> None:
    person = talk("sv").presses(*TO_REVIEW).presses("send")
    assert "job-adverts-offer" not in person.keys
    assert person.presses(BUTTON).did(Call) == []


def test_the_button_can_be_said_in_words(talk: Opens) -> None:
    assert [call.backend for call in sent(talk).says("Visa lediga jobb").did(Call)] == [BACKEND]


def test_at_most_five_are_shown_with_their_links(talk: Opens) -> None:
    adverts = [{**ADVERT, "headline": f"Kock {n}", "until": "2026-12-01"} for n in range(7)]
    person = hear(sent(talk), result="OK", reason="found", total="7", adverts=json.dumps(adverts))
    (said,) = person.heard
    assert [link.url for link in said.links] == [ADVERT["url"]] * 5
    assert "5. Kock 4, Köket AB. Sök senast 1 december 2026" in said.text
    assert "Kock 5" not in said.text


@pytest.mark.parametrize(
    "result,key",
    [
        ({"result": "NOT_CHECKED", "reason": "unavailable"}, "job-adverts-away"),
        ({"result": "OK", "adverts": "{broken"}, "job-adverts-away"),
        ({}, "job-adverts-away"),
        ({"result": "OK", "reason": "none", "adverts": "[]", "total": "0"}, "job-adverts-none"),
    ],
)
def test_where_nothing_comes_the_chat_says_so_and_where_to_look(talk: Opens, result: dict[str, str], key: str) -> None:
    person = hear(sent(talk), **result)
    (said,) = person.heard
    assert said.key == key
    assert said.links


def test_an_answer_about_adverts_has_the_button_once_an_occupation_is_known(talk: Opens) -> None:
    person = talk("sv").presses(*TO_REVIEW[:6]).says("kock").presses("yes").presses("cancel")
    person = person.means("Var finns lediga jobb?", "ask_job_ads")
    assert BUTTON in person.buttons
    pressed = person.presses(BUTTON)
    assert pressed.did(Call)
    assert pressed.conversation.step == "offer.helpful"


ASKING = [
    ("sv", "Är det jobb för svetsare?", "svetsare"),
    ("sv", "finns jobb för svetsare", "svetsare"),
    ("sv", "Var hittar jag jobb som städare?", "städare"),
    ("uk", "Чи є робота для зварника?", "svetsare"),
    ("uk", "Які є вакансії для кухаря?", "kock"),
    ("uk", "есть работа для сварщика?", "svetsare"),
    ("en", "Are there jobs for welders?", "svetsare"),
]


@pytest.mark.parametrize("language,question,occupation", ASKING)
def test_who_asks_for_work_in_an_occupation_gets_its_adverts(
    talk: Opens, language: str, question: str, occupation: str
) -> None:
    person = talk(language).starts().says(question)
    (asked,) = person.did(Call)
    assert (asked.backend, asked.payload) == (BACKEND, {"occupation": occupation})
    assert person.keys[-1] == "job-adverts-looking"
    person = hear(person, result="OK", reason="found", total="1", adverts=json.dumps([ADVERT]))
    assert person.keys[0] == "job-adverts-found"
    assert person.conversation.step == "menu"
    assert "arrival" in person.buttons


@pytest.mark.parametrize(
    "language,words",
    [
        ("sv", "Vi har jobb för två svetsare"),
        ("sv", "Jag är svetsare och söker jobb"),
        ("sv", "Finns det kandidater som är svetsare för vårt jobb?"),
        ("uk", "У нас є робота для зварника"),
        ("uk", "Де вивчити шведську для роботи медсестрою?"),
        ("en", "I am a nurse, is there a Swedish course for work?"),
        ("en", "Where can I validate my diploma to work as a nurse?"),
    ],
)
def test_an_occupation_in_other_words_asks_for_no_adverts(talk: Opens, language: str, words: str) -> None:
    assert talk(language).starts().says(words).did(Call) == []


def test_another_occupation_can_be_asked_about_at_once(talk: Opens) -> None:
    person = talk("uk").starts().says("Чи є робота для зварника?").says("А чи є робота для кухаря?")
    assert [call.payload for call in person.did(Call)] == [{"occupation": "kock"}]


def test_a_question_inside_a_form_is_looked_up_and_the_form_goes_on(talk: Opens) -> None:
    person = talk("uk").presses(*TO_REVIEW[:4]).expects("arrival.registered").says("Чи є робота для зварника?")
    assert [call.payload for call in person.did(Call)] == [{"occupation": "svetsare"}]
    person.expects("arrival.registered", "job-adverts-looking")


def test_what_is_asked_while_staff_have_the_case_is_for_them(talk: Opens) -> None:
    assert talk("sv").presses("person").says("Är det jobb för svetsare?").did(Call) == []
