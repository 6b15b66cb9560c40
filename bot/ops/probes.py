"""Is the service fit to work? Each check is a function that raises when the answer is no."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

Check = Callable[[], Awaitable[None]]

DEADLINE = 2.0
LEAST_SPACE = 200_000_000


class DiskFull(Exception):
    """The store will soon be unable to write."""


def disk_check(folder: Path, least: int = LEAST_SPACE) -> Check:
    """There is room where the store writes."""

    async def check() -> None:
        if shutil.disk_usage(folder).free < least:
            raise DiskFull

    return check


async def ask_all(checks: Mapping[str, Check], deadline: float = DEADLINE) -> dict[str, bool]:
    """Every check's answer, within ``deadline`` seconds."""
    answers = await asyncio.gather(*(_ask(check, deadline) for check in checks.values()))
    return dict(zip(checks, answers, strict=True))


async def _ask(check: Check, deadline: float) -> bool:
    try:
        async with asyncio.timeout(deadline):
            await check()
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return True
