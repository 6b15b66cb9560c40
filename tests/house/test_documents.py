"""What the documents say of the code is so."""

from pathlib import Path

from bot.__main__ import COMMANDS
from bot.store.keys import TABLE
from tests.house.settings_table import settings_table

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_every_setting_is_documented_as_it_is() -> None:
    """docs/operations.md holds the table that the code gives."""
    table = OPERATIONS.read_text().partition("<!-- settings:")[2].partition("<!-- /settings -->")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    assert "\n".join(lines) == settings_table()


def test_every_command_is_documented() -> None:
    """docs/operations.md names each command of ``python -m bot``."""
    text = OPERATIONS.read_text()
    assert [name for name in COMMANDS if f"`python -m bot {name}`" not in text] == []


def test_every_kind_of_key_stands_in_the_picture_of_the_store() -> None:
    """docs/architecture.md names what is kept, and nothing else."""
    table = (OPERATIONS.parent / "architecture.md").read_text().partition("| key | holds |\n|---|---|\n")[2]
    rows = (line.split("|")[1] for line in table.partition("\n\n")[0].splitlines())
    assert sorted(name for row in rows for name in row.split()) == sorted(f"`{kind}`" for kind in TABLE)
