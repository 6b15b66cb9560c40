"""The conversation as bytes, with a version: what any release wrote, every later one reads.

A new version adds a function to ``MIGRATIONS``; an unknown (newer) version is refused, never dropped.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dialogs.conversation import Conversation

VERSION = 1
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}
"""From version n to n + 1."""


class CodecError(Exception):
    """CodecError ├ UnknownVersion └ BrokenState: the bytes are not a conversation that this release reads."""


class UnknownVersion(CodecError):
    """Written by a newer release."""


class BrokenState(CodecError):
    """Not a conversation at all."""


class _Envelope(msgspec.Struct, frozen=True, array_like=True):
    version: int
    state: msgspec.Raw


_encoder = msgspec.json.Encoder()
_envelope = msgspec.json.Decoder(_Envelope)
_conversation = msgspec.json.Decoder(Conversation)


def encode(conversation: Conversation) -> bytes:
    """The state with the version that wrote it."""
    return _encoder.encode([VERSION, conversation])


def decode(raw: bytes, migrations: Mapping[int, Migration] = MIGRATIONS, version: int = VERSION) -> Conversation:
    """The state, brought to the present version. Raises ``UnknownVersion`` or ``BrokenState``."""
    try:
        envelope = _envelope.decode(raw)
        if envelope.version == version:
            return _conversation.decode(envelope.state)
        if envelope.version > version:
            raise UnknownVersion(f"state of version {envelope.version}; this release reads up to {version}")
        state = msgspec.json.decode(envelope.state)
        for older in range(envelope.version, version):
            state = migrations[older](state)
        return msgspec.convert(state, Conversation)
    except (msgspec.MsgspecError, KeyError) as error:
        raise BrokenState(type(error).__name__) from None
