"""The calendar file of a visit, read back as a calendar reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from icalendar import Calendar, Component

from bot.channels.invitation import make_invitation, uid_of
from bot.render import Texts
from dialogs.conversation import Visit
from dialogs.texts import compile_catalogues

NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)
NINE = datetime(2026, 5, 25, 7, tzinfo=UTC)
CONTACTS = {
    "welcome_house": {"address": {"sv": "Gatan 1, 2 tr", "uk": "Gatan 1, двір"}, "email": "house@example.se"},
}
VISIT = Visit(reference="IP-2222-2222", place="welcome_house", minutes=45, host="Anna A", at=NINE, number=3)


@pytest.fixture(scope="module")
def texts() -> Texts:
    compile_catalogues()
    return Texts.load()


def read(texts: Texts, language: str = "sv", contacts: dict[str, Any] | None = None, **more: Any) -> Component:
    visit = msgspec.structs.replace(VISIT, **more)
    body = make_invitation(visit, texts, language, contacts or {}, now=NOW)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return Calendar.from_ical(body)


def event(calendar: Component) -> Component:
    (found,) = calendar.walk("VEVENT")
    return found


def test_it_is_the_time_in_stockholm_with_the_zones_own_rules(texts: Texts) -> None:
    calendar = read(texts)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Stockholm"
    found = event(calendar)
    assert found["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (NINE, NINE + timedelta(minutes=45))
    assert found.decoded("DTSTART").hour == 9


@pytest.mark.parametrize("at", ["2026-03-28T08:00+00:00", "2026-03-29T07:00+00:00", "2026-10-25T08:00+00:00"])
def test_it_is_right_around_the_change_of_the_clocks(texts: Texts, at: str) -> None:
    start = datetime.fromisoformat(at)
    assert event(read(texts, at=start)).decoded("DTSTART") == start


@pytest.mark.parametrize(
    "language,summary",
    [("sv", "Besök: Welcome House"), ("uk", "Зустріч: Welcome House"), ("en", "Visit: Welcome House")],
)
def test_it_is_private_and_says_nothing_of_the_case(texts: Texts, language: str, summary: str) -> None:
    calendar = read(texts, language, CONTACTS)
    found = event(calendar)
    assert (found["SUMMARY"], found["CLASS"]) == (summary, "PRIVATE")
    words = calendar.to_ical().decode()
    assert "IP-2222-2222" not in words
    assert "Anna" not in words
    assert "DESCRIPTION" not in words


def test_the_address_is_there_where_leads_have_filled_it_in(texts: Texts) -> None:
    assert event(read(texts, "uk", CONTACTS))["LOCATION"] == "Gatan 1, двір"
    assert "LOCATION" not in event(read(texts))
    assert event(read(texts, "uk", CONTACTS))["ORGANIZER"] == "mailto:house@example.se"


def test_a_change_keeps_the_name_and_raises_the_sequence(texts: Texts) -> None:
    before, after = read(texts), read(texts, at=NINE + timedelta(days=1), number=4)
    assert event(before)["UID"] == event(after)["UID"] == uid_of("IP-2222-2222")
    assert event(before)["UID"] != uid_of("IP-2222-2223")
    assert (event(before)["SEQUENCE"], event(after)["SEQUENCE"]) == (3, 4)
    assert (before["METHOD"], event(before)["STATUS"]) == ("PUBLISH", "CONFIRMED")


def test_what_is_over_is_taken_out_of_the_calendar(texts: Texts) -> None:
    calendar = read(texts, over=True, number=5)
    found = event(calendar)
    assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", 5)
    assert found["UID"] == uid_of("IP-2222-2222")
