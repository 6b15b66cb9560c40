"""The few pages that belong to nobody else: the front door, and what people see when something is missing or broken."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent


@cache
def page(name: str) -> bytes:
    """The page ``name`` (``landing``, ``missing``, ``trouble``)."""
    jinja = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    return jinja.get_template(f"{name}.html").render().encode()


@cache
def style() -> bytes:
    """Their style sheet."""
    return (HERE / "static" / "plain.css").read_bytes()
