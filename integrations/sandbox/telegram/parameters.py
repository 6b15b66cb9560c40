"""What a bot says in a call: by JSON, form, multipart or in the address, it comes to the same."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, Headers, QueryParams, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from integrations.sandbox.telegram.formatting.utf16 import has_surrogates
from integrations.sandbox.telegram.refusals import Refusal, bad_request

NUMBER = re.compile(r"\s*([+-]?\d+)")
LARGEST_BODY = 52 * 1024 * 1024
MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a call, all of them texts as on the wire, and its files."""

    values: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The parameter, empty when it was not given."""
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0) -> int:
        """The number at the beginning of the parameter: Telegram reads 0 from what is none."""
        given = self.text(name)
        found = NUMBER.match(given)
        return default if not given else int(found[1]) if found else 0

    def between(self, name: str, default: int, low: int, high: int) -> int:
        """A number, moved into its bounds without a word."""
        return max(low, min(high, self.number(name, default)))

    def flag(self, name: str) -> bool:
        """Whether the parameter says yes."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def decoded(self, name: str, words: str) -> Any:
        """The JSON in the parameter; None when it was not given, ``words`` to refuse what is not JSON."""
        given = self.text(name)
        if not given:
            return None
        try:
            return json.loads(given)
        except ValueError:
            raise bad_request(words) from None

    def upload(self, name: str) -> Upload | None:
        """The file given as ``name``, itself or by ``attach://``."""
        attached = self.text(name)
        key = attached.removeprefix("attach://") if attached.startswith("attach://") else name
        return self.uploads.get(key)


async def read_parameters(query: str, headers: Mapping[str, str], body: bytes) -> Parameters:
    """The parameters of a call. What stands in the address goes before what stands in the body."""
    if len(body) > LARGEST_BODY:
        raise Refusal(413, "Request Entity Too Large")
    in_address = _as_texts(dict(QueryParams(query).multi_items()))
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        inside = Parameters(_from_json(body))
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        inside = await _from_form(kind, headers, body)
    else:
        inside = Parameters()
    return Parameters({**inside.values, **in_address}, inside.uploads)


def _from_json(body: bytes) -> dict[str, str]:
    if not body.strip():
        return {}
    try:
        given = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise bad_request("Strings must be encoded in UTF-8") from None
    except (ValueError, RecursionError):
        raise bad_request("Can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("Can't parse JSON object: object expected")
    return _as_texts(given)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _as_texts(given: Mapping[str, Any]) -> dict[str, str]:
    """Everything as a form would carry it."""
    texts = {name: _as_text(value) for name, value in given.items() if value is not None}
    if any(has_surrogates(text) for text in texts.values()):
        raise bad_request("Strings must be encoded in UTF-8")
    return texts


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


async def _from_form(kind: str, headers: Mapping[str, str], body: bytes) -> Parameters:
    async def stream() -> Any:
        yield body
        yield b""

    wire = Headers({"content-type": headers["content-type"]})
    try:
        if kind == "multipart/form-data":
            form = await MultiPartParser(wire, stream(), max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY).parse()
        else:
            form = await FormParser(wire, stream()).parse()
        return await _from_fields(form)
    except UnicodeDecodeError:
        raise bad_request("Strings must be encoded in UTF-8") from None
    except (MultiPartException, KeyError):
        raise bad_request("Can't parse multipart request") from None


async def _from_fields(form: FormData) -> Parameters:
    texts: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads[name] = Upload(value.filename or name, value.content_type or "", await value.read())
            await value.close()
        else:
            texts.setdefault(name, value)
    return Parameters(_as_texts(texts), uploads)
