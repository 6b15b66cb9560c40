"""What membership asks for: ours until staff edit it, theirs from then on."""

from datetime import date

import pytest

from dialogs.glossary_check import all_texts
from dialogs.pact import AFFIRMATIONS, Pact, texts, unedited
from dialogs.texts import LANGUAGES

WORDS = {"sv": "Språkvän", "uk": "Мовний друг", "en": "Language friend"}


def test_the_forms_of_the_decision_are_offered_before_anybody_edits_anything() -> None:
    assert [form.id for form in unedited().offered] == [
        "jobbpartner",
        "stockholmsmentor",
        "advisory_board",
        "social_clause",
        "innovation_meetings",
        "internship",
        "apl",
        "course",
        "jobbspranget",
        "other",
    ]


def test_one_commitment_is_asked_for_and_nothing_about_russia() -> None:
    pact = unedited()
    assert (pact.minimum, pact.russia.policy, pact.russia.asks, pact.events) == (1, "off", False, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_goals_stand_one_on_each_line(language: str) -> None:
    assert len(unedited().goals[language].strip().splitlines()) == 3


def test_every_text_of_ours_stands_in_every_language() -> None:
    for key, words in texts().items():
        assert set(words) == set(LANGUAGES), key
        assert all(words[language].strip() for language in LANGUAGES), key
        assert not any(mark in text for text in words.values() for mark in "!—"), key


def test_texts_of_membership_are_held_to_the_glossary() -> None:
    assert set(texts()) <= set(all_texts())


def test_staff_replace_the_forms_and_one_that_is_off_keeps_its_name() -> None:
    rows = [{"id": "friend", "name": WORDS, "about": {}, "active": True}, {"id": "old", "name": WORDS, "active": False}]
    pact = Pact.of({"forms": rows})
    assert [form.id for form in pact.offered] == ["friend"]
    assert (old := pact.form("old")) is not None
    assert old.name == WORDS
    assert pact.form("jobbpartner") is None


def test_what_was_affirmed_before_stays_readable() -> None:
    first = {"affirmations": dict.fromkeys(AFFIRMATIONS, WORDS)}
    pact = Pact.of({"membership": {"minimum": 0, "version": 2, "earlier": {"1": first}}})
    assert (pact.minimum, pact.version) == (0, 2)
    assert (earlier := pact.in_version(1)) is not None
    assert earlier.affirmations["goals"] == WORDS
    assert pact.in_version(2) == pact.affirmed
    assert pact.in_version(3) is None


def test_the_policy_carries_its_directive() -> None:
    pact = Pact.of({"russia_policy": {"policy": "require", "reference": "KS 2026/1", "date": "2026-11-01"}})
    assert (pact.russia.asks, pact.russia.reference, pact.russia.day) == (True, "KS 2026/1", date(2026, 11, 1))
    assert Pact.of({"russia_policy": {"policy": "whatever"}}).russia.asks is False


def test_events_stand_in_the_order_of_their_days_and_past_ones_are_not_told() -> None:
    rows = [{"id": str(n), "date": f"2026-12-{n:02}", "title": WORDS} for n in (3, 1, 2)]
    assert [event.id for event in Pact.of({"events": rows}).coming(date(2026, 12, 2))] == ["2", "3"]
