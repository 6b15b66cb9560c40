"""A mark stands for what does not leave the city. One character of a range that no text has by itself.

An engine writes a mark in a way that it carries through, and reads it back.
"""

import regex

FIRST = 0xE000
MOST = 6000
MARK = regex.compile(r"[\uE000-\uF8FF]")


def mark(number: int) -> str:
    """The mark with this number, from 0."""
    return chr(FIRST + number)


def number_of(mark_: str) -> int:
    """The number of a mark."""
    return ord(mark_) - FIRST


def without(text: str) -> str:
    """The text without anything that looks like a mark: only ours may be one."""
    return MARK.sub("", text)


def numbered(number: int) -> str:
    """The mark that an engine's answer names by its number; one that cannot be is a mark that nobody gave out."""
    return mark(number if 0 <= number < MOST else MOST)
