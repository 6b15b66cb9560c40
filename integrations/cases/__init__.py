"""Systems that other staff work in: a case is handed over to them, and their answers come back."""

from integrations.cases.errands import Namespace
from integrations.cases.once import SETTLE
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
from integrations.cases.support_management import SupportManagement
from integrations.cases.tickets import Desk
from integrations.cases.words import visible
from integrations.cases.zammad import Zammad
from integrations.tokens import Client

__all__ = [
    "SETTLE",
    "CaseMessage",
    "CaseSystem",
    "Client",
    "Contact",
    "Desk",
    "Field",
    "HandoverCase",
    "Namespace",
    "Organisation",
    "RemoteCase",
    "RemoteStatus",
    "SupportManagement",
    "Zammad",
    "visible",
]
