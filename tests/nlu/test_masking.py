"""Numbers that are never kept are taken out in every spelling; phones, references and amounts stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from nlu.masking import mask

# Invented; the check digits are right.
PERSON = "850101-1236"
COORDINATION = "850161-1230"
TAX = "3184710691"
CARD = "4111 1111 1111 1111"
UA_IBAN = "UA21 3223 1300 0002 6007 2335 6600 1"
SE_IBAN = "SE45 5000 0000 0583 9825 7466"


def only(text: str, kind: str) -> None:
    """Just one kind was taken out, and no digit of it is left."""
    masked = mask(text)
    assert masked.kinds == (kind,), masked
    assert f"[{kind}]" in masked.text
    assert not any(c.isdigit() for c in masked.text.replace("2026", "")), masked.text


@pytest.mark.parametrize("written", [
    PERSON, "8501011236", "850101+1236", "850101 1236", "850101 - 1236", "850101–1236", "850101—1236", "850101‑1236",
    "850101/1236", "850101.1236", "19850101-1236", "198501011236", "19850101 1236", "1985-01-01-1236",
    "1985 01 01 - 1236", "1985.01.01-1236", "1985-01-01 1236", "85 01 01 1236", "85-01-01-1236", "85 01 01 12 36",
    "１９８５０１０１－１２３６", "٨٥٠١٠١-١٢٣٦", "19850101\u00a01236", "850101-T236",
])  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "mitt personnummer är {}", "pnr:{}.", "({})", "мій персональний номер {}, ось"]
)
def test_a_personnummer_is_taken_out_in_every_spelling(written: str, around: str) -> None:
    only(around.format(written), "personnummer")


@pytest.mark.parametrize("written", [COORDINATION, "8501611230", "19850161-1230", "198501611230", "1985-01-61-1230"])
def test_a_samordningsnummer_is_told_apart_by_its_day(written: str) -> None:
    only(f"mitt nummer: {written}", "samordningsnummer")


@pytest.mark.parametrize(
    "text", ["850101-1230", "my personal number 8501011230", "19850101-9999", "personnummer 070101-1234"]
)
def test_a_mistyped_personnummer_is_taken_out_too(text: str) -> None:
    only(text, "personnummer")


def test_every_number_of_a_message_is_taken_out() -> None:
    masked = mask(f"min {PERSON}, barnens 20150203-1234 och 20170405-1234, kort {CARD}")
    assert masked.text == "min [personnummer], barnens [personnummer] och [personnummer], kort [card]"
    assert masked.kinds == ("card", "personnummer")


@pytest.mark.parametrize("text", [
    "FU123456", "FU 123456", "fu123456", "FU №123456", "мій паспорт FU 123456", "паспорт: 001234567",
    "паспорт № 123456789",
    "passport number is AA1234567", "pass nr 12345678", "passnummer 12345678", "mitt pass: 12345678",
    "закордонний паспорт ET123456", "загранпаспорт ET 123456", "UT-kort nr 12345678", "UT-kortet 12345678",
    "ut-карта ABC123456", "my UT card number 12-345678", "посвідка 12345678", "dossiernummer 12345678",
    "beteckningsnummer 53-123456", "kontrollnummer 12345678", "LMA-kort 12-345678", "lma card 12345678",
    "ID-kort 123456789", "id card no 123456789", "ID-картка 001234567", "посвідчення № 123456", "19850101-01234",
])  # fmt: skip
def test_passport_and_card_numbers_are_taken_out(text: str) -> None:
    only(text, "passport")


@pytest.mark.parametrize("text", [
    CARD, "4111111111111111", "4111-1111-1111-1111", "карта 5555 5555 5555 4444", "1234 5678 9012 3456",
    "mitt kort är 4111111111111111 tack", "3782 822463 10005",
])  # fmt: skip
def test_bank_cards_are_taken_out(text: str) -> None:
    only(text, "card")


@pytest.mark.parametrize("text", [
    UA_IBAN, UA_IBAN.replace(" ", ""), UA_IBAN.lower(), f"IBAN: {UA_IBAN} please", SE_IBAN, f"mitt konto {SE_IBAN}.",
    "DE89370400440532013000", "UA00 0000 0000 0000 0000 0000 0000 0", "konto 8327-9 123 456 789-0",
    "kontonummer: 5000-1234567", "рахунок 26001234567890", "account number 12345678", "clearing 8327-9, 123 456 789-0",
])  # fmt: skip
def test_bank_accounts_are_taken_out(text: str) -> None:
    only(text, "iban")


def test_words_after_an_account_number_stay() -> None:
    assert mask(f"{UA_IBAN} is mine").text == "[iban] is mine"


@pytest.mark.parametrize(
    "text", [TAX, f"ІПН {TAX}", "ІПН 1234567890", "мій податковий номер 1234567890", "инн: 1234567890"]
)
def test_a_ukrainian_tax_number_is_taken_out(text: str) -> None:
    only(text, "tax_number")


@pytest.mark.parametrize("text", [
    "0701234567", "070-123 45 67", "070 123 45 67", "+46 70 123 45 67", "+46701234567", "0046 70 123 45 67",
    "08-123 456 78", "08 12 31 12 34", "0501234567", "050 123 45 67", "+380501234567", "+380 (50) 123-45-67",
    "380501234567", "067-123-45-67", "ring 0701011234", "мій телефон 0501011234", "tel. 070-101 12 34",
    "lost my passport, call 0701234567", "паспорт загубила, телефон 0501234567",
])  # fmt: skip
def test_phones_stay(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize("text", [
    "IP-7K4M-2QXD", "ärende ip 7k4m 2qxd", "organisationsnummer 556036-0793", "5560360793", "212000-0142",
    "15 000 kr", "до 100000 грн", "12 345 678", "from 2015 to 2022", "2024-05-20 14:00", "2024-05-20 1400",
    "tillstånd till 2027-03-04", "my permit until 04.03.2027", "дозвіл до 4 березня 2027", "UT-kort 2027-03-04",
    "kl 17.30 mån-fre", "я народилась 01.01.1985", "jag är född 850101", "I pass 3 exams in 2019", "24/7",
    "112, 1177, 114 14, 020-50 50 50", "https://example.com/a/12", "8 800 555", "вул. Шевченка 12, кв. 34", "A1 B2 C1",
])  # fmt: skip
def test_what_is_no_such_number_stays(text: str) -> None:
    masked = mask(text)
    assert (masked.text, masked.kinds) == (text, ())


def phone_like_personnummer() -> str:
    """Ten digits that are a Swedish mobile number and a right personnummer at once."""
    head = "070101123"
    return head + str(luhn.calc_check_digit(head))


def test_ten_digits_that_may_be_both_are_kept_only_where_a_phone_is_meant() -> None:
    both = phone_like_personnummer()
    assert mask(both).kinds == ("personnummer",)
    assert mask(both, phone_expected=True).text == both
    assert mask(f"ring mig på {both}").kinds == ()
    assert mask(f"мій телефон: {both}").kinds == ()
    assert mask(f"personnummer {both}", phone_expected=True).kinds == ("personnummer",)


@pytest.mark.parametrize("text", [PERSON, "198501011236", "8501011236", CARD, "FU123456"])
def test_a_phone_expected_lets_no_other_number_through(text: str) -> None:
    assert mask(text, phone_expected=True).kinds


def test_the_kind_is_told_once_in_the_order_of_finding() -> None:
    assert mask(f"{PERSON} och {PERSON}").kinds == ("personnummer",)


@pytest.mark.parametrize("text", ["", " ", "hej", "💥", "[personnummer]", "mitt [passport] och [card]"])
def test_nothing_is_done_to_other_text(text: str) -> None:
    assert mask(text).text == text


def test_masking_again_changes_nothing() -> None:
    once = mask(f"{PERSON} {CARD} {UA_IBAN} FU123456 {TAX}").text
    assert mask(once).text == once


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["-", " ", "", "+", " - "]))
def test_any_date_with_four_digits_and_a_century_is_taken_out(day: object, tail: int, separator: str) -> None:
    text = f"nr {str(day).replace('-', '')}{separator}{tail:04}"
    if text[3:5] in ("18", "19", "20"):
        assert mask(text).kinds == ("personnummer",)


@given(st.text(max_size=300))
def test_any_text_is_masked(text: str) -> None:
    mask(text)


@pytest.mark.parametrize("text", [
    "passport " + "nummer" * 700, "passport " + "nr " * 1400, "паспорт" + " " * 4000, "UA12" + "a1 " * 1300, "1" * 4096,
    "1 " * 2048, "konto " + "1-" * 2000, "19" + "850101-" * 580, "id" * 2048, "passport " + "no " * 1300 + "x",
    "tax " + "and " * 1000, "850101-" * 500, "SE" * 2000, "ІПН" + "." * 4000,
])  # fmt: skip
def test_no_text_keeps_the_masking_busy(text: str) -> None:
    begun = time.process_time()
    mask(text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("number", ["8029900019", "802990-0019"])
def test_an_organisation_number_that_could_be_a_tax_number_is_left_where_one_is_asked_for(number: str) -> None:
    assert mask(number, organisation_expected=True).text == number
    assert mask("8029900019").kinds == ("tax_number",)


def test_a_personnummer_is_masked_where_an_organisation_number_is_asked_for() -> None:
    assert mask("811228-9874", organisation_expected=True).text == "[personnummer]"
