"""Vectors that were worked out before: learning again after a few new examples takes seconds."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from nlu.arrays import keep, packed, unpacked
from nlu.encoder import Encoder, Vector


@dataclass(slots=True)
class Recalling:
    """An ``Encoder`` in front of another one; what it was asked for is what ``save`` keeps."""

    encoder: Encoder
    made_by: str = ""
    """What gives other vectors when it changes."""
    _before: dict[str, Vector] = field(default_factory=dict, repr=False)
    _asked: dict[str, Vector] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, encoder: Encoder, path: Path, *, made_by: str = "") -> Self:
        """With the vectors in ``path``, if there are any that this encoder made, and it was ``made_by`` the same."""
        try:
            # numpy leaves a file open that is no archive, unless somebody else opened it.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if unpacked(kept["encoder"]) != [encoder.name, made_by]:
                    return cls(encoder, made_by)
                return cls(encoder, made_by, dict(zip(unpacked(kept["names"]), kept["vectors"], strict=True)))
        except (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile):
            return cls(encoder, made_by)

    @property
    def name(self) -> str:
        """What the encoder behind it is called."""
        return self.encoder.name

    def encode(self, text: str) -> Vector:
        """The vector of ``text``."""
        name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        found = self._before.get(name)
        self._asked[name] = self.encoder.encode(text) if found is None else found
        return self._asked[name]

    def save(self, path: Path) -> None:
        """Keep the vectors that were asked for."""
        vectors = np.stack(list(self._asked.values()))
        keep(path, encoder=packed([self.name, self.made_by]), names=packed(self._asked), vectors=vectors)
