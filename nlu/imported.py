"""Occupations of JobTech's taxonomy and ESCO, as the operator imports them: ``python -m nlu import-occupations``.

A file of JobTech is the JSON that its GraphQL service or its dumps give: ``{"data": {"concepts": [{"id", "type",
"preferred_label", "alternative_labels", "exact_match": [{"esco_uri"}], …}]}}``. A file of ESCO is
``occupations_<language>.csv`` with ``conceptUri``, ``preferredLabel`` and ``altLabels`` (one on a line). They are
joined on the ESCO URI; an occupation that only ESCO knows is left out, for adverts are found by JobTech's ids.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

MATCHES = ("exact_match", "narrow_match", "close_match", "broad_match")
"""How sure it is that the two mean the same, best first."""
_ESCO_FILE = re.compile(r"occupations_(sv|uk|en)\.csv")
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’ʼ-][^\W\d_]+){0,4}")
_SHORTEST = 6
"""Letters of a name that is understood wherever it stands."""
_FOLDER = Path(__file__).parent / "imported"


class BadImport(ValueError):
    """A file that is none of these, in a sentence."""


class Imported(msgspec.Struct, frozen=True):
    """An occupation: its id at JobTech, its Swedish names (the preferred one first), and ESCO's names by language."""

    concept: str
    names: tuple[str, ...]
    esco: str = ""
    others: dict[str, tuple[str, ...]] = {}


_decoder = msgspec.json.Decoder(list[Imported])


def imported_file() -> Path:
    """Where what was imported is kept."""
    return _FOLDER / "occupations.json"


def read_imported(path: Path) -> list[Imported]:
    """What was imported; nothing where nothing was."""
    try:
        return _decoder.decode(path.read_bytes())
    except FileNotFoundError:
        return []
    except (msgspec.DecodeError, OSError) as error:
        raise BadImport(f"{path.name} cannot be read; import the occupations again") from error


def read_concepts(path: Path) -> Mapping[str, str]:
    """Name in small letters → id. A preferred name wins over a part of one, that over another name."""
    ranked: list[dict[str, str]] = [{}, {}, {}]
    for one in read_imported(path):
        first, *others = one.names
        ranked[0].setdefault(first.casefold(), one.concept)
        for part in re.split(r"[/,]", first):
            ranked[1].setdefault(part.strip().casefold(), one.concept)
        for name in others:
            ranked[2].setdefault(name.casefold(), one.concept)
    return {**ranked[2], **ranked[1], **ranked[0]}


def read_words(path: Path, ours: Iterable[str]) -> dict[str, list[str]]:
    """What else each of ``ours`` is called, in any language, and nothing else is.

    Short names are left out: many are words of everyday language, too.
    """
    names = {name.casefold() for name in ours}
    owner = {concept: name for name, concept in read_concepts(path).items() if name in names}
    claims: dict[str, set[str]] = {}
    for one in read_imported(path):
        for word in _words_of(one) if one.concept in owner else ():
            claims.setdefault(word, set()).add(owner[one.concept])
    found: dict[str, list[str]] = {}
    for word, owners in claims.items():
        if len(owners) == 1 and word not in names:
            found.setdefault(owners.pop(), []).append(word)
    return found


def _words_of(one: Imported) -> set[str]:
    told = (*one.names, *(name for names in one.others.values() for name in names))
    # "Kock, à la carte": what follows the comma is no name by itself.
    parts = (part.strip().casefold() for name in told for part in name.partition(",")[0].split("/"))
    return {part for part in parts if len(part) >= _SHORTEST and _PLAIN.fullmatch(part)}


def import_occupations(files: Iterable[Path], into: Path) -> int:
    """Join the files and keep them in ``into``; how many occupations there are. Raises ``BadImport``."""
    concepts: list[Mapping[str, object]] = []
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in files:
        if found := _ESCO_FILE.fullmatch(file.name):
            for uri, told in _esco(file).items():
                names.setdefault(uri, {})[found[1]] = told
        else:
            concepts += _jobtech(file)
    if not concepts:
        raise BadImport("Name a file of JobTech's occupations, too: without its ids nothing can be joined.")
    made = [_joined(row, names) for row in concepts]
    into.parent.mkdir(parents=True, exist_ok=True)
    half = into.with_suffix(".half")
    half.write_bytes(msgspec.json.encode(made))
    # Whoever reads meanwhile sees the old file or the new one.
    half.replace(into)
    return len(made)


def _joined(row: Mapping[str, object], names: Mapping[str, dict[str, tuple[str, ...]]]) -> Imported:
    uris = [uri for match in MATCHES for uri in _uris(row.get(match))]
    esco = next((uri for uri in uris if uri in names), uris[0] if uris else "")
    also = row.get("alternative_labels")
    labels = [str(row["preferred_label"]), *(map(str, also) if isinstance(also, list) else ())]
    return Imported(str(row["id"]), tuple(dict.fromkeys(labels)), esco, names.get(esco, {}))


def _uris(matches: object) -> list[str]:
    rows = matches if isinstance(matches, list) else []
    return [row["esco_uri"] for row in rows if isinstance(row, dict) and isinstance(row.get("esco_uri"), str)]


def _jobtech(file: Path) -> list[Mapping[str, object]]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["data"]["concepts"]
        found = [row for row in rows if row.get("type", "occupation-name") == "occupation-name"]
        whole = all(isinstance(row["id"], str) and isinstance(row["preferred_label"], str) for row in found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadImport(f"{file.name} is no file of JobTech's concepts.") from error
    if not (found and whole):
        raise BadImport(f"{file.name} holds no occupations with an id and a name.")
    return found


def _esco(file: Path) -> dict[str, tuple[str, ...]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return {
                row["conceptUri"]: tuple(filter(None, (row["preferredLabel"], *row["altLabels"].split("\n"))))
                for row in csv.DictReader(lines)
            }
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise BadImport(f"{file.name} is no file of ESCO's occupations.") from error
