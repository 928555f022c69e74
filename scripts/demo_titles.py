"""Make `loans/demo/titles.jsonl`, the titles of the demo library, from Library of Congress records.

    python -m scripts.demo_titles lc_books_100k.mrc.xz [loans/demo/titles.jsonl]

The source is *Books All 2016*, a MARC Open-Access (MDSConnect) file of the Library of Congress. It
is a work of the US Government, in the public domain in the USA; outside the USA the Library has
claimed copyright in its MARC distribution files, so treat it as free to use and ask before selling.
The Library does not endorse this project. `loans/demo/SOURCES.md` says the same to readers.

Only facts are taken: title, people, publisher, year, language, edition, pages, subject headings,
class and standard numbers. No abstract, no contents note. The same input gives the same file.
"""

import argparse
import hashlib
import json
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pymarc import MARCReader

from scripts import demo_record, demo_shelves, demo_text
from scripts.demo_record import Title

OUTPUT = Path(__file__).parent.parent / "loans" / "demo" / "titles.jsonl"
_LONGEST_TITLE = 120
_LONGEST_LINE = 1000
_YEARS = range(1880, 2017)
_MODERN = 1950
# Decades from which the sample has little and a town library much.
_SCARCE_YEARS = range(1920, 1990)
# Nature of contents (008/24-27) that stays in a research library: theses, catalogues, statistics...
_SCHOLARLY_CONTENTS = set("acgjlmnqrstuvwxz25")
_STUDY = re.compile("criticism|Dictionaries|grammar|Grammar|Rhetoric|Mathematical models")
_UNWANTED = re.compile(rf"\b({demo_shelves.UNWANTED_WORDS})\b", re.IGNORECASE)
_TRADE = re.compile(rf"\b({demo_shelves.TRADE_PUBLISHERS})", re.IGNORECASE)


def records(path: Path) -> Iterator[Title]:
    """The readable records of a MARC 21 file, plain or xz; damaged ones are passed over."""
    packed = path.read_bytes()
    unpacked = lzma.decompress(packed) if path.suffix == ".xz" else packed
    for record in MARCReader(unpacked, to_unicode=True, force_utf8=True):
        title = demo_record.read(record) if record is not None else None
        if title is not None:
            yield title


def is_wanted(title: Title) -> bool:
    """Whether a town library would shelve it: no thesis, no report, old only if a classic."""
    facts, codes = title.facts, title.codes
    has_scholarly_kind = bool(set(codes[24:28]) & _SCHOLARLY_CONTENTS)
    is_official = codes[28] not in " |" or "1" in codes[29:31]
    words = f"{facts['title']} {facts['subtitle']}"
    is_literature = title.is_fiction or shelf_number(title).startswith("8")
    is_classic = is_literature and title.main_heading in demo_shelves.KNOWN_AUTHORS
    return (
        facts["year"] in _YEARS
        and (facts["year"] >= _MODERN or is_classic)
        and 2 <= len(facts["title"]) <= _LONGEST_TITLE
        and len(facts["subtitle"]) <= _LONGEST_TITLE
        and bool(facts["by"] and facts.get("publisher") and facts["lccn"])
        and codes[23] in " d|"
        and not has_scholarly_kind
        and not is_official
        and not _UNWANTED.search(words)
        and not any(heading.startswith(("Sex", "Erotic")) for heading in facts["subjects"])
    )


def shelf_number(title: Title) -> str:
    """FIC, J FIC, or a Dewey number, with J before it for children; empty when it has no class."""
    if title.is_fiction:
        return "J FIC" if title.is_juvenile else "FIC"
    language = str(title.facts["lang"])
    number = title.dewey_short or (
        demo_shelves.SHELF_OF_PQ.get(language, "")
        if title.lcc_class == "PQ"
        else demo_shelves.SHELF_OF_LCC.get(title.lcc_class, "")
        or demo_shelves.SHELF_OF_LCC.get(title.lcc_class[:1], "")
    )
    return f"J {number}" if number and title.is_juvenile else number


def call_number(title: Title) -> str:
    """Class and first letters of the main heading: "641.5 CHI", "FIC TOL", "J FIC WIL"."""
    facts = title.facts
    filed = title.main_heading.split(",")[0]
    if not filed:
        latin = str(facts.get("title_latin") or facts["title"])
        filed = latin[int(facts.get("skip") or 0) :]
    return f"{shelf_number(title)} {demo_text.letters(filed)}"


def rank(title: Title) -> tuple[int, str]:
    """Best first: asked-for authors, trade editions, full records; ties by a fixed hash."""
    facts = title.facts
    publisher = str(facts.get("publisher_latin") or facts["publisher"])
    is_trade = bool(_TRADE.search(publisher))
    points = (
        12 * (title.main_heading in demo_shelves.KNOWN_AUTHORS)
        + 20 * ("title_latin" in facts)
        + 6 * is_trade
        + 5 * (facts["year"] in _SCARCE_YEARS and (is_trade or title.is_fiction))
        + 3 * bool(facts["isbn"])
        + 2 * bool(facts["subjects"])
        + 8 * (facts["lang"] != "eng" and (title.is_fiction or title.is_juvenile))
        - 6 * bool(_STUDY.search(" ".join(facts["subjects"])))
        + bool(facts["pages"])
        - 2 * (len(facts["title"]) > 60)
        - 4 * (title.is_juvenile and facts["pages"] == 0)
    )
    return -points, hashlib.sha256(facts["lccn"].encode()).hexdigest()


def fits(shelf: demo_shelves.Shelf, title: Title) -> bool:
    """Whether the title belongs on the shelf."""
    number = shelf_number(title)
    if title.facts["lang"] != shelf.language or not number:
        return False
    if number in {"FIC", "J FIC"} or number.startswith("J"):
        return ("J" if number.startswith("J ") and number != "J FIC" else number) in shelf.numbers
    return number.startswith(tuple(n for n in shelf.numbers if n[0].isdigit()) or "none")


class Choice:
    """The titles chosen so far: none twice, few by one hand, no decade crowding out the rest."""

    def __init__(self) -> None:
        self.titles: list[Title] = []
        self._seen: set[str] = set()
        self._by_author: Counter[str] = Counter()

    def fill(self, shelf: demo_shelves.Shelf, ranked: Iterable[Title]) -> None:
        """Fill a shelf: first with at most two fifths from any age, then with what comes."""
        waiting = [title for title in ranked if fits(shelf, title)]
        ages: Counter[int] = Counter()
        left = shelf.places
        for share in (2, 5):
            for title in waiting:
                decade = title.facts["year"] // 10 * 10
                age = max(decade, _MODERN - 10)
                ceiling = shelf.places // 8 if age < _MODERN else max(2, shelf.places * share // 5)
                if left and ages[age] < ceiling and self._take(title):
                    ages[age] += 1
                    left -= 1

    def _take(self, title: Title) -> bool:
        facts = title.facts
        author = title.main_heading or facts["title"]
        marks = {_folded(f"{facts.get('title_latin') or facts['title']} {author}"), *facts["isbn"]}
        ceiling = 4 if author in demo_shelves.KNOWN_AUTHORS else 1
        if marks & self._seen or self._by_author[author] >= ceiling:
            return False
        self._seen |= marks
        self._by_author[author] += 1
        self.titles.append(title)
        return True


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if sign.isalnum())


def line(title: Title) -> str:
    """One title as a line of JSON; what is empty is left out."""
    people = [
        {key: value for key, value in person.items() if key != "sort" or value != person["name"]}
        for person in title.facts["by"]
    ]
    facts: dict[str, Any] = {**title.facts, "by": people, "call": call_number(title)}
    kept = {key: value for key, value in facts.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def choose(titles: Iterable[Title]) -> list[Title]:
    """The demo library's titles, in the order of their control numbers."""
    ranked = sorted((title for title in titles if is_wanted(title)), key=rank)
    ranked = [title for title in ranked if len(line(title).encode()) <= _LONGEST_LINE]
    choice = Choice()
    for shelf in demo_shelves.SHELVES:
        choice.fill(shelf, ranked)
    return sorted(choice.titles, key=lambda title: str(title.facts["lccn"]))


def main() -> None:
    """Read the records given as the first argument, write the data file, and say what it holds."""
    parser = argparse.ArgumentParser(
        description="Make the demo library's titles from MARC records."
    )
    parser.add_argument("records", type=Path, help="a MARC 21 file, plain or .xz")
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT)
    arguments = parser.parse_args()
    chosen = choose(records(arguments.records))
    arguments.output.write_text("".join(line(title) + "\n" for title in chosen), encoding="utf-8")
    languages = Counter(str(title.facts["lang"]) for title in chosen)
    print(f"{len(chosen)} titles in {len(languages)} languages: {arguments.output}")


if __name__ == "__main__":
    main()
