"""Is an engine as often right as it says? Of what it is 80 % sure of, 80 of 100 should be right."""

from collections.abc import Iterator, Sequence

import msgspec

from nlu.evaluate import Answer

BANDS = 10


class Band(msgspec.Struct, frozen=True):
    """Answers with a confidence from ``least`` on, below the next band's; the mean of it, and the share right."""

    least: float
    messages: int
    confidence: float
    right: float


class Calibration(msgspec.Struct, frozen=True):
    """``error`` (expected calibration error): how far confidence and share right lie apart, 0–1, over all answers."""

    error: float
    bands: tuple[Band, ...]


def calibrate(answers: Sequence[Answer]) -> Calibration:
    """Compare confidence with the share right, in ``BANDS`` equal bands; empty ones are left out."""
    bands = tuple(_bands(answers))
    apart = sum(band.messages * abs(band.confidence - band.right) for band in bands)
    return Calibration(apart / max(1, len(answers)), bands)


def _bands(answers: Sequence[Answer]) -> Iterator[Band]:
    for at in range(BANDS):
        # 1 belongs to the last band.
        held = [a for a in answers if min(int(a.confidence * BANDS), BANDS - 1) == at]
        if held:
            sure, right = sum(a.confidence for a in held), sum(a.right for a in held)
            yield Band(at / BANDS, len(held), sure / len(held), right / len(held))
