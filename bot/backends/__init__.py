"""The systems behind us, as ``Call`` effects reach them: who they are, and what the rest of the bot hears of them.

None of them raises for a system that is away: it answers ``NOT_CHECKED`` with a reason and when to ask again.
"""
