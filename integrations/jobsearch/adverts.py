"""``GET /search`` of JobSearch. Contact persons, descriptions and all that a few links do not need are never read."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from integrations.http import Answer, Call, Http, Observe, Policy, Schedule, decoded, unobserved

NAME = "job_adverts"
MOST = 5
LONGEST = 200
"""Characters of a headline or a name that are kept."""
SEARCH = "/search"
_PUBLIC = "https://arbetsformedlingen.se/platsbanken/annonser/"
_LONGEST_ID = 40
# The whole address, not what a parser makes of it: browsers read some signs (a backslash, a tab) in another way.
_OWN = re.compile(r"https://(?:[a-z0-9-]+\.)*(?:arbetsformedlingen|jobtechdev)\.se(?:/[\w.~/?=&%+-]*)?", re.ASCII)
_POLICY = Policy(deadline=4.0, most_raw=2_000_000, schedule=Schedule(tries=2))
_FIELDS = "total,hits{id,headline,webpage_url,application_deadline,employer{name},workplace_address{municipality}}"


class Advert(msgspec.Struct, frozen=True):
    """A job advert: what is looked for, by whom, where, until when (``2026-12-01``), and its page."""

    headline: str
    url: str
    employer: str = ""
    place: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Adverts:
    """The first few, and how many there are in all."""

    total: int
    first: tuple[Advert, ...]


class _Total(msgspec.Struct):
    value: int


class _Employer(msgspec.Struct):
    name: str | None = None


class _Place(msgspec.Struct):
    municipality: str | None = None


class _Hit(msgspec.Struct):
    id: str
    headline: str | None = None
    webpage_url: str | None = None
    application_deadline: str | None = None
    employer: _Employer | None = None
    workplace_address: _Place | None = None


class _Found(msgspec.Struct):
    total: _Total
    hits: list[_Hit] = []


_decoder = msgspec.json.Decoder(_Found)


class JobSearch:
    """``key`` is sent where there is one; the service asks for none today."""

    def __init__(self, url: str, *, key: str | None = None, observe: Observe = unobserved) -> None:
        headers = {"accept": "application/json", "x-fields": _FIELDS, **({"api-key": key} if key else {})}
        self._http = Http(NAME, url, policy=_POLICY, headers=headers, observe=observe)

    async def search(self, *, municipality: str, concept: str | None = None, words: str = "") -> Adverts:
        """The newest for an occupation by its ``concept`` in the taxonomy, else by its Swedish name."""
        what = {"occupation-name": concept} if concept else {"q": words[:LONGEST]}
        asked = {**what, "municipality": municipality, "limit": str(MOST), "sort": "pubdate-desc"}
        return await self._http.ask(Call(method="GET", path=f"{SEARCH}?{urlencode(asked)}"), _read)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def _read(answer: Answer) -> Adverts:
    found = decoded(answer.body, _decoder)
    adverts = tuple(_advert(hit) for hit in found.hits[:MOST] if hit.headline)
    return Adverts(max(found.total.value, len(adverts)), adverts)


def _advert(hit: _Hit) -> Advert:
    return Advert(
        headline=_line(hit.headline),
        url=_page(hit),
        employer=_line(hit.employer.name if hit.employer else None),
        place=_line(hit.workplace_address.municipality if hit.workplace_address else None),
        until=(hit.application_deadline or "")[:10],
    )


def _page(hit: _Hit) -> str:
    """Its page at the employment service: nobody is sent to an address that an advertiser wrote."""
    url = hit.webpage_url or ""
    name = "".join(c for c in hit.id if c.isascii() and c.isalnum())[:_LONGEST_ID]
    return url if len(url) <= LONGEST and _OWN.fullmatch(url) else f"{_PUBLIC}{name}"


def _line(text: str | None) -> str:
    """One line of what can be seen: signs that turn or hide words stay out."""
    words = " ".join((text or "").split())
    return "".join(c for c in words if c.isprintable())[:LONGEST]
