"""Files of plain arrays, and lists of names as one of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def keep(path: Path, **arrays: Any) -> None:
    """Write ``arrays`` to ``path`` at once: who reads meanwhile sees the old file or the new one."""
    draft = path.with_suffix(".draft.npz")
    np.savez(draft, allow_pickle=False, **arrays)
    draft.replace(path)


def packed(names: Iterable[str]) -> NDArray[np.uint8]:
    """``names``, none with a line break, as an array."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def unpacked(array: NDArray[Any]) -> list[str]:
    """The names that ``packed`` was given."""
    return array.tobytes().decode().split("\n")
