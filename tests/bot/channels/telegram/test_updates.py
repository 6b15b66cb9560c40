"""Our own reading of updates agrees with aiogram's, and survives whatever comes."""

import contextlib
import typing
from datetime import datetime
from types import UnionType
from typing import Any

import msgspec
import pytest
from aiogram import types
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import updates
from bot.channels.telegram.updates import Unreadable, Update, read_update
from tests.bot.channels.telegram.raw import became, edited, pressed, update, wrote

THEIRS: dict[str, tuple[type[Any], ...]] = {
    "User": (types.User,),
    "Chat": (types.Chat,),
    "Media": (
        types.PhotoSize,
        types.Document,
        types.Animation,
        types.Audio,
        types.Voice,
        types.Video,
        types.VideoNote,
    ),
    "Contact": (types.Contact,),
    "Button": (types.InlineKeyboardButton,),
    "Keyboard": (types.InlineKeyboardMarkup,),
    "Message": (types.Message,),
    "Callback": (types.CallbackQuery,),
    "Member": (types.ChatMemberMember, types.ChatMemberBanned, types.ChatMemberLeft),
    "Membership": (types.ChatMemberUpdated,),
    "Update": (types.Update,),
}
OURS = {
    name: kind for name, kind in vars(updates).items() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
}
# aiogram turns an instant into a datetime and words of a list into an enumeration; on the wire they are these.
ON_THE_WIRE = {"DateTime": "int", "ChatMemberStatus": "str"}


def fields() -> list[tuple[str, str]]:
    return [(name, field.name) for name in THEIRS for field in msgspec.structs.fields(OURS[name])]


def basics(annotation: Any) -> set[str]:
    """The names of the plain types in an annotation; other models count as ``model``."""
    arguments, origin = typing.get_args(annotation), typing.get_origin(annotation)
    if origin in (typing.Union, UnionType):
        return set().union(*map(basics, arguments)) - {"NoneType"}
    if origin in (list, tuple):
        return {"list"} | basics(arguments[0])
    if origin is typing.Annotated:
        return basics(arguments[0])
    if origin is typing.Literal or annotation is datetime:
        return {"int" if annotation is datetime else "str"}
    builtin = isinstance(annotation, type) and annotation.__module__ == "builtins"
    return {annotation.__name__ if builtin else ON_THE_WIRE.get(getattr(annotation, "__name__", ""), "model")}


@pytest.mark.parametrize("ours, field", fields())
def test_every_field_is_one_of_telegrams_with_its_type(ours: str, field: str) -> None:
    own = next(f for f in msgspec.structs.fields(OURS[ours]) if f.name == field)
    for model in THEIRS[ours]:
        known = {(f.alias or name): f for name, f in model.model_fields.items()}
        assert own.encode_name in known, model
        theirs = known[own.encode_name]
        assert basics(own.type) == basics(theirs.annotation), model
        if own.required:
            assert theirs.is_required() or "Literal" in repr(theirs.annotation), (
                "we would refuse what Telegram may leave out"
            )


def test_every_structure_is_compared() -> None:
    assert set(OURS) - {"Present", "_Numbered"} == set(THEIRS)


def test_what_aiogram_reads_we_read_alike() -> None:
    for raw in (wrote("Привіт"), edited("x"), pressed("v1:1:menu:yes"), became("kicked")):
        ours, theirs = read_update(raw), types.Update.model_validate_json(raw)
        assert ours.update_id == theirs.update_id
        press = theirs.callback_query.message if theirs.callback_query else None
        place = press or theirs.message or theirs.edited_message or theirs.my_chat_member
        assert ours.chat is not None
        assert place is not None
        assert (ours.chat.id, ours.chat.type) == (place.chat.id, place.chat.type)


def test_kinds_that_we_do_not_know_are_passed_over() -> None:
    found = read_update(b'{"update_id":1,"message_from_the_future":{"x":[1,2,{"y":null}]}}')
    assert found == Update(update_id=1)
    assert found.chat is None


@pytest.mark.parametrize(
    "raw, number",
    [
        (b"", None),
        (b"{}", None),
        (b"[]", None),
        (b"\xff", None),
        (b'{"update_id":"x"}', None),
        (b'{"update_id":7,"message":5}', 7),
        (b'{"update_id":7,"message":{"message_id":1}}', 7),
        (b'{"update_id":7,"message":NaN}', None),
        (b'{"update_id":' + b"9" * 5000 + b"}", None),
        (b'{"update_id":7,"message":' + b"[" * 200_000, None),
        (b'{"update_id":7,"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}", None),
    ],
)
def test_what_is_no_update_is_said_to_be_none(raw: bytes, number: int | None) -> None:
    with pytest.raises(Unreadable) as problem:
        read_update(raw)
    assert problem.value.number == number


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_that(raw: bytes) -> None:
    with contextlib.suppress(Unreadable):
        read_update(raw)


def test_only_what_is_used_is_read() -> None:
    raw = update(message={"text": "x", "from": {"id": 1, "is_bot": False, "first_name": "Олена", "username": "olena"}})
    assert "лена" not in repr(read_update(raw))
    assert "olena" not in repr(read_update(raw))
