"""The composition root: the one place where real parts are built and wired."""

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot import desk, ops
from bot.channels import web
from bot.channels.telegram import CHANNEL as TELEGRAM
from bot.channels.telegram import Telegram
from bot.clock import choose_clock
from bot.opinion import BuiltInOpinion, RasaOpinion
from bot.ops.guard import Guard
from bot.ops.metrics import Metrics
from bot.ops.parse import Parser
from bot.ops.probes import Check, disk_check
from bot.ops.problems import problem_handlers
from bot.ports import QUEUES, Backend, Channel, Clock
from bot.render import MissingText, Texts
from bot.settings import BadSetting, Settings
from bot.store import Keyring, Store
from bot.turn import Turns
from bot.workers import Workers
from bot.workers.round import Loop
from dialogs.check import inspect
from dialogs.flows import FLOWS
from dialogs.guide.check import inspect_guide
from dialogs.guide.naming import names
from dialogs.promise import STOCKHOLM
from dialogs.replies import STANDARD_REPLIES
from integrations.rasa import Rasa
from nlu.build import load_engine
from nlu.encoder import NoEncoder
from nlu.engine import Engine
from nlu.guide import GuideReader
from nlu.language import UNKNOWN
from nlu.later import Later
from nlu.model import ModelError
from nlu.occupations import load_occupations
from nlu.parse import encode
from nlu.remembered import Remembered
from nlu.understanding import Understander

if TYPE_CHECKING:
    from bot.backends.members import PublicMembers
    from bot.identity import OrganisationAccounts
    from bot.translation import EngineTranslator

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that a process of the service works with."""

    settings: Settings
    store: Store
    turns: Turns
    engine: Understander
    texts: Texts
    clock: Clock
    channels: tuple[Channel, ...]
    telegram: Telegram | None = None
    rasa: Rasa | None = None
    translator: "EngineTranslator | None" = None
    identity: "OrganisationAccounts | None" = None
    members: "PublicMembers | None" = None
    metrics: Metrics = field(default_factory=Metrics)
    shutdown: asyncio.Event = field(default_factory=asyncio.Event)

    async def close(self) -> None:
        """Let go of everybody else, last of the store."""
        if self.telegram:
            await self.telegram.close()
        if self.rasa:
            await self.rasa.close()
        if self.translator:
            await self.translator.close()
        if self.identity:
            await self.identity.close()
        if self.members:
            await self.members.close()
        await self.store.close()


async def open_parts(settings: Settings, *, understander: Understander | None = None, listens: bool = True) -> Parts:
    """Build and check the parts. Raises ``BadSetting`` or an error of the store, with a sentence.

    ``understander`` stands in for the built-in engine, which takes seconds to load; a process that does not always
    ``listen`` loads it when it first needs it.
    """
    check_guide(inspect_guide())
    occupations = load_occupations()
    texts = Texts.load(
        lambda vocabulary, name, language: occupations.label(name, language),
        lambda vocabulary, name: f"SSYK {code}" if (code := occupations.code(name)) else None,
    )
    check_flows(texts)
    if settings.redis_url is None:
        raise BadSetting("REDIS_URL: this process needs a store; `python -m bot run` brings one along.")
    clock = choose_clock(settings.clock)
    exposed = bool(settings.public_url or settings.telegram_bot_token)
    keyring = Keyring.open(settings.keys, create=True, data=settings.data, exposed=exposed)
    store = await Store.open(
        settings.redis_url.get_secret_value(),
        keyring=keyring,
        partitions=settings.partitions,
        clock=clock,
        allow_unsafe=settings.allow_unsafe_store,
    )
    metrics = Metrics()
    rasa = Rasa(settings.rasa_url, observe=metrics.backend) if settings.rasa_url else None
    engine = understander or (load(settings) if listens else Later(lambda: load(settings)))
    queues = case_queues(settings)
    turns = Turns(
        store=store,
        understander=Remembered(GuideReader.load(engine, names())),
        texts=texts,
        classifier=RasaOpinion(rasa, metrics.engine) if rasa else BuiltInOpinion(metrics.engine),
        regulated=occupations.regulated,
        branches=occupations.branches,
        # Also while no token is set: then answers wait for it, and are seen to wait.
        pushing=frozenset({TELEGRAM}),
        case_queues=frozenset(queues),
    )
    bot = _telegram(settings, store, turns, clock)
    return Parts(
        settings=settings,
        store=store,
        turns=turns,
        engine=engine,
        texts=texts,
        clock=clock,
        channels=(web.WebChannel(), *((bot.channel,) if bot else ())),
        telegram=bot,
        rasa=rasa,
        translator=_translator(settings, metrics),
        identity=_identity(settings, metrics) if listens else None,
        members=_members(settings, metrics, clock) if listens else None,
        metrics=metrics,
    )


def case_queues(settings: Settings) -> dict[str, str]:
    """Queue → the other case system that has its cases. Raises ``BadSetting`` for a queue that there is not."""
    if unknown := [queue for queue, _ in settings.case_systems if queue not in QUEUES]:
        raise BadSetting(f"CASE_SYSTEMS: there is no queue {unknown[0]}; there are {', '.join(QUEUES)}.")
    return dict(settings.case_systems)


def _translator(settings: Settings, metrics: Metrics) -> "EngineTranslator | None":
    """The translator, when one is named. Its lists of names are read by those who use it only."""
    if settings.deepl_api_key is None and settings.libretranslate_url is None:
        return None
    from bot.translation import open_translator

    return open_translator(settings, metrics)


def _identity(settings: Settings, metrics: Metrics) -> "OrganisationAccounts | None":
    """Where staff sign in with their organisation's account, when that is set. Raises ``BadSetting``."""
    if settings.oidc_issuer is None:
        return None
    from bot.identity import open_identity

    return open_identity(settings, metrics)


def _members(settings: Settings, metrics: Metrics, clock: Clock) -> "PublicMembers | None":
    """The public list of members, where there is a registry."""
    if settings.membership_url is None and settings.sandbox_url is None:
        return None
    from bot.backends.members import open_members

    return open_members(settings, metrics, clock)


def load(settings: Settings) -> Engine:
    """The built-in engine of understanding. Raises ``BadSetting``."""
    try:
        engine = load_engine(export=settings.encoder)
    except ModelError as error:
        raise BadSetting(f"The service cannot understand anybody: {error}") from error
    except NoEncoder as error:
        raise BadSetting(f"STRA_ENCODER: {error}") from error
    if engine.name == "words":
        log.warning("no_encoder")
    return engine


def _telegram(settings: Settings, store: Store, turns: Turns, clock: Clock) -> Telegram | None:
    """The Telegram bot, when there is a token."""
    if settings.telegram_bot_token is None:
        return None
    secret = settings.telegram_webhook_secret
    bot = Telegram.build(
        store=store,
        turns=turns,
        texts=turns.texts,
        clock=clock,
        url=settings.telegram_api_url,
        token=settings.telegram_bot_token.get_secret_value(),
        secret=secret.get_secret_value() if secret else None,
        public_url=settings.public_url,
        rate=settings.telegram_rate,
    )
    turns.rereaders[TELEGRAM] = bot.intake.reread
    return bot


def check_guide(faults: Sequence[str]) -> None:
    """Refuse to start with a guide that breaks its own rules."""
    if faults:
        raise BadSetting("The guide is broken: " + "; ".join(faults) + ".")


def check_flows(texts: Texts) -> None:
    """Refuse to start with a flow that has a dead end or lacks words."""

    def has_text(key: str) -> bool:
        try:
            return all(texts.say(key, language) for language in texts.languages)
        except MissingText:
            return False

    faults = [fault for flow in FLOWS.values() for fault in inspect(flow, has_text)]
    if faults:
        raise BadSetting("The flows are broken: " + "; ".join(faults) + ".")


def web_app(parts: Parts) -> ASGIApp:
    """Chat, desk, their APIs and the probes, behind the guard."""
    settings = parts.settings
    chat = web.WebChat(
        store=parts.store,
        turns=parts.turns,
        texts=parts.texts,
        clock=parts.clock,
        shutdown=parts.shutdown,
        secure=settings.secure,
        embed_origins=settings.embed_origins,
        members=parts.members,
    )
    staff = desk.Desk(
        store=parts.store,
        turns=parts.turns,
        texts=parts.texts,
        clock=parts.clock,
        replies=STANDARD_REPLIES,
        translator=parts.translator,
        identity=parts.identity,
        public_url=settings.public_url or "",
        case_systems=case_queues(settings),
        secure=settings.secure,
        shutdown=parts.shutdown,
    )
    updates = parts.telegram.routes() if parts.telegram else []
    routes = [*web.routes(chat), *desk.routes(staff), *updates, *ops.routes(_ops(parts))]
    return Guard(
        app=Starlette(routes=routes, exception_handlers=problem_handlers()),
        hosts=settings.hosts,
        shutdown=parts.shutdown,
        secure=settings.secure,
        embed_origins=settings.embed_origins,
        observe=parts.metrics.observe,
    )


def metrics_app(parts: Parts) -> ASGIApp:
    """What the inner listener serves."""
    return ops.inside(_ops(parts))


async def work(parts: Parts, stop: asyncio.Event) -> None:
    """Deliveries, calls, timers, until ``stop``."""
    # Names and pages are compared here only: the web server need not carry what that takes.
    from bot.backends.case_systems import open_cases
    from bot.backends.opened import keeping, open_backends
    from bot.backends.visits import VisitCalendar

    bot = parts.telegram
    if bot:
        bot.prepare()
    systems = open_backends(parts.settings, parts.metrics, parts.clock)
    cases = open_cases(
        parts.settings,
        parts.metrics,
        store=parts.store,
        turns=parts.turns,
        texts=parts.texts,
        clock=parts.clock,
        translator=parts.translator,
        queues=case_queues(parts.settings),
    )
    calendar = VisitCalendar(store=parts.store, clock=parts.clock)
    # What start-up made lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    backends: dict[str, Backend] = {system.name: system for system in systems}
    backends[calendar.name] = calendar
    alone: list[Loop] = []
    if bot:
        backends[TELEGRAM] = bot.copies
        alone.append(bot.run)
    if cases:
        backends[cases.name] = cases
        alone.append(cases.run)
    workers = Workers(
        store=parts.store,
        turns=parts.turns,
        clock=parts.clock,
        channels=parts.channels,
        backends=backends,
        alone=alone,
    )
    async with keeping((*systems, *((cases,) if cases else ()))):
        await workers.run(stop)


def _ops(parts: Parts) -> ops.Ops:
    checks: dict[str, Check] = {"store": parts.store.ping}
    if not isinstance(parts.engine, Later):
        checks["model"] = _model_check(parts.engine)
    if parts.settings.data.exists():
        checks["disk"] = disk_check(parts.settings.data)

    async def token_known(token: str) -> bool:
        return await parts.store.staff.service(token) is not None

    async def tickets() -> dict[str, int]:
        return {str(status): count for status, count in (await parts.store.tickets.counts(QUEUES)).items()}

    async def waiting() -> dict[str, int]:
        backlog = await parts.store.outbox.backlog()
        return {
            "deliveries": backlog.deliveries,
            "calls": backlog.calls,
            "dead_letters": await parts.store.dead.count(),
            "transfers": (await parts.store.links.late())[0],
        }

    return ops.Ops(
        checks=checks,
        metrics=parts.metrics,
        token_known=token_known,
        tickets=tickets,
        waiting=waiting,
        parser=_parser(parts),
    )


def _model_check(engine: Understander) -> Check:
    """It still understands: "yes" in Swedish, not remembered."""

    async def check() -> None:
        if (await asyncio.to_thread(engine.understand, "ja tack", language="sv")).intent.name != "affirm":
            raise RuntimeError("the engine does not understand")

    return check


def _parser(parts: Parts) -> Parser:
    """The built-in engine itself: what remembers before it is for masked texts."""

    def understand(text: str, language: str | None) -> bytes:
        today = parts.clock.now().astimezone(STOCKHOLM).date()
        return encode(parts.engine.understand(text, language=language or UNKNOWN.name, today=today))

    return Parser(understand)
