"""Codes of MARC fields that the catalogue keeps in another form, or not at all."""

import re
from typing import Final

from babel.core import get_global

# MARC codes that were given up (MARC code list for languages, discontinued codes).
_DISCONTINUED: Final = {
    "cam": "khm", "esk": "ypk", "esp": "epo", "eth": "gez", "far": "fao", "fri": "fry",
    "gae": "gla", "gag": "glg", "gal": "orm", "gua": "grn", "int": "ina", "iri": "gle",
    "kus": "kos", "lan": "oci", "lap": "smi", "max": "glv", "mla": "mlg", "mol": "rum",
    "sao": "smo", "scc": "srp", "scr": "hrv", "sho": "sna", "snh": "sin", "sso": "sot",
    "swz": "ssw", "tag": "tgl", "taj": "tgk", "tar": "tat", "tsw": "tsn",
}  # fmt: skip
# ISO 639-2/T where catalogues use the bibliographic code.
_BIBLIOGRAPHIC: Final = {
    "bod": "tib", "ces": "cze", "cym": "wel", "deu": "ger", "ell": "gre", "eus": "baq",
    "fas": "per", "fra": "fre", "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac",
    "mri": "mao", "msa": "may", "mya": "bur", "nld": "dut", "ron": "rum", "slk": "slo",
    "sqi": "alb", "zho": "chi",
}  # fmt: skip
_UNKNOWN: Final = frozenset({"und", "zxx", "mis", "xxx"})
_CODE = re.compile(r"[a-z]{3}")
_NAMES: Final = {
    "english": "eng", "englisch": "eng", "anglais": "eng", "german": "ger", "deutsch": "ger",
    "allemand": "ger", "french": "fre", "franzosisch": "fre", "francais": "fre", "spanish": "spa",
    "spanisch": "spa", "espanol": "spa", "italian": "ita", "italienisch": "ita", "italiano": "ita",
    "turkish": "tur", "turkisch": "tur", "russian": "rus", "russisch": "rus", "arabic": "ara",
    "arabisch": "ara", "dutch": "dut", "polish": "pol", "polnisch": "pol", "portuguese": "por",
    "chinese": "chi", "japanese": "jpn", "latin": "lat", "ukrainian": "ukr", "greek": "gre",
}  # fmt: skip


def language(code: str) -> str:
    """The language code that the catalogue keeps (ISO 639-2/B) for one of MARC, or nothing."""
    code = code.lower()
    if not _CODE.fullmatch(code) or code in _UNKNOWN:
        return ""
    return _DISCONTINUED.get(code) or _BIBLIOGRAPHIC.get(code) or code


def language_of_word(word: str) -> str:
    """The same for what people write into a table: ``en``, ``en-US``, ``eng``, ``German``."""
    bare = word.strip().lower().replace("_", "-")
    if bare in _NAMES:
        return _NAMES[bare]
    primary = bare.split("-")[0]
    if re.fullmatch(r"[a-z]{2}", primary):
        return language(_three_letters().get(primary, ""))
    return language(primary)


def _three_letters() -> dict[str, str]:
    """ISO 639-1 to ISO 639-2, as CLDR's aliases have it the other way round."""
    aliases = get_global("language_aliases")
    return {two: three for three, two in aliases.items() if len(three) == 3 and len(two) == 2}
