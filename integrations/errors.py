"""What a system behind us can answer with, by what the caller can do about it.

IntegrationError
├── Unavailable   it is away, late or broken: later it may go
├── Rejected      it understood and says no: trying again changes nothing
└── Malformed     it answered something that makes no sense: not to be believed
"""


class IntegrationError(Exception):
    """Anything that went wrong with a system behind us."""


class Unavailable(IntegrationError):
    """Away, late or broken; ``retry_after`` is when it may be worth trying again, in seconds."""

    def __init__(self, reason: str, *, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Rejected(IntegrationError):
    """A clear no, with its reason."""


class Malformed(IntegrationError):
    """Not what the contract says."""
