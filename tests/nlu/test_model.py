"""What was learnt is kept in one file of arrays; any other file is told in a sentence that says what to do."""

import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from nlu.classifier import Classifier
from nlu.model import VERSION, BadModel, Model, ModelError, NoModel, Vocabulary
from tests.learning import Toy, forty, learn

AGAIN = "python -m nlu train"


@pytest.fixture(scope="module")
def model() -> Model:
    return learn()


@pytest.fixture
def path(model: Model, tmp_path: Path) -> Path:
    path = tmp_path / "made" / "model.npz"
    model.save(path)
    return path


def test_saved_and_loaded_it_ranks_the_same(model: Model, path: Path) -> None:
    """Large arrays are kept in half precision."""
    loaded = Model.load(path)
    for encoder in (Toy(), None):
        before, after = (Classifier(m, encoder) for m in (model, loaded))
        for example in forty():
            first, second = before.classify(example.text), after.classify(example.text)
            assert [i.name for i in first][:2] == [i.name for i in second][:2]
            np.testing.assert_allclose([i.confidence for i in first], [i.confidence for i in second], atol=0.02)


def test_what_is_not_large_is_kept_exactly(model: Model, path: Path) -> None:
    loaded = Model.load(path)
    assert (loaded.labels, loaded.sharpness, loaded.made_from) == (model.labels, model.sharpness, "forty")
    assert loaded.vocabulary.names == model.vocabulary.names
    np.testing.assert_array_equal(loaded.space.centre, model.space.centre)
    np.testing.assert_array_equal(loaded.space.axes, model.space.axes)
    np.testing.assert_array_equal(loaded.vocabulary.rarity, model.vocabulary.rarity)


def test_saved_again_it_is_the_same(path: Path) -> None:
    first = Model.load(path)
    first.save(path)
    second = Model.load(path)
    for name, array in first._arrays().items():
        np.testing.assert_array_equal(array, second._arrays()[name])


def test_other_parts_come_back_by_their_names(model: Model, tmp_path: Path) -> None:
    others = {"language": {"bias": np.arange(4.0), "runs.long": np.zeros(2, np.uint8)}, "more": {"x": np.ones(1)}}
    whole = Model(**{f.name: getattr(model, f.name) for f in fields(model)} | {"others": others})
    whole.save(tmp_path / "model.npz")
    loaded = Model.load(tmp_path / "model.npz").others
    assert {part: set(arrays) for part, arrays in loaded.items()} == {"language": {"bias", "runs.long"}, "more": {"x"}}
    np.testing.assert_array_equal(loaded["language"]["bias"], np.arange(4.0))


def test_a_model_that_was_made_from_nothing_named_is_kept(model: Model, tmp_path: Path) -> None:
    Model(**{f.name: getattr(model, f.name) for f in fields(model)} | {"made_from": ""}).save(tmp_path / "m.npz")
    assert Model.load(tmp_path / "m.npz").made_from == ""


def test_it_is_written_at_once(path: Path) -> None:
    """No draft stays beside it."""
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_without_a_file_the_command_that_makes_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=f"there is no model at .*model.npz: {AGAIN}"):
        Model.load(tmp_path / "model.npz")


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04 nothing", b"\x93NUMPY", bytes(4096)])
def test_another_file_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(BadModel, match=f"model.npz cannot be read: {AGAIN}"):
        Model.load(path)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=AGAIN):
        Model.load(tmp_path)


def test_a_file_that_was_cut_off_is_told(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:length])
        with pytest.raises(BadModel, match=AGAIN):
            Model.load(path)


def test_a_file_with_a_changed_byte_is_told_or_harmless(path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(4)
    for _ in range(300):
        at = chance.randrange(len(whole)) if chance.random() < 0.5 else -chance.randrange(1, 2000)
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            Classifier(Model.load(path), None).classify("jag behöver någonstans att bo")
        except ModelError as error:
            assert AGAIN in str(error)  # noqa: PT017 - most are told, some bytes say nothing


def rewritten(path: Path, **changes: object) -> None:
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays |= {name: np.asarray(value) for name, value in changes.items() if value is not None}
    for name in (name for name, value in changes.items() if value is None):
        del arrays[name]
    np.savez(path, **arrays)


def test_a_model_of_another_version_is_told(path: Path) -> None:
    rewritten(path, version=VERSION + 1)
    with pytest.raises(BadModel, match=AGAIN):
        Model.load(path)


@pytest.mark.parametrize("name", ["version", "labels", "axes", "votes", "names", "sharpness", "made_from"])
def test_a_missing_part_is_told(name: str, path: Path) -> None:
    rewritten(path, **{name: None})
    with pytest.raises(BadModel, match=AGAIN):
        Model.load(path)


def test_parts_of_different_models_are_told(path: Path) -> None:
    rewritten(path, votes=np.zeros((3, 4), np.float16))
    with pytest.raises(BadModel, match=AGAIN):
        Model.load(path)


def test_nothing_in_it_can_run(path: Path) -> None:
    rewritten(path, labels=np.array([print], dtype=object))
    with pytest.raises(BadModel, match=AGAIN):
        Model.load(path)


def test_weights_have_length_one_and_know_only_the_vocabulary() -> None:
    vocabulary = Vocabulary({"a": 0, "b": 1, "c": 2}, np.array([1, 2, 3], np.float32))
    places, weights = vocabulary.weigh(["b", "x", "a", "b"])
    found = dict(zip(places.tolist(), weights.tolist(), strict=True))
    assert set(found) == {0, 1}
    assert float(np.linalg.norm(weights)) == pytest.approx(1)
    assert found[1] / found[0] == pytest.approx(2 * (1 + np.log(2)))


def test_what_holds_nothing_known_weighs_nothing() -> None:
    places, weights = Vocabulary({"a": 0}, np.ones(1, np.float32)).weigh(["x"])
    assert (len(places), len(weights)) == (0, 0)
