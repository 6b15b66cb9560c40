"""``python -m bot``: everything at once on one machine, or one process of it.

run    the embedded store, ``serve`` and ``work``, kept alive (what ``make run`` does)
serve  chat, desk and their APIs
work   deliveries, calls to other systems, timers, Telegram
check  look at settings, texts, flows and store, and say what is wrong
"""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

import structlog
import uvloop
from pydantic import SecretStr

from bot.clock import choose_clock
from bot.log import Gate, configure, watch_loop
from bot.serve import CannotListen, allow_many_files, bind, free_address, serve, serving
from bot.settings import BadSetting, Settings
from bot.settings_values import Address
from bot.stop import Stop, end_with_parent
from bot.store import Embedded, Keyring, Store, StoreError, Unavailable
from bot.supervise import MISCONFIGURED, Child, GaveUp, Supervisor
from bot.welcome import Newcomer, first_account, first_service, greeting

PATIENCE = 1.0
ROLES = ("serve", "work")
_T = TypeVar("_T")

log = structlog.get_logger()


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the exit code: 2 when it cannot start as it is configured."""
    options = _parser().parse_args(arguments)
    gate = configure(options.command)
    if options.parent:
        end_with_parent(options.parent)
    try:
        settings = _settings(options.store, options.sandbox)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(COMMANDS[options.command](settings, gate))
    except GaveUp as reason:
        print(reason, file=sys.stderr)
        return 1
    except (BadSetting, StoreError, CannotListen) as reason:
        print(reason, file=sys.stderr)
        return MISCONFIGURED
    return 0


def _parser() -> argparse.ArgumentParser:
    words = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        "python -m bot", description=words[0], epilog=words[2], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    # What ``run`` tells its children.
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--store", help=argparse.SUPPRESS)
    parser.add_argument("--sandbox", help=argparse.SUPPRESS)
    return parser


def _settings(store: str | None, sandbox: str | None) -> Settings:
    settings = Settings.read()
    if settings.clock:
        try:
            choose_clock(settings.clock).now()
        except (OSError, ValueError):
            raise BadSetting("STRA_CLOCK: the file cannot be read, or there is no ISO instant in it.") from None
    told = {"redis_url": SecretStr(store) if store else None, "sandbox": sandbox}
    return settings.model_copy(update={name: value for name, value in told.items() if value})


async def _run(settings: Settings, _gate: Gate) -> None:
    stop = _listening()
    store = None if settings.redis_url else Embedded(settings.data)
    newcomers: list[Newcomer] = []
    sandbox = free_address() if settings.wants_sandbox else None

    def children(url: str | None) -> Sequence[Child]:
        parent = ("--parent", str(os.getpid()))
        told = (*(("--store", url) if url else ()), *(("--sandbox", f"http://{sandbox}") if sandbox else ()))
        roles = [Child(role, (sys.executable, "-m", "bot", role, *parent, *told)) for role in ROLES]
        return [*roles, *([_imitations(sandbox, parent)] if sandbox else ())]

    async def prepare() -> None:
        url = store.url if store else _url(settings)
        keyring = Keyring.open(settings.keys, create=True)
        newcomers.extend(await _patiently(lambda: _introduce(settings, keyring, url), stop) or ())

    async def announce() -> None:
        await _answering(settings.listen)
        newcomer, cases = next(iter(newcomers), None), dict(settings.case_systems)
        print(greeting(settings.listen, newcomer, sandbox=sandbox, cases=cases), flush=True)

    bind(settings.listen).close()
    _look_for_key(settings)
    await Supervisor(children, stop, store).run(prepare, announce)


def _imitations(listen: Address, parent: Sequence[str]) -> Child:
    """The systems behind us, on this machine: nothing that they say is true of anybody."""
    log.warning("sandbox", listen=str(listen), reason="no real system that looks at organisations is configured")
    return Child("sandbox", (sys.executable, "-m", "integrations.sandbox.backends", "--listen", str(listen), *parent))


def _look_for_key(settings: Settings) -> None:
    """Data without their key are not to be written over with a new one."""
    kept = settings.data / "appendonlydir"
    if settings.redis_url is None and kept.exists() and not settings.keys.exists():
        raise BadSetting(
            f"The data in {settings.data} are locked with the key file {settings.keys}, and that is missing. Put it "
            "back, or move the data away to begin anew."
        )


async def _introduce(settings: Settings, keyring: Keyring, url: str) -> list[Newcomer]:
    store = await Store.open(
        url,
        keyring=keyring,
        partitions=settings.partitions,
        clock=choose_clock(settings.clock),
        allow_unsafe=settings.allow_unsafe_store,
    )
    try:
        await first_service(store, settings)
        newcomer = await first_account(store, settings, make_up=True)
    finally:
        await store.close()
    return [newcomer] if newcomer else []


async def _answering(address: Address) -> None:
    """Wait until there are answers: a connection is taken long before."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection(_near(address.host), address.port)
            writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
            if b" 200 " in await reader.readline():
                writer.close()
                return
        await asyncio.sleep(0.1)


def _near(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


async def _serve(settings: Settings, gate: Gate) -> None:
    from bot import app  # the supervisor does without all of it

    allow_many_files()
    stop = _listening()
    with contextlib.ExitStack() as sockets:
        listener = sockets.enter_context(bind(settings.listen))
        inner = sockets.enter_context(bind(settings.metrics_listen)) if settings.metrics_listen else None
        parts = await _patiently(lambda: app.open_parts(settings), stop)
        if parts is None:
            return
        parts.metrics.follow("stra_log_fields_dropped", "Fields kept out of the log.", lambda: gate.dropped)
        try:
            async with contextlib.AsyncExitStack() as servers:
                if inner:
                    await servers.enter_async_context(serving(app.metrics_app(parts), inner))
                proxied = settings.public_url is not None
                await serve(app.web_app(parts), listener, stop, shutdown=parts.shutdown, proxy_headers=proxied)
        finally:
            await parts.close()


async def _work(settings: Settings, _gate: Gate) -> None:
    from bot import app

    stop = _listening()
    with contextlib.ExitStack() as sockets:
        place = settings.work_metrics_listen
        inner = sockets.enter_context(bind(place)) if place else None
        parts = await _patiently(lambda: app.open_parts(settings, listens=False), stop)
        if parts is None:
            return
        try:
            async with contextlib.AsyncExitStack() as servers:
                if inner:
                    await servers.enter_async_context(serving(app.metrics_app(parts), inner))
                await app.work(parts, stop.asked)
        finally:
            await parts.close()


async def _check(settings: Settings, _gate: Gate) -> None:
    from bot import app
    from bot.workers.reconcile import lasting_faults

    embedded = None if settings.redis_url else Embedded(settings.data)
    with embedded or contextlib.nullcontext():
        url = embedded.url if embedded else _url(settings)
        parts = await app.open_parts(settings.model_copy(update={"redis_url": SecretStr(url)}))
        try:
            faults = await lasting_faults(parts.store)
        finally:
            await parts.close()
    if faults:
        raise SystemExit("\n".join(("Tickets and their lists do not fit together:", *faults)))
    print("Everything is in order.")


def _listening() -> Stop:
    watch_loop(asyncio.get_running_loop())
    stop = Stop()
    stop.listen()
    return stop


def _url(settings: Settings) -> str:
    return settings.redis_url.get_secret_value() if settings.redis_url else Embedded(settings.data).url


async def _patiently(attempt: Callable[[], Awaitable[_T]], stop: Stop) -> _T | None:
    """Wait for a store that is away; None when asked to stop meanwhile."""
    while not stop.asked.is_set():
        try:
            return await attempt()
        except Unavailable:
            log.warning("waiting_for_store")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.asked.wait(), PATIENCE)
    return None


COMMANDS: dict[str, Callable[[Settings, Gate], Coroutine[Any, Any, None]]] = {
    "run": _run,
    "serve": _serve,
    "work": _work,
    "check": _check,
}

if __name__ == "__main__":
    sys.exit(main())
