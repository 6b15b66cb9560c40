"""Flows of one free text that goes to a person: a question."""

from dialogs.flow import Flow, FreeText, Question, Review


def _letter(name: str, queue: str) -> Flow:
    return Flow(
        name=name,
        queue=queue,
        introduced=False,
        questions=(
            Question(step=f"{name}.message", kind=FreeText(letter=True)),
            Question(step=f"{name}.review", kind=Review()),
        ),
    )


QUESTION = _letter("question", "general")
