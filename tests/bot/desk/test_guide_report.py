"""The guide's report: what is due stands first, numbers that are small stay unsaid."""

import csv
import io
from datetime import date, timedelta

import pytest

from bot.desk.guide_report import FEW, RATINGS, few, guide_csv, guide_lines, ratings, ratings_csv
from dialogs import case_status
from dialogs.guide.book import authorities, entries

TALLIES = {
    ("guide.answered", "ask_sfi"): 12,
    ("guide.helpful", "ask_sfi:yes"): 7,
    ("guide.helpful", "ask_sfi:no"): 4,
    ("case.rating", "uk:general:helped"): 9,
    ("case.rating", "uk:general:not_helped"): 1,
    ("case.rating", "sv:mentors:partly"): 5,
    ("something.else", "a:b"): 30,
}
DAY = date(2026, 11, 23)


def rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_every_answer_and_authority_has_a_line() -> None:
    assert sorted(line.id for line in guide_lines({}, DAY)) == sorted([*entries(), *authorities()])


def test_what_is_due_stands_first_and_the_longest_due_at_the_top() -> None:
    first = min(entry.review_by for entry in entries().values())
    lines = guide_lines({}, first + timedelta(days=1))
    due = [line for line in lines if line.state]
    assert due == lines[: len(due)]
    assert (lines[0].review_by, lines[0].state) == (first, "Ska ses över")
    assert [line.review_by for line in due] == sorted(line.review_by for line in due)
    assert lines[-1].state == ""


@pytest.mark.parametrize("days,state", [(-31, ""), (-30, "Ses över snart"), (0, "Ses över snart"), (1, "Ska ses över")])
def test_thirty_days_before_its_review_a_line_is_due(days: int, state: str) -> None:
    sfi = entries()["ask_sfi"]
    line = next(line for line in guide_lines({}, sfi.review_by + timedelta(days=days)) if line.id == "ask_sfi")
    assert line.state == state


def test_a_line_holds_the_numbers_of_its_question() -> None:
    found = {line.id: line for line in guide_lines(TALLIES, DAY)}
    sfi = found["ask_sfi"]
    assert (sfi.answered, sfi.helped, sfi.failed) == ("12", "7", FEW)
    assert (found["ask_money"].answered, found["ask_money"].helped) == (FEW, FEW)
    assert (found["skatteverket"].answered, found["skatteverket"].helped) == ("", "")


def test_a_line_holds_the_whole_text_in_three_languages() -> None:
    sfi = next(line for line in guide_lines({}, DAY) if line.id == "ask_sfi")
    assert [told.language for told in sfi.told] == ["sv", "uk", "en"]
    entry = entries()["ask_sfi"]
    assert [text for _, text in sfi.told[1].parts] == [entry.answer["uk"], *(w["uk"] for w in entry.parts.values())]
    tax = next(line for line in guide_lines({}, DAY) if line.id == "skatteverket")
    assert [heading for heading, _ in tax.told[0].parts] == [
        "Namn", "Vad den gör", "När man vänder sig dit", "Hur man gör",
    ]  # fmt: skip


@pytest.mark.parametrize("number,told", [(0, FEW), (1, FEW), (4, FEW), (5, "5"), (300, "300")])
def test_a_small_number_stays_unsaid(number: int, told: str) -> None:
    assert few(number) == told


def test_ratings_are_told_by_language_and_queue() -> None:
    assert [(r.language, r.queue, r.numbers) for r in ratings(TALLIES)] == [
        ("svenska", "Stockholmsmentor", (FEW, "5", FEW)),
        ("ukrainska", "Welcome House", ("9", FEW, FEW)),
    ]


def test_what_people_can_answer_is_what_is_told() -> None:
    assert tuple(RATINGS) == case_status.RATINGS


def test_the_files_say_what_the_page_says() -> None:
    head, *lines = rows(guide_csv(guide_lines(TALLIES, DAY)))
    sfi = dict(zip(head, next(line for line in lines if line[1] == "ask_sfi"), strict=True))
    assert (sfi["frågor"], sfi["hjälpte"], sfi["hjälpte inte"]) == ("12", "7", FEW)
    assert (sfi["källa"], sfi["ses över"]) == (entries()["ask_sfi"].source, entries()["ask_sfi"].review_by.isoformat())
    assert rows(ratings_csv(ratings(TALLIES))) == [
        ["språk", "kö", "hjälpte", "hjälpte delvis", "hjälpte inte"],
        ["svenska", "Stockholmsmentor", FEW, "5", FEW],
        ["ukrainska", "Welcome House", "9", FEW, FEW],
    ]
