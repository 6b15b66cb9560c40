"""The cheapest Bot API that can be had: every call gets the same answer. It must not be what is measured."""

import asyncio
import sys

import uvloop

_ME = (
    b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"b","username":"bb_bot","can_join_groups":true,'
    b'"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
_SENT = (
    b'{"ok":true,"result":{"message_id":1,"date":1795320000,"chat":{"id":1,"type":"private","first_name":"x"},'
    b'"from":{"id":42,"is_bot":true,"first_name":"b","username":"bb_bot"},"text":"pong"}}'
)
_DONE = b'{"ok":true,"result":true}'


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


ME, SENT, DONE = _answer(_ME), _answer(_SENT), _answer(_DONE)


class Count:
    """How many messages were sent."""

    sent = 0


class Stub(asyncio.Protocol):
    """One keep-alive connection. ``GET /count`` tells how many messages were sent so far."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing."""
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._buffer += data
        while (request := self._next()) is not None:
            self._transport.write(self._reply(request))  # type: ignore[attr-defined]

    def _reply(self, request: bytes) -> bytes:
        if b"sendMessage" in request:
            Count.sent += 1
            return SENT
        if b"/count" in request:
            return _answer(b"%d" % Count.sent)
        return ME if b"getMe" in request else DONE

    def _next(self) -> bytes | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._buffer[:end]
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return None
        self._buffer = self._buffer[end + 4 + length :]
        return head.split(b"\r\n", 1)[0]


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
