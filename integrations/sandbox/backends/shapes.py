"""What the register's answers look like, whims included.

Some instants stand where dates are promised, some organisations have the key of their procedures misspelt, and a part
without a value may be left out, or be null.
"""

from typing import Any

from integrations.sandbox.backends.organisations import Invented

FORMS = {
    "AB": ("Aktiebolag", "49", "Övriga aktiebolag"),
    "HB": ("Handelsbolag", "31", "Handelsbolag, kommanditbolag"),
    "KB": ("Kommanditbolag", "31", "Handelsbolag, kommanditbolag"),
    "EK": ("Ekonomisk förening", "51", "Ekonomiska föreningar"),
    "I": ("Ideell förening", "61", "Ideella föreningar"),
    "S": ("Stiftelse", "72", "Övriga stiftelser"),
    "-": ("", "82", "Kommuner"),
}
PROCEDURES = {
    "bankrupt": ("KK", "Konkurs"),
    "liquidation": ("LI", "Likvidation"),
    "restructuring": ("FR", "Företagsrekonstruktion"),
    "merging": ("FUOT", "Fusion, övertagande"),
    "divided": ("DE", "Delning"),
}
ONGOING = "pagaendeAvvecklingsEllerOmstruktureringsforfarande"
_BOLAGSVERKET = (
    "organisationsnamn", "organisationsform", "organisationsdatum", "avregistreradOrganisation",
    "avregistreringsorsak", ONGOING, "verksamhetsbeskrivning",
)  # fmt: skip
_SCB = ("juridiskForm", "verksamOrganisation", "naringsgrenOrganisation", "postadressOrganisation", "reklamsparr")
_EMPTY: dict[str, tuple[str, ...]] = {
    "organisationsnamn": ("organisationsnamnLista",),
    "organisationsform": ("kod", "klartext"),
    "organisationsdatum": ("registreringsdatum", "infortHosScb"),
    "avregistreradOrganisation": ("avregistreringsdatum",),
    "avregistreringsorsak": ("kod", "klartext"),
    ONGOING: (f"{ONGOING}Lista",),
    "verksamhetsbeskrivning": ("beskrivning",),
    "juridiskForm": ("kod", "klartext"),
    "verksamOrganisation": ("kod",),
    "naringsgrenOrganisation": ("sni",),
    "postadressOrganisation": ("postadress",),
    "reklamsparr": ("kod",),
}
_WORDS = {
    "ORGANISATION_FINNS_EJ": "Numret finns inte hos uppgiftskällan.",
    "OTILLGANGLIG_UPPGIFTSKALLA": "Uppgiftskällan kan inte nås just nu.",
    "TIMEOUT": "Uppgiftskällan hann inte svara.",
}
_KINDS = {
    400: ("urn:bolagsverket:error:validation", "validation.client"),
    401: ("urn:bolagsverket:error:auth", "auth.error"),
    403: ("urn:bolagsverket:error:auth", "auth.error"),
}
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def answer(one: Invented) -> dict[str, Any]:
    """Everything about ``one``."""
    if one.standing == "elsewhere":
        parts = {**_faulty(_BOLAGSVERKET, "ORGANISATION_FINNS_EJ"), **_statistics(one)}
    else:
        parts = {**_registered(one), **_statistics(one)}
    return {"organisationer": [{**_identity(one.number), **parts}]}


def unknown(number: str) -> dict[str, Any]:
    """Nobody has that number: 200 all the same."""
    parts = _faulty((*_BOLAGSVERKET, *_SCB), "ORGANISATION_FINNS_EJ")
    return {"organisationer": [{**_identity(number), **parts}]}


def blocked(fault: str) -> dict[str, Any]:
    """The source of the register's own parts is away, or late: 200 as well."""
    nothing = dict.fromkeys(
        ["organisationsidentitet", "namnskyddslopnummer", "registreringsland", *_SCB[:3], "reklamsparr"]
    )
    return {"organisationer": [{**nothing, **_faulty((*_BOLAGSVERKET, "postadressOrganisation"), fault)}]}


def problem(status: int, detail: str, request: str | None, at: str | None) -> dict[str, Any]:
    """An error as RFC 7807 has it."""
    kind, instance = _KINDS.get(status, ("about:blank", "server.error"))
    return {
        "type": kind,
        "instance": instance,
        "status": status,
        "timestamp": at,
        "requestId": request,
        "title": _TITLES[status],
        "detail": detail,
    }


def _identity(number: str) -> dict[str, Any]:
    return {
        "organisationsidentitet": {
            "identitetsbeteckning": number,
            "typ": {"kod": "ORGNR", "klartext": "Organisationsnummer"},
        },
        "namnskyddslopnummer": None,
        "registreringsland": {"kod": "SE-LAND", "klartext": "Sverige"},
    }


def _faulty(names: tuple[str, ...], fault: str) -> dict[str, Any]:
    fel = {"typ": fault, "felBeskrivning": _WORDS[fault]}
    return {name: {**dict.fromkeys(_EMPTY[name]), "dataproducent": _producer(name), "fel": fel} for name in names}


def _producer(name: str) -> str:
    return "SCB" if name in _SCB else "Bolagsverket"


def _good(name: str, **values: Any) -> dict[str, Any]:
    return {**values, "dataproducent": _producer(name), "fel": None}


def _registered(one: Invented) -> dict[str, Any]:
    words, _, _ = FORMS[one.form]
    gone = one.standing == "deregistered"
    rows = [
        {
            "namn": one.name,
            "organisationsnamntyp": {"kod": "FORETAGSNAMN", "klartext": "Företagsnamn"},
            "registreringsdatum": "2015-04-01",
            "verksamhetsbeskrivningSarskiltForetagsnamn": None,
        },
        {
            "namn": f"{one.name} International",
            "organisationsnamntyp": {
                "kod": "FORETAGSNAMN_PA_FRAMMANDE_SPRAK",
                "klartext": "Företagsnamn på främmande språk",
            },
            "registreringsdatum": "2016-05-02",
            "verksamhetsbeskrivningSarskiltForetagsnamn": None,
        },
    ]
    return {
        "organisationsnamn": _good("organisationsnamn", organisationsnamnLista=rows),
        "organisationsform": _good("organisationsform", kod=one.form, klartext=words),
        "organisationsdatum": _good("organisationsdatum", registreringsdatum="2015-04-01", infortHosScb="2015-04-03"),
        "avregistreradOrganisation": _good(
            "avregistreradOrganisation", avregistreringsdatum="2024-05-06T00:00:00.000+00:00" if gone else None
        ),
        "avregistreringsorsak": _good("avregistreringsorsak", kod="LIAV", klartext="Likvidation") if gone else None,
        **_procedures(one),
        "verksamhetsbeskrivning": _good("verksamhetsbeskrivning", beskrivning="Påhittad verksamhet för övning."),
    }


def _procedures(one: Invented) -> dict[str, Any]:
    """Misspelt for half of them, as in the register's own examples."""
    found = PROCEDURES.get(one.standing)
    if found is None:
        return {ONGOING: None}
    name = ONGOING if int(one.number[-2]) % 2 else ONGOING.replace("pagaende", "pagande")
    row = {"kod": found[0], "klartext": found[1], "fromDatum": "2026-03-02T00:00:00.000+00:00"}
    return {name: _good(ONGOING, **{f"{name}Lista": [row]})}


def _statistics(one: Invented) -> dict[str, Any]:
    if one.active == "-":
        return _faulty(_SCB, "ORGANISATION_FINNS_EJ")
    _, code, words = FORMS[one.form]
    address = {
        "utdelningsadress": "Påhittade gatan 1",
        "postnummer": "11100",
        "postort": "Stockholm",
        "land": "Sverige",
        "coAdress": None,
    }
    return {
        "juridiskForm": _good("juridiskForm", kod=code, klartext=words),
        "verksamOrganisation": _good("verksamOrganisation", kod=one.active),
        "naringsgrenOrganisation": _good("naringsgrenOrganisation", sni=[{"kod": "56100", "klartext": "Restauranger"}]),
        "postadressOrganisation": _good("postadressOrganisation", postadress=address),
        "reklamsparr": _good("reklamsparr", kod="NEJ"),
    }
