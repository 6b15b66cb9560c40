"""Questions that come again: each round is kept, shown and changed by itself."""

from dialogs.conversation import Answer
from dialogs.flow import Flow, FreeText, Loop, Number, Question, Review, YesNo
from dialogs.summary import ticket_lines

CLUB = Flow(
    name="club",
    queue="membership",
    introduced=False,
    questions=(
        Question(step="club.promise", kind=FreeText()),
        Question(step="club.number", kind=Number(1, 99)),
        Question(step="club.more", kind=YesNo(), on_ticket=False),
        Question(step="club.review", kind=Review()),
    ),
    loops=(Loop(("club.promise", "club.number"), "club.more", most=3),),
)


def told(answers: dict[str, str], skipped: tuple[str, ...] = ()) -> tuple[dict[str, str], tuple[str, ...]]:
    kept, left = CLUB.turned({step: Answer((value,)) for step, value in answers.items()}, skipped)
    return {step: answer.value for step, answer in kept.items()}, left


def test_once_more_puts_the_round_away_and_asks_from_its_first_question() -> None:
    kept, skipped = told({"club.promise": "A job", "club.more": "yes"}, ("club.number",))
    assert kept == {"club.promise_1": "A job"}
    assert skipped == ()


def test_the_next_round_does_not_touch_the_one_before() -> None:
    kept, _ = told({"club.promise_1": "A job", "club.promise": "A course", "club.number": "2", "club.more": "yes"})
    assert kept == {"club.promise_1": "A job", "club.promise_2": "A course", "club.number_2": "2"}


def test_no_more_leaves_the_last_round_as_it_is() -> None:
    answers = {"club.promise": "A job", "club.more": "no"}
    assert told(answers)[0] == answers


def test_there_is_a_last_round() -> None:
    answers = {f"club.promise_{n}": "x" for n in (1, 2, 3)} | {"club.promise": "x", "club.more": "yes"}
    assert told(answers)[0] == answers


def test_the_ticket_has_every_round_in_its_order() -> None:
    said = {"club.promise_1": "A job", "club.number_1": "4", "club.promise": "A course", "club.more": "no"}
    lines = ticket_lines(CLUB, {step: Answer((value,)) for step, value in said.items()})
    assert [(line.step, line.value) for line in lines] == [
        ("club.promise_1", "A job"),
        ("club.number_1", "4"),
        ("club.promise", "A course"),
    ]


def test_the_question_of_a_round_has_the_words_of_the_loops_question() -> None:
    question = CLUB.question("club.number_2")
    assert question is not None
    assert (question.key, question.base, question.kind) == ("club-number", "club.number", Number(1, 99))
    assert CLUB.question("club.more_1") is None
