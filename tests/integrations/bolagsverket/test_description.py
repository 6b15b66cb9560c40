"""What Bolagsverket publishes, read by our reader: its examples, which break its own description.

They are files beside this checkout. Where they are missing our own shapes stand for them; in CI that is a failure.
"""

import os
from pathlib import Path

import pytest

from integrations.bolagsverket import standing_of
from integrations.bolagsverket.reading import organisations
from tests.integrations.bolagsverket.shapes import body, entry, fault, ongoing

EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "bolagsverket" / "examples"
PARTS = ("organisationsnamn", "organisationsform", "organisationsdatum", "avregistreradOrganisation")
OWN = {
    "aktiebolag": body(
        entry(
            organisationsidentitet={"identitetsbeteckning": "5599900015"},
            avregistreradOrganisation={"avregistreringsdatum": "2023-05-05T00:00:00.000+00:00", "fel": None},
            **ongoing("KK", "LI", key="pagandeAvvecklingsEllerOmstruktureringsforfarande"),
        )
    ),
    "enskild": body(
        entry(organisationsidentitet={"identitetsbeteckning": "1", "typ": {"kod": "PERSONNUMMER", "klartext": "n/a"}})
    ),
    "fel-fran-en-uppgiftskalla": body(
        entry(organisationsidentitet=None, **{part: fault("OTILLGANGLIG_UPPGIFTSKALLA") for part in PARTS})
    ),
}


def example(name: str) -> bytes:
    """Theirs, or our own shape of it."""
    path = EXAMPLES / f"organisationer-{name}-svar.json"
    if not path.exists():
        assert os.environ.get("CI") != "true", "the examples are missing: ../shared/contracts/bolagsverket"
        return OWN[name]
    return path.read_bytes()


@pytest.mark.parametrize(
    "name,word",
    [("aktiebolag", "deregistered"), ("enskild", "sole_trader"), ("fel-fran-en-uppgiftskalla", "unavailable")],
)
@pytest.mark.parametrize("source", ["theirs", "ours"])
def test_the_published_examples_are_read(name: str, word: str, source: str) -> None:
    """And ours say the same as theirs."""
    one, standing = standing_of(organisations(example(name) if source == "theirs" else OWN[name]))
    assert standing.word == word
    assert bool(one.name) is (word != "unavailable")
