"""A book as linked data (https://schema.org/Book), for search engines and other libraries."""

from collections.abc import Mapping
from typing import Any, Final

from catalog.domain.copies import State

_ROLES: Final = {
    "aut": "author",
    "edt": "editor",
    "trl": "translator",
    "ill": "illustrator",
    "nrt": "readBy",
}
_AVAILABILITY: Final = {
    State.AVAILABLE: "InStock",
    State.REFERENCE: "InStoreOnly",
    State.ON_ORDER: "PreOrder",
}
# The letters that would end a script element or a line of a script.
_UNSAFE: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def of(book: Mapping[str, Any], *, page: str, image: str, library: str) -> dict[str, Any]:
    """``book`` (see ``selectors.records.shown``, with its copies) under the address ``page``."""
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book",
        "@id": page,
        "url": page,
        "name": book["title"],
        "alternativeHeadline": book["subtitle"],
        "alternateName": book["alternative_title"],
        "isbn": book["isbns"],
        "bookEdition": book["edition"],
        "publisher": {"@type": "Organization", "name": book["publisher"]}
        if book["publisher"]
        else "",
        "datePublished": str(book["year"]) if book["year"] else "",
        "inLanguage": book["language"],
        "about": book["subjects"],
        "description": book["description"],
        "image": image,
        "offers": _offers(book, library),
    }
    for each in book["contributors"]:
        kind = "Person" if "," in each["name"] else "Organization"
        role = _ROLES.get(each["role"], "contributor")
        said.setdefault(role, []).append({"@type": kind, "name": each["name"]})
    return {name: value for name, value in said.items() if value}


def safe(json: str) -> str:
    """``json`` as it may stand in a script element of a page: nothing in it ends the element."""
    return "".join(_UNSAFE.get(char, char) for char in json)


def _offers(book: Mapping[str, Any], library: str) -> list[dict[str, Any]]:
    """For each copy that readers may know of, whether it can be borrowed, and where it stands."""
    return [
        {
            "@type": "Offer",
            "availability": "https://schema.org/"
            + _AVAILABILITY.get(State(each["state"]), "OutOfStock"),
            "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
            "offeredBy": {"@type": "Library", "name": library},
            "availableAtOrFrom": {"@type": "Place", "name": each["branch_name"]},
            **({"sku": each["call_number"]} if each["call_number"] else {}),
        }
        for each in book["holdings"]
    ]
