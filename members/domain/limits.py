"""How often members may have the library write to an address."""

from datetime import timedelta
from typing import Final

from accounts.domain.attempts import NetworkRule, Rule

NEW_ADDRESS_BY_MEMBER: Final = Rule("new_address.member", 5, timedelta(hours=1))
LINK_BY_NETWORK: Final = NetworkRule("link.network", 60, timedelta(hours=1))
