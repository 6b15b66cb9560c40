"""The registry of members: who is one, who has applied, what a member offers. See docs/howto/membership-registry.md."""

from integrations.membership.port import Activity, Application, Applied, Member, MembershipRegistry, Standing
from integrations.membership.registry import Registry

__all__ = ["Activity", "Application", "Applied", "Member", "MembershipRegistry", "Registry", "Standing"]
