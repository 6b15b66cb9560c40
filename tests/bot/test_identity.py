"""What the provider's claims give here: what the settings name and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from bot.identity import Grants, open_identity, values_of
from bot.ops.metrics import Metrics
from bot.settings import BadSetting, Settings

NEEDED = {"OIDC_ISSUER": "https://id.example/", "OIDC_CLIENT_ID": "stra", "OIDC_ROLES": "a=case_worker"}


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.read({**NEEDED, **environ}, env_file=tmp_path / ".env")


def roles(tmp_path: Path, claims: dict[str, Any], **environ: str) -> tuple[str, ...]:
    return Grants.of(read(tmp_path, **environ)).roles_of(claims)


@pytest.mark.parametrize(
    "claims,given",
    [
        ({}, ()),
        ({"roles": None}, ()),
        ({"roles": []}, ()),
        ({"roles": ["unknown"]}, ()),
        ({"roles": ["A"]}, ()),
        ({"roles": {"a": True}}, ()),
        ({"roles": [["a"]]}, ()),
        ({"roles": "a"}, ("case_worker",)),
        ({"roles": ["b", "unknown"]}, ("lead", "privacy")),
        ({"roles": ["b", "a"]}, ("case_worker", "lead", "privacy")),
        ({"groups": ["a"]}, ()),
    ],
)
def test_only_values_that_the_settings_name_give_roles(
    tmp_path: Path, claims: dict[str, Any], given: tuple[str, ...]
) -> None:
    """Deny by default."""
    assert roles(tmp_path, claims, OIDC_ROLES="a=case_worker, b=lead+privacy") == given


def test_a_dot_leads_inside_unless_the_claim_is_called_so() -> None:
    """Keycloak keeps realm roles one level down; ADFS has claims whose names are addresses."""
    assert values_of({"realm_access": {"roles": ["a", 1]}}, "realm_access.roles") == ("a",)
    assert values_of({"http://x.y/role": "a"}, "http://x.y/role") == ("a",)
    assert values_of({"realm_access": "a"}, "realm_access.roles") == ()


def test_queues_come_with_the_account_where_the_settings_say_so(tmp_path: Path) -> None:
    """``all`` is every queue; a claim of their own is possible."""
    claims = {"roles": ["a"], "teams": ["x"]}
    assert Grants.of(read(tmp_path)).queues_of(claims) is None
    assert Grants.of(read(tmp_path, OIDC_QUEUES="a=membership+general")).queues_of(claims) == ("membership", "general")
    everything = Grants.of(read(tmp_path, OIDC_QUEUES="x=all", OIDC_QUEUE_CLAIM="teams")).queues_of(claims)
    assert everything is not None
    assert "urgent" in everything
    assert Grants.of(read(tmp_path, OIDC_QUEUES="x=all")).queues_of(claims) == ()


@pytest.mark.parametrize(
    "name,value",
    [
        ("OIDC_ROLES", "secret"),
        ("OIDC_ROLES", "secret=boss"),
        ("OIDC_ROLES", "secret=all"),
        ("OIDC_ROLES", "=lead"),
        ("OIDC_QUEUES", "a=secret"),
    ],
)
def test_a_role_or_queue_that_there_is_not_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    """In words, without the value."""
    with pytest.raises(BadSetting, match=name) as refused:
        open_identity(read(tmp_path, **{name: value}), Metrics())
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_half_a_provider_is_none(tmp_path: Path, missing: str) -> None:
    """A missing part is named."""
    with pytest.raises(BadSetting, match="needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_ROLES"):
        read(tmp_path, **{missing: ""})


def test_others_cannot_listen_on_the_way_to_the_provider(tmp_path: Path) -> None:
    """https, or this machine itself."""
    with pytest.raises(BadSetting, match="https"):
        read(tmp_path, OIDC_ISSUER="http://id.example")


def test_without_settings_there_is_no_provider(tmp_path: Path) -> None:
    """As before."""
    assert open_identity(Settings.read({}, env_file=tmp_path / ".env"), Metrics()) is None
