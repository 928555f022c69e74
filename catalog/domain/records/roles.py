"""What contributors did: the codes that the catalogue keeps, and how others say the same.

The codes are of the MARC relator list; UNIMARC has numbers for them (UNIMARC manual, appendix C).
"""

import re
from functools import lru_cache
from typing import Final

from core import text

AUTHOR: Final = "aut"
OTHER: Final = "ctb"
NONE: Final = ""
"""Of those who had a hand in a copy, not in the book: printers, owners, binders, sellers."""
ROLES: Final = (
    "aut", "edt", "trl", "ill", "com", "pht", "cmp", "nrt", "aui", "art", "ctb",
)  # fmt: skip

_CODES: Final = {
    "aut": "aut aud cre dis lbt lyr 070 090 480 520",
    "edt": "edt edc edm pbd 340 651",
    "trl": "trl 730",
    "ill": "ill clr ilu cov 430 440",
    "com": "com 220",
    "pht": "pht 600",
    "cmp": "cmp arr 030 230",
    "nrt": "nrt spk stl vac 550",
    "aui": "aui aft win wpr wfw wst 075 080",
    "art": "art drm egr etr ltg prm scl 040 350 360 510",
    "ctb": "ctb 205 570",
    NONE: "pbl dst prt mfr bsl own fmo dnr bnd pup dgg 110 310 320 390 610 650",
}
_TERMS: Final = {
    "aut": (
        "author|authors|joint author|writer|creator|dissertant|librettist|lyricist|verfasser|"
        "verfasserin|autor|autorin|auteur|auteure|autora|autore|text"
    ),
    "edt": (
        "editor|editors|ed|eds|edited by|general editor|herausgeber|herausgeberin|hrsg|hg|"
        "editeur scientifique|redakteur|redakteurin|red"
    ),
    "trl": (
        "translator|translators|tr|trans|transl|translated by|ubersetzer|ubersetzerin|ubers|"
        "traducteur|traductrice|traductor|traductora|traduttore"
    ),
    "ill": (
        "illustrator|illustrators|ill|illus|illustrated by|illustratorin|illustrateur|"
        "illustratrice|ilustrador|zeichner|zeichnerin|colorist|illustration|illustrationen"
    ),
    "com": "compiler|comp|compiled by|zusammenstellender|compilateur",
    "pht": "photographer|photographers|phot|fotograf|fotografin|photographe",
    "cmp": "composer|komponist|komponistin|compositeur|arranger",
    "nrt": "narrator|reader|speaker|sprecher|sprecherin|erzahler|erzahlerin|narrateur|lecteur",
    "aui": (
        "author of introduction|author of introduction etc|writer of introduction|"
        "writer of foreword|writer of afterword|writer of preface|author of foreword|introduction|"
        "foreword|preface|afterword|writer of added commentary|verfasser eines vorworts|"
        "verfasserin eines vorworts|verfasser von zusatztexten|verfasserin von zusatztexten|"
        "vorwort|nachwort|prefacier"
    ),
    "art": "artist|kunstler|kunstlerin|artiste|painter|engraver|sculptor",
    "ctb": "contributor|mitwirkender|mitwirkende|beitragender|contributeur",
    NONE: "publisher|printer|former owner|owner|bookseller|binder|distributor|issuing body",
}
_BY_CODE: Final = {code: role for role, codes in _CODES.items() for code in codes.split()}
_BY_TERM: Final = {term: role for role, terms in _TERMS.items() for term in terms.split("|")}
_SEPARATORS = re.compile(r"\s*(?:[,;/&+]|\b(?:and|und|et|y)\b)\s*")
_CODE = re.compile(r"[a-z]{3}|\d{3}")


def of_code(code: str) -> str | None:
    """The role that a relator code (``aut``, ``070``, or its address at the Library of Congress)
    stands for; ``NONE`` for those who had no hand in the book; ``None`` for what is no code.
    """
    bare = code.strip().rstrip(".").rsplit("/", 1)[-1].lower()
    if bare in _BY_CODE:
        return _BY_CODE[bare]
    return OTHER if _CODE.fullmatch(bare) else None


@lru_cache(maxsize=2_000)
def of_term(said: str) -> tuple[str, ...]:
    """The roles that a relator term names, as in "editor and translator" or "(Übersetzer)"."""
    whole = text.folded(said)
    if whole in _BY_TERM:
        return (_BY_TERM[whole],)
    parts = [text.folded(part) for part in _SEPARATORS.split(said)]
    return tuple(dict.fromkeys(_BY_TERM[part] for part in parts if part in _BY_TERM))
