"""Whether a row of a list, found by a card or an address, is about the person who has it."""

from dataclasses import dataclass
from datetime import date

from core import text


@dataclass(frozen=True)
class Person:
    """A person as far as a list or the library tells."""

    name: str
    born_on: date | None

    @property
    def words(self) -> frozenset[str]:
        """The words of the name, folded."""
        return frozenset(text.folded(self.name).split())


def by_card(listed: Person, noted: Person) -> bool:
    """Whether a card may tell that ``listed`` is ``noted``: cards are used again. The same birthday
    proves it, whatever the name is by now; beside another the name has to be the same, and without
    one a word of it.
    """
    if listed.name == noted.name:
        return True
    if listed.born_on and noted.born_on:
        return listed.born_on == noted.born_on or _alike(listed, noted)
    return bool(listed.words & noted.words)


def by_old_card(listed: Person, noted: Person) -> bool:
    """Whether a card that is used no more may tell so: neither name nor birthday speak against
    it.
    """
    is_other_day = listed.born_on and noted.born_on and listed.born_on != noted.born_on
    return not is_other_day and (listed.name == noted.name or _alike(listed, noted))


def by_address(listed: Person, noted: Person) -> bool:
    """Whether an address alone may tell so: families share one, and the names, or the days of
    birth, say whether it is the same person.
    """
    if listed.born_on and noted.born_on:
        return listed.born_on == noted.born_on
    return not listed.name or _alike(listed, noted)


def _alike(one: Person, other: Person) -> bool:
    """Whether the one has no word in the name that the other has not."""
    listed, noted = one.words, other.words
    return bool(listed and (listed <= noted or noted <= listed))
