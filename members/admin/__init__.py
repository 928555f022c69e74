"""The administration of members."""

from members.admin import kept, lists, mail, people

__all__ = ["kept", "lists", "mail", "people"]
