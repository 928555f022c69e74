"""What comes in at the desk's one input: commands, apart from what has to be looked up."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Command(StrEnum):
    """What can be said at the desk in a word, typed or printed as a barcode."""

    FINISH = "finish"
    LEND = "lend"
    RETURN = "return"
    RENEW = "renew"
    UNDO = "undo"


@dataclass(frozen=True)
class Order:
    """A command, and what it is about: the barcode after ``renew``, or nothing."""

    command: Command
    about: str = ""


_WORDS: Final = {
    "finish": Command.FINISH,
    "done": Command.FINISH,
    "lend": Command.LEND,
    "return": Command.RETURN,
    "renew": Command.RENEW,
    "undo": Command.UNDO,
}


def order(scan: str) -> Order | None:
    """The command in ``scan``; nothing when it is a number or a name. Only ``renew`` takes a
    word.
    """
    word, _, about = scan.strip().partition(" ")
    command = _WORDS.get(word.casefold())
    if command is None or (about and command is not Command.RENEW):
        return None
    return Order(command, about.strip())


def is_number(scan: str) -> bool:
    """Whether ``scan`` is meant as a card or a barcode and not as somebody's name or address."""
    return "@" not in scan and any(char.isdigit() for char in scan)
