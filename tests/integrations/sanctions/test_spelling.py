"""However a name is written, it is spelt one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sanctions.spelling import spell
from integrations.sanctions.words import legal_forms, ordinary, without_forms


@pytest.mark.parametrize(
    "spellings",
    [
        "Щербаков Shcherbakov Sjtjerbakov Schtscherbakow Szczerbakow",
        "Чернов Chernov Tjernov Tschernow Czernow Chernoff",
        "Жуков Zhukov Zjukov",
        "Хлебов Khlebov Hlebov Chlebov",
        "Цветов Tsvetov Tzvetov",
        "Юрьев Yuryev Jurjev Iuriev",
        "Северный Severny Severnyi Severnyj Severnyy Severnij",
        "Григорій Hryhorij Grygorij",
        "Ксения Xenia Ksenija Kseniya",
        "GAZ gaz ＧＡＺ",
    ],
)
def test_one_name_in_many_letters(spellings: str) -> None:
    assert len({spell(name) for name in spellings.split()}) == 1


def test_quotes_apostrophes_and_dots_do_not_matter() -> None:
    assert spell("«Сур'як» О.О.О.") == spell("Сурʼяк ООО") == spell('"Суряк", o.o.o.')


def test_initials_of_a_person_stay_letters() -> None:
    """Those of a company are a word."""
    assert spell("S.A. Test") == ("sa", "test")
    assert spell("S.A. Test", initials=True) == ("s", "a", "test")


@pytest.mark.parametrize(
    "name",
    [
        "Публичное акционерное общество «Проба»",
        "ПАО Проба",
        "Public Joint Stock Company Proba",
        "Proba PJSC",
        "AB Proba (publ)",
        "Proba Aktiebolag",
        "Товариство з обмеженою відповідальністю «Проба»",
        "ТОВ Проба",
        "Proba GmbH & Co. KG",
        "Proba Co., Ltd.",
        "P.J.S.C. Proba, OAO",
    ],
)
def test_a_legal_form_is_not_part_of_the_name(name: str) -> None:
    assert without_forms(spell(name)) == ("proba",)


def test_a_name_that_is_only_a_form_stays() -> None:
    """There would be nothing to compare."""
    assert without_forms(spell("AB Handelsbolaget")) != ()
    assert without_forms(spell("AO")) == ("ao",)


def test_every_line_of_the_word_lists_is_a_word() -> None:
    """A line that says nothing would be a form that every name has."""
    assert () not in legal_forms()
    assert "" not in ordinary()


@given(st.text(max_size=200))
def test_any_text_can_be_spelt(name: str) -> None:
    """In plain letters and digits."""
    words = spell(name)
    assert all(word.isascii() and word.isalnum() for word in words)
    assert spell(name) == words
