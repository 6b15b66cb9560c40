"""Whether a page is the organisation's own, as far as its words tell. Pure."""

import re
import unicodedata

import httpx

_FORM = (
    "ab", "aktiebolag", "aktiebolaget", "publ", "hb", "handelsbolag", "handelsbolaget", "kb", "kommanditbolag",
    "kommanditbolaget", "ek för", "ekonomisk förening", "ideell förening", "filial", "i likvidation", "enskild firma",
)  # fmt: skip
_FORMS = re.compile(rf"\b(?:{'|'.join(_FORM)})\b")
_NO_WORD = re.compile(r"[\W_]+")
SHORTEST = 4
"""Letters of a name without its legal form that are enough to be known by."""


def is_named(words: str, *, name: str, number: str) -> bool:
    """Whether ``words`` hold the registered name, without its legal form, or the organisation number."""
    return _has_number(words, number) or _has_name(words, name)


def _has_number(words: str, number: str) -> bool:
    digits = re.sub(r"[^0-9]", "", number)
    if len(digits) != 10:
        return False
    # As it is written, in twelve digits, and within a VAT number.
    pattern = rf"(?<!\d)(?:16)?{digits[:6]}[\s\u2010-\u2015-]?{digits[6:]}(?:01)?(?!\d)"
    return re.search(pattern, words, re.ASCII) is not None


def _has_name(words: str, name: str) -> bool:
    known = plain(name)
    core = plain(_FORMS.sub(" ", known))
    wanted = core if len(core.replace(" ", "")) >= SHORTEST else known
    return bool(wanted) and f" {wanted} " in f" {plain(words)} "


def plain(text: str) -> str:
    """Small letters, one space between words, nothing else."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_own_domain(host: str, domain: str) -> bool:
    """Whether a page at ``host`` and a mailbox at ``domain`` belong together."""
    site = host.lower().rstrip(".").removeprefix("www.")
    try:
        mail = httpx.URL(f"https://{domain.strip().rstrip('.')}").raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        return False
    if not site or "." not in mail:
        return False
    return site == mail or site.endswith(f".{mail}") or mail.endswith(f".{site}")
