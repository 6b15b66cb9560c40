"""Flows are inspected: each kind of fault is found, and the real flows have none."""

from pathlib import Path

import pytest

from bot.app import check_flows
from bot.render import Texts
from dialogs.__main__ import page
from dialogs.check import draw, inspect, paths
from dialogs.flow import Choose, Exit, Flow, FreeText, Given, Question, Review, Suggested
from dialogs.flows import FLOWS

ROOT = Path(__file__).parents[2]
ENDS = Question(step="f.review", kind=Review())
PICK = Question(step="f.pick", kind=Choose(("a", "b")))


def flow(*questions: Question, exits: tuple[Exit, ...] = ()) -> Flow:
    return Flow(name="f", queue="general", questions=questions, exits=exits)


def end(*when: Given) -> Exit:
    return Exit(name="e", when=when, ways=("health",), offer="offer.person", queue="general")


FAULTS = [
    (flow(PICK), "f does not end with a review"),
    (flow(PICK, PICK, ENDS), "f.pick stands twice"),
    (flow(Question(step="g.x", kind=FreeText()), ENDS), "g.x does not begin with f."),
    (flow(Question(step="f.x", kind=FreeText(), when=(Given("f.pick"),)), PICK, ENDS), "which is not asked before"),
    (flow(PICK, Question(step="f.x", kind=FreeText(), when=(Given("f.pick", ("c",)),)), ENDS), "not one of its"),
    (flow(PICK, Question(step="f.x", kind=FreeText(), when=(Suggested("f.pick"),)), ENDS), "looks for none"),
    (flow(PICK, Question(step="f.x", kind=FreeText(), when=(Given("f.pick", ("a",)),)), ENDS,
          exits=(end(Given("f.pick", ("a",))),)), "f.x is never asked"),
    (flow(PICK, Question(step="f." + "x" * 50, kind=Choose(("abcdefgh",))), ENDS), "longer than 64 bytes"),
]  # fmt: skip


@pytest.mark.parametrize("broken, words", FAULTS)
def test_each_fault_is_named(broken: Flow, words: str) -> None:
    assert any(words in fault for fault in inspect(broken, lambda key: True))


def test_a_missing_text_is_named() -> None:
    assert "no text f-pick-b" in inspect(flow(PICK, ENDS), lambda key: key != "f-pick-b")


def test_the_real_flows_are_in_order(texts: Texts) -> None:
    check_flows(texts)


def test_every_early_end_of_the_arrival_is_reached() -> None:
    ends = {leaving.name for _, leaving in paths(FLOWS["arrival"]) if leaving}
    assert ends == {"minor_alone", "not_applied", "waiting", "elsewhere"}


def test_the_diagram_shows_every_question() -> None:
    drawn = draw(FLOWS["arrival"])
    assert [q.step for q in FLOWS["arrival"].questions if q.step not in drawn] == []


def test_the_document_is_up_to_date() -> None:
    assert (ROOT / "docs" / "flows.md").read_text(encoding="utf-8") == page(list(FLOWS))
