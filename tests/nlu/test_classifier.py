"""What a message is about, in probabilities: with an encoder and by words alone."""

import numpy as np
import pytest

from nlu.classifier import Classifier, nearness, softmax
from nlu.model import Model
from tests.learning import LABELS, Toy, forty, learn

WILD = ("", " ", "👍", "\u200b" * 4096, "\ud800" * 4096, "ﷺ" * 1000, "x" * 4096, "ще " * 1365, "\0")


@pytest.fixture(scope="module")
def model() -> Model:
    return learn()


@pytest.fixture(params=[True, False], ids=["encoder", "words alone"])
def classifier(model: Model, request: pytest.FixtureRequest) -> Classifier:
    return Classifier(model, Toy() if request.param else None)


def test_its_name_tells_what_it_reads_with(model: Model) -> None:
    assert Classifier(model, Toy()).name == "toy"
    assert Classifier(model, None).name == "words"


def test_what_was_learnt_is_known(classifier: Classifier) -> None:
    found = [classifier.classify(example.text)[0].name for example in forty()]
    assert found == [example.intent for example in forty()]


@pytest.mark.parametrize("text", WILD, ids=range(len(WILD)))
def test_any_text_has_every_intent_with_its_probability(classifier: Classifier, text: str) -> None:
    ranking = classifier.classify(text)
    shares = [intent.confidence for intent in ranking]
    assert {intent.name for intent in ranking} == set(LABELS)
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)


def test_a_score_is_nothing_for_what_is_like_nothing(model: Model) -> None:
    classifier = Classifier(model, None)
    opinion = classifier.judge("qwzx")
    assert {classifier.score(opinion, label) for label in LABELS} == {0.0}


def test_a_score_is_near_one_for_an_example(classifier: Classifier) -> None:
    for example in forty():
        opinion = classifier.judge(example.text)
        scores = {label: classifier.score(opinion, label) for label in LABELS}
        assert scores.pop(example.intent) > 0.6
        assert max(scores.values()) < 0.4


def test_the_encoder_is_given_the_text_in_its_own_letters(model: Model) -> None:
    encoder = Toy()
    classifier = Classifier(model, encoder)
    latin = classifier.judge("shukaju zhytlo", in_own_letters="шукаю житло")
    classifier.judge("shukaju zhytlo")
    assert encoder.asked == ["шукаю житло", "shukaju zhytlo"]
    assert latin.scores.dtype == np.float32


def test_words_are_those_that_were_typed(model: Model) -> None:
    classifier = Classifier(model, None)
    typed = classifier.judge("lägenhet").scores
    np.testing.assert_array_equal(classifier.judge("lägenhet", in_own_letters="квартира").scores, typed)


def test_the_same_text_is_judged_the_same(classifier: Classifier) -> None:
    first, second = (classifier.judge("var kan vi bo i Stockholm") for _ in range(2))
    assert first == second
    np.testing.assert_array_equal(first.scores, second.scores)


def test_equals_stand_in_the_order_of_their_names(model: Model) -> None:
    assert tuple(intent.name for intent in Classifier(model, None).classify("qwzx")) == LABELS


def test_shares_keep_their_proportions_however_large_the_scores() -> None:
    large = softmax(np.array([[1e4, 1e4 - 1], [0, -1]], np.float32))
    np.testing.assert_allclose(large[0], large[1], rtol=1e-6)
    assert large[0].sum() == pytest.approx(1)


def test_the_same_meaning_is_near_and_the_opposite_is_far() -> None:
    near, right_angle, far = nearness(np.array([1, 0, -1], np.float32))
    assert near == 1
    assert 0 < far < right_angle < near
