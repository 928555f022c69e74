from tests.core.trouble import trouble

__all__ = ["trouble"]
