"""What the value of a setting may look like. A refusal says what it must be, never what it was."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Only this machine answers to it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(value: object) -> object:
    """``host:port``."""
    if not isinstance(value, str):
        return value
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError("it must be host:port, such as 127.0.0.1:8080")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def web_url(value: str) -> str:
    """Without user, query or fragment."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("it must be a web address such as https://example.org, without user, query or fragment")
    return value.rstrip("/")


def near_url(value: str) -> str:
    """People's words go there: nobody on the way may read them."""
    parts = urlsplit(web_url(value))
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("it must begin with https:// (http:// only for this machine itself)")
    return value.rstrip("/")


def origin(value: str) -> str:
    """A web address without a path."""
    if urlsplit(web_url(value)).path.strip("/"):
        raise ValueError("it must be a web address without a path, such as https://example.org")
    return near_url(value)


def origins(value: object) -> object:
    """Several, separated by spaces or commas."""
    return tuple(origin(word) for word in re.split(r"[,\s]+", value) if word) if isinstance(value, str) else value


def redis_url(value: str) -> str:
    """What the store's client can open."""
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    return value


def visible(value: str) -> str:
    """Fit for a header."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("it must be made of visible ASCII characters, without spaces")
    return value


def pairs(value: object) -> object:
    """``one=other,two=another``."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in re.split(r"\s*,\s*", value.strip().strip(","))]
    if not all(name.strip() and sign and other.strip() for name, sign, other in pairs):
        raise ValueError("it must be pairs such as membership=zammad, separated by commas")
    return tuple((name.strip(), other.strip()) for name, _, other in pairs)


def case_systems(value: object) -> object:
    """Queue and system; each queue once."""
    given = pairs(value)
    if isinstance(given, tuple) and len({queue for queue, _ in given}) < len(given):
        raise ValueError("a queue has one case system")
    return given


def list_source(value: str) -> str:
    """The token is part of the address, as the EU gives it out."""
    if value.startswith(("http://", "https://")):
        near_url(urlsplit(value)._replace(query="").geturl())
    return value


def sandbox(value: str) -> str:
    """``off``, or an address of this machine."""
    parts = urlsplit(web_url(value)) if value != "off" else None
    if parts and not is_loopback(parts.hostname or ""):
        raise ValueError("it must be `off`, or a web address of this machine such as http://127.0.0.1:5060")
    return value.rstrip("/")


def issuer(value: str) -> str:
    """Compared letter by letter with what the provider says: a slash at the end belongs to it."""
    near_url(value)
    return value


def bot_token(value: str) -> str:
    """As the Bot API gives them out."""
    if not re.fullmatch(r"\d+:[\w-]+", value, re.ASCII):
        raise ValueError("it does not look like a bot token (digits, a colon, letters)")
    return value


def webhook_secret(value: str) -> str:
    """As the Bot API takes them."""
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ValueError("it must have 1 to 256 of the characters A-Z a-z 0-9 _ -")
    return value
