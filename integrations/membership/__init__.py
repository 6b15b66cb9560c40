"""The registry of members: who is one, who has applied, what a member offers. See docs/howto/membership-registry.md."""

from integrations.membership.port import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Activity,
    Application,
    Applied,
    Decision,
    Member,
    MembershipRegistry,
    Standing,
)
from integrations.membership.registry import Registry

__all__ = [
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "Activity",
    "Application",
    "Applied",
    "Decision",
    "Member",
    "MembershipRegistry",
    "Registry",
    "Standing",
]
