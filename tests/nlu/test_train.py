"""Learning is exact: the same each time, and what each example would have been taken for without itself is so."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nlu.classifier import Classifier, nearness, softmax
from nlu.encoder import VIEWS
from nlu.evaluate import Example
from nlu.features import features
from nlu.model import Floats, Model
from nlu.train import _SHARPEST, SEEN_BY, SMOOTHING, WORDS, _sharpness, _votes, find_space, train
from tests.learning import LABELS, Toy, forty, learn


@pytest.fixture(scope="module")
def model() -> Model:
    return learn()


@pytest.fixture(scope="module")
def words(model: Model) -> Floats:
    """The forty by their words, a row each."""
    rows = np.zeros((len(forty()), len(model.vocabulary.names)), np.float32)
    for row, example in zip(rows, forty(), strict=True):
        places, weights = model.vocabulary.weigh(features(example.text))
        row[places] = weights
    return rows


@pytest.fixture(scope="module")
def alike(model: Model, words: Floats) -> Floats:
    """How alike any two of the forty are."""
    return np.asarray(nearness(model.examples @ model.examples.T) + WORDS * words @ words.T, np.float32)


@pytest.fixture(scope="module")
def wanted(model: Model) -> NDArray[np.intp]:
    return np.array([model.labels.index(example.intent) for example in forty()], np.intp)


def without(alike: Floats, targets: Floats, at: int) -> Floats:
    """The scores of one example, learnt from all others."""
    others = [other for other in range(len(alike)) if other != at]
    damped = alike[np.ix_(others, others)].astype(np.float64) + SMOOTHING * np.eye(len(others))
    return np.asarray(alike[at, others] @ np.linalg.solve(damped, targets[others]), np.float32)


def surprise(scores: Floats, wanted: NDArray[np.intp], sharpness: float) -> float:
    chances = softmax(scores * np.float32(sharpness))
    return float(-np.log(chances[np.arange(len(wanted)), wanted]).mean())


def test_the_same_examples_give_the_same_bytes(model: Model) -> None:
    again = learn()
    first, second = model._arrays(), again._arrays()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name].tobytes() != second[name].tobytes()] == []


def test_what_an_example_would_be_taken_for_without_itself_is_so(alike: Floats, wanted: NDArray[np.intp]) -> None:
    _, unlearnt = _votes(alike, wanted, len(LABELS))
    targets = np.eye(len(LABELS), dtype=np.float32)[wanted]
    really = np.stack([without(alike, targets, at) for at in range(len(alike))])
    np.testing.assert_allclose(unlearnt, really, atol=2e-4)
    assert (unlearnt.argmax(1) == really.argmax(1)).all()


def test_an_example_does_not_know_its_own_label(alike: Floats, wanted: NDArray[np.intp]) -> None:
    changed = wanted.copy()
    changed[0] = (wanted[0] + 1) % len(LABELS)
    first, second = (_votes(alike, labels, len(LABELS))[1] for labels in (wanted, changed))
    np.testing.assert_allclose(first[0], second[0], atol=1e-4)
    assert np.abs(first[1:] - second[1:]).max() > 1e-3


def test_the_classifier_reads_what_was_learnt(model: Model, alike: Floats) -> None:
    """Votes of words are added up in the vocabulary once; the scores are the same."""
    scores = np.stack([Classifier(model, Toy()).judge(example.text).scores for example in forty()])
    np.testing.assert_allclose(scores, alike @ model.votes, atol=1e-4)


def test_by_words_alone_the_classifier_reads_what_was_learnt(
    model: Model, words: Floats, wanted: NDArray[np.intp]
) -> None:
    alike = words @ words.T
    votes, _ = _votes(alike, wanted, len(LABELS))
    scores = np.stack([Classifier(model, None).judge(example.text).scores for example in forty()])
    np.testing.assert_allclose(scores, alike @ votes, atol=1e-4)


def test_sharpness_makes_what_is_right_the_likeliest(
    model: Model, alike: Floats, words: Floats, wanted: NDArray[np.intp]
) -> None:
    """Neither sharper nor blunter scores give probabilities that fit better."""
    for near, sharpness in ((alike, model.sharpness.together), (words @ words.T, model.sharpness.words_alone)):
        _, unlearnt = _votes(near, wanted, len(LABELS))
        assert 1 < sharpness < _SHARPEST
        best = surprise(unlearnt, wanted, sharpness)
        assert all(best <= surprise(unlearnt, wanted, sharpness * by) for by in (0.8, 0.95, 1.05, 1.25))


def test_probabilities_are_as_often_right_as_they_say() -> None:
    """Scores of chance whose labels are drawn from them: sharpness is found again."""
    chance = np.random.default_rng(7)
    scores = chance.normal(size=(4000, 5)).astype(np.float32)
    chances = softmax(scores * np.float32(3))
    labels = np.array([chance.choice(5, p=row / row.sum()) for row in chances.astype(np.float64)], np.intp)
    assert _sharpness(scores, labels) == pytest.approx(3, rel=0.06)


def test_a_feature_that_was_seen_too_seldom_is_left_out(model: Model) -> None:
    seen: dict[str, int] = {}
    for example in forty():
        for name in set(features(example.text)):
            seen[name] = seen.get(name, 0) + 1
    assert set(model.vocabulary.names) == {name for name, count in seen.items() if count >= SEEN_BY}


def test_what_is_rare_weighs_more(model: Model, words: Floats) -> None:
    seen = (words > 0).sum(0)
    order = np.argsort(seen, kind="stable")
    assert (np.diff(model.vocabulary.rarity[order]) <= 0).all()
    assert model.vocabulary.rarity.min() >= 1
    assert model.vocabulary.rarity[order[0]] > model.vocabulary.rarity[order[-1]]


def test_all_texts_are_moved_out_of_their_corner(model: Model) -> None:
    vectors = np.stack([Toy().encode(example.text) for example in forty()])
    np.testing.assert_allclose(model.space.centre, vectors.mean(0), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(model.examples, axis=1), 1, atol=1e-5)


def test_each_view_has_an_equal_part_of_a_place(model: Model) -> None:
    parts = np.split(model.examples, VIEWS, axis=1)
    for part in parts:
        np.testing.assert_allclose(np.linalg.norm(part, axis=1), VIEWS**-0.5, atol=1e-5)


def test_the_directions_are_those_in_which_examples_differ_most(model: Model) -> None:
    """In order; what is turned keeps its angles while no direction is left out."""
    vectors = np.stack([Toy().encode(example.text) for example in forty()]) - model.space.centre
    for part, axes in zip(np.split(vectors, VIEWS, axis=1), model.space.axes, strict=True):
        units = part / np.linalg.norm(part, axis=1, keepdims=True)
        spread = ((units @ axes) ** 2).sum(0)
        assert (np.diff(spread) <= 1e-4).all()
        np.testing.assert_allclose(axes.T @ axes, np.eye(axes.shape[1]), atol=1e-5)


def test_few_directions_are_kept() -> None:
    vectors = np.stack([Toy().encode(example.text) for example in forty()])
    places = find_space(vectors, kept=5).place(vectors)
    assert places.shape == (len(forty()), 5 * VIEWS)
    np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1, atol=1e-5)


def test_what_lies_at_the_centre_has_a_place(model: Model) -> None:
    assert np.isfinite(model.space.place(model.space.centre)).all()


def test_the_encoder_sees_a_text_in_its_own_letters() -> None:
    encoder = Toy()
    train(forty(), encoder, letters=lambda example: example.text.upper())
    assert encoder.asked == [example.text.upper() for example in forty()]


def test_what_goes_with_the_model_is_kept() -> None:
    others = {"language": {"bias": np.arange(4)}}
    model = train(forty(), Toy(), made_from="data", others=others)
    assert (model.labels, model.made_from, model.others) == (LABELS, "data", others)


def test_an_example_without_a_word_is_learnt() -> None:
    model = train([*forty(), Example("affirm", "sv", "👍"), Example("deny", "sv", "")], Toy())
    assert np.isfinite(model.votes).all()
    assert Classifier(model, Toy()).classify("👍")[0].name in {"affirm", "deny"}


def test_the_order_of_the_examples_makes_no_difference(model: Model) -> None:
    turned = train(reversed(forty()), Toy())
    for text in ("var kan jag bo", "min dotter går i skolan"):
        first, second = (Classifier(m, Toy()).judge(text).scores for m in (model, turned))
        np.testing.assert_allclose(first, second, atol=1e-3)


def test_a_wrong_label_is_not_simply_believed(model: Model) -> None:
    """Neighbours speak against it."""
    known = [*forty(), *(replace(e, intent="ask_school") for e in forty()[:1])]
    text = known[0].text
    sure, unsure = (Classifier(m, Toy()).classify(text)[0] for m in (model, train(known, Toy())))
    assert unsure.confidence < sure.confidence
