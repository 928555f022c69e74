from core import label_pdf


def test_letters_without_a_glyph_are_thought_as_wide_as_they_are_high() -> None:
    assert label_pdf.width_of("三體") == 2
    assert 0 < label_pdf.width_of("שירה") < 4


def test_what_is_printed_is_what_the_font_has() -> None:
    assert label_pdf.printable("Tides \U0001f30a, 三 2nd") == "Tides , 2nd"
    assert label_pdf.printable("三  體", bool) == "三 體"
