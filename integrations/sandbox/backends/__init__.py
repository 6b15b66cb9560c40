"""The systems behind us, on this machine: a company register, sanctions, homepages, members, case systems.

They answer as the real ones do, their troubles included. ``POST /control/<part>`` changes how one of them is.
"""

from integrations.sandbox.backends.part import Part
from integrations.sandbox.backends.server import LocalBackends
from integrations.sandbox.backends.trouble import KINDS, Trouble

__all__ = ["KINDS", "LocalBackends", "Part", "Trouble"]
