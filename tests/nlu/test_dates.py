"""Dates are found as people write them, and counted from the day that is today: Wednesday 20 May 2026."""

from datetime import date

import pytest

from nlu.rules import Rules

TODAY = date(2026, 5, 20)


def dates(rules: Rules, text: str, today: date | None = TODAY) -> list[tuple[str, str]]:
    entities = rules.understand(text, language="sv", today=today).entities
    return [(e.value, text[e.start : e.end]) for e in entities if e.entity == "date"]


def values(rules: Rules, text: str, today: date | None = TODAY) -> list[str]:
    return [value for value, _ in dates(rules, text, today)]


@pytest.mark.parametrize("text, value", [
    ("2026-06-01", "2026-06-01"), ("2026/06/01", "2026-06-01"), ("2026-06-01T10:00", "2026-06-01"),
    ("31.12.2026", "2026-12-31"), ("31/12/2026", "2026-12-31"), ("1-6-2026", "2026-06-01"), ("01.06.26", "2026-06-01"),
    ("12/31/2026", "2026-12-31"), ("15/8", "2026-08-15"), ("15.08", "2026-08-15"), ("15/8-26", "2026-08-15"),
    ("15/8 2027", "2027-08-15"), ("15.08.", "2026-08-15"), ("з 1.9", "2026-09-01"), ("från 1/2", "2027-02-01"),
])  # fmt: skip
def test_the_day_comes_first_in_digits(rules: Rules, text: str, value: str) -> None:
    assert values(rules, text) == [value]


@pytest.mark.parametrize("text", [
    "31.02.2026", "2026-13-01", "31/6", "0/5", "kl 10.05", "о 10.05", "at 9.15", "17.30", "09:15", "24/7",
    "1/2 tjänst",
    "3.5 years", "1.2", "version 4.12", "rum 3.11", "кабінет 4.12", "10.0.0.1", "3.11.2", "12.10 kr", "12.10 %",
    "2001/55/EG", "556002-1361", "070-174 06 05", "50/50", "1.1.1.1.1",
])  # fmt: skip
def test_other_digits_are_no_date(rules: Rules, text: str) -> None:
    assert values(rules, text) == []


@pytest.mark.parametrize("text, found", [
    ("vi börjar den 1 augusti", ("2026-08-01", "den 1 augusti")), ("1:a juni", ("2026-06-01", "1:a juni")),
    ("tidigast 1 okt.", ("2026-10-01", "1 okt")), ("4 mars 2027", ("2027-03-04", "4 mars 2027")),
    ("den tolfte juni", ("2026-06-12", "den tolfte juni")), ("tjugofemte maj", ("2026-05-25", "tjugofemte maj")),
    ("from August 1st", ("2026-08-01", "August 1st")), ("June 5, 2026", ("2026-06-05", "June 5, 2026")),
    ("the 1st of September", ("2026-09-01", "the 1st of September")), ("5th june", ("2026-06-05", "5th june")),
    ("the twenty-fifth of June", ("2026-06-25", "the twenty-fifth of June")), ("30 may", ("2026-05-30", "30 may")),
    ("з 1 червня", ("2026-06-01", "1 червня")), ("3-го червня", ("2026-06-03", "3-го червня")),
    ("з першого вересня", ("2026-09-01", "першого вересня")), ("20 chervnya", ("2026-06-20", "20 chervnya")),
    ("двадцять п'ятого червня", ("2026-06-25", "двадцять п'ятого червня")), ("1 сент", ("2026-09-01", "1 сент")),
    ("5 мая 2027", ("2027-05-05", "5 мая 2027")), ("15 числа", ("2026-06-15", "15 числа")),
    ("on the 15th.", ("2026-06-15", "the 15th")), ("den 15:e", ("2026-06-15", "den 15:e")),
    ("måndag den 25 maj", ("2026-05-25", "måndag den 25 maj")), ("fre 5/6", ("2026-06-05", "fre 5/6")),
    ("в понеділок, 25 травня", ("2026-05-25", "понеділок, 25 травня")), ("пн 25.05", ("2026-05-25", "пн 25.05")),
])  # fmt: skip
def test_days_with_a_month_in_words(rules: Rules, text: str, found: tuple[str, str]) -> None:
    assert dates(rules, text) == [found]


@pytest.mark.parametrize("text, found", [
    ("1–5 juni", [("2026-06-01", "1"), ("2026-06-05", "5 juni")]),
    ("з 5 по 12 липня", [("2026-07-05", "5"), ("2026-07-12", "12 липня")]),
    ("mellan 1 juli och 31 juli", [("2026-07-01", "1 juli"), ("2026-07-31", "31 juli")]),
    ("01.07-31.07", [("2026-07-01", "01.07"), ("2026-07-31", "31.07")]),
])  # fmt: skip
def test_a_range_is_two_dates(rules: Rules, text: str, found: list[tuple[str, str]]) -> None:
    assert dates(rules, text) == found


@pytest.mark.parametrize("text, found", [
    ("kan börja imorgon", ("2026-05-21", "imorgon")), ("i morgon bitti", ("2026-05-21", "i morgon")),
    ("i övermorgon", ("2026-05-22", "i övermorgon")), ("i förrgår", ("2026-05-18", "i förrgår")),
    ("the day after tomorrow", ("2026-05-22", "the day after tomorrow")), ("tonight", ("2026-05-20", "tonight")),
    ("завтра", ("2026-05-21", "завтра")), ("післязавтра", ("2026-05-22", "післязавтра")),
    ("послезавтра", ("2026-05-22", "послезавтра")), ("позавчора", ("2026-05-18", "позавчора")),
    ("zavtra pryidu", ("2026-05-21", "zavtra")), ("om två veckor", ("2026-06-03", "om två veckor")),
    ("om ett par dagar", ("2026-05-22", "om ett par dagar")), ("in a month", ("2026-06-20", "in a month")),
    ("in a couple of weeks", ("2026-06-03", "in a couple of weeks")),
    ("a week from now", ("2026-05-27", "a week from now")),
    ("через тиждень", ("2026-05-27", "через тиждень")), ("через місяць", ("2026-06-20", "через місяць")),
    ("через півроку", ("2026-11-20", "через півроку")),
    ("через двадцать один день", ("2026-06-10", "через двадцать один день")),
    ("за два тижні", ("2026-06-03", "за два тижні")), ("cherez dva tyzhni", ("2026-06-03", "cherez dva tyzhni")),
    ("för tre dagar sedan", ("2026-05-17", "för tre dagar sedan")), ("two weeks ago", ("2026-05-06", "two weeks ago")),
    ("3 дні тому", ("2026-05-17", "3 дні тому")), ("неделю назад", ("2026-05-13", "неделю назад")),
])  # fmt: skip
def test_days_are_counted_from_today(rules: Rules, text: str, found: tuple[str, str]) -> None:
    assert dates(rules, text) == [found]


@pytest.mark.parametrize("text, found", [
    ("på fredag", ("2026-05-22", "fredag")), ("on Friday", ("2026-05-22", "Friday")),
    ("у середу", ("2026-05-27", "середу")),
    ("у п’ятницю", ("2026-05-22", "п’ятницю")), ("до вівторка", ("2026-05-26", "вівторка")),
    ("в пт", ("2026-05-22", "пт")),
    ("в среду", ("2026-05-27", "среду")), ("до четверга", ("2026-05-21", "четверга")),
    ("lördag", ("2026-05-23", "lördag")),
    ("this Friday", ("2026-05-22", "this Friday")), ("next Friday", ("2026-05-29", "next Friday")),
    ("nästa måndag", ("2026-05-25", "nästa måndag")), ("fredag nästa vecka", ("2026-05-29", "fredag nästa vecka")),
    ("наступного понеділка", ("2026-05-25", "наступного понеділка")), ("i fredags", ("2026-05-15", "i fredags")),
    ("в следующий вторник", ("2026-05-26", "следующий вторник")), ("last Wednesday", ("2026-05-13", "last Wednesday")),
    ("v ponedilok", ("2026-05-25", "ponedilok")),
])  # fmt: skip
def test_days_of_the_week(rules: Rules, text: str, found: tuple[str, str]) -> None:
    assert dates(rules, text) == [found]


@pytest.mark.parametrize("text", [
    "every Friday", "varje måndag", "щопонеділка", "кожної п'ятниці", "по п'ятницях", "öppet måndag till fredag",
    "mon-fri",
    "з понеділка по п'ятницю", "гурт «П'ятниця»", "may I ask", "Mark may come", "5 may come", "jag sat där",
    "fri entré",
    "June is my niece", "травень холодний", "nästa vecka", "языковая среда", "for the first time", "Третя спроба",
    "den andra frågan", "за тиждень", "in five years", "om två timmar", "завтрак", "2 mer", "31 juni", "99 juni",
    "juni 5 platser", "1 лист", "om man vill", "en okänd man", "14 hours in a week", "one hour in month", "years ago",
    "my son is 16, may he take a job", "han fyller 17 i maj",
])  # fmt: skip
def test_what_is_no_certain_day_is_no_date(rules: Rules, text: str) -> None:
    assert values(rules, text) == []


@pytest.mark.parametrize("text, today, value", [
    ("20 maj", date(2026, 5, 20), "2026-05-20"), ("19 maj", date(2026, 5, 20), "2027-05-19"),
    ("29 februari", date(2026, 5, 20), "2028-02-29"), ("om en månad", date(2026, 1, 31), "2026-02-28"),
    ("на середу", date(2026, 5, 20), "2026-05-27"), ("next Monday", date(2026, 5, 24), "2026-05-25"),
    ("next Monday", date(2026, 5, 25), "2026-06-01"), ("31 числа", date(2026, 6, 1), "2026-07-31"),
    ("imorgon", date(2026, 12, 31), "2027-01-01"), ("last Monday", date(2026, 5, 25), "2026-05-18"),
])  # fmt: skip
def test_the_calendar_is_kept(rules: Rules, text: str, today: date, value: str) -> None:
    assert values(rules, text, today) == [value]


def test_without_today_only_whole_dates_are_read(rules: Rules) -> None:
    text = "imorgon, 15/8, på fredag, om två veckor, 4 mars 2027 och 2026-06-01"
    assert values(rules, text, None) == ["2027-03-04", "2026-06-01"]


@pytest.mark.parametrize("text", ["om två veckor", "den 8 juni", "15.08", "через 10 днів"])
def test_a_date_that_cannot_be_told_is_no_number_either(rules: Rules, text: str) -> None:
    assert rules.understand(text, language="sv", today=None).entity("number") is None


def test_a_date_a_number_and_a_telephone_share_no_digit(rules: Rules) -> None:
    text = "3 platser från 1 september, ring 070-174 06 05 senast 15/8"
    found = [(e.entity, e.value) for e in rules.understand(text, language="sv", today=TODAY).entities]
    assert found == [
        ("number", "3"), ("date", "2026-09-01"), ("phone", "+46701740605"), ("date", "2026-08-15"),
    ]  # fmt: skip


def test_a_day_of_the_week_beside_a_counted_day_stays_its_own(rules: Rules) -> None:
    assert dates(rules, "imorgon, torsdag, i kväll") == [
        ("2026-05-21", "imorgon"), ("2026-05-21", "torsdag"), ("2026-05-20", "i kväll"),
    ]  # fmt: skip
