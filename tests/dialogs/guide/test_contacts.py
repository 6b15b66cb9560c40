"""How a place is reached, as the chat tells it."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.render import Texts
from dialogs.effects import Link
from dialogs.guide.book import authorities
from dialogs.guide.contacts import Contact, kept_phone, links, read_contacts, readable, tell

DAY = date(2026, 11, 2)
FULL = {
    "phone": "+46850825000",
    "email": "vux@example.se",
    "link": "https://example.se/vux",
    "address": {"sv": "Gatan 1", "uk": "Gatan 1, вхід із двору", "en": "Gatan 1, from the yard"},
    "hours": {"sv": "mån–fre 9–16", "uk": "пн–пт 9–16", "en": "Mon–Fri 9–16"},
    "checked": "2026-11-02",
    "review_by": "2027-05-02",
}


def told(row: Mapping[str, object], language: str, today: date = DAY) -> str:
    contact = read_contacts({"vuxenutbildning": row})["vuxenutbildning"]
    return Texts.load().words(tell("vuxenutbildning", contact, today=today), language)


def test_everything_that_is_filled_in_is_told_in_the_language_of_the_reader() -> None:
    assert told(FULL, "uk").splitlines() == [
        authorities()["vuxenutbildning"].name["uk"],
        "Адреса: Gatan 1, вхід із двору",
        "Години роботи: пн–пт 9–16",
        "Телефон: +46 8 508 250 00",
        "Електронна пошта: vux@example.se",
        "Ці дані ми перевірили 2 листопада 2026.",
    ]
    assert "Address: Gatan 1, from the yard" in told(FULL, "en")
    assert told(FULL, "sv").endswith("Vi kontrollerade uppgifterna den 2 november 2026.")


def test_what_is_not_filled_in_is_not_told() -> None:
    row = {"phone": "1177", "checked": "2026-11-02", "review_by": "2027-05-02"}
    assert told(row, "sv").splitlines()[1:] == [
        "Telefon: 1177",
        "Vi kontrollerade uppgifterna den 2 november 2026.",
    ]


def test_after_the_review_day_it_is_told_with_a_warning() -> None:
    assert "kan ha ändrats" not in told(FULL, "sv", date(2027, 5, 2))
    assert "kan ha ändrats" in told(FULL, "sv", date(2027, 5, 3))


def test_a_number_can_be_called_and_a_page_opened() -> None:
    assert links(Contact.of(FULL)) == (
        Link("contact-call", "tel:+46850825000"),
        Link("contact-page", "https://example.se/vux"),
    )
    assert links(Contact(checked=DAY, review_by=DAY)) == ()


def test_a_row_comes_back_as_it_was_kept() -> None:
    assert Contact.of(FULL).row() == FULL
    bare = {"email": "a@example.se", "checked": "2026-11-02", "review_by": "2027-05-02"}
    assert Contact.of(bare).row() == bare


@pytest.mark.parametrize(
    "typed,kept,read",
    [
        ("08-508 250 00", "+46850825000", "+46 8 508 250 00"),
        ("+46 771 11 77 00", "+46771117700", "+46 77 111 77 00"),
        ("1177", "1177", "1177"),
        ("114 14", "11414", "11414"),
        ("+380 44 234 56 78", "+380442345678", "+380 44 234 5678"),
    ],
)
def test_a_number_is_kept_so_that_it_can_be_called(typed: str, kept: str, read: str) -> None:
    assert kept_phone(typed) == kept
    assert readable(kept) == read


@pytest.mark.parametrize("typed", ["077-123", "ring oss", "", "+46", "99", "0" * 400])
def test_what_is_no_number_is_not_kept(typed: str) -> None:
    assert kept_phone(typed) is None
