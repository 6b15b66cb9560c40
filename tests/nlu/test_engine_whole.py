"""The engine as people meet it: what they write is understood, whatever they write is borne, always the same."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

from nlu.corpus import read_corpus
from nlu.engine import Engine
from nlu.evaluate import Example
from nlu.remembered import Remembered
from nlu.understanding import DANGER, OUT_OF_SCOPE, Understanding

EXPECTS = ("arrival.occupation", "arrival.years", "arrival.municipality", "yes_no", "change")
MOST = 4096
# Seconds of one core for a message of any content: far above what it takes (at most 0.066), far below what would hurt.
LIMIT = 0.5

PLAIN = [
    ("ask_housing", "jag behöver hjälp att hitta någonstans att bo"),
    ("ask_housing", "де можна знайти житло в Стокгольмі?"),
    ("ask_housing", "where can I find somewhere to live"),
    ("ask_housing", "помогите найти жильё"),
    ("seek_work", "jag är kock och söker jobb i Stockholm"),
    ("seek_work", "шукаю роботу зварювальником"),
    ("seek_work", "I am looking for work as an electrician"),
    ("seek_work", "ищу работу поваром"),
    ("offer_job", "vi vill anställa två undersköterskor till vårt äldreboende"),
    ("offer_job", "наша компанія пропонує роботу для двох електриків"),
    ("offer_job", "our company has vacancies for three welders"),
    ("talk_to_human", "kan jag få prata med en riktig människa"),
    ("talk_to_human", "хочу поговорити з живою людиною"),
    ("ask_sfi", "hur anmäler jag mig till sfi"),
    ("ask_sfi", "як записатися на курси шведської"),
    (DANGER, "hjälp min man slår mig och barnen"),
    (DANGER, "допоможіть, чоловік мене б'є"),
    (DANGER, "he is going to kill me, please help"),
    (DANGER, "он меня бьёт, помогите"),
]
LATIN = [
    ("shukaju robotu kukharem", "шукаю роботу кухарем"),
    ("potribne zhytlo dlya simyi", "потрібне житло для сім'ї"),
]
WILD = {
    "sentences": "Jag söker jobb som kock. " * 164,
    "second wishes": "jag vill ha bostad, och också skola " * 114,
    "one word": "x" * MOST,
    "one Cyrillic word": "щ" * MOST,
    "a whole alphabet": "".join(map(chr, range(0x400, 0x400 + MOST))),
    "numbers": "5 " * (MOST // 2),
    "number words": "одна дві " * 455,
    "phones": "0701234567 " * 372,
    "addresses": "a.b@c. " * 585,
    "letters for eighteen": "ﷺ" * 1000,
    "zero width": "\u200b\u200d\ufeff" * 1365,
    "half pairs": "\ud800\udfff" * 2048,
    "marks": "á\u0301" * 2048,
    "emoji": "👩‍👩‍👧‍👦" * 372,
    "Latin letters": "shukaju robotu " * 273,
    "full stops": "." * MOST,
    "line ends": "a\n" * 2048,
    "controls": "".join(map(chr, range(32))) * 128,
    "dates": "1 maj 2 juni imorgon " * 195,
    "quotes": "\"'’`" * 1024,
    "spaces": " " * MOST,
}


def understand(engine: Engine, text: str) -> Understanding:
    return engine.understand(text, language="uk", expects=EXPECTS)


@pytest.mark.parametrize("intent, text", PLAIN)
def test_plain_wishes_are_understood(engine: Engine, intent: str, text: str) -> None:
    assert understand(engine, text).intent.name == intent


@pytest.mark.parametrize("intent, text", [p for p in PLAIN if p[0] in (DANGER, "ask_housing")])
def test_without_the_encoder_the_plainest_still_are(engine: Engine, intent: str, text: str) -> None:
    words = replace(engine, classifier=replace(engine.classifier, encoder=None))
    assert words.name == "words"
    heard = understand(words, text)
    assert intent in (heard.intent.name, *heard.rivals)


@pytest.mark.parametrize("latin, cyrillic", LATIN)
def test_ukrainian_in_latin_letters_means_what_it_means_in_its_own(engine: Engine, latin: str, cyrillic: str) -> None:
    first, second = understand(engine, latin), understand(engine, cyrillic)
    assert first.intent.name == second.intent.name != OUT_OF_SCOPE
    assert first.language.name == second.language.name == "uk"


def test_two_wishes_in_two_sentences_are_both_heard(engine: Engine) -> None:
    heard = understand(engine, "Hej! Jag söker jobb som svetsare. Min dotter behöver en plats i förskolan.")
    assert {heard.intent.name, *heard.also} == {"seek_work", "ask_school"}


@pytest.mark.parametrize(
    "text, intents",
    [
        ("скільки грошей дають на місяць і де записатись на курси шведської", {"ask_money", "ask_sfi"}),
        ("hur skaffar jag bankid och var anmäler jag mitt barn till skolan", {"ask_bankid", "ask_school"}),
        ("Where do I find a flat and how do I exchange my driving licence?", {"ask_housing", "ask_driving_licence"}),
        ("как получить личный номер и где найти врача", {"ask_personal_number", "ask_healthcare"}),
    ],
)
def test_two_questions_in_one_sentence_are_both_heard(engine: Engine, text: str, intents: set[str]) -> None:
    heard = understand(engine, text)
    assert {heard.intent.name, *heard.also} == intents


def test_what_nobody_can_mean_is_not_acted_upon(engine: Engine) -> None:
    for text in ("recept på pannkakor", "який сьогодні курс біткоїна", "who won the football game yesterday"):
        assert understand(engine, text).intent.name == OUT_OF_SCOPE


@pytest.mark.parametrize("name", WILD)
def test_a_message_of_any_content_costs_little_and_ends_nothing(engine: Engine, name: str) -> None:
    text = WILD[name][:MOST]
    costs = []
    for _ in range(3):
        begin = time.thread_time()
        heard = understand(engine, text)
        costs.append(time.thread_time() - begin)
        assert heard.text == text
        assert 0 <= heard.intent.confidence <= 1
    assert min(costs) <= LIMIT


@pytest.fixture(scope="module")
def two_hundred() -> list[Example]:
    """Messages of every language and nearly every intent."""
    examples = read_corpus()
    return examples[:: len(examples) // 200][:200]


@pytest.fixture(scope="module")
def once(engine: Engine, two_hundred: list[Example]) -> list[Understanding]:
    """What they were understood to mean, one after the other."""
    return [understand(engine, example.text) for example in two_hundred]


def test_side_by_side_they_mean_the_same(engine: Engine, two_hundred: list[Example], once: list[Understanding]) -> None:
    """To the last digit, from four threads."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(partial(understand, engine), [example.text for example in two_hundred]))
    assert found == once


def test_what_was_learnt_is_recognised(two_hundred: list[Example], once: list[Understanding]) -> None:
    right = sum(heard.intent.name == example.intent for heard, example in zip(once, two_hundred, strict=True))
    assert right / len(once) > 0.9


def test_the_language_of_the_conversation_changes_nothing_of_the_wish(
    engine: Engine, two_hundred: list[Example], once: list[Understanding]
) -> None:
    for example, heard in list(zip(two_hundred, once, strict=True))[::10]:
        assert engine.understand(example.text, language="sv", expects=EXPECTS) == heard


def test_what_is_remembered_is_the_same_object(engine: Engine) -> None:
    remembered = Remembered(engine)
    first = remembered.understand("де можна знайти житло?", language="uk")
    assert remembered.understand("де можна знайти житло?", language="uk") is first
    assert remembered.recall("де можна знайти житло?", language="uk") is first
    assert first == engine.understand("де можна знайти житло?", language="uk")
