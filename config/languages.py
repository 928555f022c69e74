"""The languages that pages and letters speak, each by its own name. What readers and members see is
complete in all of them (a test holds that); what only the staff sees may still be English in part.
"""

from typing import Final

LANGUAGES: Final = (
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("uk", "Українська"),
)
CODES: Final = tuple(code for code, _name in LANGUAGES)
