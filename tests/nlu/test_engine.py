"""The engine: what its word lists must get right, what its classifier may say, and how the two are weighed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from nlu.classifier import Classifier, Opinion
from nlu.danger import ENOUGH, LISTED, OUTVOTED
from nlu.decide import ACT, RIVAL
from nlu.engine import COURTESIES, RANKED, Engine, in_own_letters
from nlu.understanding import DANGER, OUT_OF_SCOPE, Intent
from tests.learning import Toy, learn

SURE = (1 + ACT) / 2
UNSURE = (ACT + RIVAL) / 2
OTHERS = 50
LISTED_DANGER = "min man slår mig hela tiden"


@dataclass(frozen=True, slots=True)
class Told(Classifier):
    """Says of texts what it is told, sharing the rest among many, and "none of these" of all other texts."""

    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    danger: float = 0.0
    heard: list[tuple[str, str | None]] = field(default_factory=list)

    def judge(self, text: str, *, in_own_letters: str | None = None) -> Opinion:
        self.heard.append((text, in_own_letters))
        shares = {OUT_OF_SCOPE: 0.0, DANGER: 0.0} | dict(self.shares.get(text, {OUT_OF_SCOPE: 1.0}))
        rest = (1 - sum(shares.values())) / OTHERS
        shares |= {f"other_{n}": rest for n in range(OTHERS)}
        order = sorted(shares, key=lambda name: -shares[name])
        return Opinion(tuple(Intent(name, shares[name]) for name in order), np.zeros(0, np.float32))

    def score(self, opinion: Opinion, label: str) -> float:
        assert label == DANGER
        return self.danger


@pytest.fixture
def told(engine: Engine) -> Engine:
    """The engine, its classifier replaced by one that is told what to say."""
    return replace(engine, classifier=Told(learn(), Toy()))


def saying(engine: Engine, shares: Mapping[str, Mapping[str, float]] | None = None, danger: float = 0.0) -> Engine:
    return replace(engine, classifier=Told(learn(), Toy(), shares or {}, danger))


def heard_of(engine: Engine) -> list[tuple[str, str | None]]:
    assert isinstance(engine.classifier, Told)
    return engine.classifier.heard


@pytest.mark.parametrize("text, intent", [("/delete", "delete_my_data"), ("/start now", "restart")])
def test_a_command_means_what_it_says(engine: Engine, text: str, intent: str) -> None:
    """Even where everything else speaks for danger."""
    certain = saying(engine, danger=1.0)
    heard = certain.understand(text, language="sv")
    assert (heard.intent, heard.whole) == (Intent(intent, 1.0), True)
    assert heard_of(certain) == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_not_judged(told: Engine, text: str) -> None:
    heard = told.understand(text, language="sv")
    assert (heard.intent.name, heard.rivals, heard_of(told)) == (OUT_OF_SCOPE, (), [])


def test_a_phrase_that_fills_the_message_is_what_it_means(engine: Engine) -> None:
    """The ranking tells what else it might be."""
    heard = saying(engine, {"gå tillbaka": {"ask_school": SURE}}).understand("gå tillbaka", language="sv")
    assert (heard.intent, heard.whole, heard.rivals) == (Intent("back", 1.0), True, ())
    assert heard.intent_ranking[:2] == (Intent("back", 1.0), Intent("ask_school", SURE))


def test_the_ranking_is_short_and_holds_each_intent_once(engine: Engine) -> None:
    for text in ("gå tillbaka", "jag behöver någonstans att bo"):
        ranking = [intent.name for intent in engine.understand(text, language="sv").intent_ranking]
        assert len(ranking) == len(set(ranking)) == RANKED


def test_likeness_alone_is_enough_for_danger(engine: Engine) -> None:
    text = "det händer något där hemma"
    enough = ENOUGH + OUTVOTED + 1e-6
    assert saying(engine, danger=enough).understand(text, language="sv").intent == Intent(DANGER, 1.0)
    assert saying(engine, danger=ENOUGH / 2).understand(text, language="sv").intent.name != DANGER


def test_a_listed_phrase_of_danger_needs_some_likeness(engine: Engine) -> None:
    enough = ENOUGH + OUTVOTED - LISTED + 1e-6
    assert saying(engine, danger=enough).understand(LISTED_DANGER, language="sv").intent.name == DANGER
    assert saying(engine, danger=enough).understand("jag söker en lägenhet", language="sv").intent.name != DANGER
    assert saying(engine, danger=-1.0).understand(LISTED_DANGER, language="sv").intent.name != DANGER


def test_by_words_alone_a_listed_phrase_of_danger_is_enough(engine: Engine) -> None:
    words = replace(engine, classifier=Told(learn(), None, danger=-1.0))
    assert words.understand(LISTED_DANGER, language="sv").intent.name == DANGER


def test_danger_comes_before_everything_else(engine: Engine) -> None:
    heard = saying(engine, danger=1.0).understand("gå tillbaka", language="sv", expects=("yes_no",))
    assert (heard.intent, heard.intent_ranking, heard.whole) == (Intent(DANGER, 1.0), (Intent(DANGER, 1.0),), True)
    assert (heard.rivals, heard.also) == ((), ())


def test_signs_without_a_word_are_no_danger(engine: Engine) -> None:
    for text in ("👍", "…", "??!", "😀" * 4096):
        assert saying(engine, danger=1.0).understand(text, language="sv").intent.name != DANGER


def test_what_is_left_where_the_witnesses_see_no_danger_is_shared_by_the_others(engine: Engine) -> None:
    text = "jag var brandman förut"
    heard = saying(engine, {text: {DANGER: 0.6, "seek_work": 0.3, OUT_OF_SCOPE: 0.1}}).understand(text, language="sv")
    assert heard.intent.name == "seek_work"
    assert heard.intent.confidence == pytest.approx(0.75)
    assert DANGER not in {intent.name for intent in heard.intent_ranking}


def test_between_two_it_is_asked_which(engine: Engine) -> None:
    text = "jag tänkte på det där"
    shares = {text: {"ask_cv": UNSURE, "ask_job_ads": 0.9 * UNSURE}}
    heard = saying(engine, shares).understand(text, language="sv")
    assert (heard.intent.name, heard.rivals, heard.whole) == (OUT_OF_SCOPE, ("ask_cv", "ask_job_ads"), False)


def test_what_is_none_of_these_is_not_understood(told: Engine) -> None:
    heard = told.understand("elefanter på taket idag", language="sv")
    assert (heard.intent, heard.rivals, heard.also, heard.whole) == (Intent(OUT_OF_SCOPE, 1.0), (), (), False)


HOUSING, SCHOOL, HELLO = "Vi behöver en bostad", "Min dotter vill till skolan", "Hej på er alla"
PARTS = {HOUSING: {"ask_housing": SURE}, SCHOOL: {"ask_school": SURE}, HELLO: {"greet": SURE}}


@pytest.mark.parametrize("between", [". ", "! ", "\n", "; ", "? "])
def test_two_sentences_may_wish_for_two_things(engine: Engine, between: str) -> None:
    text = HOUSING + between + SCHOOL
    heard = saying(engine, PARTS | {text: {"ask_housing": SURE}}).understand(text, language="sv")
    assert (heard.intent.name, heard.also) == ("ask_housing", ("ask_school",))


@pytest.mark.parametrize(
    "text, second",
    [
        (f"{HOUSING}, och också en skola åt henne", "och också en skola åt henne"),
        ("Потрібне нам житло, і ще школа для доньки", "і ще школа для доньки"),
        ("We need a flat, and also a school nearby", "and also a school nearby"),
    ],
)
def test_a_second_wish_may_follow_a_comma(engine: Engine, text: str, second: str) -> None:
    shares = {text: {"ask_housing": SURE}, second: {"ask_school": SURE}}
    assert saying(engine, shares).understand(text, language="sv").also == ("ask_school",)


def test_a_wish_comes_before_a_greeting(engine: Engine) -> None:
    text = f"{HELLO}! {HOUSING}. {SCHOOL}"
    heard = saying(engine, PARTS | {text: {"greet": SURE}}).understand(text, language="sv")
    assert (heard.intent.name, heard.also) == ("ask_housing", ("ask_school",))
    assert "greet" in COURTESIES


def test_a_sentence_that_is_sure_settles_what_the_whole_leaves_open(engine: Engine) -> None:
    text = f"{HELLO}. {HOUSING}"
    heard = saying(engine, PARTS | {text: {"ask_money": UNSURE, "ask_housing": UNSURE}}).understand(text, language="sv")
    assert (heard.intent.name, heard.rivals) == ("ask_housing", ())


def test_sentences_that_are_not_sure_or_hold_nothing_are_no_wishes(engine: Engine) -> None:
    text = f"{HOUSING}. {SCHOOL}. Nej tack"
    shares = {text: {"ask_housing": SURE}, HOUSING: {"ask_housing": SURE}, SCHOOL: {"ask_school": UNSURE}}
    told = saying(engine, shares)
    assert told.understand(text, language="sv").also == ()
    assert [asked for asked, _ in heard_of(told)] == [text, HOUSING, SCHOOL]


def test_of_many_sentences_the_first_are_looked_at(engine: Engine) -> None:
    text = ". ".join(f"detta är mening {n}" for n in range(500))
    told = saying(engine)
    told.understand(text, language="sv")
    assert len(heard_of(told)) < 10


def test_a_plain_wish_about_the_conversation_fills_the_message(engine: Engine) -> None:
    text = "det där svaret blev tokigt"
    sure, less = (
        saying(engine, {text: {"change_answer": share}}).understand(text, language="sv") for share in (0.99, ACT + 0.01)
    )
    assert (sure.intent.name, sure.whole) == ("change_answer", True)
    assert (less.intent.name, less.whole) == ("change_answer", False)
    assert not saying(engine, {text: {"ask_cv": 0.99}}).understand(text, language="sv").whole
    long = f"{text} och sedan hände det en hel massa annat"
    assert not saying(engine, {long: {"change_answer": 0.99}}).understand(long, language="sv").whole


def test_what_the_lists_found_stays(engine: Engine) -> None:
    """Entities, readings and language, whatever the classifier says."""
    expects = ("arrival.occupation", "arrival.years", "arrival.municipality", "yes_no")
    text = "jag är svetsare sedan 12 år och bor i Solna"
    plain = engine.rules.understand(text, language="sv", expects=expects)
    heard = saying(engine, {text: {"seek_work": SURE}}).understand(text, language="sv", expects=expects)
    assert heard.intent.name == "seek_work"
    assert heard.readings == plain.readings != ()
    assert heard.entities == plain.entities != ()
    assert (heard.language, heard.text) == (plain.language, text)


@pytest.mark.parametrize("text, language", [("ya shukaju robotu v stokholmi", "uk"), ("ishchu rabotu v shvecii", "ru")])
def test_latin_letters_are_read_in_their_own(told: Engine, text: str, language: str) -> None:
    told.understand(text, language="sv")
    ((typed, own),) = heard_of(told)
    assert typed == text
    assert own is not None
    assert ("работу" if language == "ru" else "роботу") in own


@pytest.mark.parametrize("text", ["я шукаю роботу", "jag söker jobb i Stockholm", "I am looking for work", "ok"])
def test_what_stands_in_its_own_letters_is_read_as_it_is(told: Engine, text: str) -> None:
    told.understand(text, language="uk")
    assert heard_of(told) == [(text, None)] or heard_of(told) == []


def test_only_two_languages_have_other_letters(engine: Engine) -> None:
    assert engine.rules.speech is not None
    assert in_own_letters("soker jobb", "sv", engine.rules.speech) is None
    assert in_own_letters("шукаю robotu", "uk", engine.rules.speech) is None
    assert in_own_letters("shukaju robotu", "uk", engine.rules.speech) == "шукаю роботу"
