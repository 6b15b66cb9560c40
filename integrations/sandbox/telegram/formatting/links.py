"""Which links Telegram takes."""

import re
from urllib.parse import urlsplit

USER = re.compile(r"tg:(?://)?user\?id=([1-9][0-9]*)", re.IGNORECASE)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
INNER = re.compile(r"(tg|ton):(?://)?([\w-]+)([/?#].*)?", re.IGNORECASE | re.ASCII | re.DOTALL)


class BadLink(Exception):
    """Not a link; the words say why."""


def user_of(url: str) -> int | None:
    """The user whom a ``tg://user?id=`` link mentions."""
    found = USER.fullmatch(url)
    return int(found[1]) if found else None


def check_link(url: str) -> str:
    """The link as Telegram keeps it. A host without a dot, such as localhost, is not a host to Telegram."""
    if inner := INNER.fullmatch(url):
        return f"{inner[1].lower()}://{inner[2]}{inner[3] or ''}"
    scheme = SCHEME.match(url)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        raise BadLink("Unsupported URL protocol")
    full = url if scheme else f"http://{url}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise BadLink("Wrong HTTP URL") from None
    if not host or ("." not in host and ":" not in host) or re.search(r"\s", full):
        raise BadLink("Wrong HTTP URL")
    return full if parts.path or parts.query or parts.fragment else full + "/"


def link_entity(url: str) -> dict[str, object] | None:
    """Type and target of the entity for a link in a text; None: the text stays, the link does not."""
    if (user := user_of(url)) is not None:
        return {"type": "text_mention", "user": {"id": user, "is_bot": False, "first_name": ""}}
    try:
        return {"type": "text_link", "url": check_link(url)}
    except BadLink:
        return None
