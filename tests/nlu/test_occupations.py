"""The vocabulary of occupations: found by their names, shown in each language, with the code of SSYK 2012."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from nlu.inflection import ukrainian_label
from nlu.occupations import NOTHING, load_groups, load_occupations, load_spellings
from nlu.patterns import compile_phrase
from nlu.rules import Rules
from nlu.words import fold

ENTRIES = {name: entry for group in load_groups().values() for name, entry in group.items() if name != NOTHING}
UNIT_GROUPS = set((Path(__file__).parent / "ssyk_2012.txt").read_text(encoding="utf-8").split())


def occupations(rules: Rules, text: str) -> list[str]:
    return [e.value for e in rules.understand(text, language="sv").entities if e.entity == "occupation"]


def test_an_occupation_is_shown_in_the_language_of_the_person() -> None:
    known = load_occupations()
    assert known.label("svetsare", "uk") == "зварювальник / зварювальниця"
    assert known.label("svetsare", "en") == "welder"
    assert known.label("svetsare", "sv") == "svetsare"


def test_an_unknown_occupation_is_shown_as_it_is_and_has_no_code() -> None:
    assert load_occupations().label("drakdödare", "uk") == "drakdödare"
    assert load_occupations().code("drakdödare") is None


def test_regulated_professions_name_their_kind() -> None:
    regulated = load_occupations().regulated
    assert regulated["sjuksköterska"] == "health"
    assert regulated["grundskollärare"] == "teacher"
    assert regulated["elektriker"] == "electrician"
    assert "svetsare" not in regulated


@pytest.mark.parametrize("name, code", [
    ("svetsare", "7212"), ("undersköterska", "5321"), ("sjuksköterska", "2221"), ("städare", "9111"),
    ("lastbilschaufför", "8332"), ("systemutvecklare", "2512"), ("receptionist", "4224"), ("sömmerska", "7532"),
    ("kock", "5120"), ("grundskollärare", "2341"), ("lagerarbetare", "4322"), ("skogsarbetare", "6210"),
])  # fmt: skip
def test_an_occupation_has_the_code_of_its_unit_group(name: str, code: str) -> None:
    assert load_occupations().code(name) == code


def test_every_code_is_a_unit_group_of_the_major_group_of_its_file() -> None:
    assert len(UNIT_GROUPS) == 429
    for group, entries in load_groups().items():
        for name, entry in entries.items():
            assert name == NOTHING or (entry["code"] in UNIT_GROUPS and entry["code"][0] == group[0]), name


def test_every_name_stands_once_and_in_lower_case() -> None:
    assert len(ENTRIES) >= 400
    assert len(ENTRIES) == sum(len(group) for name, group in load_groups().items() if name != "nothing")
    assert all(name == name.lower() for name in ENTRIES)
    english = [entry["en"] for entry in ENTRIES.values()]
    ukrainian = [ukrainian_label(*entry["uk"]) for entry in ENTRIES.values()]
    assert sorted(n for n in english if english.count(n) > 1) == []
    assert sorted(n for n in ukrainian if ukrainian.count(n) > 1) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_an_occupation_is_found_by_each_of_its_names(rules: Rules, name: str) -> None:
    for shown in (name, fold(name), name.upper(), ENTRIES[name]["en"], *ENTRIES[name]["uk"]):
        assert occupations(rules, shown) == [name], shown


def claims() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every way to write each phrase, without its alternatives. What names nothing may look like a name in a case."""
    for name, sources in load_spellings().items():
        for source in sources if name != NOTHING else ():
            phrase = compile_phrase(name, source)
            for words in product(*(word.lstrip("+").split("|") for word in phrase.words)):
                yield name, ("=" * phrase.whole, *map(fold, words))


def test_no_two_occupations_claim_the_same_spelling() -> None:
    owners: dict[tuple[str, ...], str] = {}
    taken = {(owners.setdefault(words, name), name, words) for name, words in claims()}
    assert sorted(t for t in taken if t[0] != t[1]) == []


def instrumental(name: str) -> str:
    """The head of a Ukrainian name as it stands behind "I worked as", by school grammar."""
    endings = (
        ("ець", "цем"), ("ій", "ієм"), ("ий", "им"), ("ар", "арем"), ("яр", "ярем"), ("ь", "ем"), ("ця", "цею"),
        ("я", "ею"), ("жа", "жею"), ("ша", "шею"), ("а", "ою"), ("о", "о"), ("", "ом"),
    )  # fmt: skip
    head, *rest = name.split()
    ending, other = next(pair for pair in endings if head.endswith(pair[0]))
    return " ".join((head.removesuffix(ending) + other, *rest))


ONE_HEAD = [
    (name, shown)
    for name, entry in ENTRIES.items()
    for shown in entry["uk"]
    if "-" not in shown and not shown.split()[0].endswith(("ий", "на", "ша", "ська", "ова", "ча", "тя"))
]


@pytest.mark.parametrize("name, shown", ONE_HEAD)
def test_who_worked_as_something_is_understood(rules: Rules, name: str, shown: str) -> None:
    assert occupations(rules, f"Я працювала {instrumental(shown)} у Харкові") == [name]


@pytest.mark.parametrize("text, name", [
    ("працював зварювальником 12 років", "svetsare"), ("працювала соціальною працівницею", "socionom"),
    ("була старшою медсестрою", "vårdenhetschef"), ("я медсестра реанімації", "intensivvårdssjuksköterska"),
    ("была сиделкой", "vårdbiträde"), ("доглядала літніх людей", "vårdbiträde"), ("шила одяг на фабриці", "sömmerska"),
    ("водила фуру по Європі", "lastbilschaufför"), ("водій трамвая", "spårvagnsförare"), ("водій", "chaufför"),
    ("truck driver", "lastbilschaufför"), ("driver", "chaufför"), ("bus drivers", "bussförare"), ("bakers", "bagare"),
    ("specialistsjuksköterska", "specialistsjuksköterska"), ("операционная медсестра", "operationssjuksköterska"),
    ("я хірург", "kirurg"), ("дитячий лікар", "barnläkare"), ("лікар", "läkare"), ("врач-терапевт", "allmänläkare"),
    ("ундершетерска", "undersköterska"), ("баршетаре", "barnskötare"), ("стедаре", "städare"),
    ("шахтар з Донецька", "gruvarbetare"), ("сантехніки", "rörmokare"), ("плиточником", "plattsättare"),
    ("маляр-штукатур", "målare"), ("покрівельник", "takmontör"), ("Frontend developer", "webbutvecklare"),
    ("тестувальниця", "testare"), ("QA engineer", "testare"), ("бізнес-аналітик", "systemanalytiker"),
    ("робила манікюр у салоні", "nagelterapeut"), ("лешмейкер", "fransstylist"), ("парикмахерша", "frisör"),
    ("комбайнер", "traktorförare"), ("доярка", "mjölkare"), ("військовослужбовець", "soldat"), ("сапер", "minröjare"),
    ("jobbade på lager", "lagerarbetare"), ("склад", "lagerarbetare"), ("працював на складі", "lagerarbetare"),
    ("jag jobbade i butik", "butiksmedarbetare"), ("worked in a warehouse", "lagerarbetare"),
    ("povar", "kock"), ("medsestra", "sjuksköterska"), ("vodiy avtobusa", "bussförare"), ("elektryk", "elektriker"),
    ("kassorska", "kassör"), ("underskoterska", "undersköterska"), ("servitris", "servitör"),
    ("lokalvårdare", "städare"), ("I am a chef", "kock"), ("I work at a bakery", "bagare"),
    ("працював у банку", "bankanställd"),
])  # fmt: skip
def test_what_people_do_is_found_in_what_they_write(rules: Rules, text: str, name: str) -> None:
    assert occupations(rules, text)[:1] == [name]


@pytest.mark.parametrize("text", [
    # Swedish
    "jag behöver en läkare", "hur får jag tid hos tandläkare, jag måste till tandläkaren", "behöver tolk till mötet",
    "kan jag prata med min handläggare", "min chef betalar inte", "var finns biblioteket", "ring polisen",
    "jag vill byta mitt körkort", "skolan ligger nära", "hur mycket kostar kursen", "jag mår bra, tack",
    "vi har ett pilotprojekt", "återvinningscentralen i Högdalen", "affären stänger klockan sex", "jag söker jobb",
    "min lärare är snäll", "hur blir jag medlem", "jag har ont i ryggen", "restaurangen ligger vid torget",
    "lagret är fullt", "fabriken är stängd", "butiken öppnar nio",
    "massor av jobb", "polisen kom", "aktier och fonder", "på biblioteket", "instruktioner på svenska",
    # English
    "I need a doctor", "how do I exchange my driver's licence", "driving licence from Ukraine",
    "who is the swedish model",
    "do you have a guide book", "my boss does not pay me", "I need an interpreter", "call the police",
    "the doctor said no",
    "mobile operator", "my surname is Baker", "how do I register my company", "is the course free", "national security",
    "the factory is closed", "where is the nearest shop", "what is a role model", "the kitchen is clean",
    "the invoice says 912400", "I study architecture", "read the instructions", "more information please",
    "it keeps crashing", "social security number", "do I have to pay rent",
    # Ukrainian
    "мені потрібен лікар", "як потрапити до лікаря", "запис до стоматолога", "де лікарня", "водійські права",
    "потрібен перекладач на зустріч", "магазин зачинений", "перукарня біля метро", "дитячий садок для доньки",
    "я живу біля школи", "викладають математику", "у бібліотеці", "більше інформації",
    "скільки коштує курс", "охорона здоров'я", "технічні проблеми", "мобільний оператор",
    "мій куратор не відповідає", "викличте поліцію", "хочу вчити шведську",
    # Russian
    "мне нужен врач", "нужна медицинская помощь", "водительские права", "хочу к врачу", "магазин закрыт",
    "вызовите полицию", "ребенку нужен детский сад", "как выучить шведский", "мой врач уехал", "где больница",
    "мне нужен переводчик", "я учусь на курсах",
])  # fmt: skip
def test_where_nobody_says_what_they_do_no_occupation_is_found(rules: Rules, text: str) -> None:
    assert occupations(rules, text) == []
