"""Whether a page is the organisation's own."""

from time import perf_counter

import pytest

from integrations.homepage import is_named, is_own_domain

NUMBER = "556002-1361"


@pytest.mark.parametrize(
    "words",
    [
        "Påhittade Köket AB", "© 2026 påhittade köket", "PÅHITTADE  KÖKET", "Påhittade-Köket!",
        "Hos Påhittade Köket lagas", "Påhittade Ko\u0308ket", "org.nr 556002-1361", "Org nr: 5560021361",
        "556002\u20111361", "556002 1361", "VAT SE556002136101",
        "Momsnr: SE 556002136101", "16556002-1361", "organisationsnummer 556002\u20131361.",
    ],
)  # fmt: skip
def test_named_by_name_or_number(words: str) -> None:
    """Without the legal form, in capitals, with any dash, within a VAT number."""
    assert is_named(words, name="Påhittade Köket AB", number=NUMBER)


@pytest.mark.parametrize(
    "words",
    [
        "", "Köket", "Påhittade", "Påhittade Kökets vänner", "Påhittade Köksbolaget", "Köket Påhittade", "AB",
        "1556002-13610", "556002-1362", "08-556002 13 61", "5560021361234", "12345560021361",
    ],
)  # fmt: skip
def test_not_named(words: str) -> None:
    """By a part, by another order, by digits within others."""
    assert not is_named(words, name="Påhittade Köket AB", number=NUMBER)


@pytest.mark.parametrize(
    "name,words,named",
    [
        ("Aktiebolaget Påhitt", "välkommen till påhitt", True),
        ("Påhitt i Solna Aktiebolag (publ)", "Påhitt i Solna", True),
        ("Handelsbolaget Påhitt & Son", "Påhitt & Son", True),
        ("Handelsbolaget Påhitt & Son", "Påhitt och Son", False),
        ("Påhittade Odlarna ek. för.", "Påhittade Odlarna ekonomisk förening", True),
        ("Påhittade Odlarna ekonomisk förening", "Påhittade Odlarna", True),
        ("IT AB", "it is well", False),
        ("IT AB", "IT AB i Solna", True),
        ("3D HB", "3d", False),
        ("AB", "AB", True),
        ("Абсолют АБ", "абсолют аб", True),
        ("", "anything", False),
        ("   ", "anything", False),
        ("& !", "anything & !", False),
    ],
)
def test_legal_forms_do_not_count(name: str, words: str, named: bool) -> None:
    """But for a name that would be too short to be known by without."""
    assert is_named(words, name=name, number="") is named


def test_looking_for_a_name_takes_a_moment() -> None:
    """Whatever the name and the page are."""
    begun = perf_counter()
    is_named("a a " * 60_000, name="a a " * 500 + "b", number="1" * 10)
    is_named("556002" * 20_000, name="ab " * 1000, number=NUMBER)
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    "host,domain,own",
    [
        ("www.koket.se", "koket.se", True),
        ("koket.se", "KOKET.SE.", True),
        ("solna.koket.se", "koket.se", True),
        ("koket.se", "post.koket.se", True),
        ("xn--kket-5qa.se", "köket.se", True),
        ("koket.se", "notkoket.se", False),
        ("notkoket.se", "koket.se", False),
        ("koket.se", "gmail.com", False),
        ("koket.se", "se", False),
        ("koket.se", "", False),
        ("koket.se", "a b", False),
        ("koket.se", "[::1", False),
    ],
)
def test_a_mailbox_at_the_same_place(host: str, domain: str, own: bool) -> None:
    """With www or not, the one within the other."""
    assert is_own_domain(host, domain) is own
