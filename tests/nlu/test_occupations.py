"""The vocabulary of occupations: names in each language, and which need a licence."""

from nlu.occupations import load_occupations


def test_an_occupation_is_shown_in_the_language_of_the_person() -> None:
    occupations = load_occupations()
    assert occupations.label("svetsare", "uk") == "зварювальник / зварювальниця"
    assert occupations.label("svetsare", "en") == "welder"
    assert occupations.label("svetsare", "sv") == "svetsare"


def test_an_unknown_occupation_is_shown_as_it_is() -> None:
    assert load_occupations().label("drakdödare", "uk") == "drakdödare"


def test_regulated_professions_name_their_kind() -> None:
    regulated = load_occupations().regulated
    assert regulated["sjuksköterska"] == "health"
    assert regulated["grundskollärare"] == "teacher"
    assert regulated["elektriker"] == "electrician"
    assert "svetsare" not in regulated
