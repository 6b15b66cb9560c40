"""Which addresses may be visited at all."""

import pytest

from integrations.homepage.address import host_of, is_public, next_address, read_address
from integrations.homepage.unvisited import Unvisited


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "193.10.0.1", "2606:4700::1111", "2a00:1450:400f::5e"])
def test_what_anybody_can_reach_may_be_visited(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.1",
        "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
        "192.0.2.80", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::5db8:d70e",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002:7f00:1::", "2002:5db8:d70e::1", "2620:4f:8000::1", "3fff::1", "fc00::1", "fd00:ec2::254",
        "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fec0::1", "ff02::1", "ff0e::1", "5f00::1", "4000::1",
        "", "localhost", "127.1", "0x7f000001", "2130706433", "1.1.1.1 ", "1.1.1", "::g",
    ],
)  # fmt: skip
def test_what_is_inside_or_belongs_to_many_may_not(address: str) -> None:
    """Nor what only looks like an address, nor ways from one kind of address to the other."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "given,read",
    [
        ("foretaget.se", "https://foretaget.se"),
        (" https://foretaget.se/om ", "https://foretaget.se/om"),
        ("HTTP://WWW.Foretaget.SE/Om?a=b#c", "http://www.foretaget.se/Om?a=b"),
        ("https://företaget.se/", "https://xn--fretaget-n4a.se/"),
        ("https://їжа.укр", "https://xn--80al2h.xn--j1amh"),
        ("foretaget.se/?from=http://b.se", "https://foretaget.se/?from=http://b.se"),
        ("foretaget.se.", "https://foretaget.se"),
        ("https://foretaget.se:443/", "https://foretaget.se/"),
        ("http://foretaget.se:443/", "http://foretaget.se:443/"),
        ("https://a-1.foretaget.se", "https://a-1.foretaget.se"),
    ],
)
def test_what_people_type(given: str, read: str) -> None:
    """With or without a scheme, in any alphabet, with a dot at the end."""
    assert str(read_address(given)) == read


@pytest.mark.parametrize(
    "given",
    [
        "http://127.0.0.1/", "http://localhost/", "http://LOCALHOST/", "localhost", "http://localhost./",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://017700000001/",
        "http://127.1/", "http://127.0.1/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/", "http://1.1.1.1/",
        "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[2002:7f00:1::]",
        "http://[64:ff9b::127.0.0.1]/", "http://[fe80::1]/", "http://[2606:4700::1111]/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://10.0.0.1",
        "http://127。0。0。1/", "http://127．0．0．1/", "http://intranet/", "http://printer.local/", "http://a.internal/",
        "http://x.localhost/", "http://router.lan/", "http://1.0.0.127.in-addr.arpa/", "http://abc.onion/",
        "http://a_b.se/", "http://-a.se/", "http://a-.se/", "http://a..se/", "http://.se/",
        "http://" + "a." * 127 + "se", "http://" + "a" * 64 + ".se", "http://a.1/", "http://a.0x1/", "http://a%2ese/",
    ],
)  # fmt: skip
def test_machines_are_no_homepages(given: str) -> None:
    """Numbers in any dress, names without a dot, names of the inside, names that are none."""
    with pytest.raises(Unvisited) as refused:
        read_address(given)
    assert refused.value.reason in {"blocked_address", "bad_address"}
    assert refused.value.later is None
    assert host_of(given) is None


@pytest.mark.parametrize(
    "given",
    [
        "", "   ", "http://", "https:///x", "file:///etc/passwd", "ftp://a.se/", "gopher://a.se/",
        "javascript:alert(1)", "data:text/html,x", "http://user@a.se/", "http://user:word@a.se/", "http://a.se@127.0.0.1/",
        "http://a.se:22/",
        "http://a.se:8080/", "http://a.se:0/", "http://a.se:99999/", "http://a.se:x/", "http://a.se\\@127.0.0.1/",
        "http://a.se /", "http://a.se/\r\nHost: b.se", "http://a\x00.se/", "http://a.se/\u2028x", "http://１２７.0.0.1/",
        "http://①②⑦.0.0.1/", "http://[::1", "http://a.se/" + "a" * 2000, "vår hemsida är a.se", "mailto:a@b.se",
    ],
)  # fmt: skip
def test_nonsense_is_no_address(given: str) -> None:
    """Other schemes and ports, users and passwords, what would end a line, digits of other alphabets."""
    with pytest.raises(Unvisited):
        read_address(given)


@pytest.mark.parametrize(
    "location,there",
    [
        ("/om", "https://a.se/om"),
        ("om?x=1", "https://a.se/x/om?x=1"),
        ("//www.a.se/", "https://www.a.se/"),
        ("https://b.se", "https://b.se"),
        ("?y", "https://a.se/x/y?y"),
    ],
)
def test_where_a_page_sends_us_on(location: str, there: str) -> None:
    assert str(next_address(read_address("https://a.se/x/y"), location)) == there


@pytest.mark.parametrize(
    "location,reason",
    [
        ("http://b.se/", "insecure"),
        ("//127.0.0.1/", "blocked_address"),
        ("https://[::1]/", "blocked_address"),
        ("https://a.se:8443/", "bad_address"),
        ("https://u@b.se/", "bad_address"),
        ("file:///etc/passwd", "bad_address"),
        ("javascript:alert(1)", "bad_address"),
        ("https://b.se/\tx", "bad_address"),
        ("\\\\127.0.0.1\\", "bad_address"),
        ("https://[::1", "bad_address"),
        ("/" + "a" * 2000, "bad_address"),
    ],
)
def test_where_nobody_is_sent_on_to(location: str, reason: str) -> None:
    """Also from encryption to none."""
    with pytest.raises(Unvisited) as refused:
        next_address(read_address("https://a.se/"), location)
    assert refused.value.reason == reason
