"""How every client speaks HTTP: bounded in time and size, patient where that is safe, silent in the log."""

from integrations.http.client import Call, Http, Observe, unobserved
from integrations.http.connected import Closing, Connected
from integrations.http.policy import Policy, Schedule
from integrations.http.reading import Answer, decoded

__all__ = ["Answer", "Call", "Closing", "Connected", "Http", "Observe", "Policy", "Schedule", "decoded", "unobserved"]
