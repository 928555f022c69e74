"""Classes and groups, as they follow each other from year to year."""

import re
from collections.abc import Collection, Mapping
from typing import Final

_NUMBER: Final = re.compile(r"\d{1,2}")


def number(group: str) -> int | None:
    """The year of a class: 5 of "5a", "Klasse 5" and "Year 05"."""
    found = _NUMBER.search(group)
    return int(found[0]) if found else None


def following(group: str) -> str:
    """The class after this one: "6a" after "5a"; a group without a number stays what it is."""
    found = _NUMBER.search(group)
    if not found:
        return group
    risen = str(int(found[0]) + 1).zfill(len(found[0]))
    return group[: found.start()] + risen + group[found.end() :]


def moves(groups: Collection[str]) -> Mapping[str, str]:
    """What becomes of each class in a new year; nothing of the last ones, whose pupils leave."""
    last = max((found for group in groups if (found := number(group)) is not None), default=None)
    return {
        group: "" if number(group) is not None and number(group) == last else following(group)
        for group in groups
    }
