"""Which systems there are, by the settings."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

from bot.backends.company_register import open_company_register
from bot.backends.homepage import open_homepage
from bot.backends.job_adverts import open_job_adverts
from bot.backends.membership import open_membership
from bot.backends.sanctions import open_sanctions
from bot.ops.metrics import Metrics
from bot.ports import Backend, Clock
from bot.settings import Settings
from nlu.occupations import load_occupations

log = structlog.get_logger()


class System(Backend, Protocol):
    """A backend with a life of its own."""

    async def keep(self) -> None:
        """What it does without being asked, for as long as the process works: looks for news, gives signs of life."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


def open_backends(settings: Settings, metrics: Metrics, clock: Clock) -> tuple[System, ...]:
    """Every system of this service, configured or not: one that is not says so when it is asked."""
    return (
        open_company_register(settings, metrics, clock),
        open_homepage(settings, metrics, clock),
        open_sanctions(settings, metrics, clock),
        open_job_adverts(settings, metrics, clock, load_occupations().concept),
        open_membership(settings, metrics, clock),
    )


@asynccontextmanager
async def keeping(systems: Sequence[System]) -> AsyncIterator[None]:
    """Inside the block they do what they do without being asked; behind it their connections are let go."""
    tasks = [asyncio.create_task(_keep(system)) for system in systems]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for system in systems:
            await system.close()


async def _keep(system: System) -> None:
    try:
        await system.keep()
    except Exception as error:
        # Asked it still answers; only what it does by itself has ended.
        log.exception("system_upkeep_failed", backend=system.name, exc_info=error)
