"""Nothing that anybody sends is slow to be searched for values, or ends the search."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import find_entities
from nlu.rules import Rules
from nlu.words import split

LONGEST = 4096
# Seconds of this process on a slow and busy machine; alone it is less than a tenth.
PATIENCE = 0.5
TODAY = date(2026, 5, 20)
ODD = (
    "1", "1 ", "1.", "1/1/", "0 ", "01", "+", "+4", "(0", "070-123 45 67 ", "1 juni ", "om två ", "nästa ", "fredag ",
    "двадцять ", "ett ", "en ", "ﷺ", "\u200b", "\ud800", "@", "a@", "a@b.se ", "a.", "a.se ", "www.", "http://", "IP-",
    "556002-1361 ", "Solna ", "jag bor i Vara ", "svetsare ", "і" * 70, "'", "-", "1-", "2026-06-01 ", "\n",
    "🇺🇦", "٣ ", "²",
)  # fmt: skip


@pytest.mark.parametrize("piece", ODD, ids=range(len(ODD)))
def test_the_longest_message_of_anything_is_searched_at_once(rules: Rules, piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    assert min(seconds(rules, text) for _ in range(2)) < PATIENCE


def seconds(rules: Rules, text: str) -> float:
    before = time.process_time()
    find_entities(text, split(text), rules.lists.names, TODAY)
    return time.process_time() - before


@given(
    st.text(
        alphabet=st.sampled_from("0123456789.,:/+-–—()@#%  \nenettjunimajпятьднів'ПIPSE\ud800\u200b²٣ﷺİß"), max_size=80
    )
)
def test_no_text_breaks_the_search(rules: Rules, text: str) -> None:
    for entity in find_entities(text, split(text), rules.lists.names, TODAY):
        assert 0 <= entity.start < entity.end <= len(text)
        assert entity.value
