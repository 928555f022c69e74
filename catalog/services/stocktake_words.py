"""What a scan at a stocktake is answered: a word, a sentence, a sound."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.domain.stocktakes import Finding
from catalog.models import Copy, StocktakeLine
from catalog.services.stocktakes import Scanned

OK, LOOK, STOP = "ok", "look", "stop"

FINDINGS: Final = {
    Finding.MISSING: gettext_lazy("Missing"),
    Finding.OUT_OF_ORDER: gettext_lazy("Out of order"),
    Finding.ELSEWHERE: gettext_lazy("Wrong shelf"),
    Finding.OTHER_BRANCH: gettext_lazy("Of another branch"),
    Finding.ON_LOAN: gettext_lazy("On loan, but here"),
    Finding.FOR_A_HOLD: gettext_lazy("Set aside, but here"),
    Finding.IN_TRANSIT: gettext_lazy("On its way, but here"),
    Finding.WITHDRAWN: gettext_lazy("Withdrawn, but here"),
    Finding.LOST: gettext_lazy("Lost, but here"),
    Finding.ON_ORDER: gettext_lazy("On order, but here"),
    Finding.UNKNOWN: gettext_lazy("Unknown number"),
    Finding.FOUND_AGAIN: gettext_lazy("Found again"),
    Finding.IN_PLACE: gettext_lazy("In its place"),
}
# The look of the line, the sound that is made, and what to do with the book in the hand.
_ANSWERS: Final[dict[str, tuple[str, str, Callable[[Copy], str]]]] = {
    Finding.IN_PLACE: ("success", OK, lambda _copy: ""),
    Finding.FOUND_AGAIN: ("success", OK, lambda _copy: _("It was missing, and is no longer.")),
    Finding.ELSEWHERE: ("warning", LOOK, lambda copy: _("Its place: %s.") % _place(copy)),
    Finding.OTHER_BRANCH: ("warning", LOOK, lambda copy: _("Send it to %s.") % copy.branch),
    Finding.ON_LOAN: ("refusal", STOP, lambda _copy: _("Take it back at the desk.")),
    Finding.FOR_A_HOLD: ("refusal", STOP, lambda _copy: _("Put it on the hold shelf.")),
    Finding.IN_TRANSIT: ("refusal", STOP, lambda _copy: _("Scan it at the desk.")),
    Finding.WITHDRAWN: ("refusal", STOP, lambda _copy: _("Lay it aside for a librarian.")),
    Finding.LOST: ("refusal", STOP, lambda _copy: _("Scan it at the desk: it is found again.")),
    Finding.ON_ORDER: ("warning", LOOK, lambda _copy: _("Note that it has come.")),
}


@dataclass(frozen=True)
class Line:
    """What a scan is answered. Plain data, so that a repeated request gets the very same."""

    kind: str
    sound: str
    word: str
    sentence: str
    details: str = ""
    scan: str = ""  # the id of the scan, where it can be taken back from here
    gone: str = ""  # the id of the scan that has been taken back

    @property
    def spoken(self) -> str:
        """All of it in a row."""
        return " ".join(filter(None, [f"{self.word}: {self.sentence}.", self.details]))


def answer(done: Scanned) -> Line:
    """The answer to a scan."""
    line, copy = done.line, done.line.copy
    if done.again:
        said = copy.book.title if copy else line.barcode
        return Line("info", OK, _("Counted already"), said, line.barcode)
    if copy is None:
        said = _("No copy has this number. Lay it aside for a librarian.")
        word = str(FINDINGS[Finding.UNKNOWN])
        return Line("refusal", STOP, word, line.barcode, said, str(line.pk))
    if done.before is not None:
        said = _("It belongs before the one scanned just now: “%(title)s” (%(number)s).")
        named = {"title": done.before.book.title, "number": done.before.call_number}
        word, said = _("Check the order"), said % named
        return Line("warning", LOOK, word, copy.book.title, said, str(line.pk))
    return of_line(line)


def of_line(line: StocktakeLine) -> Line:
    """The answer as it was given, for a page that is opened again."""
    word = str(FINDINGS[Finding(line.finding)])
    if line.copy is None:
        return Line("refusal", STOP, word, line.barcode, scan=str(line.pk))
    kind, sound, advice = _ANSWERS.get(line.finding, _ANSWERS[Finding.IN_PLACE])
    title = line.copy.book.title
    return Line(kind, sound, word, title, advice(line.copy), str(line.pk))


def undone(line: StocktakeLine) -> Line:
    """The answer to a scan that was taken back."""
    said = line.copy.book.title if line.copy else line.barcode
    details = line.barcode if line.copy else ""
    return Line("info", OK, _("Taken back"), said, details, gone=str(line.pk))


def refused(said: str) -> Line:
    """The answer to what is no scan, or comes too late."""
    return Line("refusal", STOP, _("Not counted"), said)


def _place(copy: Copy) -> str:
    place = filter(None, [copy.shelf_location, copy.call_number])
    return " · ".join(place) or _("not noted")
