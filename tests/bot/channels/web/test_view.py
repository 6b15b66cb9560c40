"""A transcript as the page shows it."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from bot.channels.web import view
from bot.ports import Choice, Link, Message


def message(number: int, sender: str = "bot", **fields: object) -> Message:
    at = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    given = {"id": number, "at": at, "from": sender, "text": "x", "language": "sv", **fields}
    return msgspec.convert(given, Message, str_keys=False)


YES = ({"value": "yes", "label": "Ja"},)


def test_open_question_is_the_newest_with_buttons() -> None:
    talk = [message(1, choices=YES), message(2, choices=YES), message(3)]
    assert view.open_question(talk) is talk[1]


def test_question_is_closed_once_the_person_has_answered() -> None:
    assert view.open_question([message(1, choices=YES), message(2, "person"), message(3)]) is None


def test_question_stays_open_while_staff_write() -> None:
    talk = [message(1, choices=YES), message(2, "staff")]
    assert view.open_question(talk) is talk[0]


def test_language_is_that_of_the_bots_last_words() -> None:
    talk = [message(1), message(2, language="uk"), message(3, "person", language="en"), message(4, "staff")]
    assert view.spoken_language(talk) == "uk"
    assert view.spoken_language([]) == "en"


def test_days_are_those_of_stockholm() -> None:
    late, next_day = (datetime(2026, 5, 20, hour, 30, tzinfo=UTC) for hour in (21, 22))
    days = view.parted_by_day([message(1, at=late), message(2, at=next_day)], "sv")
    assert [(day.date, day.label) for day in days] == [
        (date(2026, 5, 20), "onsdag 20 maj 2026"),
        (date(2026, 5, 21), "torsdag 21 maj 2026"),
    ]
    assert [view.hour(m.at) for day in days for m in day.messages] == ["23:30", "00:30"]


@pytest.mark.parametrize("month, minutes", [(1, 60), (7, 120)])
def test_minutes_ahead_follow_summer_time(month: int, minutes: int) -> None:
    assert view.minutes_ahead(datetime(2026, month, 1, tzinfo=UTC)) == minutes


@pytest.mark.parametrize(
    "language, words",
    [("sv", "20 maj 2026, 11:00"), ("uk", "20 травня 2026, 11:00"), ("en", "20 May 2026, 11:00")],
)
def test_moments_are_told_in_the_persons_language(language: str, words: str) -> None:
    assert view.moment_label(datetime(2026, 5, 20, 9, tzinfo=UTC), language) == words


@pytest.mark.parametrize(
    "value, manner",
    [
        ("adult", "answer"),
        ("send", "answer"),
        ("backpacker", "answer"),
        ("back", "quiet"),
        ("skip", "quiet"),
        ("change", "quiet"),
        ("change:arrival.stage", "quiet"),
        ("language:uk", "quiet"),
        ("danger", "alarm"),
    ],
)
def test_buttons_that_steer_stand_back(value: str, manner: str) -> None:
    assert view.manner(Choice(value, "")) == manner


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://1177.se/a?b=c", True),
        ("tel:+46771117700", True),
        ("/chat/privacy", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.test", False),
        ("/\\evil.test", False),
        ("https://a b", False),
        ("", False),
    ],
)
def test_links_lead_only_where_links_may_lead(url: str, kept: bool) -> None:
    said = message(1, links=({"label": "x", "url": url},))
    assert bool(view.safe_links(said)) == kept


def test_own_page_opens_in_the_messages_language() -> None:
    said = message(1, language="uk", links=({"label": "x", "url": "/chat/privacy"},))
    assert view.safe_links(said) == [Link("x", "/chat/privacy?lang=uk")]


def test_question_with_nothing_but_the_usual_buttons_offers_none_of_its_own() -> None:
    usual = tuple({"value": value, "label": value} for value in ("skip", "back"))
    assert view.offered(message(1, choices=usual)) is None
    asked = message(1, choices=(*YES, *usual))
    assert view.offered(asked) is asked
    assert view.offered(None) is None
