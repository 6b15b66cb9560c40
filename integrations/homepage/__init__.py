"""A visit to an organisation's own homepage: one page, looked at as carefully as if it meant harm."""

from integrations.homepage.address import host_of, is_public
from integrations.homepage.fetching import Limits
from integrations.homepage.naming import is_named, is_own_domain
from integrations.homepage.network import Network, dial, resolve
from integrations.homepage.page import Page
from integrations.homepage.unvisited import Unvisited
from integrations.homepage.visitor import Visitor

__all__ = [
    "Limits",
    "Network",
    "Page",
    "Unvisited",
    "Visitor",
    "dial",
    "host_of",
    "is_named",
    "is_own_domain",
    "is_public",
    "resolve",
]
