"""Look-ups against real servers on this machine: quick, slow, dripping, lying ones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import URLError

import pytest

from catalog.domain.records import BookDraft
from catalog.services import fetching, lookups, uploads
from catalog.services.lookups import Outcome

ISBN = "9780547773742"
DATA = Path(__file__).resolve().parents[2] / "data" / "sru"
GERMAN = (DATA / "test_searchretrieve_warning.xml").read_bytes()
NOTHING = b'<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"/>'
MARCXML = b"""<?xml version="1.0"?>
<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records><zs:record>
<zs:recordData><record xmlns="http://www.loc.gov/MARC21/slim">
<leader>00000nam a2200000 a 4500</leader>
<controlfield tag="008">760531s1968    caua   j      000 1 eng  </controlfield>
<datafield tag="020" ind1=" " ind2=" "><subfield code="a">9780547773742</subfield></datafield>
<datafield tag="100" ind1="1" ind2=" "><subfield code="a">Le Guin, Ursula K.,</subfield></datafield>
<datafield tag="245" ind1="1" ind2="2"><subfield code="a">A wizard of Earthsea /</subfield>
<subfield code="c">Ursula K. Le Guin.</subfield></datafield>
</record></zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"""
Answer = Callable[[BaseHTTPRequestHandler], None]


def plain(body: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that answers so: its address, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            try:
                answer(self)
            except OSError:  # whoever asked has gone
                return

        def log_message(self, *_: Any) -> None:
            """Nothing: tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/db", asked
        server.shutdown()


@pytest.fixture(autouse=True)
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "known", lambda _isbn: None)


def test_a_marc_record_fills_the_draft(settings: Any) -> None:
    with served(plain(MARCXML)) as (url, asked):
        settings.SRU_TARGETS = [url]
        looked = lookups.isbn(ISBN)
    assert looked.outcome == Outcome.ELSEWHERE
    assert looked.where == "127.0.0.1"
    assert looked.draft
    assert looked.draft.title == "A wizard of Earthsea"
    assert looked.draft.contributors == (("Le Guin, Ursula K.", "aut"),)
    assert looked.draft.year == 1968
    assert f"bath.isbn%3D{ISBN}" in asked[0]


def test_the_first_target_that_knows_the_book_is_believed(settings: Any) -> None:
    with (
        served(plain(NOTHING)) as (none, _),
        served(plain(GERMAN)) as (german, _a),
        served(plain(MARCXML)) as (marc, _b),
    ):
        settings.SRU_TARGETS = [none, german, marc]
        looked = lookups.isbn(ISBN)
    assert looked.draft
    assert looked.draft.title == "Zürich"


def test_uploaded_files_are_asked_before_anybody_else(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = BookDraft(title="From a file")
    monkeypatch.setattr(uploads, "known", lambda isbn: draft if isbn == ISBN else None)
    settings.SRU_TARGETS = ["http://127.0.0.1:9/never"]
    assert lookups.isbn(ISBN) == lookups.Looked(Outcome.IN_FILE, draft)


def test_without_targets_nobody_is_asked(settings: Any) -> None:
    settings.SRU_TARGETS = []
    assert lookups.isbn(ISBN).outcome == Outcome.NOBODY_ASKED


def test_a_book_that_nobody_has_is_unknown(settings: Any) -> None:
    with served(plain(NOTHING)) as (url, _):
        settings.SRU_TARGETS = [url]
        assert lookups.isbn(ISBN).outcome == Outcome.UNKNOWN


def refuse(request: BaseHTTPRequestHandler) -> None:
    request.send_error(503)


def hang(_request: BaseHTTPRequestHandler) -> None:
    threading.Event().wait(30)


def drip(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(30):
        request.wfile.write(b"<")
        request.wfile.flush()
        threading.Event().wait(0.1)


def flood(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"<a>" * 100_000)


def to_a_file(request: BaseHTTPRequestHandler) -> None:
    request.send_response(302)
    request.send_header("Location", "file:///etc/passwd")
    request.end_headers()


def break_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"<searchRetrieveResponse")


@pytest.mark.parametrize(
    "answer", [refuse, hang, drip, flood, to_a_file, break_off, plain(b"<html/>"), plain(b"\0")]
)
def test_a_server_in_trouble_costs_little_time_and_no_fault(settings: Any, answer: Answer) -> None:
    settings.SRU_SECONDS = 1
    with served(answer) as (url, _):
        settings.SRU_TARGETS = [url]
        begun = monotonic()
        looked = lookups.isbn(ISBN)
    assert looked.outcome == Outcome.NO_ANSWER
    assert monotonic() - begun < 5


def test_a_silent_server_does_not_silence_the_others(settings: Any) -> None:
    settings.SRU_SECONDS = 4
    with served(hang) as (silent, _), served(plain(MARCXML)) as (quick, _a):
        settings.SRU_TARGETS = [silent, quick]
        assert lookups.isbn(ISBN).outcome == Outcome.ELSEWHERE


def test_the_first_answer_is_enough_when_it_stands_first(settings: Any) -> None:
    settings.SRU_SECONDS = 20
    with served(plain(MARCXML)) as (quick, _), served(hang) as (silent, _a):
        settings.SRU_TARGETS = [quick, silent]
        begun = monotonic()
        assert lookups.isbn(ISBN).outcome == Outcome.ELSEWHERE
        assert monotonic() - begun < 2.5


def test_without_a_network_the_answer_is_that_nobody_answered(settings: Any) -> None:
    settings.SRU_SECONDS = 1
    settings.SRU_TARGETS = ["http://127.0.0.1:9/closed", "http://no-such-host.invalid/db"]
    assert lookups.isbn(ISBN).outcome == Outcome.NO_ANSWER


def test_nothing_but_the_web_is_fetched() -> None:
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x"):
        with pytest.raises(URLError):
            fetching.body(url, until=monotonic() + 1)


def test_what_is_sent_elsewhere_on_the_web_is_followed(settings: Any) -> None:
    with served(plain(MARCXML)) as (there, _):

        def away(request: BaseHTTPRequestHandler) -> None:
            request.send_response(301)
            request.send_header("Location", there)
            request.end_headers()

        with served(away) as (here, _a):
            settings.SRU_TARGETS = [here]
            assert lookups.isbn(ISBN).outcome == Outcome.ELSEWHERE
