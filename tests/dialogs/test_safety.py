"""Danger first, children first, and numbers that are never kept."""

import pytest

from dialogs.effects import OpenTicket
from tests.dialogs.conftest import Opens

CRIES = {"sv": "han slår mig", "uk": "він мене б'є", "en": "he is going to kill me"}


@pytest.mark.parametrize("language", CRIES)
def test_danger_in_words_gives_112_at_once(talk: Opens, language: str) -> None:
    person = talk(language).says(CRIES[language]).expects("offer.urgent", "danger-help")
    assert "112" in person.heard[0].text
    assert "tel:112" in {link.url for link in person.heard[0].links}


def test_danger_in_the_middle_of_a_form_comes_before_the_form(talk: Opens) -> None:
    person = talk("sv").presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work")
    person.says("hjälp han slår mig").expects("offer.urgent").presses("no").expects("arrival.occupation")
    assert person.did(OpenTicket) == []
    assert person.answer("arrival.occupation") is None


def test_the_danger_button_works_everywhere(talk: Opens) -> None:
    person = talk().presses("danger").expects("offer.urgent", "danger-help").presses("yes")
    (ticket,) = person.did(OpenTicket)
    assert (ticket.queue, ticket.priority) == ("urgent", "urgent")


def test_the_danger_button_works_although_its_message_is_old(talk: Opens) -> None:
    talk().presses("arrival", "adult", "danger").expects("offer.urgent", "danger-help")


def test_who_writes_on_in_danger_is_handed_over_unasked(talk: Opens) -> None:
    person = talk().presses("danger").says("jag vet inte vad jag ska göra").says("snälla")
    assert person.did(OpenTicket)[0].queue == "urgent"


def test_a_child_alone_gets_no_intake(talk: Opens) -> None:
    person = talk("uk").presses("arrival", "minor_alone").expects("offer.urgent", "ways")
    assert person.conversation.flow is None


MASKED = [
    ("mitt personnummer är 19811218-9876", "personnummer"),
    ("8112189876", "personnummer"),
    ("samordningsnummer 701063-2391", "samordningsnummer"),
    ("мій паспорт FX123456", "passport"),
    ("картка 4111 1111 1111 1111", "card"),
]


@pytest.mark.parametrize("text, kind", MASKED)
def test_numbers_are_masked_before_anything_is_kept(talk: Opens, text: str, kind: str) -> None:
    person = talk().presses("question").says(text)
    secret = "".join(c for c in text if c.isdigit())[-6:]
    kept = "".join(m.text for m in person.transcript) + str(person.conversation)
    assert "masked" in person.keys
    assert secret not in "".join(c for c in kept if c.isdigit())
    assert f"[{kind}]" in kept


def test_a_message_of_nothing_but_a_number_is_no_answer_and_no_miss(talk: Opens) -> None:
    person = talk().presses("question").says("19811218-9876").expects("question.message", "masked")
    assert person.conversation.misses == 0


def test_a_phone_number_is_kept_where_one_is_asked_for(talk: Opens) -> None:
    person = talk().presses("arrival", *["skip"] * 2)
    while person.conversation.step != "arrival.contact":
        person.presses("skip")
    person.presses("phone").says("0701740605").expects("arrival.safe_time")
    assert person.answer("arrival.contact_detail") == "+46701740605"


def test_a_form_that_danger_broke_off_waits_with_its_answers(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "danger", "yes").expects(None, "handover-urgent")
    person.presses("arrival").expects("offer.resume").presses("yes").expects("arrival.stage")
    assert person.answer("arrival.adult") == "adult"
