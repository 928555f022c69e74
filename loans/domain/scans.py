"""What comes in at the desk's one input: commands, apart from what has to be looked up."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Command(StrEnum):
    """What can be said at the desk in a word, typed or printed as a barcode."""

    FINISH = "finish"
    LEND = "lend"
    RETURN = "return"
    DROP = "drop"
    DAMAGED = "damaged"
    RENEW = "renew"
    UNDO = "undo"


@dataclass(frozen=True)
class Order:
    """A command, and what it is about: the barcode after ``renew`` or ``return``, how something is
    ``damaged``, or nothing.
    """

    command: Command
    about: str = ""


_WORDS: Final = {
    "finish": Command.FINISH,
    "done": Command.FINISH,
    "lend": Command.LEND,
    "return": Command.RETURN,
    "drop": Command.DROP,
    "damaged": Command.DAMAGED,
    "renew": Command.RENEW,
    "undo": Command.UNDO,
}
_OF_ANYTHING: Final = frozenset({Command.RENEW, Command.DAMAGED})


def order(scan: str) -> Order | None:
    """The command in ``scan``; nothing when it is a number or a name. ``renew`` and ``return`` may
    be about one copy; after ``damaged`` follows how.
    """
    word, _, rest = scan.strip().partition(" ")
    command, about = _WORDS.get(word.casefold()), rest.strip()
    if command is None:
        return None
    is_known = command in _OF_ANYTHING or (command is Command.RETURN and is_number(about))
    return Order(command, about) if is_known or not about else None


def is_number(scan: str) -> bool:
    """Whether ``scan`` is meant as a card or a barcode and not as somebody's name or address."""
    return "@" not in scan and any(char.isdigit() for char in scan)
