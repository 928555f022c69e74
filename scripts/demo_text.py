"""Clean the text of a MARC 21 record: ISBD punctuation, brackets, names, numbers."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x1f\x7f-\x9f]")
_ISBD_END = re.compile(r"\s*[/:;,=،／．，]+\s*$")
_CHARACTER_REFERENCE = re.compile(r"&#x([0-9A-F]{2,5});", re.IGNORECASE)
# A full stop stays when it belongs to an initial ("J. R."), an abbreviation or an ellipsis.
_STOP_BELONGS = re.compile(
    r"(\b[^\W\d_]|\.\.|\b(etc|inc|ltd|co|corp|jr|sr|dr|mrs|mr|vol|ed|eds|cie|bros|aufl))\.$",
    re.IGNORECASE,
)
# Letters that Unicode does not take apart into a base and a mark, and signs that are not sorted by.
_UNDIVIDED = str.maketrans({"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Æ": "AE", "æ": "ae", "Đ": "D"})
_HAN_KANA_HANGUL = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_ROLE_WORDS = (
    ("trl", re.compile(r"\b(translat|tr\.|übers|traduc|tradu|tradotto|traduz|perev|przeł)", re.I)),
    (
        "ill",
        re.compile(r"\b(illus|ill\.|pictures|drawings|paintings by|artwork|zeichn|ilustr)", re.I),
    ),
    ("pht", re.compile(r"\b(photog|photos?\b|fotogr|fotos?\b)", re.I)),
    (
        "edt",
        re.compile(
            r"\b(edit|ed\.|eds\.|hrsg|herausgeg|hg\.|éd\.|a cura|pod red|dirig|red\.)", re.I
        ),
    ),
    ("com", re.compile(r"\b(compil|comp\.|selected|chosen|collected|sost)", re.I)),
    ("aui", re.compile(r"\b(introd|foreword|preface|vorw|prologue|prólogo|préf|pref\.)", re.I)),
    ("aut", re.compile(r"\b(author|jt\. auth)", re.I)),
)


def plain(text: str) -> str:
    """NFC, character references resolved, no invisible characters, runs of blanks made one."""
    resolved = _CHARACTER_REFERENCE.sub(lambda found: chr(int(found[1], 16)), text)
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", resolved.replace("\n", " ")))
    return " ".join(visible.split())


def unpunctuated(text: str) -> str:
    """Without the ISBD punctuation that closes a subfield; "J. R." and "Inc." keep their stop."""
    text = plain(text)
    if not text.endswith("."):
        return _ISBD_END.sub(
            "", text
        )  # In "Mayreni Pub.," the stop before the comma is Pub.'s own.
    if _STOP_BELONGS.search(text) and not is_east_asian(text[-2:]):
        return text
    return _ISBD_END.sub("", text[:-1].rstrip())


def unbracketed(text: str) -> str:
    """Without the brackets and dots with which a cataloguer marks what is added or left out."""
    bare = re.sub(r"[\[\]<>]|^\s*(\.\.\.|--)|\s*\.\.\.\s*$", "", unpunctuated(text))
    quoted = re.fullmatch(r'"([^"]*)"', bare)
    return unpunctuated(quoted[1] if quoted else bare)


def scripts(text: str) -> set[str]:
    """The scripts of the letters, by the first word of their Unicode names: LATIN, CJK, HEBREW."""
    return {unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()}


def is_east_asian(text: str) -> bool:
    """Whether the family name stands first and words need no blank between them."""
    return bool(scripts(text) & set(_HAN_KANA_HANGUL))


def direct_name(heading: str, *, family_first: bool = False) -> str:
    """ "Le Guin, Ursula K." as it is read aloud: "Ursula K. Le Guin"; "Lu, Xun" as "Lu Xun"."""
    parts = [part.strip() for part in re.split("[,،，]", heading) if part.strip()]
    if len(parts) < 2:
        return heading
    if is_east_asian(heading):
        return "".join(parts[:2])
    if parts[1].endswith(f" {parts[0]}"):
        parts[0] = ""  # "Byron, George Gordon Byron": the forenames hold the whole name.
    ordered = parts[:2] if family_first else [parts[1], parts[0]]
    return " ".join(part for part in ordered + parts[2:] if part)


def role_of(words: str) -> str:
    """The relator code that words such as "edited by" or "ill." mean; empty when they have none."""
    return next((code for code, pattern in _ROLE_WORDS if pattern.search(words)), "")


def letters(text: str) -> str:
    """The first three letters for a call number, capitals without marks: "Čapek" is "CAP"."""
    spread = unicodedata.normalize("NFKD", text.translate(_UNDIVIDED))
    return "".join(sign for sign in spread if sign.isascii() and sign.isalnum())[:3].upper()


def dewey(number: str) -> tuple[str, str]:
    """A Dewey number whole, and cut for a town's shelves at its first segmentation mark."""
    token = (plain(number).split() or [""])[0].replace("'", "/").replace("′", "/")
    whole = token.replace("/", "")
    if not re.fullmatch(r"\d{3}(\.\d+)?", whole):
        return "", ""
    short = token.split("/")[0].rstrip(".")
    return whole, (short if len(short) >= 3 else whole)[:7].rstrip(".")
