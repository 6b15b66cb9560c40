"""A wish for a sex, an ethnicity, an age or a religion is not taken in; the law is explained, and the rest counts."""

import pytest

from tests.conversation import Talk
from tests.dialogs.conftest import Opens

WISHES = [
    ("sv", "4 kockar, bara kvinnor", "sex"),
    ("sv", "4 kockar, helst unga tjejer", "age"),
    ("en", "4 cooks, only men", "sex"),
    ("en", "4 cooks, no older than 40", "age"),
    ("en", "4 cooks, no muslims", "religion"),
    ("uk", "4 кухарі, тільки жінки", "sex"),
    ("uk", "4 кухарі, тільки українці", "ethnicity"),
]
FAIR = [
    ("sv", "4 kockar, kvinnor är välkomna"),
    ("sv", "4 kockar, både män och kvinnor kan söka"),
    ("sv", "4 kockar, minst 18 år och med 5 års erfarenhet"),
    ("en", "4 cooks, women and men are welcome, at least 18 years old"),
    ("uk", "4 кухарі від 18 років, жінки та чоловіки"),
]
LAW = {"sv": "diskrimineringslagen", "uk": "закон", "en": "Discrimination Act"}


def at_occupation(talk: Talk) -> Talk:
    return talk.presses("employer", "job", "none", "skip").expects("employer.occupation")


@pytest.mark.parametrize("language, words, ground", WISHES)
def test_the_wish_is_left_out_and_the_law_explained(talk: Opens, language: str, words: str, ground: str) -> None:
    job = at_occupation(talk(language)).says(words).expects("employer.start", "preference-law")
    assert LAW[language] in job.words
    assert f"preference-{ground}" in _grounds(job)
    kept = job.conversation.answers["employer.occupation"]
    assert (kept.values, kept.words) == (("4 kock",), None)


@pytest.mark.parametrize("language, words", FAIR)
def test_what_only_sounds_like_one_is_an_answer(talk: Opens, language: str, words: str) -> None:
    job = at_occupation(talk(language)).says(words).expects("employer.start")
    assert "preference-law" not in job.keys
    assert job.answer("employer.occupation") == "4 kock"


def test_free_text_that_holds_one_is_asked_for_again(talk: Opens) -> None:
    job = talk("en").presses("employer", "activity", "none", "skip").says("A choir, only women please")
    job.expects("employer.message", "preference-law", "employer-message-ask")
    assert job.answer("employer.message") is None
    job.says("A choir on Thursdays").expects("employer.contact_name")


def test_what_else_the_free_text_says_counts(talk: Opens) -> None:
    job = at_occupation(talk("en")).says("4 cooks").presses("soon").says("full time, only men")
    assert job.answer("employer.extent") == "full_time"
    job.expects("employer.collective_agreement", "preference-law")


def test_the_first_words_do_not_go_along_with_the_offer(talk: Opens) -> None:
    job = talk("en").means("We need 4 cooks in Solna, only young women please", "offer_job")
    assert "preference-law" in job.keys
    assert job.answer("employer.occupation") == "4 kock"
    assert job.conversation.wishes == ()


def test_elsewhere_nobody_is_lectured(talk: Opens) -> None:
    assert "preference-law" not in talk("sv").presses("arrival", "adult").says("helst en kvinna som tolk").keys


def _grounds(talk: Talk) -> set[str]:
    said = {"sex": ("kön", "статі", " sex"), "age": ("ålder", "віку", " age"), "religion": ("religion", "релігії")}
    said["ethnicity"] = ("etnisk", "етнічного", "ethnicity")
    return {f"preference-{ground}" for ground, words in said.items() if any(w in talk.words for w in words)}
