"""Everything that is measured on test sets, as one JSON object or as tables to read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nlu.evaluate import Answer, Score, ask, evaluate
from nlu.evaluate_confidence import BANDS, Calibration, calibrate
from nlu.evaluate_costs import Costs
from nlu.evaluate_danger import DangerScore, evaluate_danger, judge
from nlu.evaluate_entities import EntityScore, Judge, evaluate_entities
from nlu.evaluate_intents import Confusion, IntentScore, confusions, evaluate_intents
from nlu.evaluate_languages import LanguageScore, evaluate_languages, listen, told
from nlu.occupations import load_occupations
from nlu.samples import Samples
from nlu.understanding import Understander

Cell = float | int | str | None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures; what the test sets have no messages for is empty."""

    scores: Mapping[str, Score]
    intents: Mapping[str, IntentScore]
    confusions: tuple[Confusion, ...]
    calibration: Calibration
    languages: Mapping[str, LanguageScore]
    danger: Mapping[str, DangerScore]
    entities: Mapping[str, EntityScore]
    costs: Costs | None = None
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    """What the figures of intents come from."""

    def as_json(self, *, intents: bool = False) -> str:
        """One object: a score by language and ``all``, and what else was measured beside them.

        ``<language>.accuracy``, ``<language>.macro_f1`` and the same of ``all`` are what other programs read.
        """
        parts: dict[str, Any] = {
            "languages": self.languages,
            "danger": self.danger,
            "entities": self.entities,
            "costs": self.costs,
        }
        if self.scores:
            parts |= {"confusions": self.confusions, "calibration": self.calibration}
        if intents:
            parts["intents"] = self.intents
        return msgspec.json.encode(dict(self.scores) | {name: part for name, part in parts.items() if part}).decode()

    def as_text(self, *, intents: bool = False) -> str:
        """Tables with an empty line between them."""
        return "\n\n".join(self._tables(intents=intents))

    def _tables(self, *, intents: bool) -> Iterator[str]:
        if self.scores:
            yield _scores(self.scores)
            if intents:
                yield _table("intent", "messages found precision recall F1", self.intents)
            yield _confusions(self.confusions)
            yield _calibration(self.calibration)
        if self.languages:
            yield "language told right, in four words or more and in fewer\n" + _table(
                "language", "messages right fewer right", self.languages
            )
        if self.danger:
            yield _table("danger", "dangers recall harmless alarms", self.danger)
        if self.entities:
            yield _table("entity", "marked found precision recall F1", self.entities)
        if self.costs:
            yield _table("costs", "load,s p50,ms p99,ms memory,MB", {"": self.costs})


def measure(engine: Understander, samples: Samples) -> Report:
    """Ask ``engine`` everything in ``samples``."""
    answers = [ask(engine, example) for example in samples.examples]
    heard = [*map(told, answers), *(listen(engine, one) for one in samples.spoken)]
    judged = [judge(engine, call) for call in samples.calls]
    return _report(
        answers,
        languages=evaluate_languages(heard) if heard else {},
        danger=evaluate_danger(judged) if judged else {},
        entities=evaluate_entities(Judge(engine, load_occupations()), samples.marked) if samples.marked else {},
    )


def _report(answers: list[Answer], **others: Any) -> Report:
    return Report(
        scores=evaluate(answers) if answers else {},
        intents=evaluate_intents(answers),
        confusions=tuple(confusions(answers)),
        calibration=calibrate(answers),
        answers=tuple(answers),
        **others,
    )


def _scores(scores: Mapping[str, Score]) -> str:
    plain = {name: (s.messages, s.accuracy, s.macro_f1, s.out_of_scope_recall) for name, s in scores.items()}
    doubts = {name: (s.acted, s.acted_right, s.asked, s.asked_right, s.refused) for name, s in scores.items()}
    return "\n\n".join(
        (
            _rows("language", "messages accuracy macro-F1 out-of-scope", plain),
            "in scope: acted upon, asked about, refused\n"
            + _rows("language", "acted right asked among refused", doubts),
        )
    )


def _confusions(pairs: Iterable[Confusion]) -> str:
    lines = [f"{p.messages:>4}  {p.expected} -> {p.found}" for p in pairs]
    return "\n".join(["most often taken for another", *(lines or ["none"])])


def _calibration(calibration: Calibration) -> str:
    rows = {
        f"{band.least:.1f}-{band.least + 1 / BANDS:.1f}": (band.messages, band.confidence, band.right)
        for band in calibration.bands
    }
    return f"calibration error {calibration.error:.3f}\n" + _rows("confidence", "messages mean right", rows)


def _table(first: str, columns: str, scores: Mapping[str, msgspec.Struct]) -> str:
    return _rows(first, columns, {name: msgspec.structs.astuple(score) for name, score in scores.items()})


def _rows(first: str, columns: str, cells: Mapping[str, tuple[Cell, ...]]) -> str:
    names = columns.split()
    wide = max(9, len(first) + 1, *(len(name) + 1 for name in cells))
    widths = [max(8, len(name) + 2) for name in names]
    head = f"{first:<{wide}}" + "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    lines = (
        f"{name:<{wide}}" + "".join(f"{_shown(cell):>{width}}" for cell, width in zip(row, widths, strict=True))
        for name, row in cells.items()
    )
    return "\n".join((head, *lines))


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return "-"
        case float():
            return f"{cell:.3f}"
        case _:
            return str(cell)
