"""An engine is loaded when somebody is heard, and once."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from nlu.later import Later
from nlu.model import NoModel
from nlu.understanding import Understanding


@dataclass(slots=True)
class Loading:
    """Counts how often it is loaded, and what it is asked."""

    loaded: int = 0
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def load(self) -> "Loading":
        self.loaded += 1
        return self

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        self.asked.append((text, language, expects, today))
        return Understanding(text=text)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    engine = Loading()
    later = Later(engine.load)
    assert engine.loaded == 0
    assert later.understand("hej", language="sv").text == "hej"
    later.understand("так", language="uk", expects=("yes_no",), today=date(2026, 5, 20))
    assert engine.loaded == 1
    assert engine.asked == [("hej", "sv", (), None), ("так", "uk", ("yes_no",), date(2026, 5, 20))]


def test_what_could_not_be_loaded_is_tried_again() -> None:
    engine = Loading()
    tries = iter([NoModel("there is no model"), None])

    def load() -> Loading:
        if error := next(tries):
            raise error
        return engine.load()

    later = Later(load)
    with pytest.raises(NoModel):
        later.understand("hej", language="sv")
    assert later.understand("hej", language="sv").text == "hej"
