"""Job adverts on this machine, with the contract of JobTech's JobSearch. All of them are made up.

``GET /jobsearch/search``. Every occupation has the number of adverts that its name or concept ends up with, 0 to 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.trouble import Trouble

PATH = "/jobsearch/search"
MOST_KINDS = 9
EMPLOYERS = ("Påhittade Köket AB", "Övning & Co AB", "Provbolaget i Stockholm AB")


@dataclass(slots=True)
class LocalJobAdverts:
    """``asked``: the query of each search."""

    name: str = "job_adverts"
    trouble: Trouble = field(default_factory=Trouble)
    asked: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        return (Route(PATH, self.trouble.around(self._search)),)

    async def _search(self, request: Request) -> Response:
        query = dict(request.query_params)
        self.asked.append(query)
        limit, offset = query.get("limit", "10"), query.get("offset", "0")
        if not (limit.isdecimal() and int(limit) <= 100 and offset.isdecimal() and int(offset) <= 2000):
            return JSONResponse({"message": "Input payload validation failed", "errors": {"limit": limit}}, 400)
        what = query.get("occupation-name") or query.get("q", "")
        number = crc32(what.encode()) % MOST_KINDS if what else 0
        hits = [_advert(what, n) for n in range(number)][int(offset) :][: int(limit)]
        return JSONResponse({"total": {"value": number}, "positions": number, "stats": [], "hits": hits})


def _advert(what: str, number: int) -> dict[str, Any]:
    """As JobSearch writes it, with the contact person that must not be shown."""
    until = datetime.now(UTC) + timedelta(days=14 + number)
    name = str(crc32(f"{what} {number}".encode()))
    return {
        "id": name,
        "webpage_url": f"https://arbetsformedlingen.se/platsbanken/annonser/{name}",
        "headline": f"Övningsannons {number + 1}: {what}",
        "application_deadline": until.strftime("%Y-%m-%dT23:59:59"),
        "number_of_vacancies": 1,
        "description": {"text": "En påhittad annons. Ring Påhittade Person, 08-000 00 00."},
        "employer": {"name": EMPLOYERS[number % len(EMPLOYERS)], "organization_number": "5599900015"},
        "application_details": {"email": "person@example.invalid", "information": "Fråga efter Påhittade Person."},
        "application_contacts": [{"name": "Påhittade Person", "telephone": "080000000"}],
        "workplace_address": {"municipality": "Stockholm", "municipality_concept_id": "AvNB_uwa_6n6"},
    }
