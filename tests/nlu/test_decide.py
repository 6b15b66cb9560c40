"""Three outcomes: act, ask, not understood; and where one becomes another."""

from math import nextafter

import pytest

from nlu.decide import ACT, FOREIGN, MOST, RIVAL, Decision, decide
from nlu.understanding import OUT_OF_SCOPE, Intent


def ranked(*shares: float, nothing: float | None = None) -> list[Intent]:
    """Intents ``a``, ``b`` … with these shares, and "none of these", the likeliest first."""
    found = [Intent(chr(ord("a") + at), share) for at, share in enumerate(shares)]
    if nothing is not None:
        found.append(Intent(OUT_OF_SCOPE, nothing))
    return sorted(found, key=lambda intent: -intent.confidence)


def below(border: float) -> float:
    return nextafter(border, 0)


def test_the_borders_stand_in_their_order() -> None:
    assert 0 < FOREIGN < RIVAL < ACT < 1
    assert MOST >= 2


def test_what_is_sure_is_acted_upon() -> None:
    assert decide(ranked(ACT, 0.1)) == Decision(Intent("a", ACT))
    assert decide(ranked(0.99)) == Decision(Intent("a", 0.99))


def test_what_is_not_sure_is_asked_about() -> None:
    assert decide(ranked(below(ACT), RIVAL)) == Decision(rivals=("a", "b"))


def test_who_is_too_unlikely_is_no_rival() -> None:
    assert decide(ranked(below(ACT), below(RIVAL))).rivals == ("a",)


def test_the_likeliest_is_asked_about_however_unlikely() -> None:
    assert decide(ranked(FOREIGN, nothing=0.0)).rivals == ("a",)


def test_a_few_are_enough_to_choose_from() -> None:
    assert decide(ranked(*[RIVAL] * (MOST + 2))).rivals == ("a", "b", "c", "d", "e")[:MOST]


@pytest.mark.parametrize("share", [below(FOREIGN), 0.0])
def test_what_is_hardly_anything_is_not_understood(share: float) -> None:
    assert decide(ranked(share, nothing=0.0)) == Decision()


def test_none_of_these_wins_over_what_is_no_likelier() -> None:
    assert decide(ranked(0.4, 0.1, nothing=0.5)) == Decision()
    assert decide(ranked(0.45, 0.1, nothing=0.45)) == Decision()
    assert decide(ranked(0.45 + 2 * FOREIGN, nothing=0.45)) != Decision()


def test_none_of_these_is_never_asked_about() -> None:
    rivals = decide(ranked(0.4, RIVAL, nothing=0.2)).rivals
    assert rivals == ("a", "b")


def test_without_an_intent_nothing_is_understood() -> None:
    assert decide([]) == decide(ranked(nothing=1.0)) == Decision()
