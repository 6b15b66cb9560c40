"""How often one address may open a conversation."""

from dataclasses import dataclass

import pytest

from bot.channels.web.allowance import Allowance
from bot.channels.web.problems import Problem


@dataclass
class Seconds:
    """A clock that a test sets by hand."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed


def refused(allowance: Allowance, address: str) -> bool:
    try:
        allowance.spend(address)
    except Problem:
        return True
    return False


def test_burst_is_given_at_once_and_then_one_each_interval() -> None:
    seconds = Seconds()
    allowance = Allowance(now=seconds, burst=3, interval=2)
    assert [refused(allowance, "203.0.113.1") for _ in range(4)] == [False, False, False, True]
    seconds.passed = 2
    assert [refused(allowance, "203.0.113.1") for _ in range(2)] == [False, True]


def test_one_address_does_not_use_up_anothers() -> None:
    allowance = Allowance(now=Seconds(), burst=1)
    assert not refused(allowance, "203.0.113.1")
    assert not refused(allowance, "203.0.113.2")


def test_household_with_many_ipv6_addresses_is_one() -> None:
    allowance = Allowance(now=Seconds(), burst=1)
    assert not refused(allowance, "2001:db8:1:2::3")
    assert refused(allowance, "2001:db8:1:2:ffff::4")
    assert not refused(allowance, "2001:db8:1:3::3")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.2", "192.168.1.1", "fd00::2"])
def test_proxies_are_not_counted(address: str) -> None:
    allowance = Allowance(now=Seconds(), burst=1)
    assert not any(refused(allowance, address) for _ in range(10))


def test_memory_is_bounded_and_forgets_whom_it_has_not_seen_for_longest() -> None:
    allowance = Allowance(now=Seconds(), burst=1, remembered=2)
    for n in (1, 2, 1, 3):
        refused(allowance, f"203.0.113.{n}")
    assert len(allowance._buckets) == 2
    assert refused(allowance, "203.0.113.1")
    assert not refused(allowance, "203.0.113.2")
