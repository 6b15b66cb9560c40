"""Values are found in a message where people put them, and nothing is found in ordinary words."""

import pytest

from nlu.rules import Rules


def found(rules: Rules, text: str, kind: str) -> list[str]:
    return [e.value for e in rules.understand(text, language="sv").entities if e.entity == kind]


@pytest.mark.parametrize("text, number", [
    ("0701234567", "+46701234567"), ("070-123 45 67", "+46701234567"), ("+46 70 123 45 67", "+46701234567"),
    ("0046701234567", "+46701234567"), ("ring 08-123 456 78 tack", "+46812345678"), ("0501234567", "+380501234567"),
    ("067-123-45-67", "+380671234567"), ("(097) 123 45 67", "+380971234567"), ("+380 50 123 45 67", "+380501234567"),
    ("380501234567", "+380501234567"), ("00380501234567", "+380501234567"),
    ("Мій номер: 050 123 45 67.", "+380501234567"),
])  # fmt: skip
def test_phones_are_swedish_or_ukrainian_by_their_beginning(rules: Rules, text: str, number: str) -> None:
    assert found(rules, text, "phone") == [number]


@pytest.mark.parametrize("text", ["12 år", "850101", "2027-03-04", "123", "IP-7K4M-2QXD"])
def test_other_digits_are_no_phone(rules: Rules, text: str) -> None:
    assert found(rules, text, "phone") == []


@pytest.mark.parametrize("text, address", [
    ("olena@example.com", "olena@example.com"), ("skriv till a.b-c@gmail.com.", "a.b-c@gmail.com"),
    ("пошта: Olena_K+1@ukr.net, дякую", "Olena_K+1@ukr.net"), ("(olena@example.com)", "olena@example.com"),
])  # fmt: skip
def test_an_address_is_found(rules: Rules, text: str, address: str) -> None:
    assert found(rules, text, "email") == [address]


@pytest.mark.parametrize("text", ["olena@", "@olena", "a@b", "olena at gmail.com", "olena@@gmail.com"])
def test_what_is_no_address_is_none(rules: Rules, text: str) -> None:
    assert found(rules, text, "email") == []


@pytest.mark.parametrize(
    "text", ["IP-7K4M-2QXD", "ip 7k4m 2qxd", "IP7K4M2QXD", "мій номер IP–7К4М–2QХD", "ІР-7K4M-2QXD"]
)
def test_a_case_reference_is_found_however_it_is_typed(rules: Rules, text: str) -> None:
    assert found(rules, text, "case_reference") == ["IP-7K4M-2QXD"]


@pytest.mark.parametrize("text", ["IP-7K4M", "IP-0000-1111", "ip address list", "SHIP-7K4M-2QXD"])
def test_other_codes_are_no_reference(rules: Rules, text: str) -> None:
    assert found(rules, text, "case_reference") == []


@pytest.mark.parametrize("text, numbers", [
    ("12", ["12"]), ("12 years", ["12"]), ("12years", ["12"]), ("12 років", ["12"]), ("10+ лет", ["10"]),
    ("5-6 років", ["5"]), ("twelve", ["12"]), ("двадцять п'ять років", ["25"]), ("twenty-five", ["25"]),
    ("тридцать два года", ["32"]), ("tjugofem år", ["25"]), ("sju år", ["7"]), ("п’ятнадцять", ["15"]),
    ("двоє дітей, 7 років", ["7"]), ("en svetsare", ["1"]), ("en svetsare i 5 år", ["5"]), ("1 рік", ["1"]),
])  # fmt: skip
def test_numbers_in_digits_and_words(rules: Rules, text: str, numbers: list[str]) -> None:
    assert found(rules, text, "number") == numbers


@pytest.mark.parametrize(
    "text", ["kl 17:00", "17.30", "2027-03-04", "з 2015 року", "since 2022", "+46701234567", "B2", "3,5"]
)
def test_times_dates_and_calendar_years_are_no_count(rules: Rules, text: str) -> None:
    assert found(rules, text, "number") == []


@pytest.mark.parametrize("text, place", [
    ("Solna", "Solna"), ("i Solna kommun", "Solna"), ("живу в Сольні", "Solna"), ("в Сольне", "Solna"),
    ("jag bor på Södermalm", "Stockholm"), ("Rinkeby", "Stockholm"), ("в Рінкебю", "Stockholm"), ("Хюсбю", "Stockholm"),
    ("в Стокгольмі", "Stockholm"), ("у Стокгольме", "Stockholm"), ("Stokholm", "Stockholm"), ("sthlm", "Stockholm"),
    ("Upplands Väsby", "Upplands Väsby"), ("upplands vasby", "Upplands Väsby"), ("Upplands-Bro", "Upplands-Bro"),
    ("sodertalje", "Södertälje"), ("Худдінге", "Huddinge"), ("Ботчюрка", "Botkyrka"), ("Fittja", "Botkyrka"),
    ("Märsta", "Sigtuna"), ("Gothenburg", "Göteborg"), ("Мальме", "Malmö"), ("Уппсала", "Uppsala"),
    ("Habo", "Habo"), ("Håbo", "Håbo"), ("HÅBO", "Håbo"), ("Vårberg", "Stockholm"), ("Varberg", "Varberg"),
    ("Åre", "Åre"), ("I live in Åre", "Åre"), ("Vara", "Vara"), ("jag bor i Vara", "Vara"), ("Marks kommun", "Mark"),
])  # fmt: skip
def test_a_municipality_is_found_by_its_name_its_places_and_in_cyrillic(rules: Rules, text: str, place: str) -> None:
    assert found(rules, text, "municipality")[:1] == [place]


@pytest.mark.parametrize("text", [
    "are you there?", "there are many jobs", "jag vill vara med", "det är på hög nivå", "i våra lokaler",
    "ange ditt namn",
    "I kinda like it", "första gången", "stora lägenheter", "händer det något", "солнце светит", "все нормально",
    "рівень тебі відомий", "у мене киста", "ale ja ne znaju", "my name is Nora", "market", "almost done", "Валентина",
    "jag har ont i handen", "Stockholms län", "near Stockholm", "utanför Stockholm", "під Стокгольмом", "not in Solna",
    "region Stockholm", "Стокгольмський лен", "bostad", "задоволена", "содержание", "rättvisa", "боротьба",
])  # fmt: skip
def test_ordinary_words_and_regions_are_no_municipality(rules: Rules, text: str) -> None:
    assert found(rules, text, "municipality") == []


@pytest.mark.parametrize("text, language", [
    ("på svenska tack", "sv"), ("шведською", "sv"), ("по-шведски", "sv"), ("in English", "en"), ("англійською", "en"),
    ("українською", "uk"), ("ukrainska", "uk"), ("по-русски", "ru"), ("російською", "ru"), ("ryska", "ru"),
])  # fmt: skip
def test_languages_are_found(rules: Rules, text: str, language: str) -> None:
    assert found(rules, text, "language") == [language]


def test_the_swedish_article_is_no_language(rules: Rules) -> None:
    assert found(rules, "en kock i Uk", "language") == []


@pytest.mark.parametrize("text, occupation", [
    ("jag är svetsare", "svetsare"), ("зварювальниця", "svetsare"), ("сварщик", "svetsare"), ("welder", "svetsare"),
    ("ya zvaryuvalnyk", "svetsare"), ("працювала бухгалтеркою", "redovisningsekonom"), ("повар в ресторане", "kock"),
    ("медсестра", "sjuksköterska"), ("молодша медсестра", "undersköterska"), ("вчителька математики", "gymnasielärare"),
    ("вчителька англійської мови", "modersmålslärare"), ("вихователька", "förskollärare"),
    ("truck driver", "lastbilschaufför"),
    ("водій автобуса", "bussförare"), ("водителем такси", "taxiförare"), ("I sewed clothes", "sömmerska"),
    ("прибирала в готелі", "hotellstädare"), ("frisör och nagelterapeut", "frisör"), ("lagerarbetare", "lagerarbetare"),
])  # fmt: skip
def test_occupations_are_found_in_both_genders_and_four_languages(rules: Rules, text: str, occupation: str) -> None:
    assert found(rules, text, "occupation")[:1] == [occupation]


@pytest.mark.parametrize("text", [
    "Stockholms stad", "min syster bor här", "jag vet inte", "Försäkringskassan", "learning Swedish", "нові технології",
    "працювала на підприємстві", "охорона здоров'я", "біля моря", "працювала в лікарні", "бути менеджером",
])  # fmt: skip
def test_ordinary_words_are_no_occupation(rules: Rules, text: str) -> None:
    assert found(rules, text, "occupation") == []


def test_an_entity_tells_where_it_stands(rules: Rules) -> None:
    text = "Hej! Jag bor i Solna, tel 070-123 45 67."
    spans = {e.entity: text[e.start : e.end] for e in rules.understand(text, language="sv").entities}
    assert spans == {"municipality": "Solna", "phone": "070-123 45 67"}


def test_entities_stand_in_the_order_of_the_text(rules: Rules) -> None:
    heard = rules.understand("svetsare, 12 år, Solna, olena@example.com", language="sv")
    assert [e.entity for e in heard.entities] == ["occupation", "number", "municipality", "email"]
