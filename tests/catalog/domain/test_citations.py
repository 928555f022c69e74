import pytest

from catalog.domain import citations
from catalog.domain.citations import Cited

WIZARD = Cited(
    title="A wizard of Earthsea",
    authors=["Le Guin, Ursula K."],
    publisher="Parnassus Press",
    year=1968,
)
MANY = [f"Name{number}, Ann" for number in range(22)]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (citations.apa, "Le Guin, U. K. (1968). A wizard of Earthsea. Parnassus Press."),
        (citations.mla, "Le Guin, Ursula K. A wizard of Earthsea. Parnassus Press, 1968."),
        (citations.chicago, "Le Guin, Ursula K. A wizard of Earthsea. Parnassus Press, 1968."),
    ],
)
def test_a_plain_book_is_cited_as_the_style_guides_do(style: object, said: str) -> None:
    assert str(style(WIZARD)) == said  # type: ignore[operator]


def test_the_title_is_the_piece_in_the_middle() -> None:
    book = Cited(title="Tides :", subtitle="a history /", authors=["Marsh, Ada"])
    assert citations.mla(book).title == "Tides: a history"


@pytest.mark.parametrize(
    ("names", "apa", "mla", "chicago"),
    [
        (
            ["Marsh, Ada", "Sartre, Jean-Paul"],
            "Marsh, A., & Sartre, J.-P. (n.d.). ",
            "Marsh, Ada, and Jean-Paul Sartre. ",
            "Marsh, Ada, and Jean-Paul Sartre. ",
        ),
        (
            ["Marsh, Ada", "Bell, Ben", "Cole, Cy"],
            "Marsh, A., Bell, B., & Cole, C. (n.d.). ",
            "Marsh, Ada, et al. ",
            "Marsh, Ada, Ben Bell, and Cy Cole. ",
        ),
        (["UNESCO"], "UNESCO. (n.d.). ", "UNESCO. ", "UNESCO. "),
        ([], "", "", ""),
    ],
)
def test_names_are_joined_each_in_its_way(
    names: list[str], apa: str, mla: str, chicago: str
) -> None:
    book = Cited(title="Tides", authors=names)
    assert citations.apa(book).before == apa
    assert citations.mla(book).before == mla
    assert citations.chicago(book).before == chicago


def test_a_crowd_of_authors_is_cut() -> None:
    book = Cited(title="Tides", authors=MANY)
    assert citations.apa(book).before.count("Name") == 20
    assert "Name18, A., … Name21, A. (n.d.)" in citations.apa(book).before
    assert citations.chicago(book).before.count("Name") == 7
    assert citations.chicago(book).before.endswith("Ann Name6, et al. ")


def test_editors_stand_where_there_is_no_author() -> None:
    one, two = (Cited(title="Tides", editors=MANY[:number]) for number in (1, 2))
    assert citations.apa(one).before == "Name0, A. (Ed.). (n.d.). "
    assert citations.apa(two).before == "Name0, A., & Name1, A. (Eds.). (n.d.). "
    assert citations.mla(one).before == "Name0, Ann, editor. "
    assert citations.chicago(two).before == "Name0, Ann, and Ann Name1, eds. "


def test_translators_and_editions_are_told() -> None:
    book = Cited(
        title="Njal",
        authors=["Anon, A."],
        translators=["Cook, Robert"],
        edition="2nd ed.",
        publisher="Penguin",
        year=2001,
    )
    assert str(citations.apa(book)) == "Anon, A. (2001). Njal (R. Cook, Trans.; 2nd ed). Penguin."
    assert citations.mla(book).after == ". Translated by Robert Cook, 2nd ed, Penguin, 2001."
    assert citations.chicago(book).after == ". Translated by Robert Cook. 2nd ed. Penguin, 2001."


def test_a_book_without_a_date_or_before_our_era() -> None:
    assert "(n.d.)" in str(citations.apa(Cited(title="Tides")))
    assert "(44 BCE)" in str(citations.apa(Cited(title="Letters", year=-43)))


def test_a_bare_title_ends_once() -> None:
    for style in citations.STYLES.values():
        said = str(style(Cited(title="Who?")))
        assert not said.endswith(".."), said
        assert said.startswith("Who?")
