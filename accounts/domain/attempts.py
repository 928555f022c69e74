"""How often a thing may be tried. Fixed windows: simple to explain, one counter for each key."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """At most ``most`` attempts of ``name`` by one key in each ``window``."""

    name: str
    most: int
    window: timedelta

    def window_start(self, now: datetime) -> datetime:
        """When the window that ``now`` falls into began."""
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def retry_after(self, now: datetime) -> int:
        """Whole seconds, at least 1, until the next window."""
        left = self.window_start(now) + self.window - now
        return max(1, int(left.total_seconds()) + 1)


# One address may be mistyped some times; one network (a school, a reading room) holds many people.
SIGN_IN_BY_ADDRESS = Rule("sign_in.address", 10, timedelta(minutes=15))
SIGN_IN_BY_NETWORK = Rule("sign_in.network", 200, timedelta(minutes=15))
REFRESH_BY_NETWORK = Rule("refresh.network", 1_000, timedelta(minutes=15))
REGISTER_BY_NETWORK = Rule("register.network", 60, timedelta(hours=1))
RESET_BY_ADDRESS = Rule("reset.address", 3, timedelta(hours=1))
RESET_BY_NETWORK = Rule("reset.network", 60, timedelta(hours=1))
RESEND_BY_ADDRESS = Rule("resend.address", 3, timedelta(hours=1))
VERIFY_BY_NETWORK = Rule("verify.network", 300, timedelta(hours=1))
