"""Who may do what: every route and method, and what it is to each of the five kinds of visitor.

The columns are those of ``doors.ROLES``: anonymous, member, volunteer, librarian, administrator. An
``o`` is an open door, ``s`` and ``1`` ask to sign in, ``3`` says no, ``4`` says that there is no
such thing. The things in the addresses are Ben's, and the member who knocks is Ada.
"""

from typing import Final

Row = dict[str, str]

CORE: Final[dict[str, Row]] = {
    "api/v1/docs": {"GET": "ooooo"},
    "api/v1/schema": {"GET": "ooooo"},
    "health": {"GET": "ooooo"},
    "health/ready": {"GET": "ooooo"},
}
ACCOUNTS: Final[dict[str, Row]] = {
    "api/v1/auth/login": {"POST": "ooooo"},
    "api/v1/auth/logout": {"POST": "ooooo"},
    "api/v1/auth/logout-everywhere": {"POST": "1oooo"},
    "api/v1/auth/refresh": {"POST": "ooooo"},
    "password/change": {"GET": "soooo", "POST": "soooo"},
    "password/choose": {"GET": "ooooo", "POST": "ooooo"},
    "password/chosen": {"GET": "ooooo"},
    "password/reset": {"GET": "ooooo", "POST": "ooooo"},
    "password/reset/<str:uidb64>/<str:token>": {"GET": "ooooo"},
    "password/reset/sent": {"GET": "ooooo"},
    "sign-in": {"GET": "ooooo", "POST": "ooooo"},
    "sign-out": {"POST": "ooooo"},
    "sign-out/everywhere": {"POST": "soooo"},
    "welcome": {"GET": "soooo"},
}
CATALOG: Final[dict[str, Row]] = {
    "": {"GET": "ooooo"},
    "api/v1/books": {"GET": "ooooo", "POST": "133oo"},
    "api/v1/books/<uuid:book_id>": {"GET": "ooooo", "PUT": "133oo", "DELETE": "133oo"},
    "api/v1/books/<uuid:book_id>/copies": {"GET": "ooooo", "POST": "133oo"},
    "api/v1/branches": {"GET": "ooooo"},
    "api/v1/copies/<path:barcode>": {"GET": "13ooo", "PUT": "133oo", "DELETE": "133oo"},
    "api/v1/copy-types": {"GET": "ooooo"},
    "books/<uuid:book_id>": {"GET": "ooooo"},
    "books/<uuid:book_id>/copies/add": {"GET": "s33oo", "POST": "s33oo"},
    "books/<uuid:book_id>/cover": {"GET": "s33oo", "POST": "s33oo"},
    "books/<uuid:book_id>/edit": {"GET": "s33oo", "POST": "s33oo"},
    "books/<uuid:book_id>/withdraw": {"GET": "s33oo", "POST": "s33oo"},
    "books/add": {"GET": "s33oo", "POST": "s33oo"},
    "copies/<uuid:copy_id>/edit": {"GET": "s33oo", "POST": "s33oo"},
    "copies/<uuid:copy_id>/withdraw": {"GET": "s33oo", "POST": "s33oo"},
    "covers/<uuid:book_id>/<str:name>": {"GET": "44444"},
    "search": {"GET": "ooooo"},
}
MEMBERS: Final[dict[str, Row]] = {
    "api/v1/me": {"GET": "1o444", "PUT": "1o444"},
    "api/v1/members": {"GET": "13ooo", "POST": "ooooo"},
    "api/v1/members/<uuid:member_id>": {"GET": "14ooo", "DELETE": "143oo"},
    "api/v1/members/verify": {"POST": "ooooo"},
    "api/v1/members/verify/resend": {"POST": "ooooo"},
    "me": {"GET": "soooo", "POST": "so444"},
    "me/delete": {"GET": "so444", "POST": "so444"},
    "me/link": {"POST": "so444"},
    "members": {"GET": "s3ooo"},
    "members/<uuid:member_id>": {"GET": "s3ooo"},
    "members/<uuid:member_id>/block": {"GET": "s33oo", "POST": "s33oo"},
    "members/<uuid:member_id>/delete": {"GET": "s33oo", "POST": "s33oo"},
    "members/<uuid:member_id>/edit": {"GET": "s33oo", "POST": "s33oo"},
    "members/add": {"GET": "s33oo", "POST": "s33oo"},
    "members/blocks/<uuid:block_id>/lift": {"POST": "s33oo"},
    "members/register": {"GET": "ooooo", "POST": "ooooo"},
    "members/registered": {"GET": "ooooo"},
    "members/verified": {"GET": "ooooo"},
    "members/verify": {"GET": "ooooo", "POST": "ooooo"},
    "members/verify/resend": {"GET": "ooooo", "POST": "ooooo"},
    "members/verify/resent": {"GET": "ooooo"},
}
LOANS: Final[dict[str, Row]] = {
    "api/v1/desk/deeds": {"GET": "13ooo"},
    "api/v1/desk/undo": {"POST": "13ooo"},
    "api/v1/timeline": {"GET": "13ooo"},
    "desk/deeds": {"GET": "s3ooo"},
    "desk/override/<uuid:member_id>/<str:barcode>": {"GET": "s3ooo", "POST": "s3ooo"},
    "desk/undo/<uuid:deed_id>": {"POST": "s33oo"},
    "loans/of/<uuid:member_id>/blocks": {"GET": "s3ooo"},
    "timeline/book/<uuid:book_id>": {"GET": "s3ooo"},
    "timeline/copy/<uuid:copy_id>": {"GET": "s3ooo"},
    "timeline/loan/<uuid:loan_id>": {"GET": "s3ooo"},
    "timeline/member/<uuid:member_id>": {"GET": "s3ooo"},
    "api/v1/desk/checkout": {"POST": "13ooo"},
    "api/v1/desk/return": {"POST": "13ooo"},
    "api/v1/loans": {"GET": "1oooo", "POST": "1oooo"},
    "api/v1/loans/<uuid:loan_id>": {"GET": "14ooo"},
    "api/v1/loans/<uuid:loan_id>/renew": {"POST": "14ooo"},
    "api/v1/loans/<uuid:loan_id>/return": {"POST": "13ooo"},
    "api/v1/loans/availability": {"GET": "1oooo"},
    "api/v1/loans/renew-all": {"POST": "1o444"},
    "dashboard": {"GET": "s3ooo"},
    "desk": {"GET": "s3ooo", "POST": "s3ooo"},
    "desk/branch": {"POST": "s3ooo"},
    "desk/slip/<uuid:member_id>": {"GET": "s3ooo"},
    "loans": {"GET": "soooo"},
    "loans/<uuid:loan_id>/renew": {"POST": "s4ooo"},
    "loans/of/<uuid:member_id>": {"GET": "s3ooo"},
    "loans/renew-all": {"POST": "so333"},
}
MATRIX: Final = CORE | ACCOUNTS | CATALOG | MEMBERS | LOANS
