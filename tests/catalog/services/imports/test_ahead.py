"""What is worked out ahead, in the process that reads: the same as what the writer would make."""

import pickle
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from catalog.domain.records import BookDraft, CopyDraft
from catalog.models import Book, Contributor, Copy, SearchEntry, SearchWord, Subject
from catalog.models.headings import CONTRIBUTORS, SUBJECTS
from catalog.models.imports import Duplicates
from catalog.search import engine, rebuild
from catalog.services import books, heading_deeds
from catalog.services.imports import finding, soundness
from catalog.services.imports.naming import Names
from tests.catalog.domain.records import samples
from tests.catalog.services.imports.conftest import Import, verdicts
from tests.factories.catalog import BookFactory
from tests.factories.records import marc

SOUND = BookDraft(
    "Tides", contributors=(("Le Guin, Ursula K.", "aut"),), subjects=("Sea",), year=1968,
    description="One.\nTwo.", copies=(CopyDraft("B1", call_number="823", note="A stain"),),
)  # fmt: skip
UNSOUND: list[dict[str, Any]] = [
    {"title": ""},
    {"title": "x" * 501},
    {"title": "a\x07b"},
    {"publisher": "x" * 301},
    {"contributors": (("Short", "aut"), ("x" * 301, "aut"))},
    {"subjects": ("x" * 301,)},
    {"subjects": ("a\0b",)},
    {"year": 99_999},
    {"language": "english"},
    {"copies": (CopyDraft("B1"), CopyDraft("бар"))},
    {"copies": (CopyDraft("B1", note="x" * 501),)},
    {"copies": (CopyDraft("B1", shelf_location="a\x1bb"),)},
]


@pytest.mark.parametrize("change", UNSOUND)
def test_what_is_unsound_is_not_plain(change: dict[str, Any]) -> None:
    draft = replace(SOUND, **change)
    assert not soundness.is_plain(draft)
    assert soundness.problem(draft) == soundness.first_problem(draft) is not None


def test_what_is_plain_is_sound() -> None:
    assert soundness.is_plain(SOUND)
    found = [
        reading.draft
        for name in ("marc/lc_books_all_2016/lc_books_1k.mrc", "marc/unimarc/testunimarc.dat")
        for reading in samples.readings(name)
        if reading.draft
    ]
    plain = [draft for draft in found if soundness.is_plain(draft)]
    assert [draft for draft in plain if soundness.first_problem(draft)] == []
    assert len(plain) > len(found) * 0.95


def test_a_draft_goes_through_the_pipe_whole() -> None:
    copy = CopyDraft("B1", "b", "t", "s", "c", "n", 5, date(2020, 1, 2), reference_only=True)
    draft = replace(SOUND, subtitle="Or waves", isbns=("9780547773742",), copies=(copy,))
    assert pickle.loads(pickle.dumps(draft)) == draft  # noqa: S301 - our own


@pytest.mark.django_db
@pytest.mark.parametrize("policy", Duplicates)
def test_entries_made_ahead_are_right(
    imported: Import, monkeypatch: pytest.MonkeyPatch, policy: Duplicates
) -> None:
    """Also those of books whose copies are others than the record asks for: one that comes twice
    in a record, and one that a later record adds.
    """
    monkeypatch.setattr(finding, "MANY", 1)
    batch = imported(
        marc("Tides", author="Le Guin, Ursula K.", copies=[("B1", "harbour"), ("B2", "nowhere")]),
        marc("Waves", isbn="9780547773742", copies=[("B3", "harbour"), ("B3", "harbour")]),
        marc("Waves", isbn="9780547773742", copies=[("B4", "harbour"), ("B5", "harbour")]),
        marc("Storms"),
        marc("Taken", copies=[("B1", "harbour")]),
        duplicates=policy,
    )
    second = policy.value if policy != Duplicates.SKIP else "duplicate"
    assert verdicts(batch) == ["new", "new", second, "new", "refused"]
    assert Copy.objects.count() == (3 if policy == Duplicates.SKIP else 5)
    assert SearchEntry.objects.count() == 3
    assert list(rebuild.outdated()) == []
    assert len(list(engine.all_ids(engine.Wanted("guin tides")))) == 1
    assert SearchWord.objects.filter(word="storms").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 300])
def test_another_name_means_its_heading_and_the_book_is_found_as_one_added_by_hand(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(finding, "MANY", many)
    BookFactory(author="Kinga", subject="Sea")
    kinga, sea = Contributor.objects.get(), Subject.objects.get()
    BookFactory(author="Bachmanx", subject="Ocean")
    gone, ocean = Contributor.objects.get(name="Bachmanx"), Subject.objects.get(heading="Ocean")
    heading_deeds.merge(CONTRIBUTORS, gone.pk, kinga.pk, **deed)
    heading_deeds.merge(SUBJECTS, ocean.pk, sea.pk, **deed)
    both = [("700", "Bachmanx"), ("700", "Kinga")]
    imported(
        marc("Mist", author="Bachmanx", subjects=["Ocean", "Sea"], extra=both),
        marc("Fog", author="Kinga", subjects=["Sea"]),
        marc("Rain", author="Somebody", subjects=["Weather"]),
    )
    assert set(Contributor.objects.values_list("name", flat=True)) == {"Kinga", "Somebody"}
    assert set(Subject.objects.values_list("heading", flat=True)) == {"Sea", "Weather"}
    assert list(rebuild.outdated()) == []
    mist = Book.objects.with_details().get(title="Mist")
    said = [("Bachmanx", "aut"), ("Bachmanx", "ctb"), ("Kinga", "ctb")]
    facts = books.Facts(title="Mist", contributors=said, subjects=["Ocean", "Sea"])
    theirs = books.add(facts, **deed).book
    assert books.facts_of(mist) == books.facts_of(Book.objects.with_details().get(pk=theirs.pk))
    entries = SearchEntry.objects.filter(book__in=[mist, theirs])
    assert entries.values("digest").distinct().count() == 1


def test_a_book_is_known_by_any_name_of_its_author(
    imported: Import, deed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.imports.reading.CHUNK", 1)
    kept, gone = BookFactory(author="Kinga"), BookFactory(author="Bachmanx")
    people = [book.contributions.get().contributor_id for book in (gone, kept)]
    heading_deeds.merge(CONTRIBUTORS, *people, **deed)
    table = b"title,author,barcode\nMist,Bachmanx,B1\nFog,Kinga,B2\nMist,Bachmanx,B3\n"
    assert verdicts(imported(table, name="list.csv")) == ["new", "new", "add_copies"]
    assert verdicts(imported(table, name="list.csv")) == ["duplicate", "duplicate", "duplicate"]


@pytest.mark.django_db
def test_a_heading_that_was_renamed_since_is_not_meant_any_more() -> None:
    names = Names(CONTRIBUTORS)
    with transaction.atomic():
        old = names.called(["Dostoievski"]).ids["Dostoievski"]
    Contributor.objects.update(name="Dostoevsky", sort_name="dostoevsky")
    with transaction.atomic():
        called = names.called(["Dostoievski", "Dostoevsky"])
    assert called.ids["Dostoevsky"] == old
    assert called.new == {called.ids["Dostoievski"]} - {old}
    assert called.found_by(["Dostoievski"]) is None
