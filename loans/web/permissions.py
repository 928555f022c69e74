"""What several pages ask of who opens them."""

from typing import Final

WORKS_WITH_MEMBERS: Final = ("loans.work_desk", "members.view_member")
