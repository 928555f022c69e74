"""What people type, and the book they mean: it stands among the first of what is found."""

import pytest

from catalog.models import Book
from catalog.search import engine, vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_books")]

FIRST = [
    ("pride and prejudice", "Pride and prejudice"),
    ("PRIDE AND PREJUDICE!", "Pride and prejudice"),
    ("austen pride", "Pride and prejudice"),
    ("pride austen", "Pride and prejudice"),
    ("sense sensibility", "Sense and sensibility"),
    ("war and peace", "War and peace"),
    ("tolstoy war", "War and peace"),
    ("война и мир", "Война и мир"),
    ("ВОЙНА", "Война и мир"),
    ("толстой", "Война и мир"),
    ("anna karen", "Anna Karenina"),
    ("crime punishment dostoyevsky", "Crime and punishment"),
    ("hobbit", "The hobbit, or, There and back again"),
    ("the hobbit", "The hobbit, or, There and back again"),
    ("there and back again", "The hobbit, or, There and back again"),
    ("lord of the rings", "The lord of the rings"),
    ("tolkien rings", "The lord of the rings"),
    ("harry potter philosopher", "Harry Potter and the philosopher's stone"),
    ("harry potter philosophers stone", "Harry Potter and the philosopher's stone"),
    ("potter secrets", "Harry Potter and the chamber of secrets"),
    ("nineteen eighty four", "Nineteen eighty-four"),
    ("1984", "1984"),
    ("animal farm", "Animal farm"),
    ("author:orwell title:animal", "Animal farm"),
    ("orwell -animal", "Nineteen eighty-four"),
    ("catch 22", "Catch-22"),
    ("catch22", "Catch-22"),
    ("verwandlung", "Die Verwandlung"),
    ("kafka prozess", "Der Prozess"),
    ("kafka year:1915", "Die Verwandlung"),
    ("zauberberg", "Der Zauberberg"),
    ("faust", "Faust"),
    ("goethe faust", "Faust"),
    ("etranger", "L'étranger"),
    ("l'étranger", "L'étranger"),
    ("letranger camus", "L'étranger"),
    ("les miserables", "Les misérables"),
    ("petit prince", "Le petit prince"),
    ("saint-exupery prince", "Le petit prince"),
    ("petit saint exupéry", "Le petit prince"),
    ("recherche du temps perdu", "À la recherche du temps perdu"),
    ("cien anos de soledad", "Cien años de soledad"),
    ("garcia marquez soledad", "Cien años de soledad"),
    ("don quijote", "El ingenioso hidalgo don Quijote de la Mancha"),
    ("nome della rosa", "Il nome della rosa"),
    ("kizil sacli", "Kızıl saçlı kadın"),
    ("boleslaw prus", "Lalka"),
    ("peer gynt", "Peer Gynt"),
    ("紅樓夢", "紅樓夢"),
    ("樓夢", "紅樓夢"),
    ("猫である", "吾輩は猫である"),
    ("夏目漱石", "吾輩は猫である"),
    ("雪国", "雪国"),
    ("채식주의자", "채식주의자"),
    ("식주의", "채식주의자"),
    ("الف ليلة", "ألف ليلة وليلة"),
    ("ألف ليلة", "ألف ليلة وليلة"),
    ("origin of species", "On the origin of species"),
    ("darwin species", "On the origin of species"),
    ('subject:"natural selection"', "On the origin of species"),
    ("brief history of time", "A brief history of time"),
    ("history of humankind", "Sapiens"),
    ("sapiens", "Sapiens"),
    ("selfish gene", "The selfish gene"),
    ("anne frank diary", "The diary of a young girl"),
    ("structure interpretation programs", "Structure and interpretation of computer programs"),
    ("c programming language", "The C programming language"),
    ("title:c kernighan", "The C programming language"),
    ("godel escher bach", "Gödel, Escher, Bach"),
    ("eternal golden braid", "Gödel, Escher, Bach"),
    ("moby dick", "Moby-Dick, or, The whale"),
    ("mobydick", "Moby-Dick, or, The whale"),
    ("huckleberry", "The adventures of Huckleberry Finn"),
    ("beloved", "Beloved"),
    ("things fall apart", "Things fall apart"),
    ("igbo fiction", "Things fall apart"),
    ("handmaids tale", "The handmaid's tale"),
    ("handmaid's", "The handmaid's tale"),
    ("it", "It"),
    ("stephen king it", "It"),
    ("o", "O"),
    ("isbn:0141439513", "Pride and prejudice"),
    ("978-0-14-143951-8", "Pride and prejudice"),
    ("9780141439518", "Pride and prejudice"),
    ("978014143951", "Pride and prejudice"),
    ("raspad", "Распад"),
    ("распад", "Распад"),
    ("生命体", "生命体のなかのヒト"),
    ("silas marner", "Silas Marner"),
    ("mill floss", "The mill on the Floss"),
    ("vanity fair", "Vanity fair"),
    ("brideshead", "Brideshead revisited"),
    ("waugh", "Brideshead revisited"),
    ("bryson australia", "In a sunburned country"),
    ("rumi", "The illustrated Rumi"),
    ("sherlock holmes stories", "Eight great Sherlock Holmes stories"),
    ("programming qt", "Programming with Qt"),
    ("maan aareen", "Maan ääreen"),
    ("truffles", "The joy of truffles"),
    ("houdini", "Houdini's box"),
    ("houdinis box", "Houdini's box"),
    ("subject:chicken", "Extraordinary chickens"),
    ("lang:tur kadin", "Kızıl saçlı kadın"),
]
MEANT = [
    ("pirde and prejudice", "Pride and prejudice"),
    ("prejudise", "prejudice"),
    ("huckelberry finn", "Huckleberry finn"),
    ("dostoyevski", "dostoyevsky"),
    ("tolkein rings", "Tolkien rings"),
    ("shakespere", "Shakespeare"),
    ("karenjna", "Karenina"),
    ("quijotte", "Quijote"),
    ("Росия", "Россия"),
]


def first(typed: str, most: int) -> list[str]:
    found = engine.search(engine.Wanted(typed=typed), page_size=most)
    titles = dict(Book.objects.filter(pk__in=found.book_ids).values_list("id", "title"))
    return [titles[book_id] for book_id in found.book_ids]


@pytest.mark.parametrize(("typed", "title"), FIRST)
def test_the_book_that_is_meant_is_the_first(typed: str, title: str) -> None:
    assert first(typed, 3)[:1] == [title]


@pytest.mark.parametrize(("typed", "title"), FIRST)
def test_it_is_so_when_every_word_counts_as_common(
    typed: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from catalog.search import backend, plan

    monkeypatch.setattr(plan, "SURE_OF_MANY", 0)
    monkeypatch.setattr(plan, "FEWEST", 1)
    dear = plan.Prices(posting=1e6, beginning=1e6, row=1.0, step=1.0)
    monkeypatch.setattr(backend.index(), "PRICES", dear)
    assert first(typed, 3)[:1] == [title]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_a_slip_is_told(typed: str, meant: str) -> None:
    found = engine.search(engine.Wanted(typed=typed))
    assert (list(found.book_ids), found.suggestion) == ([], meant)


def test_the_words_were_counted() -> None:
    assert vocabulary.current().books == Book.objects.count() > 1300
