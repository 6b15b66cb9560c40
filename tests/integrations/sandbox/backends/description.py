"""An OpenAPI description as something that answers are held to, as far as the register's goes.

A part without a value may be null or left out although the description does not say so: its own examples do that.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "object": dict,
    "array": list,
    "boolean": bool,
    "number": (int, float),
}


class Description:
    """``whole`` is the document."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole
        self.schemas: Mapping[str, Any] = whole["components"]["schemas"]

    def responses(self, path: str, method: str) -> Mapping[str, str]:
        """Status → the name of the schema of its answer; empty where it has none."""
        found = {}
        for status, response in self.whole["paths"][path][method]["responses"].items():
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            found[status] = schema.get("$ref", "").rpartition("/")[2]
        return found

    def problems(self, name: str, value: Any) -> list[str]:
        """What in ``value`` is not as the schema ``name`` says."""
        return list(self._problems(self.schemas[name], value, name))

    def _problems(self, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
        if value is None:
            return
        if "$ref" in schema:
            yield from self._problems(self.schemas[schema["$ref"].rpartition("/")[2]], value, where)
            return
        if not isinstance(value, _TYPES[schema["type"]]):
            yield f"{where}: not of type {schema['type']}"
        elif isinstance(value, dict):
            yield from self._object(schema["properties"], value, where)
        elif isinstance(value, list):
            for inner in value:
                yield from self._problems(schema["items"], inner, f"{where}[]")
        else:
            yield from _plain(schema, value, where)

    def _object(self, known: Mapping[str, Any], value: Mapping[str, Any], where: str) -> Iterator[str]:
        for key, inner in value.items():
            if key in known:
                yield from self._problems(known[key], inner, f"{where}.{key}")
            else:
                yield f"{where}.{key}: unknown"


def _plain(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: not one of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where}: does not fit the pattern"
    if not schema.get("minLength", 0) <= len(str(value)) <= schema.get("maxLength", 10**6):
        yield f"{where}: too long or too short"
