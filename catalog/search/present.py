"""Names and headings as they read now: a saved search, a feed or a shared link may hold one that
has become another name since.
"""

from dataclasses import replace
from typing import Any, Final

from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.search.wanted import Wanted

_CHOSEN: Final = {"contributor": CONTRIBUTORS, "heading": SUBJECTS}


def of(wanted: Wanted) -> Wanted:
    """``wanted`` with the own name of each heading that it was narrowed to by another one: a
    statement for each that was chosen.
    """
    own: dict[str, Any] = {}
    for side, kind in _CHOSEN.items():
        if asked := getattr(wanted, side):
            others = kind.aliases.filter(**{kind.column: asked}).order_by()
            name = others.values_list(f"{kind.word}__{kind.column}", flat=True).first()
            own |= {side: name} if name else {}
    return replace(wanted, **own) if own else wanted
