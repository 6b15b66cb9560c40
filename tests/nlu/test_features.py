"""What a message is made of, whatever keyboard it was typed on, in bounded number."""

import pytest

from nlu.features import LONGEST, SHORTEST, features

WILD = ("", " ", "👍", "\u200b" * 4096, "\ud800" * 4096, "ﷺ" * 1000, "x" * 4096, "a " * 2048, "\0", "!?.,;" * 800)


def runs(text: str) -> set[str]:
    return {name.removeprefix("\t") for name in features(text) if name.startswith("\t")}


def test_words_pairs_sounds_and_runs_are_named() -> None:
    found = features("Söker jobb")
    assert {"soker", "jobb", "soker jobb"} <= set(found)
    assert {name for name in found if name.startswith("~")} == {"~soker", "~iob"}
    assert {" s", "so", "soker", " jobb", "bb "} <= runs("Söker jobb")


def test_runs_are_of_bounded_length_and_within_a_word() -> None:
    found = runs("arbete snälla")
    assert {len(run) for run in found} == set(range(SHORTEST, LONGEST + 1))
    assert not any("e s" in run for run in found)


def test_a_run_is_no_word() -> None:
    """A word of one message is a run of letters in another."""
    assert "ja" in features("ja")
    assert "ja" not in features("jag")


@pytest.mark.parametrize(
    "typed, meant",
    [("SÖKER JOBB!!!", "söker jobb"), ("soker jobb", "söker jobb"), ("м'яч", "м’яч"), ("jooooobb", "joobb")],
)
def test_how_it_was_typed_makes_no_difference(typed: str, meant: str) -> None:
    assert features(typed) == features(meant)


def test_latin_letters_sound_like_cyrillic_ones() -> None:
    sounds = [{n for n in features(text) if n.startswith("~")} for text in ("shukaju robotu", "шукаю роботу")]
    assert sounds[0] == sounds[1] != set()


@pytest.mark.parametrize("text", WILD, ids=range(len(WILD)))
def test_any_text_gives_a_bounded_number_of_names(text: str) -> None:
    assert len(features(text)) < 20_000
    assert all(name.strip(" ") for name in features(text))


def test_what_stands_far_behind_is_not_counted() -> None:
    beginning = " ".join(f"ord{n}" for n in range(100))
    assert features(beginning + " slut") == features(beginning)
