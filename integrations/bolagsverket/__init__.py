"""Bolagsverket's company register: API för värdefulla datamängder, version 1."""

from integrations.bolagsverket.numbers import NotAnOrganisation, Person, organisation_number
from integrations.bolagsverket.places import PLACES, Place
from integrations.bolagsverket.reading import Organisation
from integrations.bolagsverket.register import Register
from integrations.bolagsverket.standing import Standing, standing_of
from integrations.tokens import Client

__all__ = [
    "PLACES",
    "Client",
    "NotAnOrganisation",
    "Organisation",
    "Person",
    "Place",
    "Register",
    "Standing",
    "organisation_number",
    "standing_of",
]
