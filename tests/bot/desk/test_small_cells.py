"""What is too small to be shown, and that it cannot be worked out."""

from itertools import product

import pytest

from bot.desk.small_cells import protect, publish, shown


@pytest.mark.parametrize("number,words", [(0, "0"), (1, "färre än 5"), (4, "färre än 5"), (5, "5")])
def test_a_number_from_one_to_four_stays_unsaid(number: int, words: str) -> None:
    assert shown(number) == words


def test_a_hidden_cell_is_not_the_sum_less_the_others() -> None:
    table = protect({"woman": 30, "man": 12, "other": 2})
    assert table.total == 44
    assert table.cells == {"woman": 30, "man": None, "other": None}


def test_where_nothing_can_stand_beside_it_the_sum_goes_too() -> None:
    assert protect({"woman": 3}) == protect({"woman": 3, "man": 0}).__class__(None, {"woman": None})
    assert protect({"woman": 3, "man": 0}).total is None


def test_every_hidden_cell_could_have_been_another_number() -> None:
    for numbers in product(range(9), repeat=3):
        cells = dict(zip("abc", numbers, strict=True))
        table = protect(cells)
        assert all(table.cells[name] is None for name, number in cells.items() if 0 < number < 5)
        hidden = [name for name in cells if table.cells[name] is None]
        if table.total is not None and hidden:
            assert len(hidden) > 1
            left = table.total - sum(number for number in table.cells.values() if number is not None)
            assert left == sum(cells[name] for name in hidden) >= 5


def test_two_reports_do_not_tell_who_came_between_them() -> None:
    first, second = {"woman": 20, "man": 10}, {"woman": 2, "man": 9}
    assert publish([first, second]) == (1, protect(first))
    assert publish([first, second, {"woman": 4, "man": 9}]) == (3, protect({"woman": 26, "man": 28}))


def test_nothing_is_divided_before_a_quarter_is_over() -> None:
    assert publish([]) == (0, protect({}))
