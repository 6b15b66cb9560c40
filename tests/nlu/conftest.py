"""The word lists, loaded once."""

from dataclasses import replace

import pytest

from nlu.patterns import Matcher
from nlu.rules import Rules, load_rules


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The engine as it runs."""
    return load_rules()


@pytest.fixture(scope="session")
def calm(rules: Rules) -> Rules:
    """The engine without its words of danger: what else it understands is tested by itself."""
    return Rules(replace(rules.lists, danger=Matcher(()), harmless=Matcher(())))
