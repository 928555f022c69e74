from typing import Any

import pytest

from catalog.models import Book
from catalog.search import engine
from catalog.search.engine import Wanted
from tests.factories.catalog import BookFactory, BranchFactory, CopyFactory

pytestmark = pytest.mark.django_db


def found(typed: str = "", **narrowed: Any) -> list[str]:
    """The titles that answer, in their order."""
    return titles(engine.search(Wanted(typed=typed, **narrowed), page_size=100))


def titles(page: engine.Found) -> list[str]:
    """The titles on a page."""
    by_id = dict(Book.objects.values_list("id", "title"))
    return [by_id[book_id] for book_id in page.book_ids]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Übungen im Wald", "ubungen"),
        ("Übungen im Wald", "ÜBUNGEN WALD"),
        ("Übungen im Wald", "U\u0308bungen"),
        ("Die große Straße", "grosse strasse"),
        ("Die grosse Strasse", "große Straße"),
        ("İstanbul'da ılık bir gün", "istanbul ilik"),
        ("istanbul", "İSTANBUL"),
        ("ﬁve ﬂowers", "five flowers"),
        ("Œuvres complètes", "oeuvres completes"),
        ("Oeuvres", "œuvres"),
        ("Øen og Ærø", "oen aero"),
        ("Łódź", "lodz"),
        ("Bui︠a︡nov", "buianov"),
        ("Povestʹ o lʹve", "povest lve"),
        ("al-Kitāb al-ʻArabī", "kitab arabi"),
        ("O'Brien's island", "obrien"),
        ("O'Brien's island", "o’brien"),
        ("O'Brien's island", "brien"),
        ("OBrien", "O'Brien"),
        ("L'été", "ete"),
        ("L'été", "l'ete"),
        ("L’été", "L'ÉTÉ"),
        ("E-mail for all", "email"),
        ("Email for all", "e-mail"),
        ("生命体のなかのヒト", "生命"),
        ("生命体のなかのヒト", "なか"),
        ("生命体のなかのヒト", "ヒト"),
        ("ガリバー", "がりば".translate({ord("が"): "ガ", ord("り"): "リ", ord("ば"): "バ"})),
        ("ﾆｭｰ･ﾌﾛﾝﾃｨｱ", "ニュー"),
        ("国立国会図書館", "図書館"),
        ("국립중앙도서관", "도서관"),
        ("ความรักของคนไทย", "คนไทย"),
        ("القُرْآن الكريم", "القران"),
        ("کتابخانه", "كتابخانه"),
        ("می‌خواهم", "میخواهم"),
        ("שָׁלוֹם עֲלֵיכֶם", "שלום"),
        ('צה"ל', "צה״ל"),
        ("हिन्दी की कहानी", "हिन्दी"),
        ("Война и мир", "ВОЙНА"),
        ("Catch-22", "catch 22"),
        ("Catch-22", "catch22"),
        ("1984", "1984"),
        ("٢٠١٦", "2016"),
        ("C++ für alle", "c++"),
    ],
)
def test_it_is_found_however_it_is_written(title: str, typed: str) -> None:
    BookFactory(title=title)
    BookFactory(title="Something else entirely")
    assert found(typed) == [title]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("かき", "がき"),
        ("हिन्दी", "हानदी"),
        ("Award", "war"),
        ("Tides", "tides war"),
        ("The tides of war", '"tides war"'),
        ("The tides", "author:tides"),
        ("100 things", "100% things x"),
        ("abc", "a_c"),
        ("abc", "a%c"),
    ],
)
def test_it_is_not_found_by_something_else(title: str, typed: str) -> None:
    BookFactory(title=title)
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["%", "_", "\\", "%%", "!?", "|", '""', "\u200b", "\ufe0f"])
def test_signs_alone_find_nothing(typed: str) -> None:
    BookFactory(title="Anything % _ \\ | at all")
    assert found(typed) == []
    assert found(author=typed) == []


def test_an_empty_search_is_the_whole_catalogue() -> None:
    BookFactory(title="Tides")
    assert found("") == found("  ") == ["Tides"]


def test_nothing_is_found_across_two_parts_of_a_record() -> None:
    BookFactory(title="The tides", subtitle="War at sea", author="Marsh, Ada")
    assert found('"tides war"') == []
    assert found('"war at sea"') == ["The tides"]


def test_every_part_of_a_record_is_found() -> None:
    book = BookFactory(
        title="Распад",
        alternative_title="Raspad",
        author="Buianov, M.",
        subject="Social change",
        publisher="Nauka",
        year=1999,
        classification="616.89",
        description="Of what falls apart.",
    )
    for typed in (
        "raspad",
        "title:raspad",
        "buianov",
        "social",
        "nauka",
        "1999",
        "616.89",
        "falls",
    ):
        assert found(typed) == [book.title], typed
    assert found("title:nauka") == found("author:social") == []


def test_the_exact_title_comes_first_then_beginnings_then_the_rest() -> None:
    BookFactory(title="A history of the war")
    BookFactory(title="Peace", description="After the war and before it, the war.")
    BookFactory(title="The war at sea")
    BookFactory(title="The war", subtitle="A novel")
    BookFactory(title="War")
    BookFactory(title="Of the sea, and its war", subtitle="the")
    assert found("the war") == [
        "The war",
        "The war at sea",
        "A history of the war",
        "Of the sea, and its war",
        "Peace",
    ]
    assert set(found("WAR!")[:2]) == {"War", "The war"}


def test_whole_words_come_before_beginnings_of_words() -> None:
    BookFactory(title="Art", author="Warncke, Carsten")
    BookFactory(title="Wardrobes")
    BookFactory(title="What is war?")
    BookFactory(title="Art of the sea", author="War, Ada")
    assert found("war") == ["Art of the sea", "What is war?", "Art", "Wardrobes"]


def test_an_exact_title_in_another_script_comes_first_too() -> None:
    BookFactory(title="Raspad i vozrozhdenie")
    BookFactory(title="Распад", alternative_title="Raspad")
    assert found("raspad") == ["Распад", "Raspad i vozrozhdenie"]


def test_withdrawn_books_are_not_found(now: Any) -> None:
    BookFactory(title="Tides", withdrawn_at=now)
    assert found("tides") == []


def test_filters_narrow_by_what_is_on_the_shelves() -> None:
    hill = BranchFactory(code="hill", name="Hill")
    CopyFactory(book__title="Tides", branch=hill, is_on_loan=True)
    CopyFactory(book__title="Tides again", branch=hill)
    CopyFactory(book__title="Tides elsewhere", book__year=1999)
    assert found("tides", branch="hill") == ["Tides", "Tides again"]
    assert found("tides", branch="hill", available=True) == ["Tides again"]
    assert found("tides", year_from=1999, year_to=1999) == ["Tides elsewhere"]
    assert found("tides", year_from=2000) == []
    assert found("tides", year_from=2000, year_to=1999) == ["Tides elsewhere"]


def test_a_count_stops_where_it_would_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    BookFactory.create_batch(4)
    for wanted in (Wanted(), Wanted(typed="book"), Wanted(language="eng")):
        monkeypatch.setattr(engine, "COUNTED_TO", 4)
        assert engine.search(wanted).count == engine.Count(4, is_exact=True)
        monkeypatch.setattr(engine, "COUNTED_TO", 3)
        assert engine.search(wanted).count == engine.Count(3, is_exact=False)


def pages(wanted: Wanted, size: int, start: str = "") -> list[list[str]]:
    """Every page from ``start`` on."""
    page = engine.search(wanted, after=start, page_size=size)
    return [titles(page), *(pages(wanted, size, page.next) if page.next else [])]


@pytest.mark.parametrize("ordering", ["", "title", "-title", "newest", "year", "-year", "author"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_by_match_are_the_list_on_and_back(ordering: str, size: int) -> None:
    for title in ("War", "The war", "War and peace", "Of war", "A war of words", "Sea"):
        BookFactory(title=title, description="About war.")
    wanted = Wanted(typed="war", ordering=ordering)
    whole = pages(wanted, 100)[0]
    assert [title for page in pages(wanted, size) for title in page] == whole
    back: list[str] = []
    page = engine.search(wanted, page_size=size)
    while page.next:
        page = engine.search(wanted, after=page.next, page_size=size)
    while page.previous:
        page = engine.search(wanted, after=page.previous, page_size=size)
        back = titles(page) + back
    assert back == whole[: len(back)]
    assert len(back) >= len(whole) - size


def test_what_is_added_meanwhile_moves_no_page() -> None:
    for number in range(6):
        BookFactory(title=f"War {number}")
    wanted = Wanted(typed="war")
    first = engine.search(wanted, page_size=3)
    BookFactory(title="War")
    BookFactory(title="War 0 and a half")
    BookFactory(title="War 9")
    second = engine.search(wanted, after=first.next, page_size=10)
    assert titles(second) == ["War 3", "War 4", "War 5", "War 9"]
    before = engine.search(wanted, after=second.previous, page_size=10)
    assert titles(before)[:2] == ["War", "War 0"]


def test_a_saved_book_is_found_in_the_same_moment_and_by_its_new_words_only(
    leo: Any, now: Any
) -> None:
    from catalog.services import books

    deed = {"actor": leo, "now": now, "interface": "page"}
    book: Book = books.add(books.Facts(title="Tides", isbns=["9780547773742"]), **deed).book
    assert found("9780547773742") == found("0-547-77374-9") == ["Tides"]
    books.edit(book.pk, books.Facts(title="Waves"), revision=1, **deed)
    assert (found("waves"), found("tides"), found("9780547773742")) == (["Waves"], [], [])
