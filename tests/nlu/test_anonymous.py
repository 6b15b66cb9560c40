"""What is kept of a message that was not understood tells nobody whose it was."""

import time

import pytest

from nlu.anonymous import LONGEST, anonymise, sameness


@pytest.mark.parametrize(
    "text,kept",
    [
        ("Привіт, мене звати Олена Петренко і я шукаю роботу", "Привіт, мене звати [name] і я шукаю роботу"),
        ("мене звати олена петренко, шукаю садок", "мене звати [name], шукаю садок"),
        ("меня зовут Иван и мне нужна помощь", "меня зовут [name] и мне нужна помощь"),
        ("jag heter anna svensson och bor på Storgatan 5 i Kista", "jag heter [name] och bor på [address] i Kista"),
        ("my name is John Smith, call 070 123 45 67", "my name is [name], call [phone]"),
        ("Моя дочка Софія не має школи", "Моя дочка [name] не має школи"),
        ("mail me: olena.p@gmail.com or @olena_p http://x.se/a?b", "mail me: [email] or [user] [link]"),
        ("ip 7k4m 2qxd когда ответ", "[reference] когда ответ"),
        ("IP-7K4M-2QXD когда ответ", "[reference] когда ответ"),
        ("Tack för hjälpen! Mvh, Anna Ek", "Tack för hjälpen! Mvh, [name]"),
        ("мій номер [personnummer] де отримати", "мій номер [personnummer] де отримати"),
        ("я з 24.02 тут, мені 34", "я з [number] тут, мені [number]"),
        ("паспорт FE12345x загубила", "паспорт [number] загубила"),
    ],
)
def test_whatever_names_somebody_is_replaced_by_what_it_is(text: str, kept: str) -> None:
    assert anonymise(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Can I get BankID from Swedbank in Stockholm?",
        "Чи є у Швеції дитячий садок? Дякую",
        "vad gör Migrationsverket på Welcome House egentligen",
        "I NEED HELP",
    ],
)
def test_public_names_and_beginnings_of_sentences_stay(text: str) -> None:
    assert anonymise(text) == text


@pytest.mark.parametrize("text", ["", "  ", "??!", "Олена Петренко", "+380 67 123 45 67", "[passport]", "a " * LONGEST])
def test_nothing_is_kept_of_what_says_nothing_or_too_much(text: str) -> None:
    assert anonymise(text) is None


def test_what_cannot_be_seen_is_not_kept() -> None:
    assert anonymise("\ud800 var\u202e\nfinns\u0000 \u200bbussen") == "var finns bussen"


def test_the_same_words_are_the_same_however_they_are_typed() -> None:
    assert len({sameness(t) for t in ("Var är bussen?", "var är bussen", "VAR  ÄR BUSSEN!!!", "var ar bussen")}) == 1
    assert sameness("var är bussen") != sameness("var är tåget")
    assert sameness("🚌") != sameness("🚆")


@pytest.mark.parametrize("piece", ["a ", "Aa ", "1-", "jag heter ", "вул. ", "a.b.", "@", "1 ", "a@", "name: ", "mvh "])
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    anonymise((piece * LONGEST)[:LONGEST])
    assert time.process_time() - began < 0.5
