"""Systems that other staff work in: a case is handed over to them, and their answers come back."""

from integrations.cases.port import (
    CaseMessage,
    CaseSystem,
    Contact,
    Field,
    HandoverCase,
    Organisation,
    RemoteCase,
    RemoteStatus,
)

__all__ = [
    "CaseMessage",
    "CaseSystem",
    "Contact",
    "Field",
    "HandoverCase",
    "Organisation",
    "RemoteCase",
    "RemoteStatus",
]
