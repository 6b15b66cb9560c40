"""The EU's consolidated list in its own format, with invented names, made at the moment it is asked for.

``GET /sanctions/list.xml?token=sandbox``, as the real one 403 without its token. Beside the troubles that every system
has, the file itself can be wrong: see ``SHAPES``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import cycle, islice, product

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.trouble import Trouble

PATH = "/sanctions/list.xml"
TOKEN = "sandbox"  # noqa: S105 - of no use anywhere
NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
SHAPES = ("old", "future", "small", "torn", "bomb", "entity", "namespace")
ENTERPRISES, PERSONS = 1400, 2900
Pair = tuple[str, str]
_BEGIN: Sequence[Pair] = (
    ("Zarud", "Заруд"), ("Bolg", "Болг"), ("Temn", "Темн"), ("Klyuv", "Клюв"), ("Dubr", "Дубр"), ("Shcherb", "Щерб"),
    ("Ognev", "Огнев"), ("Chern", "Черн"), ("Vyl", "Выл"), ("Pesk", "Песк"), ("Gorb", "Горб"), ("Mzhar", "Мжар"),
    ("Khlyst", "Хлыст"), ("Yart", "Ярт"), ("Tsvet", "Цвет"), ("Lazur", "Лазур"), ("Sukhr", "Сухр"),
    ("Neprav", "Неправ"),
)  # fmt: skip
_MIDDLE: Sequence[Pair] = (
    ("o", "о"), ("anov", "анов"), ("el", "ел"), ("in", "ин"), ("ush", "уш"), ("evich", "евич"), ("yat", "ят"),
    ("orod", "ород"), ("il", "ил"),
)  # fmt: skip
_END: Sequence[Pair] = (
    ("mash", "маш"), ("volt", "вольт"), ("les", "лес"), ("khim", "хим"), ("most", "мост"), ("prom", "пром"),
    ("rybak", "рыбак"), ("snab", "снаб"), ("svyaz", "связь"),
)  # fmt: skip
_SURNAME_END: Sequence[Pair] = (("ovsky", "овский"), ("enko", "енко"), ("yshkin", "ышкин"), ("ukhin", "ухин"))
_WORK: Sequence[Pair] = (("Trade", "Трейд"), ("Plant", "Завод"), ("Holding", "Холдинг"), ("Bank", "Банк"), ("", ""))
_FORM: Sequence[Pair] = (("LLC", "ООО"), ("JSC", "АО"), ("PJSC", "ПАО"))
_FIRST: Sequence[Pair] = (
    ("Ivan", "Иван"), ("Sergey", "Сергей"), ("Olena", "Олена"), ("Anna", "Анна"), ("Mikhail", "Михаил"),
    ("Ali", "Али"), ("Hassan", "Хассан"), ("Mohamed", "Мохамед"), ("Maria", "Мария"), ("Aleksandr", "Александр"),
    ("Testislav", "Тестислав"), ("Yuriy", "Юрий"), ("Oleksandr", "Олександр"),
)  # fmt: skip


@dataclass(slots=True)
class LocalSanctions:
    """``asked``: how often the list was fetched. ``now``: when it is made."""

    name: str = "sanctions"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=SHAPES))
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    asked: int = 0

    def routes(self) -> Sequence[BaseRoute]:
        """The list."""
        return (Route(PATH, self.trouble.around(self._list)),)

    async def _list(self, request: Request) -> Response:
        self.asked += 1
        if request.query_params.get("token") != TOKEN:
            return Response(b"<html>Forbidden</html>", 403, media_type="text/html")
        return Response(document(self.now(), self.trouble.now), media_type="application/xml")


def document(at: datetime, shape: str = "none") -> bytes:
    """The file as it would be made ``at``; ``shape``: what is wrong with it."""
    content = _file(
        at + timedelta(days=_DAYS.get(shape, 0)),
        most=10 if shape == "small" else None,
        before=_BEFORE.get(shape, ""),
        remark="&z;" if shape in _BEFORE else "Invented.",
    )
    if shape == "namespace":
        return content.replace(NAMESPACE.encode(), b"http://example.invalid/another")
    return content[:200_000] if shape == "torn" else content


_DAYS = {"old": -40, "future": 40}
_BOMB = (
    "<!DOCTYPE export ["
    '<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{of};" * 32}">' for of, name in zip("abcdefg", "bcdefgz", strict=True))
    + "]>"
)
_ELSEWHERE = '<!DOCTYPE export [<!ENTITY z SYSTEM "file:///etc/hostname">]>'
_BEFORE = {"bomb": _BOMB, "entity": _ELSEWHERE}


def _file(at: datetime, *, most: int | None, before: str, remark: str) -> bytes:
    """All entities, or the first ``most``."""
    lines = [
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{before}',
        f'<export xmlns="{NAMESPACE}" generationDate="{at.isoformat(timespec="milliseconds")}" globalFileId="1">',
        *(
            _entity(number, kind, names, remark)
            for number, (kind, names) in enumerate(islice(_everybody(), most), start=9_990_001)
        ),
        "</export>",
    ]
    return "\n".join(lines).encode()


def _everybody() -> Iterator[tuple[str, Pair]]:
    yield "enterprise", ("Severny Prokat Test AO", "АО «Северный Прокат Тест»")
    yield "person", ("Testislav Primerov", "Тестислав Примеров")
    yield from (("enterprise", names) for names in islice(_enterprises(), ENTERPRISES))
    yield from (("person", names) for names in islice(_persons(), PERSONS))


def _enterprises() -> Iterator[Pair]:
    for place, parts in enumerate(product(_END, _MIDDLE, _BEGIN)):
        root, work, form = _joined(*reversed(parts)), _WORK[place % len(_WORK)], _FORM[place % len(_FORM)]
        yield " ".join(f"{root[0]} {work[0]} {form[0]}".split()), " ".join(f"{form[1]} {work[1]} «{root[1]}»".split())


def _persons() -> Iterator[Pair]:
    """Many share a first name, few a surname."""
    surnames = cycle(product(_SURNAME_END, _MIDDLE, _BEGIN))
    for first, parts in zip(cycle(_FIRST), surnames, strict=False):
        last = _joined(*reversed(parts))
        yield f"{first[0]} {last[0]}", f"{first[1]} {last[1]}"


def _joined(*parts: Pair) -> Pair:
    return "".join(latin for latin, _ in parts), "".join(cyrillic for _, cyrillic in parts)


def _entity(number: int, kind: str, names: Pair, remark: str) -> str:
    aliases = "".join(
        f'<nameAlias firstName="" middleName="" lastName="" wholeName="{escape(name)}" function="" gender="" title="" '
        f'nameLanguage="{language}" strong="true" regulationLanguage="en" logicalId="{number}{place}"/>'
        for place, (name, language) in enumerate(zip(names, ("EN", "RU"), strict=True))
    )
    return (
        f'<sanctionEntity designationDate="2022-03-15" designationDetails="" unitedNationId="" '
        f'euReferenceNumber="EU.{number // 100}.{number % 100:02}" logicalId="{number}"><remark>{remark}</remark>'
        '<regulation regulationType="amendment" organisationType="commission" publicationDate="2022-03-15" '
        'entryIntoForceDate="2022-03-15" numberTitle="2022/000 (TEST)" programme="UKR" logicalId="1">'
        "<publicationUrl>http://example.invalid/regulation</publicationUrl></regulation>"
        f'<subjectType code="{kind}" classificationCode="{kind[0].upper()}"/>{aliases}</sanctionEntity>'
    )
