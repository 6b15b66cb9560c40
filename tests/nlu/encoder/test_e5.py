"""Any text has a vector of length one, and texts of one meaning lie near each other across languages."""

from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import LONGEST, NoEncoder, unit
from nlu.encoder.e5 import E5

WIDTH = 2 * 384
WILD = {
    "empty": "",
    "spaces": " \n\t" * 1365,
    "longest": "Jag söker jobb som kock. " * 163,
    "one word": "x" * 4096,
    "one character for eighteen": "ﷺ" * 1000,
    "zero width": "\u200b\u200d\ufeff" * 1000,
    "half pairs": "\ud800" * 1000,
    "marks": "e" + "\u0301" * 4095,
    "nul": "\0" * 4096,
}
SAME = (
    ("jag behöver någonstans att bo", "I need a place to live", "мені потрібне житло", "мне нужно жильё"),
    ("hur lär jag mig svenska", "how do I learn Swedish", "як вивчити шведську мову", "как выучить шведский"),
    ("min son ska börja skolan", "my son is to start school", "мій син має піти до школи", "сын идёт в школу"),
)


@pytest.mark.parametrize("name", WILD)
def test_any_text_has_a_vector_of_length_one(e5: E5, name: str) -> None:
    vector = e5.encode(WILD[name])
    assert vector.shape == (WIDTH,)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-4)


def test_meanings_lie_together_whatever_their_language(e5: E5) -> None:
    vectors = np.stack([e5.encode(text) for texts in SAME for text in texts])
    centred = vectors - vectors.mean(0)
    near = centred @ centred.T
    topics = np.repeat(np.arange(len(SAME)), len(SAME[0]))
    np.fill_diagonal(near, -1)
    assert (topics[near.argmax(1)] == topics).all()


def test_what_stands_behind_the_beginning_costs_nothing(e5: E5) -> None:
    beginning = ("а" * 10 + " ") * 40
    np.testing.assert_array_equal(e5.encode(beginning), e5.encode(beginning[:LONGEST] + "щось інше" * 400))


def test_zero_stays_zero() -> None:
    np.testing.assert_array_equal(unit(np.zeros(3)), np.zeros(3, np.float32))
    np.testing.assert_allclose(unit(np.array([3.0, 4.0])), [0.6, 0.8], rtol=1e-6)


def test_without_a_graph_numpy_does_it(e5: E5, tmp_path: Path) -> None:
    slow = E5.load(tmp_path / "nowhere.onnx")
    assert (e5.name, slow.name) == ("e5-onnx", "e5-numpy")
    assert float(slow.encode("jag söker jobb") @ e5.encode("jag söker jobb")) > 0.999


def test_an_export_that_was_asked_for_must_be_there(graph: Path, tmp_path: Path) -> None:
    """Whoever names a file wants that one and nothing else."""
    with pytest.raises(NoEncoder, match="nowhere.onnx"):
        E5.load(graph, export=tmp_path / "nowhere.onnx")
    with pytest.raises(NoEncoder, match="is no export of the encoder"):
        E5.load(graph, export=graph)
