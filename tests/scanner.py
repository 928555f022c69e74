"""What a scanner would read of drawn bars."""

from barcode.charsets import code128 as tables

from core.labels import Bars


def decoded(bars: Bars) -> str:
    """What a scanner reads in the drawn bars: their widths, by the tables of Code 128."""
    modules, at = "", bars.x
    for left, width in bars.black:
        modules += "0" * round((left - at) / bars.module) + "1" * round(width / bars.module)
        at = left + width
    patterns = {pattern: value for value, pattern in enumerate(tables.CODES)}
    assert modules.endswith("1100011101011")
    body = modules[: -len("1100011101011")]
    values = [patterns[body[start : start + 11]] for start in range(0, len(body), 11)]
    *said, check = values
    assert (said[0] + sum(at * value for at, value in enumerate(said))) % 103 == check
    return _text(said)


def _text(values: list[int]) -> str:
    start, *rest = values
    charset, text = {103: "A", 104: "B", 105: "C"}[start], ""
    for value in rest:
        if value in {99, 100, 101} and not (charset == "C" and value == 99):
            charset = {99: "C", 100: "B", 101: "A"}[value]
        else:
            text += f"{value:02d}" if charset == "C" else chr(value + 32)
    return text
