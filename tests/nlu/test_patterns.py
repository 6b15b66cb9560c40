"""The phrase language: what a word fits, how far words may stand apart, and how much work a message may cause."""

import gc
import sys
from collections.abc import Callable, Iterable
from types import FrameType

import pytest

from nlu import patterns
from nlu.patterns import GAP, WIDE_GAP, Hit, Matcher, compile_phrase
from nlu.rules import Rules
from nlu.words import MAX_LETTERS, MAX_WORDS, Word, fold, split

LONGEST_MESSAGE = 4_096


def hits(source: str, text: str, *, latin: bool = False, fuzzy_from: int = patterns.FUZZY_FROM) -> list[Hit]:
    return Matcher([compile_phrase("label", source, latin=latin)], fuzzy_from=fuzzy_from).find(split(text))


def test_a_stem_fits_every_ending_and_a_word_only_itself() -> None:
    assert hits("отрима*", "я отримала дозвіл")
    assert not hits("отрима", "я отримала дозвіл")


def test_a_stem_fits_no_word_that_only_holds_it() -> None:
    assert not hits("отрима*", "неотриманий")


@pytest.mark.parametrize("between, fits", [(0, True), (GAP, True), (GAP + 1, False)])
def test_words_of_a_phrase_may_stand_a_little_apart(between: int, fits: bool) -> None:
    assert bool(hits("lost pass", "lost " + "my " * between + "pass")) is fits


def test_words_of_a_phrase_keep_their_order() -> None:
    assert not hits("lost pass", "pass lost")


def test_a_later_fit_is_tried_when_the_first_leads_nowhere() -> None:
    assert hits("not my child +home", "not my child child home")


def test_any_one_of_the_alternatives_may_stand_at_its_place() -> None:
    for text in ("муж бив", "чоловік бив", "чоловік б'є"):
        assert hits("муж|чоловік бив|бє", text)
    assert not hits("муж|чоловік бив|бє", "сусід бив")


def test_alternatives_may_be_stems_and_stand_close() -> None:
    assert hits("call* +police|cops", "he called cops")
    assert not hits("call* +police|cops", "he called the cops")


@pytest.mark.parametrize("text", ["son has not come", "not come has my son", "son " + "x " * WIDE_GAP + "not come"])
def test_parts_around_an_ampersand_stand_in_any_order_and_far_apart(text: str) -> None:
    assert hits("son & not +come", text)


def test_parts_around_an_ampersand_do_not_stand_anywhere() -> None:
    assert not hits("son & not +come", "son " + "x " * (WIDE_GAP + 1) + "not come")
    assert not hits("son & not +come", "son not late come")


@pytest.mark.parametrize("source", ["", "=", "& word", "word &", "a|", "+", "*"])
def test_an_empty_phrase_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="empty phrase"):
        compile_phrase("label", source)


def test_a_hit_covers_the_words_from_the_first_to_the_last_of_the_phrase() -> None:
    (hit,) = hits("lost pass", "I have lost my pass here")
    assert (hit.start, hit.end) == (2, 5)


def test_the_phrase_with_more_letters_comes_first() -> None:
    matcher = Matcher([compile_phrase("short", "work"), compile_phrase("long", "work permit")])
    assert [h.label for h in matcher.find(split("a work permit"))] == ["long", "short"]


def test_a_whole_phrase_is_the_whole_message() -> None:
    assert hits("=sos", "SOS!")
    assert not hits("=sos", "sos please")


def test_a_negation_undoes_only_where_the_matcher_heeds_it() -> None:
    phrase = compile_phrase("label", "hits me")
    assert not Matcher([phrase]).find(split("he never hits me"))
    assert Matcher([phrase], deniable=False).find(split("he never hits me"))


@pytest.mark.parametrize("text", ["polisstationen", "polistsation", "polissation", "pollisstation"])
def test_a_long_word_may_hold_one_typing_error(text: str) -> None:
    assert hits("polisstation*", text)


def test_a_typing_error_is_forgiven_from_the_length_that_the_matcher_asks_for() -> None:
    assert hits("corpse", "course", fuzzy_from=6)
    assert not hits("corpse", "course", fuzzy_from=7)
    assert not hits("пита*", "пишу")


@pytest.mark.parametrize("text", ["ne hochu zhyty", "Ne khochu zhiti", "ne xochu žyty"])
def test_ukrainian_fits_in_latin_letters(text: str) -> None:
    assert hits("не +хоч* +жити", text, latin=True)


def test_a_phrase_of_few_letters_is_not_looked_for_in_latin_letters() -> None:
    assert not hits("так", "tak", latin=True)
    assert hits("так|звичайно", "zvychaino", latin=True)
    assert not hits("так|звичайно", "tak", latin=True)


def test_letters_that_look_alike_are_mended() -> None:
    assert hits("робота", "poбoтa")  # Latin p, o, o, a
    assert hits("pass", "pаss")  # a Cyrillic а


@pytest.mark.parametrize("text", ["б'є", "б’є", "бʼє", 'б"є', "б`є", "Б´Є"])
def test_an_apostrophe_is_typed_in_many_ways(text: str) -> None:
    assert [w.text for w in split(text)] == ["бє"]


def test_a_full_stop_without_a_space_parts_words_but_no_address_and_no_number() -> None:
    assert [w.text for w in split("he hits me.help")] == ["he", "hits", "me", "help"]
    assert [w.text for w in split("anna.b@x.se 12.30")] == ["anna.b@x.se", "12.30"]


def test_a_word_knows_where_it_stands() -> None:
    text = 'мене б"є.допоможіть'
    assert [text[w.start : w.end] for w in split(text)] == ["мене", 'б"є', "допоможіть"]


def test_lone_surrogates_are_no_letters() -> None:
    assert [w.text for w in split("\ud800hej\udfff \udc00")] == ["hej"]
    assert fold("\udfff") == ""


HEAVY = {
    "a ligature that unfolds into eighteen letters": "ﷺ",
    "one word": "б",
    "one short word": "а ",
    "a word with which many phrases begin": "не ",
    "a word with which many other phrases begin": "he ",
    "words that begin and end phrases": "не чоловік мене б'є вночі додому ",
    "nearly every word misspelt": "ambulanssjukskterska misshandelssituatoin ",
    "marks over marks": "a\u0301\u0302\u0303",
    "digits": "9",
}


@pytest.mark.parametrize("piece", HEAVY.values(), ids=HEAVY.keys())
def test_the_longest_message_causes_bounded_work(rules: Rules, piece: str) -> None:
    text = (piece * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
    words = split(text)
    assert len(words) <= MAX_WORDS
    assert all(len(w.text) <= MAX_LETTERS for w in words)
    # The bound is several times what a page of prose needs.
    for matcher in (rules.lists.danger, rules.lists.harmless, rules.lists.intents):
        assert calls(matcher.find, words) <= 150 * MAX_WORDS


def calls(work: Callable[[tuple[Word, ...]], Iterable[Hit]], words: tuple[Word, ...]) -> int:
    """How often the matcher's own functions are entered: a measure of work that no busy machine changes."""
    count = 0

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_filename == patterns.__file__

    sys.setprofile(watch)
    try:
        work(words)
    finally:
        sys.setprofile(None)
    return count


def test_the_collector_pauses_while_lists_load_and_only_then() -> None:
    assert gc.isenabled()
    with patterns.collector_paused():
        assert not gc.isenabled()
        with patterns.collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
