"""A small Internet on this machine: sites with names and public addresses, and a canary behind every other address."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from integrations.homepage import Limits, Network, Visitor, dial, is_public
from tests.integrations.http.wire import answer

PUBLIC = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
QUICK = Limits(total=2.0, connect=1.0, read=0.8, most=100_000, hops=5)


@cache
def _nobody() -> ssl.SSLContext:
    """Believes no certificate; the world's take a while to read."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def page(words: str, *headers: str, status: int = 200) -> bytes:
    """An answer with ``words`` as a page."""
    return answer(status, words.encode(), "content-type: text/html; charset=utf-8", *headers)


def sent_on(location: str, status: int = 302) -> bytes:
    """An answer that sends elsewhere."""
    return answer(status, b"", f"location: {location}")


@dataclass(slots=True)
class Site:
    """``says``: "host/path" → the answer, byte by byte where it is to ``drip``; None: the line is cut.

    What is not there is 404. ``silent``: places where nothing is said; ``closing``: after which the line is cut.
    ``heard``: the heads of all requests.
    """

    says: dict[str, bytes | None] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    closing: set[str] = field(default_factory=set)
    drip: float | None = None
    heard: list[str] = field(default_factory=list)
    port: int = 0
    _talking: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def asked(self) -> list[str]:
        """Host and path of all requests."""
        return [self._place(head) for head in self.heard]

    @asynccontextmanager
    async def listening(self, certified: ssl.SSLContext | None = None) -> AsyncIterator["Site"]:
        """Answer inside the block."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=certified)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await self._end()

    async def _end(self) -> None:
        self._gone.set()
        for writer in self._talking.values():
            writer.transport.abort()
        await asyncio.gather(*self._talking)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talking[task] = writer
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.heard.append(head)
                place = self._place(head)
                if place in self.silent:
                    await self._gone.wait()
                said = self.says.get(place, answer(404, b"", "content-type: text/plain"))
                if said is None:
                    break
                await self._say(writer, said, slowly=not place.endswith("/robots.txt"))
                if place in self.closing:
                    break
        writer.close()

    def _place(self, head: str) -> str:
        lines = head.split("\r\n")
        host = next(line[6:] for line in lines if line.lower().startswith("host: "))
        return host + lines[0].split(" ")[1]

    async def _say(self, writer: asyncio.StreamWriter, said: bytes, *, slowly: bool) -> None:
        if self.drip is None or not slowly:
            for start in range(0, len(said), 65_536):
                writer.write(said[start : start + 65_536])
                await writer.drain()
            return
        for byte in said:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(self.drip)


@dataclass(slots=True)
class Canary:
    """Whoever connects to it did what may never be done."""

    connected: int = 0
    port: int = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Canary"]:
        """Count inside the block."""

        async def count(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connected += 1
            writer.write(page("<title>Inside</title>secret"))
            writer.close()

        server = await asyncio.start_server(count, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


@dataclass(slots=True, kw_only=True)
class World:
    """``names``: name → its addresses, or several lists: what is answered each time.

    A name that is not in there has the address of ``site``. ``resolved``: every question about a name. ``dialled``:
    where connections were opened to.
    """

    site: Site
    canary: Canary
    safe: Site | None = None
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    counted: list[tuple[str, str]] = field(default_factory=list)

    async def resolve(self, host: str) -> Sequence[str]:
        """The next answer for ``host``."""
        self.resolved.append(host)
        said = self.names.get(host, [[PUBLIC]])
        return said.pop(0) if len(said) > 1 else said[0]

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        """The sites have the public addresses; behind all others is the canary, and the line to it is really opened."""
        self.dialled.append((address, port))
        if address in self.closed:
            raise httpcore.ConnectError("refused")
        place = self.canary.port
        if address in {PUBLIC, PUBLIC_6}:
            if port == 443 and self.safe is None:
                raise httpcore.ConnectError("refused")
            place = self.safe.port if port == 443 and self.safe else self.site.port
        return await dial("127.0.0.1", place, timeout)

    def visitor(
        self, *, unchecked: bool = False, limits: Limits = QUICK, certified: ssl.SSLContext | None = None
    ) -> Visitor:
        """One that lives in this world; ``unchecked``: as it would be without its checks of addresses."""
        allows = (lambda _: True) if unchecked else is_public
        return Visitor(
            contact="https://stra.example",
            network=Network(self.resolve, allows, self.dial),
            limits=limits,
            now=lambda: self.now,
            certified=certified or _nobody(),
            observe=lambda name, outcome, _seconds: self.counted.append((name, outcome)),
        )


@asynccontextmanager
async def small_world(certified: ssl.SSLContext | None = None) -> AsyncIterator[World]:
    """A world; with an encrypted site too where it has a certificate."""
    async with AsyncExitStack() as open_:
        site = await open_.enter_async_context(Site().listening())
        canary = await open_.enter_async_context(Canary().listening())
        safe = await open_.enter_async_context(Site().listening(certified)) if certified else None
        yield World(site=site, canary=canary, safe=safe)


@dataclass(slots=True)
class Notary:
    """Vouches for names; ``believed`` is what trusts it."""

    folder: Path
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def believed(self) -> ssl.SSLContext:
        """What a client that trusts this notary has."""
        own = self._signed("Notary", self._key.public_key(), days=1, names=())
        context = ssl.create_default_context()
        context.load_verify_locations(cadata=own.public_bytes(Encoding.PEM).decode())
        return context

    def certificate(self, name: str, *, days: int = 1, vouched: bool = True) -> ssl.SSLContext:
        """What a server called ``name`` has, for so many days; who is not vouched for says so of itself only."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer = self if vouched else Notary(self.folder, key)
        certificate = signer._signed(name, key.public_key(), days=days, names=(name,))
        file = self.folder / "server.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, subject: str, key: ec.EllipticCurvePublicKey, *, days: int, names: Sequence[str]
    ) -> x509.Certificate:
        until = datetime.now(UTC) + timedelta(days=days)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Notary")])
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - timedelta(days=10))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        )
        if names:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
        return made.sign(self._key, hashes.SHA256())
