import json
from typing import Any

from catalog.domain import linked

BOOK: dict[str, Any] = {
    "title": "Tides",
    "subtitle": "",
    "alternative_title": "",
    "isbns": ["9780547773742"],
    "edition": "",
    "publisher": "Faber",
    "year": 1999,
    "language": "eng",
    "subjects": ["Sea"],
    "description": "",
    "contributors": [{"name": "Marsh, Ada", "role": "aut"}, {"name": "UNESCO", "role": "fnd"}],
    "holdings": [
        {"state": "available", "branch_name": "Harbour", "call_number": "551 TID"},
        {"state": "on_loan", "branch_name": "Hill", "call_number": ""},
    ],
}


def said() -> dict[str, Any]:
    return linked.of(BOOK, page="https://l/books/1", image="https://l/c.svg", library="Town")


def test_a_book_says_who_made_it_and_whether_it_can_be_had() -> None:
    book = said()
    assert book["author"] == [{"@type": "Person", "name": "Marsh, Ada"}]
    assert book["contributor"] == [{"@type": "Organization", "name": "UNESCO"}]
    assert [each["availability"] for each in book["offers"]] == [
        "https://schema.org/InStock",
        "https://schema.org/OutOfStock",
    ]
    assert book["offers"][0]["sku"] == "551 TID"


def test_what_is_not_known_is_not_said() -> None:
    assert "bookEdition" not in said()
    assert "description" not in said()


def test_nothing_in_it_ends_the_element_it_stands_in() -> None:
    text = json.dumps({"a": "</script><!-- & \u2028"}, ensure_ascii=False)
    safe = linked.safe(text)
    assert not set("<>&\u2028") & set(safe)
    assert json.loads(safe) == json.loads(text)
