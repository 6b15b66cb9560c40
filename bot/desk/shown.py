"""What people wrote, made safe to look at: escaped, isolated, and with unseen control characters made visible."""

import re
import unicodedata

from markupsafe import Markup, escape

# Direction controls can make a name read as something else, and the others hide words: they are shown as their names.
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
NAMES = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM",
}  # fmt: skip


def shown(text: str) -> Markup:
    """``text`` escaped, every unseen control character replaced by a visible mark."""
    pieces = []
    end = 0
    for found in UNSEEN.finditer(text):
        pieces += [escape(text[end : found.start()]), _mark(found.group())]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _mark(character: str) -> Markup:
    name = NAMES.get(character) or f"U+{ord(character):04X}"
    title = unicodedata.name(character, "CONTROL CHARACTER").lower()
    return Markup('<span class="unseen" title="{}">{}</span>').format(title, name)


def isolated(text: str) -> Markup:
    """A name or a short answer within a sentence of ours."""
    return Markup("<bdi>{}</bdi>").format(shown(text))
