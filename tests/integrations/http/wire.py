"""A server of a few lines that answers exactly the bytes it was given: nothing a web framework would put right."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


def answer(status: int = 200, body: bytes = b"{}", *headers: str) -> bytes:
    """An answer in full."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(slots=True)
class Wire:
    """``says``: the answers in order, the last one again and again; None: closes without a word."""

    says: list[bytes | None] = field(default_factory=lambda: [answer()])
    heard: list[bytes] = field(default_factory=list)
    drip: float | None = None
    hold: bool = False
    url: str = ""
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def listening(self, certified: ssl.SSLContext | None = None) -> AsyncIterator["Wire"]:
        """Answer inside the block, at ``url``."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=certified)
        self.url = f"{'https' if certified else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self._gone.set()
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")), 0)
                self.heard.append(head + await reader.readexactly(length))
                said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
                if self.hold:
                    await self._gone.wait()
                if said is None:
                    return
                await self._say(writer, said)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, said: bytes) -> None:
        if self.drip is None:
            writer.write(said)
            await writer.drain()
            return
        for byte in said:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(self.drip)
