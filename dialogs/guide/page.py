"""One page with every text that people can meet, three languages side by side: for those who write and check them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from babel.messages.catalog import Catalog

from dialogs.guide.book import LANGUAGES, Authority, Entry, Words, authorities, entries
from dialogs.guide.wording import lix
from dialogs.texts import read_catalogue

NAMES = {"sv": "Svenska", "uk": "Українська", "en": "English"}
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 100rem; padding: 1rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
caption { font-size: 1.25rem; font-weight: 600; padding: 1.5rem 0 .5rem; text-align: start; }
th, td { border: 1px solid #767676; padding: .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: Canvas; position: sticky; top: 0; }
tbody th { font: .875rem/1.4 ui-monospace, monospace; }
p { margin: 0 0 .5rem; white-space: pre-wrap; }
small { display: block; }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One text: its key, its words (several where it counts something), and what is known about it."""

    key: str
    words: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def page() -> str:
    """The whole page."""
    tables = (
        _table("Answers of the guide", answer_rows()),
        _table("Authorities and places", authority_rows()),
        _table("Catalogues", catalogue_rows()),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>All texts of Strå</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>All texts of Strå</h1>\n{''.join(tables)}</main>\n</body>\n</html>\n"
    )


def answer_rows() -> Iterator[Row]:
    """Every answer, followed by what is different for somebody."""
    for entry in entries().values():
        doors = f"leads to: {', '.join(entry.doors)}"
        about = (f"about: {', '.join(entry.about)}",) if entry.about else ()
        yield Row(entry.key, _single(entry.answer), (*about, doors, *_origin(entry)))
        yield from (Row(f"{entry.key}-{part}", _single(words)) for part, words in entry.parts.items())


def authority_rows() -> Iterator[Row]:
    """Every authority, followed by what is said about it."""
    for authority in authorities().values():
        also = (f"also: {', '.join(authority.also)}",) if authority.also else ()
        phone = (f"telephone: {authority.phone}",) if authority.phone else ()
        yield Row(authority.key, _single(authority.name), (*also, *phone, *_origin(authority)))
        yield from (Row(f"{authority.key}-{part}", _single(words)) for part, words in authority.parts.items())


def catalogue_rows() -> Iterator[Row]:
    """Every text of the catalogues, in their order."""
    catalogues = {language: read_catalogue(language) for language in LANGUAGES}
    for message in catalogues[LANGUAGES[0]]:
        key = str(message.id if isinstance(message.id, str) else message.id[0])
        if key:
            yield Row(key, {language: _forms(catalogue, key) for language, catalogue in catalogues.items()})


def _forms(catalogue: Catalog, key: str) -> tuple[str, ...]:
    message = catalogue.get(key)
    if message is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ()))


def _single(words: Words) -> dict[str, tuple[str, ...]]:
    return {language: (text,) for language, text in words.items()}


def _origin(told: Entry | Authority) -> tuple[str, ...]:
    link = (f"link: {told.link}",) if told.link else ()
    return (f"source: {told.source}", *link, f"checked {told.checked}, review by {told.review_by}")


def _table(title: str, rows: Iterable[Row]) -> str:
    heads = "".join(f'<th scope="col" lang="{language}">{NAMES[language]}</th>' for language in LANGUAGES)
    body = "".join(map(_row, rows))
    return (
        f'<table>\n<caption>{title}</caption>\n<thead><tr><th scope="col">Key</th>{heads}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )


def _row(row: Row) -> str:
    notes = "".join(f"<small>{escape(note)}</small>" for note in row.notes)
    cells = "".join(_cell(language, row.words.get(language, ())) for language in LANGUAGES)
    return f'<tr id="{escape(row.key)}"><th scope="row">{escape(row.key)}{notes}</th>{cells}</tr>\n'


def _cell(language: str, forms: tuple[str, ...]) -> str:
    text = "".join(f'<p lang="{language}">{escape(form)}</p>' for form in forms)
    return f"<td>{text}<small>{_measure(language, forms)}</small></td>"


def _measure(language: str, forms: tuple[str, ...]) -> str:
    length = " / ".join(str(len(form)) for form in forms) or "missing"
    return f"{length} · LIX {lix(' '.join(forms)):.0f}" if language == "sv" and forms else length
