"""The flows that the bot knows, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.flow import Flow
from dialogs.flows.arrival import ARRIVAL
from dialogs.flows.employer import EMPLOYER
from dialogs.flows.letter import QUESTION
from dialogs.flows.membership import MEMBERSHIP

FLOWS: Mapping[str, Flow] = MappingProxyType({f.name: f for f in (ARRIVAL, QUESTION, EMPLOYER, MEMBERSHIP)})
