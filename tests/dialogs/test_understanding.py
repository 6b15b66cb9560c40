"""What is not understood is asked again with an example, then offered to a person, word for word."""

import pytest

from dialogs.effects import OpenTicket, WakeTicket
from tests.dialogs.conftest import Opens

NONSENSE = {"sv": "blå elefanter på taket", "uk": "сині слони на даху", "en": "blue elephants on a roof"}


@pytest.mark.parametrize("language", NONSENSE)
def test_twice_not_understood_at_the_menu_is_offered_to_a_person(talk: Opens, language: str) -> None:
    words = NONSENSE[language]
    person = talk(language).says(words).expects("menu", "menu-example").says(f"{words} 2")
    person.expects("offer.person", "offer-person-misunderstood").presses("yes")
    (ticket,) = person.did(OpenTicket)
    assert ticket.queue == "general"
    own = [m.text for m in person.transcript if m.sender == "person"]
    assert own[:2] == [words, f"{words} 2"]


def test_twice_not_understood_in_a_form_goes_on_there_when_declined(talk: Opens) -> None:
    person = talk().presses("arrival").says("elefant").expects("arrival.adult", "arrival-adult-example")
    person.says("elefant").expects("offer.person").presses("no").expects("arrival.adult")
    assert person.conversation.misses == 0


def test_an_answer_in_between_forgets_the_misses(talk: Opens) -> None:
    person = talk().presses("arrival").says("elefant").presses("adult").says("elefant")
    person.expects("arrival.stage", "arrival-stage-example")


def test_who_keeps_writing_at_the_offer_is_handed_over(talk: Opens) -> None:
    person = talk().says("elefant").says("elefant").says("elefant").expects("offer.person").says("elefant")
    assert person.did(OpenTicket)[0].queue == "general"


def test_words_after_the_handover_go_to_the_case(talk: Opens) -> None:
    person = talk().presses("person").says("jag har också en fråga om skolan").expects(None, "case-added")
    assert len(person.did(WakeTicket)) == 1


@pytest.mark.parametrize("text", ["", " ", "💥", "\u200b", "." * 4096, "ﷺ" * 1000, "\ud800", "😀" * 4096])
def test_any_text_gets_an_answer(talk: Opens, text: str) -> None:
    person = talk("uk").presses("arrival").says(text)
    assert person.heard
    assert person.conversation.step == "arrival.adult"


def test_four_thousand_emoji_survive_as_an_answer(talk: Opens) -> None:
    person = talk("uk").presses("question").says("😀" * 4096)
    assert person.transcript[-2].text == "😀" * 4096
