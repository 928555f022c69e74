"""A cover for a book that has no picture: cloth in one of eight colours with the title on it, as an
SVG that needs no style sheet, no font and no script.
"""

import unicodedata
import zlib
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 240
HEIGHT: Final = 360
# Cloth and gilt; the same eight as in the style sheet, chosen the same way.
_TONES: Final = (
    ("#1f4f43", "#ead9ac"), ("#6d2432", "#ead9ac"), ("#24406b", "#ead9ac"), ("#d9c9a3", "#4b3217"),
    ("#4b3a5c", "#ead9ac"), ("#8a4a20", "#f6e6c1"), ("#3b4145", "#ead9ac"), ("#b9c4b4", "#22382c"),
)  # fmt: skip
_LINE: Final = 13
_TITLE_LINES: Final = 7
_BY_LINES: Final = 2
_TITLE_SIZE: Final = 25
_BY_SIZE: Final = 17


def svg(key: str, title: str, by: str) -> str:
    """The cover of the book ``key``, always in the same colour."""
    cloth, gilt = _TONES[zlib.crc32(key.encode()) % len(_TONES)]
    top = _lines(title, _LINE, _TITLE_LINES)
    foot = _lines(by, _LINE + 5, _BY_LINES)
    words = [
        *(_text(line, 82 + at * 30, _TITLE_SIZE, gilt) for at, line in enumerate(top)),
        *(
            _text(line, 326 - (len(foot) - 1 - at) * 22, _BY_SIZE, gilt)
            for at, line in enumerate(foot)
        ),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{_xml(title)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{cloth}"/>'
        f'<rect x="12" width="7" height="{HEIGHT}" fill="#000" fill-opacity=".22"/>'
        f'<rect x="30" y="14" width="196" height="332" fill="none" stroke="{gilt}" '
        f'stroke-opacity=".55" stroke-width="2"/>'
        f"{''.join(words)}</svg>"
    )


def _text(line: str, y: int, size: int, colour: str) -> str:
    return (
        f'<text x="128" y="{y}" font-family="Palatino, Georgia, serif" font-size="{size}" '
        f'text-anchor="middle" fill="{colour}">{_xml(line)}</text>'
    )


def _xml(words: str) -> str:
    """``words`` as XML may hold them."""
    return escape("".join(char for char in words if char in " " or char.isprintable()))


def _lines(words: str, width: int, most: int) -> list[str]:
    """``words`` broken into at most ``most`` lines of ``width``; what is left over ends in "…"."""
    lines = [""]
    for word in words.split():
        for piece in _pieces(word, width):
            joined = f"{lines[-1]} {piece}".strip()
            if _breadth(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    lines = [line for line in lines if line]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: width - 1]}…"]
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word that is too long for a line, in pieces that are not."""
    pieces = [""]
    for char in word:
        if _breadth(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _breadth(words: str) -> int:
    """How broad ``words`` are, in letters; those of East Asia count twice."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in words)
    marks = sum(unicodedata.combining(char) > 0 for char in words)
    return len(words) + wide - marks
