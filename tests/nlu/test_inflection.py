"""Names of occupations in all their forms, made from the one or two that the list holds."""

import pytest

from nlu.inflection import english, swedish, ukrainian, ukrainian_label
from nlu.patterns import Matcher, compile_phrase
from nlu.words import split


def fits(phrases: list[str], text: str) -> bool:
    return bool(Matcher([compile_phrase("label", p) for p in phrases], fuzzy_from=64).find(split(text)))


@pytest.mark.parametrize("name, forms", [
    ("svetsare", "svetsaren svetsarna"), ("sjuksköterska", "sjuksköterskan sjuksköterskor"),
    ("brandman", "brandmannen brandmän"), ("vårdbiträde", "vårdbiträdet vårdbiträden"), ("kock", "kocken kockar"),
    ("fastighetstekniker", "fastighetsteknikern"), ("montör", "montören montörer montörerna"),
])  # fmt: skip
def test_swedish_names_have_articles_and_plurals(name: str, forms: str) -> None:
    assert all(fits([swedish(name)], form) for form in (name, *forms.split()))


def test_a_swedish_adjective_agrees_and_what_follows_a_comma_stays() -> None:
    assert fits([swedish("personlig assistent")], "två personliga assistenter")
    assert fits([swedish("arbetsledare, bygg")], "arbetsledaren bygg")


@pytest.mark.parametrize("name, plural", [
    ("welder", "welders"), ("fireman", "firemen"), ("waitress", "waitresses"), ("bus driver", "bus drivers"),
    ("medical secretary", "medical secretaries"),
])  # fmt: skip
def test_english_names_have_plurals(name: str, plural: str) -> None:
    assert fits([english(name)], name)
    assert fits([english(name)], plural)


@pytest.mark.parametrize("names, forms", [
    (["зварювальник", "зварювальниця"], "зварювальником зварювальницею зварювальники зварювальниць зварювальнику"),
    (["лікар", "лікарка"], "лікаря лікарем лікарі лікаркою лікарці лікарок"),
    (["кравець", "кравчиня"], "кравця кравцем кравчинею кравців"),
    (["водій", "водійка"], "водія водієм водіїв водійкою"),
    (["вчитель", "вчителька"], "вчителем вчителів вчителькою"),
    (["моряк", "морячка"], "моряком моряків морячкою"),
    (["шеф-кухар", "шеф-кухарка"], "шеф-кухар"),
    (["інженер-механік", "інженерка-механікиня"], "інженером-механіком інженеркою-механікинею"),
    (["суддя"], "суддею судді"), (["піцайоло"], "піцайоло"), (["швачка"], "швачкою швачці швачок"),
])  # fmt: skip
def test_ukrainian_names_have_cases_in_both_genders(names: list[str], forms: str) -> None:
    assert all(fits(ukrainian(*names), form) for form in (*names, *forms.split()))


def test_an_adjective_changes_and_a_complement_does_not() -> None:
    assert fits(ukrainian("соціальний працівник", "соціальна працівниця"), "соціальною працівницею")
    assert fits(ukrainian("водій автобуса", "водійка автобуса"), "водієм автобуса")
    assert not fits(ukrainian("водій автобуса", "водійка автобуса"), "водієм")
    assert fits(ukrainian("інженер-механік", "інженерка-механікиня"), "інженером механіком")
    assert fits(ukrainian("оператор верстатів", "майстриня верстатів з чпк"), "майстринею верстатів з чпк")
    assert fits(ukrainian("няня в родині"), "нянею в родині")


@pytest.mark.parametrize("text", ["лікарня", "в лікарні", "перукарня", "водіння", "кравецтво"])
def test_places_and_deeds_are_no_form_of_a_name(text: str) -> None:
    names = [("лікар", "лікарка"), ("перукар", "перукарка"), ("водій", "водійка"), ("кравець", "кравчиня")]
    assert not any(fits(ukrainian(*pair), text) for pair in names)


@pytest.mark.parametrize("names, label", [
    (["водій автобуса", "водійка автобуса"], "водій / водійка автобуса"),
    (["соціальний працівник", "соціальна працівниця"], "соціальний працівник / соціальна працівниця"),
    (["листоноша"], "листоноша"),
    (["кухар", "кухарка холодного цеху"], "кухар / кухарка холодного цеху"),
])  # fmt: skip
def test_a_label_says_the_common_end_once(names: list[str], label: str) -> None:
    assert ukrainian_label(*names) == label
