from members.models.block import Block
from members.models.category import Category
from members.models.member import CardSeries, Member
from members.models.outbox import OutboxMessage

__all__ = ["Block", "CardSeries", "Category", "Member", "OutboxMessage"]
