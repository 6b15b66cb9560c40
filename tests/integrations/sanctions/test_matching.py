"""Who is found, who is not, and that no question leaves a trace in the next."""

import random

import pytest

from integrations.sanctions import STRONG, WEAK, Index, Organisation, Owner, SanctionsList, Subject, read_list
from integrations.sanctions.listed import Alias, Entry
from integrations.sandbox.backends.sanctions import document
from tests.integrations.sanctions.lists import MADE, ORGANISATION, Pair, entry, index, pairs

TABLES = {"pairs": (61, 50), "pairs_later": (30, 25)}
SURNAMES = (
    "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson "
    "Lindberg Lindström Bergström Sandberg Ekström Öberg Åkesson Hellström Norberg Engström Wallin Söderberg"
).split()
TRADES = (
    "Bygg AB|Städ och Service AB|Måleri HB|Åkeri AB|Bageri & Konditori AB|Redovisning AB|El AB|Rör i Stockholm AB|"
    "Konsult AB|Fastigheter AB|Restaurang AB|Omsorg AB"
).split("|")
FIRST_NAMES = "Anna Eva Maria Karin Lars Erik Mikael Johan Ivan Sergey Olena Oleksandr Ali Hassan".split()


def asked(pair: Pair) -> Subject:
    return Owner(pair.asked, ORGANISATION) if pair.kind == "person" else Organisation(pair.asked)


@pytest.fixture(scope="module")
def practice() -> Index:
    """Some four thousand invented entries."""
    return Index(read_list(document(MADE)))


@pytest.fixture(scope="module", params=TABLES)
def table(request: pytest.FixtureRequest) -> tuple[str, list[tuple[Pair, float]]]:
    """Each pair with how like it is, all names of the table listed at once among those of the practice list."""
    rows = pairs(request.param)
    entries = [Entry(f"P{place}", row.kind, "", [Alias(row.listed)]) for place, row in enumerate(rows)]
    among = Index(SanctionsList(MADE, "", (*read_list(document(MADE)).entries, *entries)))
    return request.param, [(row, _score(among, asked(row), f"P{place}")) for place, row in enumerate(rows)]


def _score(among: Index, subject: Subject, reference: str) -> float:
    return next((hit.score for hit in among.search(subject, most=1000) if hit.reference == reference), 0.0)


def test_who_is_meant_is_found(table: tuple[str, list[tuple[Pair, float]]]) -> None:
    """Nobody is missed, and nearly all are strong."""
    name, rows = table
    scores = [(row.asked, score) for row, score in rows if row.verdict == "same"]
    assert len(scores) == TABLES[name][0]
    assert [pair for pair in scores if pair[1] < WEAK] == []
    assert sum(score >= STRONG for _, score in scores) >= 0.93 * len(scores)


def test_somebody_else_is_seldom_taken_for_an_entry(table: tuple[str, list[tuple[Pair, float]]]) -> None:
    """Names chosen to be near: one in ten costs a look of staff, and next to none looks sure."""
    name, rows = table
    scores = [score for row, score in rows if row.verdict == "different"]
    assert len(scores) == TABLES[name][1]
    assert sum(score >= WEAK for score in scores) <= 0.1 * len(scores)
    assert sum(score >= STRONG for score in scores) <= 0.04 * len(scores)


@pytest.mark.parametrize("trade", TRADES)
def test_common_swedish_companies_are_not_found(practice: Index, trade: str) -> None:
    names = [f"{surname} {trade}" for surname in SURNAMES]
    assert [name for name in names if practice.search(Organisation(name))] == []


@pytest.mark.parametrize("first", FIRST_NAMES)
def test_a_first_name_alone_finds_nobody(practice: Index, first: str) -> None:
    """Also where hundreds on the list have it."""
    names = [f"{first} {surname}" for surname in SURNAMES]
    assert [name for name in names if practice.search(Owner(name, ORGANISATION))] == []


def test_the_order_of_questions_changes_no_answer(practice: Index) -> None:
    """One process, many questions: the same one, asked anywhere, is answered the same."""
    listed = [alias.name for one in read_list(document(MADE)).entries[::200] for alias in one.aliases]
    questions: list[Subject] = [
        *map(Organisation, ["Cykelbolaget AB", "Severny Prokat Test AO", "АО «Северный Прокат Тест»", *listed]),
        *(Owner(name, ORGANISATION) for name in ["Testislav Primerov", "Anna Andersson", *listed]),
    ]
    alone = {question: Index(read_list(document(MADE))).search(question) for question in questions[:4]}
    first = {question: practice.search(question) for question in questions}
    for seed in range(3):
        shuffled = random.Random(seed).sample(questions, len(questions))
        assert {question: practice.search(question) for question in shuffled} == first
    assert {question: first[question] for question in alone} == alone
    assert first[Organisation("Cykelbolaget AB")] == ()
    assert first[Organisation("Severny Prokat Test AO")][0].score == 1.0


def test_an_organisation_is_not_compared_with_persons() -> None:
    """Its owners are, and with both."""
    of_both = index(entry("EU.1.1", "Testislav Primerov", kind="person"), entry("EU.1.2", "Zarechneft Holding"))
    assert of_both.search(Organisation("Testislav Primerov AB")) == ()
    assert [hit.reference for hit in of_both.search(Owner("Testislav Primerov", ORGANISATION))] == ["EU.1.1"]
    assert [hit.reference for hit in of_both.search(Owner("Zarechneft Holding", ORGANISATION))] == ["EU.1.2"]


def test_a_country_makes_nobody_less_like() -> None:
    """A Swedish daughter of a listed company is found, with and without its country in the name."""
    among = index(entry("EU.1.1", "Zarechneft PJSC"))
    plain, swedish = (among.search(Organisation(name))[0].score for name in ("Zarechneft AB", "Zarechneft Sverige AB"))
    assert plain == 1.0
    assert swedish >= STRONG


def test_the_best_of_an_entrys_names_counts() -> None:
    """And an entry is named once."""
    (hit,) = index(entry("EU.1.1", "Annat", "Zarechneft", "Заречнефть")).search(Organisation("Zarechneft AB"))
    assert (hit.reference, hit.programme, hit.score, hit.strength) == ("EU.1.1", "UKR", 1.0, "strong")


def test_a_weak_name_is_a_weak_hit() -> None:
    """What the list itself is not sure of."""
    among = index(Entry("EU.1.1", "person", "", [Alias("Testislav Primerov", strong=False)]))
    (hit,) = among.search(Owner("Testislav Primerov", ORGANISATION))
    assert (hit.score < STRONG, hit.strength) == (True, "weak")


def test_the_number_alone_is_enough() -> None:
    """Whatever the organisation calls itself; no number is no number of anybody."""
    among = index(entry("EU.1.1", "Annat", numbers=["5560021361", ""]))
    assert [hit.score for hit in among.search(Organisation("Cykelbolaget AB", "556002-1361"))] == [1.0]
    assert among.search(Organisation("Cykelbolaget AB")) == ()


def test_the_likeliest_come_first_and_no_more_than_five() -> None:
    among = index(*(entry(f"EU.1.{place}", f"Zarechneft {place}") for place in range(20)), entry("EU.2", "Zarechneft"))
    hits = among.search(Organisation("Zarechneft"))
    assert len(hits) == 5
    assert hits[0].reference == "EU.2"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("name", ["???", "«»", "1", "AB", "的", "a" * 5000, "\ud83d", "і" * 300])
def test_any_name_can_be_asked_about(practice: Index, name: str) -> None:
    assert practice.search(Organisation(name)) == ()
    assert practice.search(Owner(name, ORGANISATION)) == ()


def test_an_empty_list_can_be_asked() -> None:
    """It finds nobody; that it is too small is said elsewhere."""
    assert index().search(Organisation("Zarechneft")) == ()
