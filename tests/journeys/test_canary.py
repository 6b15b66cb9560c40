"""A canary in Cyrillic (name, telephone, free text) goes through every route and many errors and is found nowhere.

Not in the append-only file, not in a snapshot, not in the log of all libraries at DEBUG; not as UTF-8, UTF-16,
JSON-escaped or base64 at any offset.
"""

import base64
import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.log import configure
from bot.store import Embedded
from bot.store.wire import Wire
from tests.journeys.people import Service

pytestmark = pytest.mark.asyncio
NAME, PHONE, WORDS = "Зоряна-Канарейка", "+46701740605", "таємне слово жовтогарячий папуга"


def spellings(secret: str) -> Iterator[bytes]:
    """Every way in which ``secret`` might lie in a file."""
    for raw in (secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be")):
        yield raw
        for offset in range(3):
            # What stands before shifts base64's groups; the first and last characters depend on the neighbours.
            yield base64.b64encode(b"x" * offset + raw)[4:-4]
    yield json.dumps(secret)[1:-1].encode()


def assert_silent(content: bytes, where: str) -> None:
    """No spelling of any canary is in ``content``."""
    for secret in (NAME, PHONE, WORDS):
        for spelling in spellings(secret):
            assert spelling not in content, f"a canary sings in {where}"


@pytest.fixture
def listened() -> Iterator[io.StringIO]:
    """Everything that is logged, by us or by any library, at DEBUG."""
    stream = io.StringIO()
    configure("canary", stream)
    root, before = logging.getLogger(), {n: logging.getLogger(n).level for n in logging.root.manager.loggerDict}
    for name in ("", *before):
        logging.getLogger(name).setLevel(logging.DEBUG)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield stream
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    root.handlers.clear()
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


async def test_no_canary_sings(service: Service, valkey: Embedded, listened: io.StringIO, tmp_path: Path) -> None:
    await live_through_everything(service)
    wire = Wire(valkey.url)
    await wire.one("SAVE")
    await wire.close()
    files = [path for path in valkey.data.rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    assert len(kept) > 10_000
    assert_silent(kept, "the store's files")
    assert_silent(listened.getvalue().encode(), "the log")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert_silent(path.read_bytes(), path.name)


async def live_through_everything(service: Service) -> None:
    """A conversation with the canaries at every place, and as many errors as can be had."""
    person = await service.person("uk")
    await person.presses("question")
    await person.says(f"{NAME} {PHONE} {WORDS}")
    await person.presses("send")
    reference = person.reference
    staff = service.staff
    await staff.must("claim", reference)
    await staff.must("note", reference, {"text": f"{NAME} {WORDS}"})
    await staff.must("reply", reference, {"text": f"{NAME} {PHONE}"})
    await staff.must("transfer", reference, {"queue": "general", "note": WORDS})
    await staff.does("reply", reference, {"text": WORDS})
    await person.says("/data")
    broken = f'{{"id": "{WORDS}", "text": "{NAME}'.encode()
    for path in (f"{person.path}/messages", "/chat/api/conversations", f"/desk/api/tickets/{reference}/note"):
        await service.client.post(path, content=broken, headers={**person.headers, "content-type": "application/json"})
    await person.post({"id": "a" * 300, "text": NAME})
    await person.post({"id": "long", "text": WORDS * 400})
    await person.post({"id": "m1", "text": WORDS})
    await person.post({"id": "c", "choice": WORDS})
    await service.client.get(f"/chat/{NAME}", params={"entry": WORDS})
    await service.client.get(f"/desk/tickets/{NAME}", headers={"cookie": "x=1", "x-secret": WORDS.encode().hex()})
    await service.client.post("/desk/login", data={"name": NAME, "password": WORDS})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("some.library").error("message with %s", NAME, exc_info=ValueError(WORDS))
    await service.parts.turns.start(
        conversation="dead", channel="web", language="uk", event_id="s", at=service.parts.clock.now()
    )


@pytest.mark.parametrize("offset", range(3))
async def test_the_search_finds_a_canary_in_every_disguise(offset: int) -> None:
    for disguised in (
        WORDS.encode("utf-16-le"),
        json.dumps(WORDS).encode(),
        base64.b64encode(b"abc"[:offset] + WORDS.encode() + b"and more"),
    ):
        with pytest.raises(AssertionError, match="sings"):
            assert_silent(b"before" + disguised + b"after", "here")
