"""What Telegram is told at the start: commands in three languages, and how updates come."""

import asyncio

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.introduction import COMMANDS, Introduction
from bot.channels.telegram.updates import KINDS
from integrations.sandbox.telegram.api import LocalBotApi
from nlu.rules import COMMANDS as UNDERSTOOD
from tests.journeys.telegram import HOST, PUBLIC

pytestmark = pytest.mark.asyncio


async def test_every_command_of_the_menu_is_understood() -> None:
    assert set(COMMANDS) <= set(UNDERSTOOD)


async def test_the_menu_speaks_three_languages_and_english_to_all_others(bot: Telegram, api: LocalBotApi) -> None:
    await bot.introduction.make()
    said = {call.parameters.get("language_code", ""): call.parameters for call in api.calls("setMyCommands")}
    assert set(said) == {"", "sv", "uk", "en"}
    assert len(api.calls("setMyShortDescription")) == 4


async def test_without_an_address_updates_are_fetched_and_none_is_dropped(bot: Telegram, api: LocalBotApi) -> None:
    api.visitor(1001).write("привіт")
    await bot.introduction.make()
    assert api.world.webhook is None
    assert len(api.world.updates.waiting()) == 1


@pytest.mark.parametrize("settings", [PUBLIC], ids=[""])
async def test_with_an_address_they_are_brought_there_with_the_secret(bot: Telegram, api: LocalBotApi) -> None:
    await bot.introduction.make()
    webhook = api.world.webhook
    assert webhook is not None
    assert webhook.url == f"https://{HOST}/telegram/webhook"
    assert webhook.secret == bot.secret
    assert api.world.updates.allowed == set(KINDS)


async def test_it_is_said_until_telegram_hears(bot: Telegram, api: LocalBotApi) -> None:
    api.fault("error", "deleteWebhook", times=1, status=502)
    await asyncio.wait_for(bot.introduction.make(), 20)
    assert len(api.calls("setMyCommands")) == 4


async def test_the_short_description_is_short(bot: Telegram) -> None:
    said = [call.fields for call in bot.introduction.calls() if call.method == "setMyShortDescription"]
    assert all(len(fields["short_description"]) <= 120 for fields in said)


async def test_commands_are_as_short_as_telegram_wants_them(bot: Telegram) -> None:
    assert isinstance(bot.introduction, Introduction)
    for call in bot.introduction.calls():
        for command in call.fields.get("commands", ()):
            assert 1 <= len(command["description"]) <= 256
