"""A message seen before costs nothing and means the same."""

from datetime import date

from nlu.remembered import LONGEST, Remembered
from nlu.understanding import Understanding


class Counting:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        self.asked.append(text)
        return Understanding(text=f"{text} {language} {','.join(expects)}")


def test_the_same_in_the_same_place_is_asked_once() -> None:
    engine = Counting()
    remembered = Remembered(engine)
    first = remembered.understand("так", language="uk", expects=("yes_no",))
    assert remembered.understand("так", language="uk", expects=("yes_no",)) is first
    assert engine.asked == ["так"]


def test_another_language_or_question_is_another_meaning() -> None:
    engine = Counting()
    remembered = Remembered(engine)
    meanings = {
        remembered.understand("так", language=language, expects=expects).text
        for language in ("uk", "sv")
        for expects in ((), ("yes_no",))
    }
    assert len(meanings) == len(engine.asked) == 4


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    engine = Counting()
    remembered = Remembered(engine, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        remembered.understand(text, language="uk")
    assert engine.asked == ["a", "b", "c", "b"]


def test_long_messages_are_not_kept() -> None:
    engine = Counting()
    remembered = Remembered(engine)
    for _ in range(2):
        remembered.understand("x" * (LONGEST + 1), language="uk")
    assert len(engine.asked) == 2
