"""How texts are worded: each rule finds what breaks it and lets go what keeps to it."""

import pytest

from dialogs.guide.wording import lix, wording_faults


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", 0),
        ("Jag bor här.", 3),
        ("Jag bor här. Du bor där.", 3),
        ("Jag bor här: du bor där?", 3),
        ("• Jag bor här\n• Du bor där", 3),
        ("Den 9.4 bor jag här.", 6),
        ("Arbetsförmedlingen hjälper dig.", 3 + 100 * 2 / 3),
        ("Jag söker i Sverige.", 4 + 100 * 1 / 4),
        ("Skola med språk.", 3),
    ],
)
def test_readability_is_words_a_sentence_and_the_share_of_long_words(text: str, expected: float) -> None:
    assert lix(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "language, text, fault",
    [
        ("en", " ", "is empty"),
        ("en", "Read **this**.", "is not plain text: *"),
        ("en", "Read <b>this</b>.", "is not plain text: <"),
        ("en", "Read https://www.uhr.se first.", "is not plain text: https:"),
        ("en", "Call {name}.", "is not plain text: {"),
        ("en", "Welcome!", "an exclamation mark: !"),
        ("sv", "Fråga — vi svarar.", "has a dash"),
        ("uk", "Це – мережа.", "has a dash"),
        ("sv", "Det kostar 1500 kr.", "names an amount, which is not verified: kr"),
        ("sv", "Det kostar 1 500.", "names an amount, which is not verified: 1 500"),
        ("en", "You get SEK 71.", "names an amount, which is not verified: SEK"),
        ("en", "You get 80 % of it.", "names an amount"),
        ("uk", "Це коштує сто крон.", "names an amount, which is not verified: крон"),
        ("uk", "Это слово.", "has a Russian letter: Э"),
        ("uk", "Тут є объект.", "has a Russian letter: ъ"),
        ("uk", "Де твій дозвіл?", "says ти, not Ви: твій"),
        ("uk", "Якщо хочеш, приходьте.", "says ти, not Ви: хочеш"),
        ("uk", "Якщо вчишся, приходьте.", "says ти, not Ви: вчишся"),
        ("uk", "Запитай працівників.", "says ти, not Ви: Запитай"),
        ("uk", "Ми допоможемо вам.", "writes Ви with a small letter: вам"),
        ("uk", "Це вашої сім’ї.", "writes Ви with a small letter: вашої"),
        ("sv", "Kompetenskartläggning förutsätter uppehållstillstånd.", "is hard to read: LIX 103"),
    ],
)  # fmt: skip
def test_each_fault_is_named(language: str, text: str, fault: str) -> None:
    assert any(fault in found for found in wording_faults(language, text))


@pytest.mark.parametrize(
    "language, text",
    [
        ("sv", "Ring 1177 för råd. Är det fara för livet: ring 112."),
        ("sv", "Ring 114 14 eller 020-50 50 50, från utlandet +46 771 11 77 00."),
        ("sv", "Sedan den 9 april 2022 gäller det. Blankett SKV 1160."),
        ("uk", "Якщо Ви живете в Стокгольмі, запитайте наших працівників. Це лиш порада Вам."),
        ("uk", "Дорослі від 18 років, школа 10–12 класів, об’єднання."),
        ("en", "Ask at a service office (servicekontor); you can’t call now."),
    ],
)
def test_what_keeps_to_the_rules_is_let_go(language: str, text: str) -> None:
    assert list(wording_faults(language, text)) == []


@pytest.mark.parametrize("text", ["Ваш дозвіл у Вас.", "Вам відповість людина."])
def test_a_capital_you_is_polite(text: str) -> None:
    assert list(wording_faults("uk", text)) == []
