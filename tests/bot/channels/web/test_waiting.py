"""How many messages of one conversation may wait."""

import pytest

from bot.channels.web.problems import Problem
from bot.channels.web.waiting import WaitingRoom


def test_full_room_refuses_with_a_time_to_wait_and_only_that_conversation() -> None:
    room = WaitingRoom(seats=1)
    with room.enter("a"):
        with pytest.raises(Problem) as refusal, room.enter("a"):
            pass
        assert refusal.value.headers["Retry-After"] == "2"
        with room.enter("b"):
            pass


def test_seats_are_given_back_and_nothing_is_remembered() -> None:
    room = WaitingRoom(seats=1)
    for _ in range(3):
        with pytest.raises(KeyError), room.enter("a"):
            raise KeyError
    assert not room._taken
