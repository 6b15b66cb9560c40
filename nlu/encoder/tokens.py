"""The vocabulary's pieces that a text is cut into: of all ways the most probable one (a unigram model)."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from nlu.encoder import LONGEST, MOST_TOKENS
from nlu.encoder.weights import Weights

_SPACE = "\u2581"
_SPACES = re.compile(" {2,}")
# What an unknown character costs more than the rarest piece.
_PENALTY = 10.0
_NOTHING = float("-inf")


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Cuts texts into tokens as the network was trained with."""

    pieces: dict[str, int] = field(repr=False)
    scores: list[float] = field(repr=False)
    characters: dict[int, str] = field(repr=False)
    longest: int
    unknown: int
    begin: int
    end: int
    rare: float

    @classmethod
    def of(cls, weights: Weights) -> Self:
        """The tokenizer that belongs to ``weights``."""
        scores = weights.scores.tolist()
        shape = weights.shape
        return cls(
            pieces=weights.pieces,
            scores=scores,
            characters=weights.characters,
            longest=max(map(len, weights.pieces)),
            unknown=shape.unknown,
            begin=shape.begin,
            end=shape.end,
            rare=min(scores) - _PENALTY,
        )

    def tokens(self, text: str) -> list[int]:
        """The tokens of ``text``, at most ``MOST_TOKENS`` with begin and end."""
        # One character may stand for eighteen ("ﷺ"): what they stand for is cut, too.
        plain = unicodedata.normalize("NFKC", text)[:LONGEST].translate(self.characters)
        marked = _SPACE + _SPACES.sub(" ", plain).lstrip(" ").replace(" ", _SPACE)
        return [self.begin, *self._cut(marked)[: MOST_TOKENS - 2], self.end]

    def _cut(self, text: str) -> list[int]:
        length = len(text)
        best = [0.0] + [_NOTHING] * length
        last = [(0, 0)] * (length + 1)
        pieces, scores = self.pieces, self.scores
        for start in range(length):
            here = best[start]
            if here + self.rare > best[start + 1]:
                best[start + 1], last[start + 1] = here + self.rare, (self.unknown, start)
            for stop in range(start + 1, min(length, start + self.longest) + 1):
                piece = pieces.get(text[start:stop])
                if piece is not None and piece != self.unknown and here + scores[piece] > best[stop]:
                    best[stop], last[stop] = here + scores[piece], (piece, start)
        tokens = []
        while length:
            token, length = last[length]
            tokens.append(token)
        return tokens[::-1]
