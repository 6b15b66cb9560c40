"""Files that went to or fro. They are kept in memory as long as the sandbox runs."""

import hashlib
import itertools
import mimetypes
import struct
from dataclasses import dataclass
from typing import Any

from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.parameters import Upload
from integrations.sandbox.telegram.refusals import bad_request, not_found

Json = dict[str, Any]

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
PICTURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}
FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice"}


@dataclass(slots=True)
class StoredFile:
    """A file and what is said of it. ``size`` may be larger than the content, to be too large without the weight."""

    id: str
    unique: str
    path: str
    mime: str
    name: str
    content: bytes
    size: int
    good_until: float = 0.0

    def json(self) -> Json:
        """What every kind of file says of itself."""
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": self.size}


class Files:
    """All files by their identifiers."""

    def __init__(self, clock: Clock, pace: Pace) -> None:
        self._clock = clock
        self._pace = pace
        self._by_id: dict[str, StoredFile] = {}
        self._numbers = itertools.count()

    def keep(self, kind: str, upload: Upload, size: int | None = None) -> StoredFile:
        """Store a file; it gets an identifier of its kind."""
        number = next(self._numbers)
        digest = hashlib.sha256(upload.content + str(number).encode()).hexdigest()
        mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        stored = StoredFile(
            id=f"BQAC{kind[0].upper()}{digest[:40]}",
            unique=f"AgAD{digest[40:52]}",
            path=f"{FOLDERS[kind]}/file_{number}{_ending(kind, upload)}",
            mime=mime,
            name=upload.name,
            content=upload.content,
            size=len(upload.content) if size is None else size,
        )
        self._by_id[stored.id] = stored
        return stored

    def get(self, identifier: str) -> StoredFile | None:
        """The file of an identifier."""
        return self._by_id.get(identifier)

    def link(self, identifier: str) -> Json:
        """The answer to getFile: where the file can be fetched, for a while."""
        if not identifier:
            raise bad_request("file_id not specified")
        stored = self.get(identifier)
        if stored is None:
            raise bad_request("Invalid file_id")
        if stored.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        stored.good_until = self._clock.now() + self._pace.file_link
        return {**stored.json(), "file_path": stored.path}

    def fetch(self, path: str) -> StoredFile:
        """The file at a path that getFile gave."""
        for stored in self._by_id.values():
            if stored.path == path and self._clock.now() < stored.good_until:
                return stored
        raise not_found()


def media_json(kind: str, stored: StoredFile, extra: Json | None = None) -> Any:
    """The file as it stands in a message: a photo is a list of its sizes, the others are objects."""
    match kind:
        case "photo":
            width, height = picture_size(stored.content)
            return [{**stored.json(), "width": width, "height": height}]
        case "voice":
            return {**stored.json(), "mime_type": "audio/ogg", "duration": 1, **(extra or {})}
        case _:
            return {**stored.json(), "file_name": stored.name, "mime_type": stored.mime, **(extra or {})}


def is_picture(content: bytes) -> bool:
    """Whether the content begins as one of the usual picture formats does."""
    return content.startswith(tuple(PICTURES))


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; other pictures are taken for a usual size."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 800, 600


def _ending(kind: str, upload: Upload) -> str:
    if kind == "voice":
        return ".oga"
    if kind == "photo":
        return ".jpg"
    name = upload.name.rpartition(".")[2]
    return f".{name}" if name.isascii() and name.isalnum() and name != upload.name else ""
