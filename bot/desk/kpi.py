"""What is followed up: each number with its name, how it comes about, and by what it is divided (K1 to K13)."""

from dataclasses import dataclass

PEOPLE = ("gender", "language", "channel")


@dataclass(frozen=True, slots=True)
class Kpi:
    """``about`` says how the number comes about; ``entered``: staff write it down.

    ``lacking`` says which division there is not, and why: nobody knows, or it would tell of a single person.
    """

    number: str
    name: str
    title: str
    about: str
    cuts: tuple[str, ...] = ()
    entered: bool = False
    lacking: str = ""


_STAFF = "Räknas när handläggare för in det på ärendet, på den dag som de anger."
_FIELD = "Yrkesområdet är det yrke som personen själv har angett i formuläret. Den som inget angav står under Vet inte."
_NO_BRANCH = (
    "Bransch går inte att visa: ingen frågar organisationerna om den, och registret som kontrolleras ger den inte."
)
_APART = "Tid och kön visas var för sig, aldrig tillsammans, så att ingen kan pekas ut."
_PLACED = ("gender", "language", "branch", "form")
KPIS: tuple[Kpi, ...] = (
    Kpi(
        "K1",
        "employed",
        "Fick arbete",
        f"{_STAFF} Hur personen fick arbetet är det som handläggaren vet.",
        (*PEOPLE, "form", "source", "queue"),
        entered=True,
    ),
    Kpi(
        "K1",
        "employed_6_months",
        "Har kvar arbetet efter sex månader",
        _STAFF,
        (*PEOPLE, "form", "source", "queue"),
        entered=True,
    ),
    Kpi(
        "K2",
        "place",
        "Platser i erbjudanden",
        "Varje plats i de erbjudanden om jobb, praktik och mentorer som organisationer har skickat.",
        ("kind", "branch"),
        lacking="Går inte att dela upp efter kön: en plats har inget kön, och ingen får önska ett.",
    ),
    Kpi("K2", "internship_offered", "Erbjöds praktik eller APL", _STAFF, _PLACED, entered=True, lacking=_FIELD),
    Kpi("K2", "internship_started", "Började praktik eller APL", _STAFF, _PLACED, entered=True, lacking=_FIELD),
    Kpi("K2", "internship_job", "Fick arbete efter praktik", _STAFF, _PLACED, entered=True, lacking=_FIELD),
    Kpi(
        "K3",
        "mentor_offered",
        "Erbjudanden om mentorer",
        "Räknas när en organisation skickar sitt erbjudande.",
        lacking="Mentorernas kön går inte att visa: en organisation erbjuder dem, och ingen frågar vilka de är.",
    ),
    Kpi("K3", "mentor_matched", "Fick en mentor", _STAFF, ("gender", "language"), entered=True),
    Kpi(
        "K4",
        "application",
        "Ansökningar om medlemskap",
        "Räknas när ansökan skickas.",
        ("type", "size"),
        lacking=_NO_BRANCH,
    ),
    Kpi(
        "K4",
        "member",
        "Nya medlemmar",
        "Räknas när handläggare godkänner en ansökan.",
        ("type", "size"),
        lacking=_NO_BRANCH,
    ),
    Kpi(
        "K4",
        "decided",
        "Beslut om medlemskap",
        "Godkännanden och avslag, med tiden från ansökan till beslut.",
        ("decision", "within", "type", "size"),
        lacking=_NO_BRANCH,
    ),
    Kpi(
        "K4",
        "deviation",
        "Avvikelser i ansökningar",
        "Det som en kontroll eller ett svar visade och som någon ska titta på. Varje slag räknas en gång per ansökan. "
        "Det som inte gick att kontrollera räknas inte.",
        ("check", "type"),
        lacking=_NO_BRANCH,
    ),
    Kpi(
        "K5",
        "promised",
        "Utlovade insatser",
        "Antalet i åtagandena, i de ansökningar som har skickats.",
        ("form", "period"),
        lacking="Året är det som den sökande har skrivit. Ett annat svar, som ”löpande”, står under Vet inte.",
    ),
    Kpi(
        "K5",
        "delivered",
        "Genomförda insatser",
        _STAFF,
        ("form",),
        entered=True,
        lacking="Perioden är kvartalet då insatsen genomfördes.",
    ),
    Kpi(
        "K6",
        "begun",
        "Nåddes",
        "Personer som började formuläret för den som är ny i Stockholm.",
        ("language", "channel"),
        lacking="Kön och behov går inte att visa här: de frågorna kommer senare i formuläret.",
    ),
    Kpi("K6", "intake", "Skickade in formuläret", "Räknas en gång för varje ärende.", PEOPLE),
    Kpi(
        "K6",
        "need",
        "Behov",
        "Varje person kan ha flera, så summan är större än antalet personer.",
        ("need",),
        lacking="Behov delas inte upp efter kön eller språk, så att ingen kan pekas ut.",
    ),
    Kpi(
        "K6",
        "handover",
        "Överlämnade till handläggare",
        "Nya ärenden i alla köer. Kön räknas för den som vill något för egen del, inte för organisationer.",
        ("queue", "actor", *PEOPLE),
    ),
    Kpi(
        "K6",
        "first_contact",
        "Fick ett första svar",
        "Tiden från att ärendet kom in till handläggarens första svar i chatten.",
        ("within", "queue", *PEOPLE),
        lacking=_APART,
    ),
    Kpi(
        "K7",
        "visit",
        "Besök för kartläggning",
        "Räknas när handläggare säger hur det bokade besöket gick, på dagen för besöket.",
        ("came", "gender", "language"),
        entered=True,
        lacking="Hur besöket gick och kön visas var för sig, så att ingen kan pekas ut.",
    ),
    Kpi("K7", "mapping_done", "Kartläggningar gjorda", _STAFF, ("gender", "language"), entered=True),
    Kpi("K7", "validation_referred", "Hänvisade till validering", _STAFF, ("gender", "language"), entered=True),
    Kpi(
        "K8",
        "route",
        "Visade vägar",
        "Varje väg som boten har visat någon. Flera kan visas på en gång.",
        ("route",),
        lacking="Vägar visas bara för den som är ny i Stockholm. Vart organisationer kommer står under Överlämnade.",
    ),
    Kpi(
        "K8",
        "rerouted",
        "Skickade vidare till en annan kö",
        "Räknas när handläggare lämnar över ärendet.",
        ("to", "actor"),
    ),
    Kpi(
        "K9",
        "request",
        "Erbjudanden från arbetsgivare",
        "Räknas när erbjudandet skickas.",
        ("kind", "branch"),
        lacking="Yrkesområdet är det som erbjudandet gäller. Arbetsgivarens egen bransch frågar ingen om.",
    ),
    Kpi("K9", "request_filled", "Tillsatta platser", _STAFF, ("form", "branch"), entered=True),
    Kpi("K9", "request_unfilled", "Platser som inte tillsattes", _STAFF, ("reason", "branch"), entered=True),
    Kpi(
        "K10",
        "attendance",
        "Deltagare på nätverkets möten",
        "Antalet som gruppledare har fört in.",
        ("type",),
    ),
    Kpi(
        "K13",
        "rating_people",
        "Invånare svarade på hur det gick",
        "Frågan ställs när ärendet har avslutats. Den som inte svarar räknas inte.",
        ("said", "language"),
        lacking="Svaret räknas utan namn, så det går inte att dela upp efter kön.",
    ),
    Kpi(
        "K13",
        "rating_organisations",
        "Medlemmar, sökande och arbetsgivare svarade på hur det gick",
        "Samma fråga, i ärenden om medlemskap och erbjudanden.",
        ("said", "language"),
    ),
)
INDEX_STEPS = (
    "intake", "handover", "first_contact", "visit", "mapping_done", "validation_referred", "internship_offered",
    "internship_started", "internship_job", "mentor_matched", "employed", "employed_6_months",
)  # fmt: skip
"""The numbers for which women's share is compared with their share of those whom it is for."""
