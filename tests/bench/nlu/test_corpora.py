"""Both engines learn and are asked the same, each time."""

import random

import pytest

from bench.nlu.corpora import CONTRACTS, Corpus, clinc, home, own
from nlu.understanding import OUT_OF_SCOPE

needs_contracts = pytest.mark.skipif(not CONTRACTS.is_dir(), reason="the folder of contracts is not here")


def is_sound(corpus: Corpus) -> None:
    """What is tested was not learnt, and means something that was."""
    assert not {e.text for e in corpus.train} & {e.text for e in corpus.test}
    assert {e.intent for e in corpus.test} <= {e.intent for e in corpus.train} | {OUT_OF_SCOPE}


def test_our_own_data_is_split_the_same_way_each_time() -> None:
    assert own() == own()
    assert {e.language for e in own().test} == {"sv", "uk", "en", "ru"}


@needs_contracts
def test_clinc_has_forty_intents_and_what_is_far_from_them() -> None:
    corpus = clinc(random.Random(1))
    is_sound(corpus)
    assert (len(corpus.train), len({e.intent for e in corpus.train})) == (800, 40)
    assert sum(e.intent == OUT_OF_SCOPE for e in corpus.test) == 1000


@needs_contracts
def test_home_has_four_languages() -> None:
    corpus = home(random.Random(1))
    assert {e.language for e in corpus.test} == {"sv", "uk", "en", "ru"}
    assert not set(corpus.train) & set(corpus.test)
