"""Where the texts stand that readers and members see."""

from fnmatch import fnmatch
from typing import Final

FACING: Final = (
    *(
        "templates/base.html",
        "templates/me.html",
        "templates/4*.html",
        "templates/500.html",
        "templates/errors/*",
    ),
    *("templates/components/*", "templates/email/*", "templates/*/email/*"),
    *("templates/accounts/*.html", "templates/members/re*.html", "templates/members/verif*.html"),
    *(f"templates/members/{name}.html" for name in ("profile", "privacy", "confirm_history")),
    *(f"templates/members/{name}.html" for name in ("leave_own", "unsubscribe", "no_membership")),
    *("templates/members/notice_preferences.html", "templates/members/_notice_preferences.html"),
    *(f"templates/loans/{name}.html" for name in ("family", "family_child", "own_data")),
    *(f"templates/catalog/{name}.html" for name in ("home", "search", "book", "heading")),
    *(f"templates/catalog/{name}.html" for name in ("headings", "searches", "cover")),
    *(f"templates/catalog/_{name}.html" for name in ("facets", "nothing_found", "citations")),
    "templates/catalog/_keep_search.html",
    *(f"templates/loans/{name}.html" for name in ("mine", "_rows", "_past", "holds", "hold")),
    *(f"templates/loans/{name}.html" for name in ("_hold_rows", "hold_change", "account")),
    *(f"templates/loans/{name}.html" for name in ("receipt", "slip")),
    *("core/errors.py", "core/http.py", "core/api/*", "core/templatetags/*", "core/web/*"),
    *("accounts/errors.py", "accounts/web/*", "accounts/api/*", "accounts/services/*"),
    *("members/errors.py", "members/web/views/joining.py", "members/web/views/own.py"),
    *("members/web/views/privacy.py", "members/web/views/notice_own.py", "config/context.py"),
    *("loans/services/own_data/*", "loans/services/notices.py", "loans/web/views/families.py"),
    *("loans/web/family_rows.py", "accounts/services/*"),
    *("members/web/forms.py", "members/services/*"),
    *("catalog/web/results.py", "catalog/web/facets.py", "catalog/web/shown.py"),
    *("catalog/web/book_page.py", "catalog/web/feeding.py", "catalog/search/*"),
    *("loans/errors/*", "loans/domain/*", "loans/services/wording.py", "loans/web/rows.py"),
    *("loans/web/hold_rows.py", "loans/web/account_rows.py", "loans/web/views/mine.py"),
    *("loans/web/views/holds.py", "loans/web/renewing.py", "loans/web/hold_forms.py"),
)
"""Patterns of paths, as the catalogues note them beside each text."""


def faces_members(path: str) -> bool:
    """Whether the texts of a file are seen by readers and members."""
    return any(fnmatch(path, pattern) for pattern in FACING)
