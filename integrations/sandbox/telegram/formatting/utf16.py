"""Telegram counts text in UTF-16 code units, and names places in marked-up text by bytes of UTF-8."""


def units(text: str) -> int:
    """Length of ``text`` in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def byte_offset(text: str, index: int) -> int:
    """How many bytes of UTF-8 come before the character at ``index``."""
    return len(text[:index].encode("utf-8", "surrogatepass"))


def piece(text: str, offset: int, length: int) -> str:
    """The part of ``text`` that an entity covers."""
    units_of_text = text.encode("utf-16-le", "surrogatepass")
    return units_of_text[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def has_surrogates(text: str) -> bool:
    """Half of a pair is not a character: it cannot be written in UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)
