"""From home-made Latin letters back to Cyrillic ones, and the spellings that training is done with."""

import pytest

from nlu.transliterate import to_cyrillic, to_latin


@pytest.mark.parametrize("typed, read", [
    ("ya shukaju robotu", "я шукаю роботу"), ("Dobryi den'", "Добрий день"), ("shcho robyty?", "що робити?"),
    ("skilky koshtuie", "скільки коштує"), ("moi dani", "мої дані"), ("vakansii", "вакансії"), ("diakuiu", "дякую"),
    ("ho4u praciuvaty", "хочу працювати"), ("shvedskoi movy", "шведської мови"), ("robochyj", "робочий"),
    ("zajavu, zayavu, zaiavu", "заяву, заяву, заяву"), ("vony platyat", "вони платять"), ("mozhlyvist", "можливість"),
])  # fmt: skip
def test_every_way_of_typing_ukrainian_is_read(typed: str, read: str) -> None:
    assert to_cyrillic(typed, "uk") == read


@pytest.mark.parametrize("typed, read", [
    ("mne nuzhna rabota", "мне нужна работа"), ("ya ne ponimayu", "я не понимаю"), ("skolko eto", "сколько это"),
    ("hochu rabotat", "хочу работать"), ("professiju", "профессию"), ("moi dannye", "мой данные"),
    ("4to delat", "что делать"), ("kollektivnyj dogovor", "коллективный договор"), ("zhit v Shvecii", "жить в Швеции"),
])  # fmt: skip
def test_every_way_of_typing_russian_is_read(typed: str, read: str) -> None:
    assert to_cyrillic(typed, "ru") == read


@pytest.mark.parametrize("text", [
    "SFI", "CV", "UHR", "olena@example.com", "https://example.com/robota", "www.example.com", "070 123", "B2",
    "mp4", "BankID", "4g", "hjälp", "шукаю роботу", "", "💥", "\ud800", "ﷺ",
])  # fmt: skip
def test_what_is_no_word_of_theirs_stays(text: str) -> None:
    assert to_cyrillic(text, "uk") == text


def test_words_of_other_languages_stay_when_they_are_known() -> None:
    typed = "treba personnummer i Jobb"
    assert to_cyrillic(typed, "uk", foreign={"personnummer", "jobb"}) == "треба personnummer і Jobb"


def test_a_known_word_is_spelled_as_it_was_learnt() -> None:
    assert to_cyrillic("Bud laska", "uk", known={"bud": "будь", "laska": "ласка"}) == "Будь ласка"
    assert to_cyrillic("robytu", "uk", known={"robitu": "роботу"}) == "роботу"


def test_a_short_word_is_not_taken_for_another_that_sounds_like_it() -> None:
    assert to_cyrillic("chy", "uk", known={"ci": "чий"}) == "чи"


def test_shouting_is_no_abbreviation() -> None:
    assert to_cyrillic("DYAKUYU", "uk").lower() == "дякую"
    assert to_cyrillic("SHUKAJU ROBOTU", "uk").lower() == "шукаю роботу"


def test_the_spellings_of_ukrainian() -> None:
    spellings = list(to_latin("Шукаю щось, п'ять років"))
    assert "Shukayu shchos, p'yat rokiv" in spellings
    assert "Shukaju schos, p'jat rokiv" in spellings
    assert len(spellings) == len(set(spellings)) >= 3


def test_russian_letters_are_spelled_as_russians_do() -> None:
    assert "gde zhit" in list(to_latin("где жить", "ru"))
    assert "de zhyty" in list(to_latin("де жити", "uk"))


def test_what_has_no_cyrillic_letter_has_no_other_spelling() -> None:
    assert list(to_latin("jag söker jobb")) == []


@pytest.mark.parametrize("text", ["Потрібна робота на кухні", "Мешкаю з сином", "Хто може допомогти"])
def test_there_and_back_again(text: str) -> None:
    assert to_cyrillic(next(to_latin(text)), "uk") == text
