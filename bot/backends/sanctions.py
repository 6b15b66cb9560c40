"""``sanctions``: ``screen`` an organisation by ``name`` and ``number``, or an ``owner`` whom it declared.

OK           ``no_hit``
REVIEW       ``hit``: staff look whether it is the same; ``weak_hit``: the names are less alike.
             ``sole_trader`` ``wrong_number``: not an organisation, and not compared with anybody
NOT_CHECKED  ``list_too_old`` ``list_too_small`` ``unavailable`` ``timeout`` ``rejected`` ``malformed``
             ``not_configured``: again at ``retry_at``

``detail``: references of the entries, the likeliest first, each with how like its name is. ``list_date``,
``list_generated`` and ``list_sha256``: which list it was. Nothing else can be asked: there is no operation, and no
field, for a person that no organisation declared.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.backends.answer import LATER, SOME_DAY, checked, failed, not_checked
from bot.ops.metrics import Metrics
from bot.ports import Clock
from bot.settings import Settings
from integrations.bolagsverket import NotAnOrganisation, Person
from integrations.errors import Unavailable
from integrations.sanctions import Hit, Keeper, Kept, Organisation, Owner, Screened, Screening, Subject, open_source

SOURCE = "EU:s konsoliderade sanktionslista"
PRACTICE = f"{SOURCE} (övningsläge)"
_FIELDS = frozenset({"name", "number", "owner"})
_SANDBOX_LIST = "/sanctions/list.xml?token=sandbox"
_NOTHING = dict.fromkeys(("detail", "list_date", "list_generated", "list_sha256"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanctions:
    """``screening`` is None where no list is named: then nobody is compared, and the answer says so."""

    screening: Screening | None
    clock: Clock
    source: str = SOURCE
    name: str = "sanctions"

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Never raises for a list that is not there."""
        if operation != "screen" or not payload.keys() <= _FIELDS:
            raise ValueError("only organisations and their declared owners are compared with the list")
        try:
            subject = subject_of(payload)
        except NotAnOrganisation as error:
            reason = "sole_trader" if isinstance(error, Person) else "wrong_number"
            return checked("REVIEW", reason, source=self.source, at=self.clock.now(), **_NOTHING)
        if self.screening is None:
            return not_checked("not_configured", source=self.source, at=self.clock.now(), wait=SOME_DAY, **_NOTHING)
        return self._told(await self.screening.screen(subject))

    def _told(self, found: Screened) -> dict[str, str]:
        now, which = self.clock.now(), {**_NOTHING, **_which(found.kept)}
        match found.outcome:
            case "clear":
                return checked("OK", "no_hit", source=self.source, at=now, **which)
            case "hit":
                reason = "hit" if found.hits[0].strength == "strong" else "weak_hit"
                shown = {**which, "detail": ", ".join(map(_shown, found.hits))}
                return checked("REVIEW", reason, source=self.source, at=now, **shown)
            case "failed":
                error = found.error or Unavailable("there is no list")
                return failed(error, source=self.source, at=now, **which)
            case reason:
                return not_checked(reason, source=self.source, at=now, wait=LATER, **which)

    async def keep(self) -> None:
        """Looks for a newer list each day."""
        if self.screening:
            await self.screening.keeper.keep()

    async def close(self) -> None:
        """Let go of the connections."""
        if self.screening:
            await self.screening.keeper.close()


def subject_of(payload: dict[str, str]) -> Subject:
    """An organisation, or its owner. Raises ``NotAnOrganisation``, ``ValueError`` without a name."""
    organisation = Organisation(payload["name"], payload.get("number", ""))
    return Owner(payload["owner"], organisation) if payload.get("owner") else organisation


def open_sanctions(settings: Settings, metrics: Metrics, clock: Clock) -> Sanctions:
    """With the list that the settings name; that of the sandbox in practice; else without."""
    if settings.sandbox_url:
        where, source = f"{settings.sandbox_url}{_SANDBOX_LIST}", PRACTICE
    elif settings.sanctions_source:
        where, source = settings.sanctions_source.get_secret_value(), SOURCE
    else:
        return Sanctions(screening=None, clock=clock)
    keeper = Keeper(
        open_source(where, observe=metrics.backend),
        folder=settings.data / "sanctions",
        least=settings.sanctions_entities,
        now=clock.now,
    )
    oldest = timedelta(days=settings.sanctions_days)
    return Sanctions(screening=Screening(keeper=keeper, now=clock.now, oldest=oldest), clock=clock, source=source)


def _which(kept: Kept | None) -> dict[str, str]:
    if kept is None:
        return {}
    return {
        "list_date": kept.generated.date().isoformat(),
        "list_generated": kept.generated.isoformat(),
        "list_sha256": kept.sha256,
    }


def _shown(hit: Hit) -> str:
    programme = f" {hit.programme}" if hit.programme else ""
    return f"{hit.reference}{programme} ({hit.score:.2f})"
