"""``python -m nlu.rasa FOLDER``: our training data and word lists as Rasa takes them.

Each list is kept in one place, ``nlu/data``: Rasa's look-up tables, patterns, synonyms and domain are made from it.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from nlu.corpus import LANGUAGES, read_corpus
from nlu.occupations import LIST as OCCUPATIONS
from nlu.occupations import load_groups

LISTS = {"municipality": "municipalities", "occupation": OCCUPATIONS, "language": "languages"}
"""Entity → word list, by which Rasa knows it."""
NOTHING = "-"
_VERSION = 'version: "3.1"\n'
_ANNOTATION = r"\[([^\[\]]+)\](?:\((\w+)\)|\{[^{}]*\"entity\":\s*\"(\w+)\"[^{}]*\})"
_ENTITY = re.compile(_ANNOTATION)
_PART_OF_WORD = re.compile(rf"(?<=[\w–-]){_ANNOTATION}|{_ANNOTATION}(?=[\w–-])")
Names = Mapping[str, list[str]]


def write(folder: Path, data: Traversable | None = None) -> None:
    """Leave ``domain.yml`` and ``data/`` in ``folder``, the examples as they are written and the lists beside them."""
    data = data if data is not None else files("nlu").joinpath("data")
    sources = dict(_examples(data))
    for name, source in sources.items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_text(whole_words(source), encoding="utf-8")
    tables = {entity: _table(data, name) for entity, name in LISTS.items()}
    (folder / "data" / "lists.yml").write_text(lists(tables), encoding="utf-8")
    intents = {example.intent for example in read_corpus(data)}
    (folder / "domain.yml").write_text(domain(intents, entities(sources.values()) | set(LISTS)), encoding="utf-8")


def domain(intents: Iterable[str], found: Iterable[str]) -> str:
    """What the examples speak of."""
    return f"{_VERSION}{_list('intents', sorted(set(intents)))}{_list('entities', sorted(set(found)))}"


def entities(sources: Iterable[str]) -> set[str]:
    """The entities that examples are annotated with."""
    return {match[2] or match[3] for source in sources for match in _ENTITY.finditer(source)}


def lists(tables: Mapping[str, Names]) -> str:
    """A look-up table and a pattern of stems for each entity, and a synonym for each spelling."""
    blocks = [_VERSION, "nlu:\n"]
    known: set[str] = set()
    for entity, names in tables.items():
        blocks.append(_block("lookup", entity, sorted({w for _, w in _words(names)})))
        if stems := sorted(set(_stems(names))):
            blocks.append(_block("regex", entity, [rf"\b(?:{'|'.join(map(re.escape, stems))})\w*"]))
        blocks += _synonyms(names, known)
    return "".join(blocks)


def _synonyms(names: Names, known: set[str]) -> Iterator[str]:
    """A spelling means one thing in Rasa: where two values have it the first keeps it."""
    spellings: dict[str, list[str]] = {}
    for value, word in _words(names):
        if word not in known and word != value:
            known.add(word)
            spellings.setdefault(value, []).append(word)
    return (_block("synonym", value, words) for value, words in spellings.items())


def _words(names: Names) -> Iterator[tuple[str, str]]:
    """Value and spelling of whatever stands for itself; what only counts alone (``=``) is an ordinary word too."""
    for value, phrases in names.items():
        if value != NOTHING:
            yield from ((value, p.replace("+", "")) for p in phrases if not re.search(r"[=*?~|&#]", p))


def _stems(names: Names) -> Iterator[str]:
    """Beginnings of single words, any ending."""
    for value, phrases in names.items():
        if value != NOTHING:
            yield from (p[:-1] for p in phrases if re.fullmatch(r"[\w'ʼ’-]+\*", p))


def whole_words(source: str) -> str:
    """Rasa parts words by white space and learns nothing from an annotation that ends within one ("по-[шведски]")."""
    return _PART_OF_WORD.sub(lambda match: match[1] or match[4], source)


def _block(kind: str, name: str, lines: Iterable[str]) -> str:
    return f"- {kind}: {_quoted(name)}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines)


def _list(name: str, values: Iterable[str]) -> str:
    return f"{name}:\n" + "".join(f"- {_quoted(value)}\n" for value in values)


def _quoted(value: str) -> str:
    """JSON's strings are YAML's too."""
    return msgspec.json.encode(value).decode()


def _table(data: Traversable, name: str) -> Names:
    if name == OCCUPATIONS:
        entries = [pair for group in load_groups().values() for pair in group.items()]
        return {label: [*entry.get("uk", ()), entry.get("en", label), *entry["words"]] for label, entry in entries}
    table: Names = tomllib.loads(data.joinpath(f"{name}.toml").read_text(encoding="utf-8"))[name]
    return table


def _examples(data: Traversable) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        folder = data.joinpath(language)
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name.endswith(".yml"):
                yield f"{language}/{file.name}", file.read_text(encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
