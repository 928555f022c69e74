from members.models.block import Block, BlockKind, Stops
from members.models.category import Category
from members.models.link_request import LinkRequest
from members.models.member import CardSeries, Member
from members.models.outbox import OutboxMessage

__all__ = [
    "Block",
    "BlockKind",
    "CardSeries",
    "Category",
    "LinkRequest",
    "Member",
    "OutboxMessage",
    "Stops",
]
