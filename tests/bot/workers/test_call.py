"""Calls to other systems are made until there is an answer, and the answer comes back."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as replace_struct
from structlog.testing import capture_logs

from bot.store import Store
from dialogs.codec import decode, encode
from dialogs.conversation import Conversation, Inquiry
from dialogs.effects import Call, Erase
from tests.bot.store.people import Person
from tests.bot.workers.conftest import HASTY, Running

pytestmark = pytest.mark.asyncio

ASK = Call(backend="register", operation="look", payload={"number": "1"})


@dataclass
class Register:
    """A system that fails so many times."""

    name: str = "register"
    failures: int = 0
    result: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        self.asked.append((operation, payload, key))
        if len(self.asked) <= self.failures:
            raise ConnectionError("no answer")
        return self.result


async def done(store: Store) -> None:
    """Wait until no call is left."""
    async with asyncio.timeout(10):
        while (await store.outbox.backlog()).calls:
            await asyncio.sleep(0.02)


async def test_a_call_is_made_with_its_payload_and_key(store: Store, working: Running) -> None:
    """The key is that of the call, so that the system can recognise a repeat."""
    register, anna = Register(), Person(store, "anna")
    await anna.say("a moment", calls=(ASK,))
    async with working(backends={"register": register}):
        await done(store)
    [(operation, payload, key)] = register.asked
    assert (operation, payload) == ("look", {"number": "1"})
    assert key.startswith("anna")


async def test_the_answer_says_who_gave_it_and_what_it_is_about(store: Store, working: Running) -> None:
    """So that what comes back late finds the ticket that it belongs to."""
    anna = Person(store, "anna")
    conversation = Conversation(id="anna", channel="web")
    asked = replace_struct(ASK, backend="company_register", operation="look_up", about="IP-2222-2222")
    waiting = Inquiry("IP-2222-2222", "company_register", {"number": "1"}, anna.now())
    state = encode(replace_struct(conversation, inquiries=(waiting,)))
    await anna.say("a moment", calls=(asked,), state=state)
    away = Register("company_register", result={"result": "NOT_CHECKED", "reason": "timeout"})
    async with working(backends={"company_register": away}):
        await done(store)
    kept = (await anna.load()).conversation
    assert kept is not None
    (inquiry,) = decode(kept).inquiries
    assert inquiry.tries == 1


async def test_a_failed_call_is_made_again_with_the_same_key(store: Store, working: Running) -> None:
    """Until it is answered."""
    register, anna = Register(failures=3), Person(store, "anna")
    await anna.say("a moment", calls=(ASK,))
    async with working(backends={"register": register}):
        await done(store)
    assert len(register.asked) == 4
    assert len({key for _, _, key in register.asked}) == 1


async def test_a_call_that_is_never_answered_is_given_up_loudly(store: Store, working: Running) -> None:
    """After its time, and the log says so."""
    register, anna = Register(failures=10**6), Person(store, "anna")
    await anna.say("a moment", calls=(ASK,), state=b"{}")
    with capture_logs() as logs:
        async with working(backends={"register": register}, patience=replace(HASTY, limit=timedelta(seconds=0.5))):
            async with asyncio.timeout(5):
                while not any(entry["event"] == "call_given_up" for entry in logs):
                    await asyncio.sleep(0.02)


async def test_an_unknown_system_is_waited_for(store: Store, working: Running) -> None:
    """A newer version of the service may know it: the call is not lost."""
    anna, register = Person(store, "anna"), Register()
    await anna.say("a moment", calls=(ASK,))
    async with working():
        await asyncio.sleep(0.3)
    assert (await store.outbox.backlog()).calls == 1
    async with working(backends={"register": register}):
        await done(store)
    assert len(register.asked) == 1


async def test_after_an_erasure_the_files_are_rewritten(store: Store, working: Running) -> None:
    """The destroyed key is gone from the disk too."""
    anna = Person(store, "anna")
    await anna.say("hello")
    before = await _rewrites(store)
    await anna.say(erase=Erase(reason="asked"))
    assert (await store.outbox.backlog()).calls == 1
    async with working():
        await done(store)
    assert await _rewrites(store) > before


async def _rewrites(store: Store) -> int:
    info = str(await store._site.wire.one("INFO", "stats"), "utf-8")  # type: ignore[arg-type]
    return int(info.partition("total_forks:")[2].split()[0])
