"""What a message takes back is found in three languages, and in Russian."""

import pytest

from nlu.corrections import find_exchange, says_no_first
from nlu.rules import Rules
from nlu.understanding import CHANGE, DENIED, INSTEAD
from nlu.words import split

DENIALS = [
    ("no, 6 years, not 12", {"12"}, "6"),
    ("ні, не 12 а 6 років", {"12"}, "6"),
    ("fel, jag bor i Solna inte Nacka", {"Nacka"}, "Solna"),
    ("I do not live in Nacka any more", {"Nacka"}, None),
    ("я не живу в Nacka", {"Nacka"}, None),
    ("jag bor inte längre i Nacka", {"Nacka"}, None),
    ("нет, не 12, а 6 лет", {"12"}, "6"),
    ("not a welder but a cook", {"welder"}, "kock"),
    ("no, 6 years", set(), "6"),
    ("не менше 12 років", set(), "12"),
    ("not yet. 12 years", set(), "12"),
]
EXCHANGES = [
    ("не Київ а Харків", ("київ", "Харків")),
    ("not Kyiv but Kharkiv", ("kyiv", "Kharkiv")),
    ("Kharkiv, not Kyiv", ("kyiv", "Kharkiv")),
    ("inte kock utan bagare", ("kock", "bagare")),
    ("Nordic Bakery, not Nordic Bakers", ("nordic bakers", "Nordic Bakery")),
    ("не Киев, а Харьков", ("киев", "Харьков")),
    ("not", None),
    ("not Kyiv", None),
    ("Kharkiv", None),
]


@pytest.mark.parametrize("text, denied, value", DENIALS)
def test_the_value_after_a_not_is_never_taken(rules: Rules, text: str, denied: set[str], value: str | None) -> None:
    heard = rules.understand(text, language="en", expects=("arrival.years", "arrival.municipality", CHANGE))
    assert denied <= set(heard.reading(DENIED))
    taken = {*heard.values("number"), *heard.values("municipality"), *heard.values("occupation")}
    stated = {*heard.reading("arrival.years"), *heard.reading("arrival.municipality")}
    assert taken == ({value} if value else set())
    assert stated <= taken


@pytest.mark.parametrize("text, pair", EXCHANGES)
def test_one_wording_for_another(text: str, pair: tuple[str, str] | None) -> None:
    assert find_exchange(text, split(text)) == pair


@pytest.mark.parametrize(
    "text, pair",
    [
        ("three trainees, not two", ("two", "three")),
        ("not 2 but 3 places", ("2", "3")),
        ("fyra kockar och inte tre", ("tre", "fyra")),
        ("чотири місця, а не три", ("три", "чотири")),
        ("not two", None),
        ("3 cooks and 4 waiters, not two", None),
    ],
)
def test_one_number_stands_in_place_of_another(rules: Rules, text: str, pair: tuple[str, str] | None) -> None:
    heard = rules.understand(text, language="en", expects=("employer.review", CHANGE))
    assert heard.reading(INSTEAD) == (pair or ())


@pytest.mark.parametrize("text, first", [("no, 6", True), ("nej, Solna", True), ("ні, шість", True), ("no", False),
                                         ("no wait, 22 years", True), ("ой ні, шість", True), ("vänta, nej, 6", True),
                                         ("wait, 6", False), ("no problem", False), ("6, no", False)])  # fmt: skip
def test_a_no_before_a_pause(text: str, first: bool) -> None:
    assert says_no_first(split(text)) == first


@pytest.mark.parametrize(
    "text, steps",
    [
        ("my phone is wrong", {"mark", "arrival.contact_detail"}),
        ("fel kommun", {"mark", "arrival.municipality"}),
        ("неправильна професія", {"mark", "arrival.occupation"}),
        ("actually I am a nurse", {"mark"}),
        ("I live in Solna", set()),
    ],
)
def test_which_answer_is_called_wrong(rules: Rules, text: str, steps: set[str]) -> None:
    assert set(rules.understand(text, language="en", expects=("arrival.adult", CHANGE)).reading(CHANGE)) == steps


def test_without_a_form_nothing_is_corrected(rules: Rules) -> None:
    assert rules.understand("no, 6 years, not 12", language="en").readings == ()
