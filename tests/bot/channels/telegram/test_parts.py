"""Long texts in parts: nothing lost, nothing torn, nothing too long."""

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.parts import LONGEST, split_text, units

FAMILY = "👨‍👩‍👧‍👦"
PIECES = st.sampled_from(
    [
        "a",
        "ö",
        "Ї",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        FAMILY,
        "🇸🇪",
        "🇺🇦🇸🇪",
        "e\u0301",
        " \u0301",
        "ก็",
        "각",
        "👍🏽",
        "x" * 7,
        "https://a.b/c",
        "\u200d",
        "\u0600",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def clusters(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@given(TEXTS, st.integers(16, 40))
@example(FAMILY * 30, 16)
@example("a" * 15 + FAMILY, 16)
def test_the_parts_are_the_text_and_none_is_too_long(text: str, longest: int) -> None:
    parts = split_text(text, longest)
    assert "".join(parts) == text
    assert all(0 < units(part) <= longest for part in parts if part)


@given(TEXTS, st.integers(16, 40))
def test_no_character_is_torn_that_fits_into_a_part(text: str, longest: int) -> None:
    whole, cuts, place = set(), [], 0
    for cluster in clusters(text):
        place += len(cluster)
        whole.add(place)
    place = 0
    for part in split_text(text, longest)[:-1]:
        place += len(part)
        cuts.append(place)
    too_long = any(units(cluster) > longest for cluster in clusters(text))
    assert too_long or set(cuts) <= whole


@given(st.text(max_size=300))
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_a_short_text_stays_one() -> None:
    assert split_text("Hej!") == ["Hej!"]
    assert split_text("😀" * (LONGEST // 2)) == ["😀" * (LONGEST // 2)]


def test_it_is_cut_between_paragraphs_then_lines_then_words() -> None:
    assert split_text("one two\n\nthree four\nfive", 20) == ["one two\n\n", "three four\nfive"]
    assert split_text("one two\nthree four five", 20) == ["one two\n", "three four five"]
    assert split_text("one two three four five", 20) == ["one two three four ", "five"]


def test_addresses_and_numbers_stay_whole() -> None:
    text = "word " * 900 + "https://www.migrationsverket.se/en/long/address/of/a/page 0771-235 235"
    parts = split_text(text)
    assert len(parts) == 2
    assert parts[1].endswith("https://www.migrationsverket.se/en/long/address/of/a/page 0771-235 235")


def test_a_character_longer_than_a_part_is_the_one_that_is_torn() -> None:
    zalgo = "a" + "\u0301" * 10_000
    parts = split_text(zalgo)
    assert "".join(parts) == zalgo
    assert max(map(units, parts)) <= LONGEST


def test_nothing_but_line_ends_is_survived() -> None:
    assert "".join(split_text("\n" * 10_000)) == "\n" * 10_000
