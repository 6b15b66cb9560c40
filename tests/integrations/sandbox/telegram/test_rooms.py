"""Groups and channels: who is heard, who may write, and what happens when a group grows."""

import pytest

from integrations.sandbox.telegram import Impossible, LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio


async def kinds(bot: PlainBot) -> list[str]:
    """The kinds of the updates that wait, which are then confirmed."""
    updates = await bot.updates()
    if updates:
        await bot.updates(offset=updates[-1]["update_id"] + 1)
    return [next(name for name in update if name != "update_id") for update in updates]


async def test_being_taken_into_a_group_is_told(api: LocalBotApi, bot: PlainBot) -> None:
    """As a change of standing and as a notice in the group."""
    room = api.room("Personal", by=api.visitor())
    assert await kinds(bot) == ["my_chat_member", "message"]
    assert (await bot("getChat", chat_id=room.id)).result["title"] == "Personal"
    assert (await bot("getChatMemberCount", chat_id=room.id)).result == 2
    assert (await bot("getChatMember", chat_id=room.id, user_id=42)).result["status"] == "member"
    assert (await bot("getChatMember", chat_id=room.id, user_id=1001)).result["status"] == "member"
    assert (await bot("getChatAdministrators", chat_id=room.id)).result == []
    assert (await bot("sendMessage", chat_id=room.id, text="hej")).result["chat"]["id"] == room.id


async def test_in_a_group_a_bot_hears_what_is_meant_for_it(api: LocalBotApi, bot: PlainBot) -> None:
    """Commands, its name, replies to it; not what people say among themselves."""
    visitor = api.visitor()
    room = api.room("Personal", by=visitor)
    sent = (await bot("sendMessage", chat_id=room.id, text="hej")).result["message_id"]
    await kinds(bot)
    visitor.write("bara vi", chat=room.inner)
    visitor.write("/help@another_bot", chat=room.inner)
    assert await kinds(bot) == []
    visitor.write("/help", chat=room.inner)
    visitor.write("/help@stra_local_bot", chat=room.inner)
    visitor.write("hej @stra_local_bot", chat=room.inner)
    visitor.write("svar", chat=room.inner, reply_to=sent)
    assert await kinds(bot) == ["message"] * 4
    room.admit(visitor.user, "administrator")
    visitor.write("bara vi", chat=room.inner)
    assert await kinds(bot) == ["my_chat_member", "message"]


async def test_a_grown_group_has_a_new_number(api: LocalBotApi, bot: PlainBot) -> None:
    """The old one says which."""
    room = api.room("Personal", by=api.visitor())
    new = room.upgrade()
    said = await bot("sendMessage", chat_id=room.id, text="hej")
    assert str(said) == "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert said.parameters == {"migrate_to_chat_id": new.id}
    assert (await bot("sendMessage", chat_id=new.id, text="hej")).result["message_id"] == 2
    updates = await bot.updates()
    assert updates[-2]["message"]["migrate_to_chat_id"] == new.id
    assert updates[-1]["message"]["migrate_from_chat_id"] == room.id
    with pytest.raises(Impossible):
        room.upgrade()


async def test_a_bot_that_was_thrown_out_may_not_write(api: LocalBotApi, bot: PlainBot) -> None:
    """Nor one that has left."""
    visitor = api.visitor()
    group = api.room("Personal", by=visitor)
    group.kick(visitor.user)
    assert str(await bot("sendMessage", chat_id=group.id, text="hej")) == (
        "403 Forbidden: bot was kicked from the group chat"
    )
    big = api.room("Alla", by=visitor, kind="supergroup")
    assert (await bot("leaveChat", chat_id=big.id)).result is True
    assert (await bot.updates(offset=-1))[0]["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert str(await bot("sendMessage", chat_id=big.id, text="hej")) == (
        "403 Forbidden: bot is not a member of the supergroup chat"
    )
    visitor.start()
    private = await bot("leaveChat", chat_id=1001)
    assert str(private) == "400 Bad Request: chat member status can't be changed in private chats"


async def test_posts_of_a_channel_are_told(api: LocalBotApi, bot: PlainBot) -> None:
    """And the bot writes there as the channel, by its number or its name."""
    visitor = api.visitor()
    channel = api.room("Nyheter", by=visitor, kind="channel", username="stra_nytt")
    visitor.write("nytt", chat=channel.inner)
    assert await kinds(bot) == ["my_chat_member", "channel_post"]
    said = await bot("sendMessage", chat_id="@stra_nytt", text="hej")
    assert (said.result["sender_chat"]["title"], "from" in said.result) == ("Nyheter", False)
    edited = await bot("editMessageText", chat_id=channel.id, message_id=said.result["message_id"], text="hej!")
    assert edited.status == 200
    channel.inner.standing = "member"
    assert str(await bot("sendMessage", chat_id=channel.id, text="hej")) == (
        "400 Bad Request: need administrator rights in the channel chat"
    )


async def test_a_private_chat_is_known_too(api: LocalBotApi, bot: PlainBot) -> None:
    """As what it is."""
    api.visitor(first_name="Олена", username="olena_k").start()
    whole = (await bot("getChat", chat_id=1001)).result
    assert (whole["type"], whole["first_name"], whole["active_usernames"]) == ("private", "Олена", ["olena_k"])
    assert (await bot("getChatMember", chat_id=1001, user_id=0)).status == 400
    assert str(await bot("getChatAdministrators", chat_id=1001)) == (
        "400 Bad Request: there are no administrators in the private chat"
    )
