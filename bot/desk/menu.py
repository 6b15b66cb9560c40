"""The main menu: what an account's roles lead to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the menu; ``count`` is open work, which an ``alarm`` says loudly."""

    href: str
    label: str
    count: int | None = None
    alarm: bool = False


CASES = frozenset({"case_worker", "lead", "privacy"})


def make_menu(roles: frozenset[str], stuck: int) -> list[Item]:
    """The links for ``roles``."""
    items = [
        (CASES, Item("/desk/queue", "Kö")),
        (CASES - {"privacy"}, Item("/desk/mine", "Mina ärenden")),
        (CASES, Item("/desk/visits", "Besök")),
        (frozenset({"lead"}), Item("/desk/dead", "Fastnat", stuck, alarm=True)),
        (frozenset({"lead"}), Item("/desk/unclear", "Oförstått")),
        (frozenset({"lead"}), Item("/desk/deviations", "Avvikelser")),
        (frozenset({"lead"}), Item("/desk/follow-up", "Uppföljning")),
        (frozenset({"lead"}), Item("/desk/hours", "Öppettider")),
        (frozenset({"lead"}), Item("/desk/guide", "Guiden")),
        (frozenset({"lead"}), Item("/desk/contacts", "Kontakter")),
        (frozenset({"lead", "admin"}), Item("/desk/pact", "Medlemskap")),
        (frozenset({"admin"}), Item("/desk/accounts", "Konton")),
        (frozenset({"admin"}), Item("/desk/telegram", "Telegramgrupp")),
    ]
    return [item for allowed, item in items if roles & allowed]
