"""Is it as often right as it says?"""

import pytest

from nlu.evaluate import Answer
from nlu.evaluate_confidence import Band, Calibration, calibrate


def sure(confidence: float, *, right: bool) -> Answer:
    return Answer("a", "sv", "a" if right else "b", confidence)


def test_who_is_as_often_right_as_sure_has_no_error() -> None:
    found = calibrate([sure(0.75, right=True)] * 3 + [sure(0.75, right=False)])
    assert found == Calibration(0.0, (Band(0.7, 4, 0.75, 0.75),))


def test_bands_weigh_as_much_as_they_have_messages() -> None:
    found = calibrate([sure(1.0, right=True)] * 3 + [sure(0.5, right=False)])
    assert [(band.least, band.messages, band.right) for band in found.bands] == [(0.5, 1, 0.0), (0.9, 3, 1.0)]
    assert found.error == pytest.approx(0.5 / 4)


def test_certainty_belongs_to_the_last_band() -> None:
    assert [band.least for band in calibrate([sure(1.0, right=True), sure(0.0, right=True)]).bands] == [0.0, 0.9]


def test_nothing_is_well_calibrated() -> None:
    assert calibrate([]) == Calibration(0.0, ())
