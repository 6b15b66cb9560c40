"""What can go wrong in the store.

StoreError
├── Unavailable   the store does not answer, or lost its data; try again after ``retry_after`` seconds
│   └── OutOfMemory   the server is full and takes no writes that need memory
├── Conflict      somebody else changed the conversation since it was read; read again
├── Refused       a guard said no and nothing was written; ``reason`` names the guard
├── UnsafeStore   the store or its keys would lose or expose data; do not start
├── Unreadable    kept data cannot be decrypted or are of an unknown schema
└── Failed        the server rejected a command: a fault of ours or of the data
    ├── NoScript  it does not know the script (any more)
    └── Moved     the key lies on another node of the cluster; nothing was done

Every error of the client library is mapped to one of these in ``wire``.
"""


class StoreError(Exception):
    """Anything that the store raises."""


class Unavailable(StoreError):
    """The store cannot be used just now; nothing is known of the last command."""

    def __init__(self, sentence: str = "the store does not answer", *, retry_after: float = 1.0) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Conflict(StoreError):
    """What was read is no longer what is kept."""


class Refused(StoreError):
    """A guard said no; nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"refused: {reason}")
        self.reason = reason


class UnsafeStore(StoreError):
    """The store must not be used as it is."""


class Unreadable(StoreError):
    """Something that is kept cannot be read."""


class OutOfMemory(Unavailable):
    """The server is at its limit and takes no writes that need memory."""


class Failed(StoreError):
    """The server rejected a command."""


class NoScript(Failed):
    """The server does not know the script (any more)."""


class Moved(Failed):
    """The key lies on another node of the cluster than the one that was asked."""
