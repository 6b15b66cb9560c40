"""Why there is no page.

Unvisited      it was not seen, or is none that can be looked at
├── NoLine     nobody takes the call at that port
└── Insecure   who answers cannot prove who they are
"""

from integrations.errors import IntegrationError

SOON = 300.0
"""Seconds after which whoever was away may be back."""


class Unvisited(IntegrationError):
    """``reason`` is one word; ``later``: seconds after which a visit may go, None: another changes nothing."""

    def __init__(self, reason: str, *, later: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.later = later


class NoLine(Unvisited):
    """Not connected at all."""

    def __init__(self) -> None:
        super().__init__("unreachable", later=SOON)


class Insecure(Unvisited):
    """The certificate has expired, or belongs to others, or the encryption is from another age."""

    def __init__(self) -> None:
        super().__init__("insecure")
