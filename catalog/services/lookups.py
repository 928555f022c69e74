"""What is known of an ISBN elsewhere: in the record files that the library was sent, or in other
libraries' catalogues. Nothing is written; the form is filled in for a librarian to look at.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from catalog.domain import records, sru
from catalog.services import fetching, uploads

log = structlog.get_logger("library.lookups")
_OF_DRAFT: Final = (
    "title", "subtitle", "alternative_title", "edition", "publisher", "year", "language",
    "classification", "description",
)  # fmt: skip


class Outcome(StrEnum):
    """How a look-up ended."""

    IN_FILE = "in_file"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    NO_ANSWER = "no_answer"
    """At least one catalogue did not answer in time, and no other knew the book."""
    NOBODY_ASKED = "nobody_asked"
    """No catalogue is set in SRU_TARGETS."""


@dataclass(frozen=True)
class Looked:
    """What was found, and where: the name of the host, for a catalogue that was asked."""

    outcome: Outcome
    draft: records.BookDraft | None = None
    where: str = ""


@dataclass(frozen=True)
class _Answer:
    target: str
    drafts: Sequence[records.BookDraft] = field(default_factory=list)
    failed: bool = False


def isbn(isbn13: str) -> Looked:
    """What is known of the book with this ISBN beyond the catalogue. Other catalogues have
    ``SRU_SECONDS``, whatever the network does.
    """
    if draft := uploads.known(isbn13):
        return Looked(Outcome.IN_FILE, draft)
    if not settings.SRU_TARGETS:
        return Looked(Outcome.NOBODY_ASKED)
    answers = _all_asked(settings.SRU_TARGETS, isbn13)
    for answer in answers:
        if answer.drafts:
            where = urlsplit(answer.target).hostname or ""
            return Looked(Outcome.ELSEWHERE, _best(answer.drafts, isbn13), where)
    failed = len(answers) < len(settings.SRU_TARGETS) or any(each.failed for each in answers)
    return Looked(Outcome.NO_ANSWER if failed else Outcome.UNKNOWN)


def shown(looked: Looked) -> dict[str, Any]:
    """What was found as the API shows it."""
    draft = looked.draft
    return {
        "outcome": looked.outcome,
        "where": looked.where,
        "draft": None
        if draft is None
        else {
            **{name: getattr(draft, name) for name in _OF_DRAFT},
            "contributors": [{"name": name, "role": role} for name, role in draft.contributors],
            "subjects": list(draft.subjects),
            "isbns": list(draft.isbns),
        },
    }


def _all_asked(targets: Sequence[str], isbn13: str) -> list[_Answer]:
    """The answers of those that answered in time, in the order of ``targets``.

    Each is asked in a thread of its own: names are looked up without a time limit of ours, and a
    slow catalogue shall not keep a quick one from being heard. Once one that stands before all that
    are still silent knows the book, nobody waits for these.
    """
    heard: SimpleQueue[_Answer] = SimpleQueue()
    until = monotonic() + settings.SRU_SECONDS
    for target in targets:
        ask = threading.Thread(
            target=lambda each: heard.put(_asked(each, isbn13, until)), args=(target,), daemon=True
        )
        ask.start()
    answers: dict[str, _Answer] = {}
    while len(answers) < len(targets) and not _is_settled(targets, answers):
        try:
            answer = heard.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            break
        answers[answer.target] = answer
    return [answers[target] for target in targets if target in answers]


def _is_settled(targets: Sequence[str], answers: dict[str, _Answer]) -> bool:
    """Whether the first that knows the book comes before all that are still silent."""
    for target in targets:
        if target not in answers:
            return False
        if answers[target].drafts:
            return True
    return False


def _asked(target: str, isbn13: str, until: float) -> _Answer:
    """What one catalogue says. Whatever goes wrong there is no fault here; it is noted."""
    try:
        body = fetching.body(sru.address(target, isbn13), until=until)
        found = [draft for each in sru.read(body) if (draft := _draft(each))]
    except (OSError, ValueError, fetching.TooMuch, sru.NoAnswer) as error:
        host = urlsplit(target).hostname
        log.warning("lookup_failed", host=host, error=type(error).__name__, said=str(error)[:200])
        return _Answer(target, failed=True)
    return _Answer(target, found)


def _draft(found: sru.Found) -> records.BookDraft | None:
    if not found.marcxml:
        return found.draft
    read = records.read(BytesIO(found.marcxml), records.Format.MARCXML)
    return next((each.draft for each in read if each.draft), None)


def _best(drafts: Sequence[records.BookDraft], isbn13: str) -> records.BookDraft:
    """The first that names the number itself; servers find by numbers of other volumes too."""
    return next((each for each in drafts if isbn13 in each.isbns), drafts[0])
