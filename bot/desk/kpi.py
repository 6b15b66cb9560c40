"""What is followed up: each number with its name, how it comes about, and by what it is divided (K1 to K13)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk import words
from bot.desk.about import answer_words, shortened, way_words
from bot.render import Texts

UNKNOWN = "Vet inte"
GENDERS = {"woman": "Kvinnor", "man": "Män", "other": "Annat", "prefer_not": "Vill inte säga", "unknown": UNKNOWN}
LANGUAGES = {**{name: word.capitalize() for name, word in words.LANGUAGES.items()}, "unknown": UNKNOWN}
WITHIN = {
    "1": "Inom 1 dygn",
    "3": "Inom 3 dygn",
    "7": "Inom 7 dygn",
    "14": "Inom 14 dygn",
    "30": "Inom 30 dygn",
    "later": "Senare",
}
REASONS = {
    "no_candidate": "Ingen passande sökande",
    "language": "Språket",
    "conditions": "Villkoren",
    "withdrawn": "Arbetsgivaren drog sig ur",
    "other": "Annat",
}
CUTS = {
    "gender": ("Kön", GENDERS),
    "language": ("Språk", LANGUAGES),
    "channel": ("Kanal", words.CHANNELS),
    "form": ("Form", {}),
    "type": ("Organisation", {}),
    "size": ("Storlek", {}),
    "within": ("Tid", WITHIN),
    "queue": ("Kö", words.QUEUES),
    "need": ("Behov", {}),
    "reason": ("Orsak", REASONS),
    "kind": ("Slag", {}),
    "decision": ("Beslut", words.DECISIONS),
    "route": ("Väg", {}),
    "to": ("Från och till", {}),
    "said": ("Svar", {name: word.capitalize() for name, word in words.RATINGS.items()}),
}
"""The name of each cut, and the words for its values where no question has them."""
_ASKED = {
    "type": "membership.organisation_type",
    "size": "membership.size",
    "need": "arrival.needs",
    "kind": "employer.kind",
}
PEOPLE = ("gender", "language", "channel")


@dataclass(frozen=True, slots=True)
class Kpi:
    """``about`` says how the number comes about; ``entered``: staff write it down."""

    number: str
    name: str
    title: str
    about: str
    cuts: tuple[str, ...] = ()
    entered: bool = False


_STAFF = "Räknas när handläggare för in det på ärendet, på den dag som de anger."
KPIS: tuple[Kpi, ...] = (
    Kpi("K1", "employed", "Fick arbete", _STAFF, (*PEOPLE, "form"), entered=True),
    Kpi("K1", "employed_6_months", "Har kvar arbetet efter sex månader", _STAFF, (*PEOPLE, "form"), entered=True),
    Kpi("K2", "internship_offered", "Erbjöds praktik eller APL", _STAFF, ("gender", "language", "form"), entered=True),
    Kpi("K2", "internship_started", "Började praktik eller APL", _STAFF, ("gender", "language", "form"), entered=True),
    Kpi("K2", "internship_job", "Fick arbete efter praktik", _STAFF, ("gender", "language", "form"), entered=True),
    Kpi("K3", "mentor_offered", "Erbjudanden om mentorer", "Räknas när en organisation skickar sitt erbjudande."),
    Kpi("K3", "mentor_matched", "Fick en mentor", _STAFF, ("gender", "language"), entered=True),
    Kpi("K4", "application", "Ansökningar om medlemskap", "Räknas när ansökan skickas.", ("type", "size")),
    Kpi("K4", "member", "Nya medlemmar", "Räknas när handläggare godkänner en ansökan."),
    Kpi(
        "K4",
        "decided",
        "Beslut om medlemskap",
        "Godkännanden och avslag, med tiden från ansökan till beslut.",
        ("decision", "within"),
    ),
    Kpi("K5", "promised", "Utlovade insatser", "Antalet i åtagandena i de ansökningar som skickats.", ("form",)),
    Kpi("K5", "delivered", "Genomförda insatser", _STAFF, ("form",), entered=True),
    Kpi(
        "K6",
        "begun",
        "Nåddes",
        "Personer som började formuläret för den som är ny i Stockholm.",
        ("language", "channel"),
    ),
    Kpi("K6", "intake", "Skickade in formuläret", "Räknas en gång för varje ärende.", PEOPLE),
    Kpi("K6", "need", "Behov", "Varje person kan ha flera, så summan är större än antalet personer.", ("need",)),
    Kpi("K6", "handover", "Överlämnade till handläggare", "Nya ärenden i alla köer.", ("queue",)),
    Kpi(
        "K6",
        "first_contact",
        "Fick ett första svar",
        "Tiden från att ärendet kom in till handläggarens första svar i chatten.",
        ("within", "queue"),
    ),
    Kpi("K7", "mapping_done", "Kartläggningar gjorda", _STAFF, ("gender", "language"), entered=True),
    Kpi("K7", "validation_referred", "Hänvisade till validering", _STAFF, ("gender", "language"), entered=True),
    Kpi("K8", "route", "Visade vägar", "Varje väg som boten har visat någon. Flera kan visas på en gång.", ("route",)),
    Kpi("K8", "rerouted", "Skickade vidare till en annan kö", "Räknas när handläggare lämnar över ärendet.", ("to",)),
    Kpi("K9", "request", "Erbjudanden från arbetsgivare", "Räknas när erbjudandet skickas.", ("kind",)),
    Kpi("K9", "request_filled", "Tillsatta platser", _STAFF, ("form",), entered=True),
    Kpi("K9", "request_unfilled", "Platser som inte tillsattes", _STAFF, ("reason",), entered=True),
    Kpi("K10", "attendance", "Deltagare på nätverkets möten", "Antalet som gruppledare har fört in.", ("type",)),
    Kpi(
        "K13",
        "rating",
        "Svarade på hur det gick",
        "Frågan ställs när ärendet har avslutats. Den som inte svarar räknas inte.",
        ("said", "language"),
    ),
)
INDEX_STEPS = ("intake", "mapping_done", "internship_started", "mentor_matched", "employed")
"""The numbers for which women's share is compared with their share of those whom it is for."""


def value_word(cut: str, value: str, forms: Mapping[str, str], texts: Texts) -> str:
    """A value of a cut in Swedish; one without a word is shown as it is."""
    match cut:
        case "form":
            return forms.get(value, value)
        case "to":
            return " till ".join(words.QUEUES.get(queue, queue) for queue in value.split(">"))
        case "route":
            return shortened(way_words(value, texts))
        case _ if cut in _ASKED and value != "unknown":
            return answer_words(_ASKED[cut], value, texts)
        case _:
            return {"unknown": UNKNOWN, **CUTS[cut][1]}.get(value, value)
