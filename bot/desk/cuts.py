"""By what the numbers of the follow-up are divided: each cut's name, and its values in Swedish."""

from collections.abc import Mapping

from bot.desk import words
from bot.desk.about import answer_words, shortened, way_words
from bot.render import MissingText, Texts
from dialogs.events import Came

UNKNOWN = "Vet inte"
GENDERS = {"woman": "Kvinnor", "man": "Män", "other": "Annat", "prefer_not": "Vill inte säga", "unknown": UNKNOWN}
LANGUAGES = {name: word.capitalize() for name, word in words.LANGUAGES.items()}
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
SOURCES = {
    "offer": "Ett erbjudande i Integrationspakten",
    "placement": "Praktik eller APL",
    "mentor": "En mentor",
    "employment_service": "Arbetsförmedlingen",
    "own": "På egen hand",
    "other": "Annat",
}
"""Where somebody's work came from."""
BRANCHES = {
    "1": "Chefsyrken",
    "2": "Yrken som kräver fördjupad högskolekompetens",
    "3": "Yrken som kräver högskolekompetens",
    "4": "Administration och kundtjänst",
    "5": "Service, omsorg och försäljning",
    "6": "Lantbruk, trädgård, skogsbruk och fiske",
    "7": "Byggverksamhet och tillverkning",
    "8": "Maskinell tillverkning och transport",
    "9": "Yrken med kort utbildning eller introduktion",
    "0": "Militära yrken",
    "several": "Flera områden",
}
"""The major groups of SSYK 2012."""
CAME: Mapping[Came, str] = {
    "mapped": "Kom, kartläggning gjord",
    "met": "Kom, ingen kartläggning",
    "absent": "Blev inte av",
}
CUTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "gender": ("Kön", GENDERS),
    "language": ("Språk", LANGUAGES),
    "channel": ("Kanal", words.CHANNELS),
    "form": ("Form", {}),
    "source": ("Arbetet kom genom", SOURCES),
    "branch": ("Yrkesområde (SSYK 2012)", BRANCHES),
    "type": ("Organisation", {}),
    "size": ("Storlek", {}),
    "period": ("År som åtagandet gäller", {}),
    "within": ("Tid", WITHIN),
    "queue": ("Kö", words.QUEUES),
    "actor": ("Vad ärendet gäller", words.FLOWS),
    "need": ("Behov", {}),
    "reason": ("Orsak", REASONS),
    "kind": ("Slag", {}),
    "check": ("Vad som avvek", {}),
    "decision": ("Beslut", words.DECISIONS),
    "route": ("Väg", {}),
    "to": ("Från och till", {}),
    "came": ("Hur besöket gick", {str(came): word for came, word in CAME.items()}),
    "said": ("Svar", {name: word.capitalize() for name, word in words.RATINGS.items()}),
}
"""The name of each cut, and the words for its values where nothing else has them."""
_ASKED = {
    "type": "membership.organisation_type",
    "size": "membership.size",
    "need": "arrival.needs",
    "kind": "employer.kind",
}
_REFUSED = "Nej till ett intygande"


def value_word(cut: str, value: str, forms: Mapping[str, str], texts: Texts) -> str:
    """A value of a cut in Swedish; one without a word is shown as it is."""
    if value == "unknown":
        return UNKNOWN
    if cut in _ASKED:
        return answer_words(_ASKED[cut], value, texts)
    match cut:
        case "to":
            return " till ".join(words.QUEUES.get(queue, queue) for queue in value.split(">"))
        case "route":
            return shortened(way_words(value, texts))
        case "check":
            return _REFUSED if value == "refused" else _check_word(value, texts)
        case _:
            known = forms if cut == "form" else CUTS[cut][1]
            return known.get(value, value)


def _check_word(name: str, texts: Texts) -> str:
    try:
        return texts.say(f"check-name-{name}", "sv")
    except MissingText:
        return name
