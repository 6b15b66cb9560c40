"""What our words look like there, and how they are known again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.cases.words import Cursor, instant, mark_of, marked, plain, visible, without_personal_numbers
from integrations.errors import Malformed
from tests.integrations.cases.conftest import message

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("number", ["811228-9874", "19811228-9874", "198112289874", "811228 9874", "811288-9873"])
def test_numbers_of_people_stay_here(number: str) -> None:
    """Those of coordination, too."""
    assert without_personal_numbers(f"Jag är {number}.") == "Jag är [personnummer borttaget]."


@pytest.mark.parametrize(
    "text",
    ["556002-1361", "2026-11-22 10:00", "08-508 25 000", "1f6f2a4d-1a0f-4a6e-9f3c-7a3b1d2c4e5f", "1234567890123"],
)
def test_other_numbers_do_not(text: str) -> None:
    assert without_personal_numbers(text) == text


@given(st.text(min_size=1, max_size=300), st.from_regex(r"[A-Za-z0-9:._-]{1,60}", fullmatch=True))
def test_any_message_is_known_again(text: str, name: str) -> None:
    """Whatever it says."""
    assert mark_of(marked(message(name, text))) == name
    assert mark_of(f"{marked(message(name, text))}\nTack!") is None


@pytest.mark.parametrize(
    "text,shown",
    [
        ("Kom\x00 \x1b[31mpå\x07 måndag", "Kom [31mpå måndag"),
        ("Ring \u202e112\u202c \u2066nu\u2069\ufeff", "Ring 112 nu"),
        ("En\r\ntvå\n\ttre 👩\u200d🏫 вӱ", "En\ntvå\n\ttre 👩\u200d🏫 вӱ"),
    ],
)
def test_a_person_is_shown_what_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_who_quotes_us_is_not_us() -> None:
    """An answer above our own words, as mail programs write it."""
    quoted = "\n".join(f"> {line}" for line in marked(message()).splitlines())
    assert mark_of(f"Välkommen!\n\n{quoted}") is None


def test_no_original_where_there_is_none() -> None:
    said = marked(message(original=None, sender="staff", author="Kim"))
    assert ("Originalet" in said, "Personal, Kim" in said) == (False, True)


@pytest.mark.parametrize(
    "html,words",
    [
        ("<div>Hej &amp; välkommen<br>på måndag</div>", "Hej & välkommen\npå måndag"),
        ("<p>Ett</p><p>Två</p>", "Ett\n\nTvå"),
        ("<style>p{}</style><script>alert(1)</script>Kvar", "Kvar"),
        ("a < b", "a < b"),
        ("Svar<blockquote>Jag söker jobb<br>(Meddelande-id: m-1)</blockquote>", "Svar"),
    ],
)
def test_the_words_of_html(html: str, words: str) -> None:
    assert plain(html) == words


def test_a_time_that_is_none() -> None:
    with pytest.raises(Malformed):
        instant("soon")
    assert instant("2026-11-22T12:00:00") == NOON


def test_the_cursor_remembers_the_last_minutes_only() -> None:
    """It does not grow with the conversation."""
    old, new = message("old", at=NOON), message("new", at=NOON + timedelta(minutes=11))
    cursor = Cursor(Cursor(None).after((old, new)))
    assert [cursor.is_new(one) for one in (old, new)] == [False, False]
    assert "old" not in Cursor(None).after((old, new))
    assert cursor.is_new(message("late", at=NOON + timedelta(minutes=2)))
    assert Cursor(None).after(()) == ""
