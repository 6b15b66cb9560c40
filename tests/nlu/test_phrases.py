"""The phrase language: what a phrase fits and what undoes it."""

from nlu.patterns import Hit, Matcher, compile_phrase
from nlu.words import split


def hits(source: str, text: str, *, latin: bool = False, courtesies: tuple[str, ...] = ()) -> list[Hit]:
    return Matcher([compile_phrase("label", source, latin=latin)], courtesies=courtesies).find(split(text))


def test_a_weak_phrase_says_so() -> None:
    assert [h.weak for h in hits("?applied", "we applied")] == [True]
    assert [h.weak for h in hits("applied", "we applied")] == [False]


def test_a_range_fits_numbers_in_digits_within_it() -> None:
    assert hits("#18-99 years", "34 years")
    assert hits("#18-99 years", "18 long years")
    assert not hits("#18-99 years", "17 years")
    assert not hits("#18-99 years", "100 years")
    assert not hits("#18-99 years", "many years")


def test_a_plain_number_fits_itself() -> None:
    assert hits("over 18", "over 18")
    assert not hits("over 18", "over 19")


def test_a_plus_allows_no_word_in_between() -> None:
    assert hits("live +in", "I live in Solna")
    assert not hits("live +in", "I live now in Solna")
    assert hits("live in", "I live now in Solna")


def test_a_denial_reaches_two_words_and_stops_at_a_pause() -> None:
    assert not hits("apply", "not yet apply")
    assert hits("apply", "not yet, how do I apply")
    assert hits("live in", "no, I live in Solna")
    assert hits("live in", "no I live in Solna")
    assert not hits("live in", "I do not live in Solna")


def test_a_phrase_with_a_negation_of_its_own_is_not_undone() -> None:
    assert hits("not registered", "I am not registered")
    assert hits("haven't applied", "we haven't applied")


def test_a_whole_phrase_allows_courtesies_only() -> None:
    assert hits("=back", "back please", courtesies=("please",))
    assert not hits("=back", "back home please", courtesies=("please",))


def test_a_range_is_kept_when_a_phrase_is_typed_in_latin_letters() -> None:
    assert hits("мені #18-99 рок*", "meni 34 roky", latin=True)
