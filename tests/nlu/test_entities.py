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
    ("jag bor på Södermalm", "Stockholm"), ("Rinkeby", "Stockholm"), ("в Рінкебю", "Stockholm"),
    ("Хюсбю", "Stockholm"),
    ("в Стокгольмі", "Stockholm"), ("у Стокгольме", "Stockholm"), ("Stokholm", "Stockholm"), ("sthlm", "Stockholm"),
    ("Upplands Väsby", "Upplands Väsby"), ("upplands vasby", "Upplands Väsby"), ("Upplands-Bro", "Upplands-Bro"),
    ("inte Solna utan Sigtuna", "Sigtuna"),
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
    "ingen bostad och utan Solna",
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
    ("медсестра", "sjuksköterska"), ("молодша медсестра", "undersköterska"),
    ("вчителька математики", "gymnasielärare"),
    ("вчителька англійської мови", "modersmålslärare"), ("вихователька", "förskollärare"),
    ("truck driver", "lastbilschaufför"),
    ("водій автобуса", "bussförare"), ("водителем такси", "taxiförare"), ("I sewed clothes", "sömmerska"),
    ("прибирала в готелі", "hotellstädare"), ("frisör och nagelterapeut", "frisör"),
    ("lagerarbetare", "lagerarbetare"),
])  # fmt: skip
def test_occupations_are_found_in_both_genders_and_four_languages(rules: Rules, text: str, occupation: str) -> None:
    assert found(rules, text, "occupation")[:1] == [occupation]


@pytest.mark.parametrize("text", [
    "Stockholms stad", "min syster bor här", "jag vet inte", "Försäkringskassan", "learning Swedish",
    "нові технології",
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


@pytest.mark.parametrize("text, value, typed", [
    ("orgnr 5560021361", "556002-1361", "5560021361"), ("556002-1361.", "556002-1361", "556002-1361"),
    ("559217 4063", "559217-4063", "559217 4063"), ("716418–2201", "716418-2201", "716418–2201"),
    ("16 702000-8350", "702000-8350", "16 702000-8350"), ("169124001992", "912400-1992", "169124001992"),
    ("VAT SE556002136101", "556002-1361", "SE556002136101"), ("se 556002-1361", "556002-1361", "se 556002-1361"),
])  # fmt: skip
def test_an_organisation_number_is_written_one_way(rules: Rules, text: str, value: str, typed: str) -> None:
    (entity,) = (e for e in rules.understand(text, language="sv").entities if e.entity == "organisation_number")
    assert (entity.value, text[entity.start : entity.end]) == (value, typed)


@pytest.mark.parametrize("text", ["556002-1362", "811218-9876", "0701740612", "1556002-1361", "556002-13611"])
def test_a_wrong_check_digit_a_person_and_a_telephone_are_no_organisation(rules: Rules, text: str) -> None:
    assert found(rules, text, "organisation_number") == []
    assert found(rules, text, "number") == []


def test_a_reference_with_a_wrong_check_character_is_none(rules: Rules) -> None:
    assert found(rules, "IP-7K4M-2QXE", "case_reference") == []
    assert found(rules, "IP‑7K4M‑2QXD", "case_reference") == ["IP-7K4M-2QXD"]


@pytest.mark.parametrize("text, url", [
    ("https://www.example.se/jobb?id=1.", "https://www.example.se/jobb?id=1"), ("(www.example.se)", "www.example.se"),
    ("se bageriet.se, tack", "bageriet.se"), ("HTTP://Example.com/a_(b)", "HTTP://Example.com/a_(b)"),
    ("сайт example.com.ua!", "example.com.ua"), ("t.me/olena", "t.me/olena"), ("åkeri-öst.se/om", "åkeri-öst.se/om"),
])  # fmt: skip
def test_a_homepage_is_kept_as_it_was_typed(rules: Rules, text: str, url: str) -> None:
    assert found(rules, text, "url") == [url]


@pytest.mark.parametrize("text", [
    "resume.pdf", "anna@example.com", "Hej.Jag heter Anna", "t.ex. så", "4.2.1", "http://", "www.", "і т.д.",
    "hej...se",
])  # fmt: skip
def test_files_addresses_and_sentences_are_no_homepage(rules: Rules, text: str) -> None:
    assert found(rules, text, "url") == []


def test_a_homepage_holds_no_place(rules: Rules) -> None:
    assert found(rules, "https://solna.se/jobb", "municipality") == []


@pytest.mark.parametrize("text, number", [
    ("8 050 123 45 67", "+380501234567"), ("80501234567", "+380501234567"), ("+46(0)70 174 06 05", "+46701740605"),
    ("46701740605", "+46701740605"), ("070-174 06 05 12 år", "+46701740605"), ("(08) 465 004 00", "+46846500400"),
    ("+48 512 345 678", "+48512345678"), ("тел.0501234567", "+380501234567"), ("070.174.06.05", "+46701740605"),
])  # fmt: skip
def test_a_phone_is_found_however_it_is_typed(rules: Rules, text: str, number: str) -> None:
    assert found(rules, text, "phone") == [number]


def test_two_phones_are_two(rules: Rules) -> None:
    assert found(rules, "0701740605,0701740612", "phone") == ["+46701740605", "+46701740612"]


@pytest.mark.parametrize("text, numbers", [
    ("ett dussin platser", ["12"]), ("a dozen jobs", ["12"]), ("ett par år", ["2"]), ("пару років", ["2"]),
    ("hundra platser", ["100"]), ("two hundred and twenty jobs", ["220"]), ("сто двадцять місць", ["120"]),
    ("десятьма роками", ["10"]), ("п'ятьох прибиральниць", ["5"]), ("двоих на практику", ["2"]),
    ("одинадцятеро", ["11"]),
    ("5-річний досвід", ["5"]), ("15-летний опыт", ["15"]), ("2х сварщиков", ["2"]), ("10 st", ["10"]),
    ("одне місце", ["1"]), ("one year of experience", ["1"]), ("ett års erfarenhet", ["1"]),
    ("vi har en plats", ["1"]),
    ("pyat rokiv dosvidu", ["5"]), ("antal: 3", ["3"]), ("ett 20-tal platser", ["20"]), ("three-four places", ["3"]),
    ("I am 29, 6 years of experience", ["6"]), ("чоловік 5 років працював слюсарем", ["5"]),
    ("vi söker en kock", ["1"]), ("fem personer", ["5"]), ("працював 5 років на будівництві", ["5"]), ("250", ["250"]),
])  # fmt: skip
def test_counts_of_places_and_years(rules: Rules, text: str, numbers: list[str]) -> None:
    assert found(rules, text, "number") == numbers


@pytest.mark.parametrize("text", [
    "buss 179", "the number 4 bus", "автобус 25", "hus 7", "flat 9", "Solnavägen 14", "22 Solna Road",
    "вул. Шевченка 5",
    "nivå 3", "level is 3", "kl. 9", "at 5", "о 9", "54 kvadratmeter", "8 900 i månaden", "500 kr", "899 крон", "10 %",
    "50 процентів", "21 grader", "8 timmar", "6 months", "два тижня", "3 barn", "двоє дітей", "two questions",
    "10 gånger",
    "164 40", "113 59", "error 404", "код 482913", "size 128", "Windows 11", "5:e", "en av oss", "one of us",
    "Один з нас",
    "jag är 34", "I'm 41 and married", "мені 34 роки", "34 years old", "34-річна жінка", "jag söker ett jobb", "1)",
    "my daughter, 17, looks for work", "Min son är 16", "мамі вже 70", "сыну 9", "дівчинка 14 років",
    "mopedkort för 15åring",
    "en läkare från Ukraina", "prata med en kurator", "halv tre", "9 in the morning", "gravid vecka 14",
    "kvinnan i rum 4 är",
    "the four last digits", "två små barn", "13 misjaciv", "шведська з нуля", "minus 12", "min mamma (58)", "1177",
    "jag är en kock", "no one", "one more question", "twenty euros", "5€", "#5",
])  # fmt: skip
def test_what_counts_neither_places_nor_years_is_no_number(rules: Rules, text: str) -> None:
    assert found(rules, text, "number") == []


@pytest.mark.parametrize("text, typed", [
    ("vi är skrivna i Vara kommun", "Vara"), ("гарно в Кісті", "Кісті"), ("I live in Åre", "Åre"),
    ("до Сольни", "Сольни"), ("у Гетеборзі", "Гетеборзі"), ("в Ботчюрці", "Ботчюрці"), ("з Мьольндаля", "Мьольндаля"),
])  # fmt: skip
def test_a_municipality_stands_where_its_name_does(rules: Rules, text: str, typed: str) -> None:
    (entity,) = (e for e in rules.understand(text, language="uk").entities if e.entity == "municipality")
    assert text[entity.start : entity.end] == typed


def test_a_word_with_other_accents_is_no_municipality(rules: Rules) -> None:
    assert found(rules, "hjälp med läxa, vill skära", "municipality") == []
    assert found(rules, "i Laxå", "municipality") == ["Laxå"]


@pytest.mark.parametrize(
    "text", ["22 Solna Road", "Region Uppsala", "Kalmar county", "Уппсальський лен", "Стокгольмсментор"]
)
def test_streets_and_regions_are_no_municipality(rules: Rules, text: str) -> None:
    assert found(rules, text, "municipality") == []
