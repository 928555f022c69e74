from members.models.block import Block, BlockKind, Stops
from members.models.category import Category
from members.models.desk_note import DeskNote
from members.models.guardianship import Guardianship
from members.models.imports import MemberImport, MemberImportProfile, MemberImportRow
from members.models.link_request import LinkRequest
from members.models.member import CardSeries, Member
from members.models.merge import MemberMerge
from members.models.notice import Bounce, Letter, Notice, NoticeState, Reason
from members.models.notice_rules import (
    Channel,
    NoticeHours,
    NoticeRule,
    NoticeText,
    UnwantedNotice,
)
from members.models.old_card import OldCard, Why
from members.models.outbox import OutboxMessage
from members.models.photo import MemberPhoto
from members.models.privacy import LeaveRequest, MemberView
from members.models.roll_over import RollOver, RollOverMember

__all__ = [
    "Block",
    "BlockKind",
    "Bounce",
    "CardSeries",
    "Category",
    "Channel",
    "DeskNote",
    "Guardianship",
    "LeaveRequest",
    "Letter",
    "LinkRequest",
    "Member",
    "MemberImport",
    "MemberImportProfile",
    "MemberImportRow",
    "MemberMerge",
    "MemberPhoto",
    "MemberView",
    "Notice",
    "NoticeHours",
    "NoticeRule",
    "NoticeState",
    "NoticeText",
    "OldCard",
    "OutboxMessage",
    "Reason",
    "RollOver",
    "RollOverMember",
    "Stops",
    "UnwantedNotice",
    "Why",
]
