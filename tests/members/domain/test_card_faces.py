import pytest

from core.labels import QUIET_MODULES, Bars, Square, Words
from members.domain import card_faces
from members.domain.card_faces import HEIGHT, WIDTH, Said
from tests.scanner import decoded

ADA = Said("Harbour Town Library", "Ada Nowak", "20001000000426", "2 0001 00000042 6")
LONG = Said("A library " * 9, "A name of many words " * 9, "READER-NUMBER-OF-1999", "R")


def width_of(words: str) -> float:
    return 0.6 * len(words)


def bars_of(marks: list[object]) -> Bars:
    (bars,) = [mark for mark in marks if isinstance(mark, Bars)]
    return bars


@pytest.mark.parametrize("said", [ADA, LONG], ids=["usual", "long"])
def test_nothing_is_drawn_beside_the_card_or_over_another(said: Said) -> None:
    marks = card_faces.face(said, width_of)
    bars = bars_of([*marks])
    right = WIDTH
    for mark in marks:
        if isinstance(mark, Words):
            assert mark.size <= mark.y <= HEIGHT
            assert 0 <= mark.x <= WIDTH - width_of(mark.text) * mark.size
        elif isinstance(mark, Square):
            right = min(right, mark.x)
            assert mark.x + mark.side <= WIDTH
            assert mark.y + mark.side <= HEIGHT
    quiet = QUIET_MODULES * bars.module
    assert bars.x >= quiet
    assert bars.x + len(bars.modules) * bars.module + quiet <= right


@pytest.mark.parametrize("number", ["20001000000426", "R-1", "READER-NUMBER-OF-1999-AND-MORE"])
def test_the_bars_on_card_and_screen_say_the_number(number: str) -> None:
    said = Said("Library", "Ada Nowak", number, number)
    assert decoded(bars_of([*card_faces.face(said, width_of)])) == number
    assert decoded(bars_of([*card_faces.screen(number)])) == number


def test_a_number_takes_the_room_of_the_qr_code_before_its_bars_are_too_fine() -> None:
    assert any(isinstance(mark, Square) for mark in card_faces.face(ADA, width_of))
    long = Said("Library", "Ada", "READER-NUMBER-OF-1999-AND-MORE", "R")
    assert not any(isinstance(mark, Square) for mark in card_faces.face(long, width_of))
    assert card_faces.fits(long.number)
    assert not card_faces.fits("A" * 40)


@pytest.mark.parametrize("paper", card_faces.SHEETS)
def test_the_cards_fit_on_their_sheet(paper: str) -> None:
    assert card_faces.SHEETS[paper].fits


def test_what_the_screen_shows_stands_on_it() -> None:
    for mark in card_faces.screen("20001000000426"):
        tall = mark.height if isinstance(mark, Bars) else mark.side  # type: ignore[union-attr]
        assert mark.y + tall <= card_faces.SCREEN_HEIGHT
