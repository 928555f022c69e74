"""What files say of a copy that does not simply stand on its shelf: it is lost, missing, damaged,
on order or withdrawn.
"""

import re
from collections.abc import Container, Mapping
from typing import Final

from catalog.domain.copies import Flags, State
from catalog.domain.records.draft import Problem
from core import text

MARKS: Final = (State.LOST, State.MISSING, State.DAMAGED, State.ON_ORDER, State.WITHDRAWN)
"""What a draft may be marked as, in the order in which it is written."""
_FALSE: Final = frozenset({"", "-", "0", "false", "no", "n", "f", "nein", "non"})
_BELOW_ZERO: Final = re.compile(r"-\d+")
# Koha's own list of values for 952 $1 (LOST): whatever else is not 0 means lost too.
_KOHA_MISSING: Final = "4"
# Folded. What a copy is that is none of these follows from its loans, and is not of the catalogue.
_WORDS: Final = {
    State.LOST: "lost|verloren|perdu|perdido|perdida|smarrito|long overdue",
    State.MISSING: "missing|vermisst|fehlt|manquant|desaparecido|trace",
    State.DAMAGED: "damaged|beschadigt|defekt|abime|endommage|danado|danada|danneggiato",
    State.ON_ORDER: "on order|ordered|bestellt|en commande|commande|pedido|encargado",
    State.WITHDRAWN: "withdrawn|ausgeschieden|ausgesondert|weeded|retire|pilonne|retirado",
    None: "available|verfugbar|vorhanden|disponible|disponibile|on shelf|in|on loan|checked out|"
    "ausgeliehen|prete|prestado|reference",
}  # fmt: skip
_MEANT: Final = {word: mark for mark, words in _WORDS.items() for word in words.split("|")}


def of(facts: Mapping[str, str], problems: list[Problem]) -> tuple[str, ...]:
    """What a copy is marked as, by its ``state`` in words and by Koha's flags; a word that is not
    understood is left out and said.
    """
    found = _of_words(facts.get("state", ""), problems)
    if is_yes(facts.get("koha_lost", "")):
        is_missing = facts["koha_lost"].strip() == _KOHA_MISSING
        found.add(State.MISSING if is_missing else State.LOST)
    if is_yes(facts.get("koha_damaged", "")):
        found.add(State.DAMAGED)
    if is_yes(facts.get("koha_withdrawn", "")):
        found.add(State.WITHDRAWN)
    if any(map(_BELOW_ZERO.fullmatch, facts.get("reference_only", "").split())):
        found.add(State.ON_ORDER)  # as Koha says it in "not for loan"
    return in_order(found)


def of_flags(copy: Flags) -> tuple[str, ...]:
    """What a copy of the catalogue is marked as, for a file."""
    noted = {
        State.LOST: copy.lost_at,
        State.MISSING: copy.missing_at,
        State.DAMAGED: copy.damaged_at,
        State.ON_ORDER: copy.on_order,
    }
    return in_order({mark for mark, since in noted.items() if since})


def in_order(marks: Container[str]) -> tuple[str, ...]:
    """These marks as a draft has them. What is lost is missing anyway."""
    found = [mark.value for mark in MARKS if mark in marks]
    return tuple(mark for mark in found if mark != State.MISSING or State.LOST not in found)


def is_yes(said: str) -> bool:
    """Whether a file says yes to a question about a copy. Koha's numbers below zero are no yes."""
    return any(
        word not in _FALSE and not _BELOW_ZERO.fullmatch(word) for word in said.lower().split()
    )


def _of_words(said: str, problems: list[Problem]) -> set[str]:
    found: set[str] = set()
    for word in filter(None, map(text.folded, re.split("[;|,/]", said.replace("_", " ")))):
        if word not in _MEANT:
            problems.append(Problem("state", {"said": word[:40]}))
        elif mark := _MEANT[word]:
            found.add(mark)
    return found
