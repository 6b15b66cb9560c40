"""Where the register and its tokens are: always a pair, so that test secrets never go to production."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """``url`` of the API, ``token_url`` of the tokens that open it."""

    url: str
    token_url: str


PLACES: Mapping[str, Place] = {
    "production": Place(
        "https://gw.api.bolagsverket.se/vardefulla-datamangder/v1", "https://portal.api.bolagsverket.se/oauth2/token"
    ),
    "test": Place(
        "https://gw-accept2.api.bolagsverket.se/vardefulla-datamangder/v1",
        "https://portal-accept2.api.bolagsverket.se/oauth2/token",
    ),
}
