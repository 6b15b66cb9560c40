"""The table of settings as the documentation shows it, made from the code."""

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.settings import Settings


def settings_table() -> str:
    """One line a setting."""
    return "\n".join(
        f"| `{field.validation_alias}` | {_default(field.default)} | {field.description} |"
        for field in Settings.model_fields.values()
    )


def _default(value: object) -> str:
    if value in (None, (), PydanticUndefined) or isinstance(value, SecretStr):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
