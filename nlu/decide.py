"""What to do with a message: act, ask which of two or three was meant, or say that it was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.understanding import OUT_OF_SCOPE, Intent

ACT = 0.5
"""Probability from which an intent is acted upon."""
FOREIGN = 0.05
"""How much likelier than "none of these" an intent must be to be thought of at all."""
RIVAL = 0.12
"""Probability from which an intent is worth asking about."""
MOST = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """``intent`` is acted upon; without one ``rivals`` are asked about; without these it was not understood."""

    intent: Intent | None = None
    rivals: tuple[str, ...] = ()


def decide(ranking: Sequence[Intent]) -> Decision:
    """What ``ranking``, calibrated and best first, is good for."""
    nothing = next((i.confidence for i in ranking if i.name == OUT_OF_SCOPE), 0.0)
    known = [i for i in ranking if i.name != OUT_OF_SCOPE]
    if not known or known[0].confidence - nothing < FOREIGN:
        return Decision()
    if known[0].confidence >= ACT:
        return Decision(known[0])
    return Decision(rivals=tuple(i.name for i in known[:MOST] if i is known[0] or i.confidence >= RIVAL))
