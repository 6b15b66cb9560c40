"""The list in use, day after day, whatever comes from where it is fetched."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from integrations.errors import IntegrationError, Malformed, Unavailable
from integrations.sanctions import FileSource, Keeper, Organisation, Screened, Screening
from integrations.sanctions.keeper import EVERY, LATEST, SOONEST, TooSmall
from tests.integrations.sanctions.lists import MADE, content, entity

pytestmark = pytest.mark.asyncio
WHO = Organisation("Zarechneft AB")


@dataclass
class World:
    """A file that a test changes, the keeper of it, and the time."""

    folder: Path
    now: datetime = MADE + timedelta(hours=1)
    least: int = 3

    @property
    def path(self) -> Path:
        return self.folder / "source.xml"

    def keeper(self, *, keeps: bool = True) -> Keeper:
        """As a process makes it when it starts."""
        kept = self.folder / "kept" if keeps else None
        return Keeper(FileSource(self.path), folder=kept, least=self.least, now=lambda: self.now)

    def publish(self, *names: str, made: datetime | None = None, size: int = 5) -> None:
        """A list with these names, and others so that it has ``size`` entries."""
        others = [f"Annat {place}" for place in range(size - len(names))]
        entities = [entity(f"EU.{place}", name) for place, name in enumerate((*names, *others))]
        self.path.write_bytes(content(*entities, made=(made or self.now).isoformat()))

    async def screen(self, keeper: Keeper) -> Screened:
        return await Screening(keeper=keeper, now=lambda: self.now, patience=0.05).screen(WHO)


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.publish("Zarechneft")
    return made


async def test_a_good_list_is_used(world: World) -> None:
    keeper = world.keeper()
    assert await keeper.refresh() == EVERY
    found = await world.screen(keeper)
    assert (found.outcome, found.hits[0].reference) == ("hit", "EU.0")
    assert found.kept is not None
    assert (found.kept.generated, len(found.kept.sha256)) == (world.now, 64)


async def test_a_newer_list_takes_its_place(world: World) -> None:
    keeper = world.keeper()
    await keeper.refresh()
    world.now += EVERY
    world.publish("Tuskar")
    await keeper.refresh()
    assert (await world.screen(keeper)).outcome == "clear"


def _gone(world: World) -> None:
    world.path.unlink()


def _cut(world: World) -> None:
    world.path.write_bytes(world.path.read_bytes()[:-20])


def _shrunk(world: World) -> None:
    world.least = 4000
    world.publish("Tuskar", size=10)


def _older(world: World) -> None:
    world.publish("Tuskar", made=MADE - timedelta(days=3))


def _future(world: World) -> None:
    world.publish("Tuskar", made=world.now + timedelta(days=30))


@pytest.mark.parametrize("spoil", [_gone, _cut, _older, _future])
async def test_the_last_good_list_stays_whatever_comes(world: World, spoil: Callable[[World], None]) -> None:
    """And is asked again sooner than a day later."""
    keeper = world.keeper()
    await keeper.refresh()
    spoil(world)
    assert await keeper.refresh() == SOONEST
    assert (await world.screen(keeper)).outcome == "hit"


async def test_a_list_that_shrank_to_ten_is_not_believed(world: World) -> None:
    """One with four thousand was in use, and stays."""
    world.least = 4000
    world.publish("Zarechneft", size=4001)
    keeper = world.keeper()
    await keeper.refresh()
    world.now += EVERY
    world.publish("Tuskar", size=10)
    await keeper.refresh()
    assert isinstance(keeper.error, TooSmall)
    assert (await world.screen(keeper)).outcome == "hit"


async def test_without_a_list_it_is_said_why(world: World) -> None:
    """Too small, or not there at all."""
    _shrunk(world)
    small = world.keeper()
    await small.refresh()
    assert (await world.screen(small)).outcome == "list_too_small"
    _gone(world)
    gone = world.keeper()
    await gone.refresh()
    found = await world.screen(gone)
    assert (found.outcome, type(found.error)) == ("failed", Unavailable)


@pytest.mark.parametrize("days,outcome", [(6.9, "hit"), (7.1, "list_too_old"), (400, "list_too_old")])
async def test_a_list_grows_old_while_it_is_in_use(world: World, days: float, outcome: str) -> None:
    """By the date that it says of itself."""
    keeper = world.keeper()
    await keeper.refresh()
    world.now += timedelta(days=days)
    assert (await world.screen(keeper)).outcome == outcome


async def test_an_old_list_says_its_date(world: World) -> None:
    """Fetched just now, made long ago."""
    world.publish("Zarechneft", made=MADE - timedelta(days=40))
    keeper = world.keeper()
    await keeper.refresh()
    found = await world.screen(keeper)
    assert found.outcome == "list_too_old"
    assert found.kept is not None
    assert found.kept.generated == MADE - timedelta(days=40)


async def test_a_start_while_nobody_has_the_list_is_a_start_with_the_last_one(world: World) -> None:
    await world.keeper().refresh()
    _gone(world)
    again = world.keeper()
    await again.restore()
    await again.refresh()
    assert (await world.screen(again)).outcome == "hit"


@pytest.mark.parametrize("damage", [b"", b"<export", None])
async def test_a_damaged_copy_is_as_good_as_none(world: World, damage: bytes | None) -> None:
    """Also where something else stands in its place."""
    await world.keeper().refresh()
    (copy,) = (world.folder / "kept").glob("*.xml")
    copy.unlink()
    if damage is None:
        copy.mkdir()
    else:
        copy.write_bytes(damage)
    again = world.keeper()
    await again.restore()
    assert again.kept is None
    await again.refresh()
    assert (await world.screen(again)).outcome == "hit"


async def test_the_copy_of_another_place_is_not_used(world: World) -> None:
    """A practice list would stand for the real one."""
    await world.keeper().refresh()
    other = Keeper(FileSource(world.folder / "real.xml"), folder=world.folder / "kept", least=3, now=lambda: world.now)
    await other.restore()
    assert other.kept is None
    world.path.rename(world.folder / "real.xml")
    await other.refresh()
    assert len(list((world.folder / "kept").iterdir())) == 1


async def test_where_no_copy_can_be_kept_the_list_is_used_all_the_same(world: World) -> None:
    (world.folder / "kept").write_text("a file where the folder should be")
    keeper = world.keeper()
    assert await keeper.refresh() == EVERY
    assert (await world.screen(keeper)).outcome == "hit"


async def test_failures_are_asked_again_less_and_less_often(world: World) -> None:
    """But each hour at least; a good list ends that."""
    _gone(world)
    keeper = world.keeper()
    waits = [await keeper.refresh() for _ in range(30)]
    assert waits[:4] == [SOONEST, SOONEST * 2, SOONEST * 4, SOONEST * 8]
    assert waits[-1] == LATEST
    world.publish("Zarechneft")
    assert await keeper.refresh() == EVERY
    _gone(world)
    assert await keeper.refresh() == SOONEST


class Asking:
    """A place that wants to be left in peace."""

    mark = "asking"

    def __init__(self, error: IntegrationError) -> None:
        self.error = error

    async def fetch(self) -> bytes:
        raise self.error

    async def close(self) -> None:
        return


@pytest.mark.parametrize(
    "error,wait",
    [
        (Unavailable("busy", retry_after=7200), timedelta(hours=2)),
        (Unavailable("busy", retry_after=1), SOONEST),
        (Malformed("nonsense"), SOONEST),
    ],
)
async def test_who_asks_for_peace_gets_it(error: IntegrationError, wait: timedelta) -> None:
    assert await Keeper(Asking(error), now=lambda: MADE).refresh() == wait


async def test_a_question_waits_a_moment_for_the_first_list(world: World) -> None:
    """And not longer: then it was not there in time."""
    keeper = world.keeper()
    early = await world.screen(keeper)
    assert (early.outcome, isinstance(early.error, Unavailable) and early.error.late) == ("failed", True)
    asking = asyncio.create_task(Screening(keeper=keeper, now=lambda: world.now, patience=5).screen(WHO))
    await asyncio.sleep(0)
    await keeper.refresh()
    assert (await asking).outcome == "hit"


async def test_it_looks_by_itself(world: World) -> None:
    """From the start on; who asks meanwhile is answered."""
    keeper = world.keeper()
    keeping = asyncio.create_task(keeper.keep())
    found = await Screening(keeper=keeper, now=lambda: world.now, patience=5).screen(WHO)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert found.outcome == "hit"
    await keeper.close()


async def test_the_same_list_again_is_not_made_ready_again(world: World) -> None:
    keeper = world.keeper()
    await keeper.refresh()
    kept = keeper.kept
    await keeper.refresh()
    assert keeper.kept is kept
