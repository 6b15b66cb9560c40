"""What a system behind us can answer with, by what the caller can do about it.

IntegrationError
├── Unavailable   it is away, late or broken: later it may go
│   └── Resting   it was not even asked: it is being left in peace
├── Rejected      it understood and says no: trying again changes nothing
└── Malformed     it answered something that makes no sense: not to be believed
"""


class IntegrationError(Exception):
    """Anything that went wrong with a system behind us."""


class Unavailable(IntegrationError):
    """Away, late or broken; ``retry_after`` is when it may be worth trying again, in seconds.

    ``reached``: the request may have got there, and may even have been carried out. ``late``: its time was up.
    """

    def __init__(self, reason: str, *, retry_after: float = 0.0, reached: bool = True, late: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.reached = reached
        self.late = late


class Resting(Unavailable):
    """It failed often, or asked for peace; ``retry_after`` seconds are left."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("it is being left in peace", retry_after=retry_after, reached=False)


class Rejected(IntegrationError):
    """A clear no, with its reason; ``status`` is the HTTP status, where there was one."""

    def __init__(self, reason: str, *, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class Malformed(IntegrationError):
    """Not what the contract says."""
