"""The time of day, as people say it in four languages."""

import pytest

from dialogs.clock_words import clocks_said


@pytest.mark.parametrize(
    "text,clock",
    [
        ("13:00", (13, 0)), ("9.30 passar", (9, 30)), ("kl 10", (10, 0)), ("Klockan tio", (10, 0)),
        ("tio går bra", (10, 0)),
        ("halv tio", (9, 30)), ("den klockan två", (14, 0)), ("10", (10, 0)), ("jag tar 11 tack", (11, 0)),
        ("о десятій", (10, 0)), ("давайте о десятій", (10, 0)), ("на одинадцяту", (11, 0)), ("десята підійде", (10, 0)),
        ("об 11", (11, 0)), ("о першій", (13, 0)), ("о дев’ятій", (9, 0)), ("о п'ятій", (17, 0)),
        ("о 10 годині", (10, 0)), ("о тринадцятій", (13, 0)),
        ("в десять", (10, 0)), ("в два часа", (14, 0)), ("в час", (13, 0)), ("на 12", (12, 0)),
        ("ten is fine", (10, 0)), ("at ten", (10, 0)), ("half past nine", (9, 30)),
        ("at 2", (14, 0)), ("10 am", (10, 0)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_heard(text: str, clock: tuple[int, int]) -> None:
    assert clock in clocks_said(text)


@pytest.mark.parametrize(
    "text",
    ["2", "den andra", "перший", "другий варіант", "the first one", "de två första går inte", "27 травня", "3 barn"],
)
def test_what_is_a_place_or_a_day_is_no_time(text: str) -> None:
    assert clocks_said(text) == set()
