"""Whether an organisation, or a declared owner of one, may stand on the EU's list of sanctions.

Names are compared here, in this process: nobody outside learns who was looked for. A hit says "look at this", never
"no". There is no way to ask about anybody else: see ``subjects``.
"""

from integrations.sanctions.keeper import Keeper, Kept
from integrations.sanctions.listed import Entry, SanctionsList, read_list
from integrations.sanctions.matching import STRONG, WEAK, Hit, Index
from integrations.sanctions.screening import Screened, Screening
from integrations.sanctions.source import FileSource, Source, UrlSource, open_source
from integrations.sanctions.subjects import Organisation, Owner, Subject

__all__ = [
    "STRONG",
    "WEAK",
    "Entry",
    "FileSource",
    "Hit",
    "Index",
    "Keeper",
    "Kept",
    "Organisation",
    "Owner",
    "SanctionsList",
    "Screened",
    "Screening",
    "Source",
    "Subject",
    "UrlSource",
    "open_source",
    "read_list",
]
