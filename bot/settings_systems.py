"""Settings of the systems beside us and behind us: who translates, who checks, whose cases, who signs staff in."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr

from bot import settings_values as values

CaseSystemName = Literal["support_management", "zammad"]
CaseKind = Literal["intake", "membership"]
CaseState = Literal["new", "open", "waiting", "closed"]


class Systems(BaseModel):
    """Where other systems answer, and as whom they are asked. Unset: the system is not used."""

    rasa_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="RASA_URL",
        description=(
            "A Rasa server whose word counts for what a message is about; `https://…`, or `http://` on this machine. "
            "Where it fails the built-in engine decides."
        ),
    )
    deepl_api_key: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="DEEPL_API_KEY",
        description=(
            "Key of a DeepL API account, which then translates between staff and people. Only a Pro account with a "
            "processing agreement may see what people write."
        ),
    )
    deepl_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="DEEPL_URL",
        description="Another address of DeepL's API, `https://…`; unset: the one that goes with the key.",
    )
    libretranslate_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="LIBRETRANSLATE_URL",
        description="A LibreTranslate server that translates instead; `https://…`, or `http://` on this machine.",
    )
    libretranslate_api_key: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="LIBRETRANSLATE_API_KEY",
        description="Its key, where it asks for one.",
    )
    jobsearch_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="JOBSEARCH_URL",
        description=(
            "JobTech's JobSearch, `https://jobsearch.api.jobtechdev.se`: where job adverts are looked up. "
            "Unset: none are."
        ),
    )
    jobsearch_api_key: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None, validation_alias="JOBSEARCH_API_KEY", description="Its key, where it asks for one."
    )
    bolagsverket_environment: Literal["production", "test"] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_ENVIRONMENT",
        description=(
            "`production` or `test`: which of Bolagsverket's company registers (API för värdefulla datamängder) is "
            "asked about organisations. Unset, and no address: none is."
        ),
    )
    bolagsverket_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_URL",
        description="Another address of that API, instead of an environment; together with `BOLAGSVERKET_TOKEN_URL`.",
    )
    bolagsverket_token_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_TOKEN_URL",
        description="Where its tokens are given out (the whole address).",
    )
    bolagsverket_client_id: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_CLIENT_ID",
        description="The client's id, as Bolagsverket sent it.",
    )
    bolagsverket_client_secret: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="BOLAGSVERKET_CLIENT_SECRET",
        description="Its secret. Those of the test environment are of no use in production, nor the other way.",
    )
    homepage_visits: bool = Field(
        default=True,
        validation_alias="HOMEPAGE_VISITS",
        description=(
            "Whether the homepage that an organisation names is visited (one page, at most once an hour); `false` "
            "where the machine may not reach the Internet."
        ),
    )
    sanctions_source: Annotated[SecretStr, BeforeValidator(values.list_source)] | None = Field(
        default=None,
        validation_alias="SANCTIONS_SOURCE",
        description=(
            "The EU's consolidated list of sanctions (XML 1.1), with which organisations and their declared owners are "
            "compared: its address with the token, `https://…`, or a file on this machine. Unset: nobody is compared."
        ),
    )
    sanctions_entities: int = Field(
        default=4000,
        ge=1,
        validation_alias="SANCTIONS_ENTITIES",
        description="So many entities it must have to be believed; the list that is in use stays until one has.",
    )
    sanctions_days: int = Field(
        default=7,
        ge=1,
        le=90,
        validation_alias="SANCTIONS_DAYS",
        description="So many days old it may be, by its own date. When it is older nothing is checked, and it is said.",
    )
    case_systems: Annotated[tuple[tuple[str, CaseSystemName], ...], BeforeValidator(values.case_systems)] = Field(
        default=(),
        validation_alias="CASE_SYSTEMS",
        description=(
            "Which other case system has the cases of which queue, `queue=system,queue=system` with "
            "`support_management` or `zammad`. A queue that is not named has the desk only."
        ),
    )
    support_management_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="SUPPORT_MANAGEMENT_URL",
        description="Where Sundsvall's support-management (version 15) answers, up to the municipality's number.",
    )
    support_management_token_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="SUPPORT_MANAGEMENT_TOKEN_URL",
        description="Where its gateway gives out tokens (the whole address).",
    )
    support_management_client_id: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None, validation_alias="SUPPORT_MANAGEMENT_CLIENT_ID", description="The client's id there."
    )
    support_management_client_secret: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None, validation_alias="SUPPORT_MANAGEMENT_CLIENT_SECRET", description="Its secret."
    )
    support_management_municipality: str = Field(
        default="0180",
        pattern=r"^\d{4}$",
        validation_alias="SUPPORT_MANAGEMENT_MUNICIPALITY",
        description="The municipality's number in its addresses.",
    )
    support_management_namespace: str = Field(
        default="INTEGRATIONSPAKTEN",
        pattern=r"^[\w.-]{1,64}$",
        validation_alias="SUPPORT_MANAGEMENT_NAMESPACE",
        description="The namespace of our errands.",
    )
    support_management_states: Annotated[tuple[tuple[str, CaseState], ...], BeforeValidator(values.pairs)] = Field(
        default=(),
        validation_alias="SUPPORT_MANAGEMENT_STATES",
        description=(
            "What statuses of the namespace mean besides the usual ones, `STATUS=state,…` with `new` `open` `waiting` "
            "`closed`; one that nobody names is open."
        ),
    )
    zammad_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None, validation_alias="ZAMMAD_URL", description="Where Zammad answers."
    )
    zammad_token: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="ZAMMAD_TOKEN",
        description="An access token of Zammad with the permission `ticket.agent`.",
    )
    zammad_groups: Annotated[tuple[tuple[CaseKind, str], ...], BeforeValidator(values.pairs)] = Field(
        default=(),
        validation_alias="ZAMMAD_GROUPS",
        description=(
            "Its groups for our cases, `intake=…,membership=…`; unset: `Etableringscentrum` and `Integrationspakten`."
        ),
    )
    membership_url: Annotated[str, BeforeValidator(values.near_url)] | None = Field(
        default=None,
        validation_alias="MEMBERSHIP_URL",
        description=(
            "Where the registry of members answers; together with `MEMBERSHIP_TOKEN`. Unset: applicants are asked, and "
            "there is no list of members."
        ),
    )
    membership_token: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None, validation_alias="MEMBERSHIP_TOKEN", description="What opens it."
    )
    oidc_issuer: Annotated[str, BeforeValidator(values.issuer)] | None = Field(
        default=None,
        validation_alias="OIDC_ISSUER",
        description=(
            "The OpenID provider with which staff sign in, exactly as it names itself; `https://…`, or `http://` on "
            "this machine. Unset: accounts of the desk's own only."
        ),
    )
    oidc_client_id: Annotated[str, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="OIDC_CLIENT_ID",
        description="What the provider knows this service as.",
    )
    oidc_client_secret: Annotated[SecretStr, BeforeValidator(values.visible)] | None = Field(
        default=None,
        validation_alias="OIDC_CLIENT_SECRET",
        description="Its secret there; unset for a public client, which PKCE alone protects.",
    )
    oidc_role_claim: str = Field(
        default="roles",
        validation_alias="OIDC_ROLE_CLAIM",
        description="The claim with somebody's roles or groups; a dot leads inside (`realm_access.roles`).",
    )
    oidc_roles: str | None = Field(
        default=None,
        validation_alias="OIDC_ROLES",
        description=(
            "What each of its values may do here: `value=role+role, value=role` with `case_worker` `lead` `privacy` "
            "`admin`. Who has none of the values does not come in."
        ),
    )
    oidc_queues: str | None = Field(
        default=None,
        validation_alias="OIDC_QUEUES",
        description=(
            "The queues of each value in the same way, or `all`: `value=membership+general`. Unset: an administrator "
            "gives out the queues on the desk."
        ),
    )
    oidc_queue_claim: str | None = Field(
        default=None,
        validation_alias="OIDC_QUEUE_CLAIM",
        description="The claim with the values of `OIDC_QUEUES`; unset: the one with the roles.",
    )

    def half_set(self) -> str | None:
        """Why what is set does not suffice or cannot be together; None: all is well."""
        return self._two_translators() or self._half_register() or self._half_members() or self._half_provider()

    def _two_translators(self) -> str | None:
        if self.deepl_api_key and self.libretranslate_url:
            return "DEEPL_API_KEY and LIBRETRANSLATE_URL cannot both be set: one of them translates"
        if self.deepl_url and not self.deepl_api_key:
            return "DEEPL_URL does nothing without a DEEPL_API_KEY"
        if self.libretranslate_api_key and not self.libretranslate_url:
            return "LIBRETRANSLATE_API_KEY does nothing without a LIBRETRANSLATE_URL"
        return None

    def _half_register(self) -> str | None:
        """Test secrets must never go to production: the two addresses are chosen together."""
        addresses = bool(self.bolagsverket_url), bool(self.bolagsverket_token_url)
        if any(addresses) and self.bolagsverket_environment:
            return "BOLAGSVERKET_ENVIRONMENT names both addresses: BOLAGSVERKET_URL and BOLAGSVERKET_TOKEN_URL go unset"
        if any(addresses) != all(addresses):
            return "BOLAGSVERKET_URL and BOLAGSVERKET_TOKEN_URL must be set together"
        wanted = all(addresses) or bool(self.bolagsverket_environment)
        if {wanted, bool(self.bolagsverket_client_id), bool(self.bolagsverket_client_secret)} == {True, False}:
            return (
                "the company register needs BOLAGSVERKET_CLIENT_ID, BOLAGSVERKET_CLIENT_SECRET, and "
                "BOLAGSVERKET_ENVIRONMENT (or the two addresses)"
            )
        return None

    def _half_members(self) -> str | None:
        if bool(self.membership_url) != bool(self.membership_token):
            return "MEMBERSHIP_URL and MEMBERSHIP_TOKEN must be set together"
        return None

    def _half_provider(self) -> str | None:
        needed = bool(self.oidc_issuer), bool(self.oidc_client_id), bool(self.oidc_roles)
        if any(needed) and not all(needed):
            return "sign-in with the organisation's accounts needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_ROLES"
        return None
