"""For whom, in which situation, which authority: read in front of the engine, and no answer to a form's question."""

import tomllib
from importlib.resources import files

import pytest

from dialogs.guide.naming import names
from nlu.guide import GuideReader
from nlu.rules import Rules
from nlu.understanding import ABOUT, ASKS, AUTHORITY, CHANGE, FOLLOW_UP, GUIDE, ONLY_AUTHORITY

PARTS = {"child", "registered", "not_registered", "elsewhere", "more", "if"}
LANGUAGES = {"sv", "uk", "en", "ru"}


@pytest.fixture(scope="module")
def guide(rules: Rules) -> GuideReader:
    return GuideReader.load(rules, names())


def test_the_word_lists_are_whole() -> None:
    table = tomllib.loads(files("nlu").joinpath("data", "guide.toml").read_text(encoding="utf-8"))
    assert set(table["about"]) == PARTS
    assert all(set(languages) == LANGUAGES for languages in table["about"].values())
    assert set(table["around"]) == set(table["doing"]) == LANGUAGES


@pytest.mark.parametrize(
    "text, about",
    [
        ("and for my child?", ("child",)),
        ("а для дитини?", ("child",)),
        ("A dlia dytyny?", ("child",)),
        ("och för mitt barn?", ("child",)),
        ("а для ребенка", ("child",)),
        ("and in Solna?", ("elsewhere",)),
        ("і в Сольні?", ("elsewhere",)),
        ("jag bor i en annan kommun", ("elsewhere",)),
        ("and if I am registered?", ("registered",)),
        ("Я зареєстрована", ("registered",)),
        ("Jag är inte folkbokförd", ("not_registered",)),
        ("I am not yet registered", ("not_registered",)),
        ("Мене немає в реєстрі населення", ("not_registered",)),
        ("а если я не зарегистрирован", ("not_registered",)),
        ("а якщо в мене немає персонального номера?", ("not_registered",)),
        ("and for my kids, if we are not registered?", ("child", "not_registered")),
        ("tell me more", ("more",)),
        ("berätta mer", ("more",)),
        ("розкажіть докладніше", ("more",)),
    ],
)
def test_what_follows_an_answer(guide: GuideReader, text: str, about: tuple[str, ...]) -> None:
    heard = guide.understand(text, language="en")
    assert heard.reading(FOLLOW_UP) == about
    assert set(heard.reading(ABOUT)) - {"if"} == set(about)


@pytest.mark.parametrize(
    "text",
    [
        "School for my child?",
        "Where can my son see a doctor",
        "jag har bott i Solna i tre år och söker jobb som svetsare",
        "det är mer än 18",
    ],
)
def test_what_says_more_than_that_is_no_follow_up(guide: GuideReader, text: str) -> None:
    heard = guide.understand(text, language="en")
    assert heard.reading(ABOUT)
    assert heard.reading(FOLLOW_UP) == ()


@pytest.mark.parametrize("text", ["Stockholm", "and in Stockholm", "hej", "", "/start", "if", "/more child"])
def test_what_says_nothing_of_it(guide: GuideReader, text: str) -> None:
    assert guide.understand(text, language="en").answers == guide.understand(text, language="en").readings


def test_only_supposed_is_told_apart(guide: GuideReader) -> None:
    assert "if" in guide.understand("och om jag är folkbokförd?", language="sv").reading(ABOUT)
    assert "if" not in guide.understand("jag är folkbokförd", language="sv").reading(ABOUT)


@pytest.mark.parametrize("text", ["Hur blir jag folkbokförd?", "How do I get registered", "як стати зареєстрованою"])
def test_who_asks_how_to_become_registered_is_not(guide: GuideReader, text: str) -> None:
    assert guide.understand(text, language="sv").reading(ABOUT) == ("not_registered",)


def test_a_place_that_is_denied_is_not_meant(guide: GuideReader) -> None:
    heard = guide.understand("inte Solna", language="sv", expects=("arrival.municipality", CHANGE))
    assert heard.reading(ABOUT) == ()


@pytest.mark.parametrize(
    "text, named",
    [
        ("Vad gör Skatteverket?", ("skatteverket",)),
        ("що робить податкова", ("skatteverket",)),
        ("What is the Tax Agency", ("skatteverket",)),
        ("чим займається Міграційна служба?", ("migrationsverket",)),
        ("Skatteverket eller Migrationsverket?", ("skatteverket", "migrationsverket")),
    ],
)
def test_authorities_by_the_names_that_people_use(guide: GuideReader, text: str, named: tuple[str, ...]) -> None:
    heard = guide.understand(text, language="sv")
    assert heard.reading(AUTHORITY) == heard.reading(ONLY_AUTHORITY) == named


def test_an_authority_beside_something_else(guide: GuideReader) -> None:
    heard = guide.understand("När har Skatteverket öppet på lördag?", language="sv")
    assert heard.reading(AUTHORITY) == ("skatteverket",)
    assert heard.reading(ONLY_AUTHORITY) == ()


def test_every_authority_is_found_by_each_of_its_names(guide: GuideReader) -> None:
    missing = [
        (authority, name)
        for authority, spellings in names().items()
        for name in spellings
        if authority not in guide.understand(name, language="sv").reading(AUTHORITY)
    ]
    assert missing == []


def test_they_are_no_answers_and_leave_those_as_they_are(guide: GuideReader, rules: Rules) -> None:
    text = "I have a permit and a child, I live in Solna"
    expects = ("arrival.stage", "arrival.municipality")
    plain = rules.understand(text, language="en", expects=expects)
    heard = guide.understand(text, language="en", expects=expects)
    assert heard.answers == plain.readings != ()
    assert {r.step for r in heard.readings} - {r.step for r in plain.readings} <= set(GUIDE)


@pytest.mark.parametrize(
    "text, asks",
    [
        ("may I work?", ("only",)),
        ("får jag jobba", ("only",)),
        ("як записати дитину до школи", ("only",)),
        ("в якому банку відкрити рахунок", ("only",)),
        ("а где найти жилье", ("only",)),
        ("yak otrymaty kartku", ("only",)),
        ("I live in Solna, can I study there", ("yes",)),
        ("картка пропала, як замовити нову", ("yes",)),
        ("I have a permit", ()),
        ("я працювала як кухар", ()),
        ("jag vet hur man svetsar", ()),
        ("", ()),
    ],
)
def test_a_question_is_known_without_its_mark(guide: GuideReader, text: str, asks: tuple[str, ...]) -> None:
    assert guide.understand(text, language="en").reading(ASKS) == asks
