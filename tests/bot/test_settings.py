"""Settings are read once, typed, and nonsense is refused in words that never hold the value."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import BadSetting, Settings, environment_names
from bot.settings_values import Address

APART = {"STRA_KEY_FILE": "/run/secrets/stra.key"}


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.read(environ, env_file=tmp_path / ".env")


def test_without_settings_everything_has_a_default(tmp_path: Path) -> None:
    """A first start needs no settings."""
    settings = read(tmp_path)
    assert str(settings.listen) == "127.0.0.1:8080"
    assert (settings.data, settings.partitions, settings.redis_url) == (Path("var"), 16, None)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """``.env`` is read when present, and the environment overrides it."""
    (tmp_path / ".env").write_text("STRA_PARTITIONS=3\nSTRA_LISTEN=127.0.0.1:9000\nUNRELATED=1\n")
    settings = read(tmp_path, STRA_PARTITIONS="4")
    assert (settings.partitions, settings.listen.port) == (4, 9000)


def test_an_empty_value_is_as_good_as_none(tmp_path: Path) -> None:
    """``STRA_CLOCK=`` in a file does not set a clock."""
    assert read(tmp_path, STRA_CLOCK="").clock is None


def test_settings_do_not_change(tmp_path: Path) -> None:
    """What was read stays."""
    with pytest.raises(ValidationError, match="frozen"):
        read(tmp_path).partitions = 3  # type: ignore[misc]


def test_a_mistyped_name_is_refused_with_a_hint(tmp_path: Path) -> None:
    """A setting that would silently do nothing is worse than none."""
    with pytest.raises(BadSetting, match=r"STRA_LISTNE is not a setting .* Did you mean STRA_LISTEN\?"):
        read(tmp_path, STRA_LISTNE="127.0.0.1:1")


def test_a_mistyped_name_in_the_file_is_refused(tmp_path: Path) -> None:
    """The file is held to the same names."""
    (tmp_path / ".env").write_text("STRA_NONSENSE=1\n")
    with pytest.raises(BadSetting, match="STRA_NONSENSE is not a setting"):
        read(tmp_path)


@pytest.mark.parametrize(
    "name,value",
    [
        ("STRA_LISTEN", "secret-8080"),
        ("STRA_LISTEN", "127.0.0.1:secret"),
        ("STRA_LISTEN", "127.0.0.1:70000"),
        ("STRA_METRICS_LISTEN", "secret"),
        ("STRA_PARTITIONS", "0"),
        ("STRA_PARTITIONS", "32"),
        ("STRA_PARTITIONS", "secret"),
        ("STRA_ALLOW_UNSAFE_STORE", "secret"),
        ("REDIS_URL", "http://secret"),
        ("RASA_URL", "secret"),
        ("RASA_URL", "http://secret.example:5005"),
        ("RASA_URL", "https://user:secret@rasa.example"),
        ("DEEPL_API_KEY", "secret with spaces"),
        ("DEEPL_URL", "http://secret.example"),
        ("LIBRETRANSLATE_URL", "http://secret.example:5000"),
        ("LIBRETRANSLATE_URL", "https://user:secret@translate.example"),
        ("LIBRETRANSLATE_API_KEY", "secret with spaces"),
        ("STRA_EMBED_ORIGINS", "https://good.example http://secret.example"),
        ("PUBLIC_URL", "http://secret.example"),
        ("PUBLIC_URL", "https://secret.example/path"),
        ("PUBLIC_URL", "https://user:secret@example.org"),
        ("TELEGRAM_BOT_TOKEN", "secret"),
        ("TELEGRAM_API_URL", "secret"),
        ("TELEGRAM_WEBHOOK_SECRET", "secret with spaces"),
        ("STRA_API_TOKEN", "secret with spaces"),
        ("STRA_DESK_USER", "secret user\n"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_setting_only(tmp_path: Path, name: str, value: str) -> None:
    """The reason is told, the value is not: it may be a secret in the wrong place."""
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, **APART, **{name: value})
    words = str(refused.value)
    assert words.startswith(f"{name}: ")
    assert words.endswith(".")
    assert "secret" not in words


def test_each_bad_value_has_its_sentence(tmp_path: Path) -> None:
    """All mistakes are told at once."""
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, STRA_LISTEN="x", STRA_PARTITIONS="99")
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == ["STRA_LISTEN", "STRA_PARTITIONS"]


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    """A printed settings object holds no secret."""
    secrets = {
        "REDIS_URL": "redis://:s3cret@store/0",
        "TELEGRAM_BOT_TOKEN": "1:s3cret",
        "TELEGRAM_WEBHOOK_SECRET": "s3cret",
        "STRA_DESK_PASSWORD": "s3cret",
        "STRA_API_TOKEN": "s3cret",
        "DEEPL_API_KEY": "s3cret",
        "OIDC_CLIENT_SECRET": "s3cret",
    }
    settings = read(tmp_path, **APART, **secrets)
    assert "s3cret" not in repr(settings) + str(settings)


@pytest.mark.parametrize("words", ["https://a.example,https://b.example", "https://a.example https://b.example/"])
def test_several_sites_may_embed_the_chat(tmp_path: Path, words: str) -> None:
    """Sites are separated by spaces or commas."""
    assert read(tmp_path, STRA_EMBED_ORIGINS=words).embed_origins == ("https://a.example", "https://b.example")


def test_addresses_may_be_ipv6(tmp_path: Path) -> None:
    """Brackets are for writing only."""
    assert read(tmp_path, STRA_LISTEN="[::1]:8080").listen == Address("::1", 8080)
    assert str(Address("::1", 8080)) == "[::1]:8080"


def test_people_may_ask_by_our_own_names_only(tmp_path: Path) -> None:
    """This machine's, the one listened on, and the public one."""
    settings = read(tmp_path, **APART, STRA_LISTEN="10.0.0.7:80", PUBLIC_URL="https://Chat.Example:8443")
    assert settings.hosts == {"localhost", "127.0.0.1", "::1", "10.0.0.7", "chat.example"}


class TestClock:
    def test_a_made_up_time_is_for_tests(self, tmp_path: Path) -> None:
        """Alone it is accepted."""
        assert read(tmp_path, STRA_CLOCK="now.txt").clock == Path("now.txt")

    def test_it_is_refused_in_public(self, tmp_path: Path) -> None:
        """People outside must not meet a frozen clock."""
        with pytest.raises(BadSetting, match="STRA_CLOCK .* PUBLIC_URL"):
            read(tmp_path, **APART, STRA_CLOCK="now.txt", PUBLIC_URL="https://chat.example")

    def test_it_is_refused_with_the_real_telegram(self, tmp_path: Path) -> None:
        """A token alone means the real Telegram."""
        with pytest.raises(BadSetting, match="STRA_CLOCK .* TELEGRAM_BOT_TOKEN"):
            read(tmp_path, **APART, STRA_CLOCK="now.txt", TELEGRAM_BOT_TOKEN="1:a")

    def test_a_local_telegram_is_a_test(self, tmp_path: Path) -> None:
        """A Bot API on this machine is not the real one."""
        url = "http://127.0.0.1:8081"
        settings = read(tmp_path, **APART, STRA_CLOCK="now", TELEGRAM_BOT_TOKEN="1:a", TELEGRAM_API_URL=url)
        assert settings.telegram_api_url == url


class TestKeyFile:
    def test_it_lies_beside_the_data_by_default(self, tmp_path: Path) -> None:
        """Good enough to try the service out, and never inside the data."""
        settings = read(tmp_path, STRA_DATA=str(tmp_path / "var"))
        assert settings.keys == tmp_path / "keys" / "var.key"

    def test_it_never_lies_in_the_data(self, tmp_path: Path) -> None:
        """A copy of the data must not carry its key."""
        with pytest.raises(BadSetting, match="STRA_KEY_FILE must lie outside"):
            read(tmp_path, STRA_DATA=str(tmp_path), STRA_KEY_FILE=str(tmp_path / "deep" / "key"))

    @pytest.mark.parametrize(
        "name,value",
        [
            ("PUBLIC_URL", "https://chat.example"),
            ("TELEGRAM_BOT_TOKEN", "1:a"),
            ("REDIS_URL", "redis://store:6379/0"),
        ],
    )
    @pytest.mark.parametrize("key", ["", "beside.key", "keys/other.key"])
    def test_in_earnest_it_lies_apart(self, tmp_path: Path, name: str, value: str, key: str) -> None:
        """What is beside the data is copied and stolen with it."""
        place = {"STRA_KEY_FILE": str(tmp_path / key)} if key else {}
        with pytest.raises(BadSetting, match=f"STRA_KEY_FILE must name .* {name} is set"):
            read(tmp_path, STRA_DATA=str(tmp_path / "var"), **place, **{name: value})

    def test_a_place_apart_is_accepted(self, tmp_path: Path) -> None:
        """A mounted secret is."""
        settings = read(tmp_path, **APART, PUBLIC_URL="https://chat.example/")
        assert (settings.public_url, settings.secure) == ("https://chat.example", True)


@pytest.mark.parametrize("name", ["STRA_DESK_PASSWORD", "STRA_API_TOKEN"])
def test_short_secrets_are_refused_in_public(tmp_path: Path, name: str) -> None:
    """On the Internet a short password is guessed."""
    with pytest.raises(BadSetting, match=f"{name} must have at least"):
        read(tmp_path, **APART, PUBLIC_URL="https://chat.example", **{name: "short"})


def test_the_names_are_those_of_the_contract() -> None:
    """Other programs and people's files use these names."""
    assert set(environment_names()) == {
        "STRA_LISTEN",
        "STRA_DATA",
        "REDIS_URL",
        "STRA_PARTITIONS",
        "STRA_KEY_FILE",
        "STRA_ALLOW_UNSAFE_STORE",
        "STRA_ENCODER",
        "STRA_METRICS_LISTEN",
        "STRA_WORK_METRICS_LISTEN",
        "STRA_EMBED_ORIGINS",
        "RASA_URL",
        "DEEPL_API_KEY",
        "DEEPL_URL",
        "LIBRETRANSLATE_URL",
        "LIBRETRANSLATE_API_KEY",
        "JOBSEARCH_URL",
        "JOBSEARCH_API_KEY",
        "BOLAGSVERKET_ENVIRONMENT",
        "BOLAGSVERKET_URL",
        "BOLAGSVERKET_TOKEN_URL",
        "BOLAGSVERKET_CLIENT_ID",
        "BOLAGSVERKET_CLIENT_SECRET",
        "HOMEPAGE_VISITS",
        "SANCTIONS_SOURCE",
        "SANCTIONS_ENTITIES",
        "SANCTIONS_DAYS",
        "STRA_SANDBOX",
        "CASE_SYSTEMS",
        "SUPPORT_MANAGEMENT_URL",
        "SUPPORT_MANAGEMENT_TOKEN_URL",
        "SUPPORT_MANAGEMENT_CLIENT_ID",
        "SUPPORT_MANAGEMENT_CLIENT_SECRET",
        "SUPPORT_MANAGEMENT_MUNICIPALITY",
        "SUPPORT_MANAGEMENT_NAMESPACE",
        "SUPPORT_MANAGEMENT_STATES",
        "ZAMMAD_URL",
        "ZAMMAD_TOKEN",
        "ZAMMAD_GROUPS",
        "MEMBERSHIP_URL",
        "MEMBERSHIP_TOKEN",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_API_URL",
        "TELEGRAM_WEBHOOK_SECRET",
        "TELEGRAM_RATE",
        "PUBLIC_URL",
        "STRA_DESK_USER",
        "STRA_DESK_PASSWORD",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_ROLE_CLAIM",
        "OIDC_ROLES",
        "OIDC_QUEUES",
        "OIDC_QUEUE_CLAIM",
        "STRA_API_TOKEN",
        "STRA_CLOCK",
    }


@pytest.mark.parametrize(
    "environ,words",
    [
        ({"DEEPL_API_KEY": "s3cret", "LIBRETRANSLATE_URL": "https://translate.example"}, "cannot both be set"),
        ({"DEEPL_URL": "https://deepl.example"}, "DEEPL_URL does nothing without a DEEPL_API_KEY"),
        ({"LIBRETRANSLATE_API_KEY": "s3cret"}, "LIBRETRANSLATE_API_KEY does nothing without a LIBRETRANSLATE_URL"),
    ],
)
def test_one_translator_at_most_and_whole(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    """Two, or half of one, stop the start with a sentence."""
    with pytest.raises(BadSetting, match=words) as refused:
        read(tmp_path, **environ)
    assert "s3cret" not in str(refused.value)
    assert str(refused.value).endswith(".")


CLIENT = {"BOLAGSVERKET_CLIENT_ID": "us", "BOLAGSVERKET_CLIENT_SECRET": "s3cret"}
ADDRESSES = {
    "BOLAGSVERKET_URL": "https://register.example/v1",
    "BOLAGSVERKET_TOKEN_URL": "https://tokens.example/oauth2/token",
}


@pytest.mark.parametrize(
    "environ,words",
    [
        (CLIENT, "needs BOLAGSVERKET_CLIENT_ID"),
        ({"BOLAGSVERKET_ENVIRONMENT": "test"}, "needs BOLAGSVERKET_CLIENT_ID"),
        ({**ADDRESSES, "BOLAGSVERKET_CLIENT_SECRET": "s3cret"}, "needs BOLAGSVERKET_CLIENT_ID"),
        ({**CLIENT, "BOLAGSVERKET_URL": ADDRESSES["BOLAGSVERKET_URL"]}, "must be set together"),
        ({**CLIENT, "BOLAGSVERKET_TOKEN_URL": ADDRESSES["BOLAGSVERKET_TOKEN_URL"]}, "must be set together"),
        ({**CLIENT, **ADDRESSES, "BOLAGSVERKET_ENVIRONMENT": "production"}, "names both addresses"),
        ({**CLIENT, "BOLAGSVERKET_ENVIRONMENT": "accept2"}, "BOLAGSVERKET_ENVIRONMENT: input should be"),
        ({**CLIENT, **ADDRESSES, "BOLAGSVERKET_URL": "http://register.example"}, "must begin with https"),
        ({**CLIENT, **ADDRESSES, "STRA_SANDBOX": "http://127.0.0.1:5060"}, "together with BOLAGSVERKET_URL"),
        ({"STRA_SANDBOX": "https://sandbox.example"}, "a web address of this machine"),
        ({**APART, "STRA_SANDBOX": "http://localhost:5060", "PUBLIC_URL": "https://chat.example"}, "with PUBLIC_URL"),
    ],
)
def test_the_register_is_named_whole_or_not_at_all(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    """A secret of the test environment never goes to production; practice and the real thing are never mixed."""
    with pytest.raises(BadSetting, match=words) as refused:
        read(tmp_path, **environ)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "environ,wanted",
    [
        ({}, True),
        ({"STRA_SANDBOX": "off"}, False),
        ({"STRA_SANDBOX": "http://127.0.0.1:5060"}, False),
        ({**CLIENT, "BOLAGSVERKET_ENVIRONMENT": "test"}, False),
        ({**CLIENT, **ADDRESSES}, False),
        ({**APART, "PUBLIC_URL": "https://chat.example"}, False),
        ({"STRA_LISTEN": "0.0.0.0:8080"}, False),
        ({"STRA_LISTEN": "[::]:8080"}, False),
        ({"STRA_LISTEN": "192.168.1.20:8080"}, False),
        ({"STRA_LISTEN": "localhost:8080"}, True),
        ({**APART, "TELEGRAM_BOT_TOKEN": "1:a"}, False),
        ({**APART, "TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_API_URL": "http://127.0.0.1:8081"}, True),
    ],
)
def test_practice_is_for_where_nobody_can_come_in(tmp_path: Path, environ: dict[str, str], wanted: bool) -> None:
    """A real person's organisation is never looked up among invented ones."""
    assert read(tmp_path, **environ).wants_sandbox is wanted


@pytest.mark.parametrize(
    "source",
    [
        "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=s3cret",
        "http://127.0.0.1:5060/list.xml?token=s3cret",
        "/srv/lists/s3cret.xml",
        "lists/s3cret.xml",
    ],
)
def test_the_list_of_sanctions_comes_with_its_token_or_from_a_file(tmp_path: Path, source: str) -> None:
    """And neither is shown."""
    settings = read(tmp_path, SANCTIONS_SOURCE=source)
    assert settings.sanctions_source is not None
    assert settings.sanctions_source.get_secret_value() == source
    assert "s3cret" not in repr(settings)
    assert not settings.wants_sandbox


@pytest.mark.parametrize(
    "environ",
    [
        {"SANCTIONS_SOURCE": "http://lists.example/?token=s3cret"},
        {"SANCTIONS_SOURCE": "https://s3cret@lists.example/"},
        {"SANCTIONS_SOURCE": "https://lists.example/?token=s3cret", "STRA_SANDBOX": "http://127.0.0.1:5060"},
        {"SANCTIONS_ENTITIES": "0"},
        {"SANCTIONS_DAYS": "365"},
    ],
)
def test_a_list_of_sanctions_that_proves_nothing_is_refused(tmp_path: Path, environ: dict[str, str]) -> None:
    """Fetched where others could change it, beside a practice list, empty or of last year."""
    with pytest.raises(BadSetting, match="SANCTIONS_") as refused:
        read(tmp_path, **environ)
    assert "s3cret" not in str(refused.value)


SUPPORT = {
    "SUPPORT_MANAGEMENT_URL": "https://errands.example/15.0",
    "SUPPORT_MANAGEMENT_TOKEN_URL": "https://errands.example/token",
    "SUPPORT_MANAGEMENT_CLIENT_ID": "a",
    "SUPPORT_MANAGEMENT_CLIENT_SECRET": "b",
}
PUBLIC = {**APART, "PUBLIC_URL": "https://chat.example"}


class TestCaseSystems:
    def test_each_queue_has_its_own(self, tmp_path: Path) -> None:
        """As many as are named."""
        given = {"CASE_SYSTEMS": "etableringscentrum=support_management, membership=zammad", **SUPPORT}
        settings = read(tmp_path, **PUBLIC, **given, ZAMMAD_URL="https://z.example", ZAMMAD_TOKEN="t")
        assert settings.case_systems == (("etableringscentrum", "support_management"), ("membership", "zammad"))

    def test_practice_needs_no_secrets(self, tmp_path: Path) -> None:
        """The sandbox has its own."""
        assert read(tmp_path, CASE_SYSTEMS="membership=zammad").wants_sandbox

    @pytest.mark.parametrize(
        "given,words",
        [
            ({"CASE_SYSTEMS": "membership"}, "must be pairs"),
            ({"CASE_SYSTEMS": "membership=zammad,membership=zammad"}, "a queue has one"),
            ({"CASE_SYSTEMS": "membership=lotus"}, "CASE_SYSTEMS"),
            ({"CASE_SYSTEMS": "membership=zammad", "ZAMMAD_URL": "https://z.example"}, "needs ZAMMAD_TOKEN"),
            ({"CASE_SYSTEMS": "membership=support_management"}, "needs SUPPORT_MANAGEMENT_URL"),
            ({"ZAMMAD_URL": "http://z.example"}, "must begin with https"),
        ],
    )
    def test_half_of_one_stops_the_start(self, tmp_path: Path, given: dict[str, str], words: str) -> None:
        """With a sentence."""
        with pytest.raises(BadSetting, match=words):
            read(tmp_path, **PUBLIC, **given)

    def test_a_real_one_and_the_sandbox_are_not_used_together(self, tmp_path: Path) -> None:
        """Practice must not write into a real system."""
        with pytest.raises(BadSetting, match="ZAMMAD_URL"):
            read(tmp_path, STRA_SANDBOX="http://127.0.0.1:5060", ZAMMAD_URL="https://z.example")


class TestMembership:
    """The registry of members is named whole or not at all."""

    def test_an_address_and_what_opens_it(self, tmp_path: Path) -> None:
        """What opens it is not shown, and practice is over."""
        settings = read(tmp_path, MEMBERSHIP_URL="https://members.example/v1", MEMBERSHIP_TOKEN="s3cret")
        assert settings.membership_token is not None
        assert settings.membership_token.get_secret_value() == "s3cret"
        assert "s3cret" not in repr(settings)
        assert not settings.wants_sandbox

    @pytest.mark.parametrize(
        "given,words",
        [
            ({"MEMBERSHIP_URL": "https://members.example"}, "must be set together"),
            ({"MEMBERSHIP_TOKEN": "s3cret"}, "must be set together"),
            ({"MEMBERSHIP_URL": "http://members.example", "MEMBERSHIP_TOKEN": "s3cret"}, "must begin with https"),
            (
                {
                    "MEMBERSHIP_URL": "https://members.example",
                    "MEMBERSHIP_TOKEN": "s3cret",
                    "STRA_SANDBOX": "http://127.0.0.1:5060",
                },
                "together with MEMBERSHIP_URL",
            ),
        ],
    )
    def test_half_of_it_or_beside_practice_stops_the_start(
        self, tmp_path: Path, given: dict[str, str], words: str
    ) -> None:
        """Practice must not write into a real registry."""
        with pytest.raises(BadSetting, match=words) as refused:
            read(tmp_path, **given)
        assert "s3cret" not in str(refused.value)
