"""What a site asks of programs that visit it (``robots.txt``, RFC 9309). Pure."""

from urllib.robotparser import RobotFileParser

import httpx

MOST = 500_000
"""Bytes that are read of it."""


def rules(status: int, body: bytes) -> RobotFileParser:
    """The rules of a site that answered with ``status`` when it was asked for them; without any, all may be seen."""
    parser = RobotFileParser()
    text = body.decode("utf-8", "replace").removeprefix("\ufeff") if 200 <= status < 300 else ""
    parser.parse(text.splitlines())
    return parser


def permits(asked: RobotFileParser, agent: str, url: httpx.URL) -> bool:
    """Whether ``agent`` may look at ``url``."""
    return asked.can_fetch(agent, str(url))


def rules_address(url: httpx.URL) -> httpx.URL:
    """Where the rules for ``url`` are."""
    return url.copy_with(raw_path=b"/robots.txt")
