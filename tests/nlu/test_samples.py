"""What a line of a test set is, its fields tell."""

from pathlib import Path

import pytest

from nlu.evaluate import Example, Malformed
from nlu.evaluate_danger import Call
from nlu.evaluate_languages import Spoken
from nlu.samples import read_samples


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_fields_tell_what_a_line_is(tmp_path: Path) -> None:
    mixed = write(tmp_path / "mixed.tsv", "skip\ten\tleave it out", "# a comment", "", "uk\tшукаю роботу")
    marked = write(tmp_path / "values.jsonl", '{"language": "sv", "text": "hej", "entities": []}')
    samples = read_samples([mixed, marked])
    assert samples.examples == (Example("skip", "en", "leave it out"),)
    assert samples.spoken == (Spoken("uk", "шукаю роботу"),)
    assert [one.text for one in samples.marked] == ["hej"]
    assert samples.calls == ()


@pytest.mark.parametrize("name, language", [("sv.tsv", "sv"), ("second_uk.tsv", "uk"), ("calls.tsv", "und")])
def test_the_name_of_a_file_tells_the_language_of_calls(tmp_path: Path, name: str, language: str) -> None:
    file = write(tmp_path / name, "danger\tone", "harmless\ttwo", "safe\tthree")
    assert read_samples([file]).calls == (
        Call(danger=True, language=language, text="one"),
        Call(danger=False, language=language, text="two"),
        Call(danger=False, language=language, text="three"),
    )


@pytest.mark.parametrize("name, line", [
    ("x.tsv", "back\tgå tillbaka"), ("x.tsv", "back\tsv\t"), ("x.tsv", "a\tb\tc\td"), ("x.jsonl", "{}"),
])  # fmt: skip
def test_a_malformed_line_is_told_with_its_file_and_number(tmp_path: Path, name: str, line: str) -> None:
    with pytest.raises(Malformed, match=rf"{name}: line 2"):
        read_samples([write(tmp_path / name, "", line)])
