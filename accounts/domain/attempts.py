"""How often a thing may be tried. Fixed windows: simple to explain, one counter for each key."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

IPV6_SUBSCRIBER_BITS = 64


@dataclass(frozen=True)
class Rule:
    """At most ``most`` attempts of ``name`` by one key in each ``window``."""

    name: str
    most: int
    window: timedelta

    def key_of(self, who: str) -> str:
        """What is counted for ``who``: each by itself."""
        return who

    def window_start(self, now: datetime) -> datetime:
        """When the window that ``now`` falls into began."""
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def retry_after(self, now: datetime) -> int:
        """Whole seconds, at least 1, until the next window."""
        left = self.window_start(now) + self.window - now
        return max(1, ceil(left.total_seconds()))


class NetworkRule(Rule):
    """A rule that counts machines by the network they are in."""

    def key_of(self, who: str) -> str:
        """The network of the address ``who``."""
        return network_of(who)


def network_of(address: str) -> str:
    """Where an address is counted: IPv4 as it is, IPv6 by its /64.

    A subscriber is given at least a whole /64 (RFC 6177), and could use a new address for each try.
    What is no address is a key of its own.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found.packed, IPV6_SUBSCRIBER_BITS), strict=False))


# Only what fails is counted at sign-in: one network (a school, a reading room) holds many people.
# An address is counted by network, and by all networks together; that second limit is more than one
# network can reach, so that nobody shuts an owner out from afar by failing again and again.
SIGN_IN_BY_NETWORK = NetworkRule("sign_in.network", 200, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Rule("sign_in.address", 10, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS_ANYWHERE = Rule("sign_in.anywhere", 60, timedelta(hours=1))
REFRESH_BY_NETWORK = NetworkRule("refresh.network", 1_000, timedelta(minutes=15))
REGISTER_BY_NETWORK = NetworkRule("register.network", 60, timedelta(hours=1))
RESET_BY_ADDRESS = Rule("reset.address", 3, timedelta(hours=1))
RESET_BY_NETWORK = NetworkRule("reset.network", 60, timedelta(hours=1))
RESEND_BY_ADDRESS = Rule("resend.address", 3, timedelta(hours=1))
VERIFY_BY_NETWORK = NetworkRule("verify.network", 300, timedelta(hours=1))
PASSWORD_BY_USER = Rule("password.user", 10, timedelta(minutes=15))
