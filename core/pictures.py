"""Pictures that people send, made anew: decoded and encoded again, so that nothing but the picture
is kept. No place and time of the camera, no second file hidden in the first.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import IO, Final

from PIL import ExifTags, Image
from PIL.Image import Transpose

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_PIXELS: Final = 50_000_000
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow raises for some broken PNG files
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


_TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""How a picture is turned upright whose camera was held so (TIFF 6.0, tag 274)."""


class Unusable(Exception):
    """What was sent is no picture of a kind we take, or too large."""


def jpegs(picture: IO[bytes], sizes: Sequence[tuple[int, int]], *, most_bytes: int) -> list[bytes]:
    """``picture`` as a JPEG for each of ``sizes`` (width and height at most, in pixels, the largest
    first), upright and in plain RGB. Raises ``Unusable``.
    """
    sent = picture.read(most_bytes + 1)
    if len(sent) > most_bytes:
        raise Unusable
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unusable
            opened.draft("RGB", (2 * sizes[0][0], 2 * sizes[0][1]))
            upright = _flat(_upright(opened))
    except _BROKEN as error:
        raise Unusable from error
    return [_jpeg(upright, size) for size in sizes]


def _upright(image: Image.Image) -> Image.Image:
    """``image`` as the camera was held. Pillow's own way writes all that the camera noted anew, and
    fails where some of it is wrong; here nothing of it is kept anyway.
    """
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _flat(image: Image.Image) -> Image.Image:
    """``image`` in plain RGB; what was transparent becomes white paper."""
    if image.mode in {"RGB", "L", "CMYK", "YCbCr"} and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, most: tuple[int, int]) -> bytes:
    fitted = image.copy()
    fitted.thumbnail(most, Image.Resampling.LANCZOS)
    # Saved from its pixels alone: whatever else the file carried stays behind.
    bare = Image.frombytes("RGB", fitted.size, fitted.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()
