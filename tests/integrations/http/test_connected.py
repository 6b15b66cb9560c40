"""Whatever keeps connections open lets go of them in one way."""

import pytest

from integrations.http import Closing, Connected


class Line:
    """A connection that remembers whether it is open."""

    def __init__(self) -> None:
        self.open = True

    async def close(self) -> None:
        self.open = False


@pytest.mark.asyncio
async def test_every_connection_is_let_go_of_at_the_end() -> None:
    lines = Line(), Line()
    async with Connected(*lines):
        assert [line.open for line in lines] == [True, True]
    assert [line.open for line in lines] == [False, False]


@pytest.mark.asyncio
async def test_every_connection_is_let_go_of_when_it_goes_wrong() -> None:
    line = Line()
    with pytest.raises(ZeroDivisionError):
        async with Connected(line):
            raise ZeroDivisionError
    assert not line.open


@pytest.mark.asyncio
async def test_closing_lets_go_as_well() -> None:
    line = Line()
    await Closing(line).close()
    assert not line.open
