"""Which case systems there are, by the settings."""

from collections.abc import Mapping

from bot.backends.cases import Cases
from bot.ops.metrics import Metrics
from bot.ports import Clock, Translator
from bot.render import Texts
from bot.settings import BadSetting, Settings
from bot.store import Store
from bot.turn import Turns
from integrations.cases import CaseSystem, Client, Desk, Namespace, SupportManagement, Zammad

PRACTICE = "sandbox"
"""Who we are in the sandbox, and what opens it: nothing else."""


def open_cases(
    settings: Settings,
    metrics: Metrics,
    *,
    store: Store,
    turns: Turns,
    texts: Texts,
    clock: Clock,
    translator: Translator | None,
    queues: Mapping[str, str],
) -> Cases | None:
    """What hands the cases of ``queues`` over; None where the desk is the only case system."""
    if not queues:
        return None
    systems = {name: _open(name, settings, metrics) for name in sorted(set(queues.values()))}
    return Cases(
        store=store, turns=turns, texts=texts, clock=clock, queues=queues, systems=systems, translator=translator
    )


def _open(name: str, settings: Settings, metrics: Metrics) -> CaseSystem:
    if name == "zammad":
        desk, token = _zammad(settings)
        return Zammad(desk, token, observe=metrics.backend)
    place, client = _support_management(settings)
    return SupportManagement(place, client, observe=metrics.backend)


def _zammad(settings: Settings) -> tuple[Desk, str]:
    groups = {**Desk(url="").groups, **dict(settings.zammad_groups)}
    if settings.sandbox_url:
        return Desk(url=f"{settings.sandbox_url}/zammad", groups=groups), PRACTICE
    if not (settings.zammad_url and settings.zammad_token):
        raise BadSetting("CASE_SYSTEMS: zammad needs ZAMMAD_URL and ZAMMAD_TOKEN.")
    return Desk(url=settings.zammad_url, groups=groups), settings.zammad_token.get_secret_value()


def _support_management(settings: Settings) -> tuple[Namespace, Client]:
    usual = Namespace(url="", token_url="", namespace="")
    states = {**usual.states, **dict(settings.support_management_states)}
    municipality, namespace = settings.support_management_municipality, settings.support_management_namespace
    if settings.sandbox_url:
        root = f"{settings.sandbox_url}/support-management"
        url, token_url, client = f"{root}/15.0", f"{root}/token", Client(PRACTICE, PRACTICE)
    else:
        url, token_url, client = _place(settings)
    place = Namespace(url=url, token_url=token_url, municipality=municipality, namespace=namespace, states=states)
    return place, client


def _place(settings: Settings) -> tuple[str, str, Client]:
    url, token_url = settings.support_management_url, settings.support_management_token_url
    name, secret = settings.support_management_client_id, settings.support_management_client_secret
    if not (url and token_url and name and secret):
        raise BadSetting("CASE_SYSTEMS: support_management needs its addresses and its client.")
    return url, token_url, Client(name.get_secret_value(), secret.get_secret_value())
