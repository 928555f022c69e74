"""`make fuzz`: throw coverage-guided nonsense at every parser of what strangers send.

Each target runs in processes of its own, RUNS times in all (50,000 unless said otherwise; the
promise is a million without an exception that nobody caught, and none over 200 ms for inputs of
64 kB): nearly all of them with small inputs, which break the same things far sooner, and the others
with large ones. What broke a target is left in var/fuzz.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / "var" / "fuzz"
SAMPLES = ROOT / "tests" / "data"
RUNS = 50_000
SMALL_BYTES = 2_048
LARGE_BYTES = 65_536
ONE_IN = 100
"""One input in so many may be large."""
SHEET = "xl/worksheets/sheet1.xml"
MOST_SECONDS = 0.2
"""Of processor time, so that a busy machine breaks nothing; libFuzzer counts by the clock."""
STUCK_SECONDS = 120

Target = Callable[[bytes], None]


def reader(form: str) -> Target:
    """Reads the bytes as a file of ``form``, whatever they are."""
    from catalog.domain import records

    chosen = records.Format(form)

    def target(data: bytes) -> None:
        for reading in records.read(io.BytesIO(data), chosen):
            if (reading.draft is None) != any(problem.fatal for problem in reading.problems):
                raise AssertionError(reading)

    return target


def workbook() -> Target:
    """Reads the bytes as the sheet of a workbook that is sound otherwise."""
    read = reader("xlsx")
    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}

    def target(data: bytes) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            for name, content in members.items():
                packed.writestr(name, data if name == SHEET else content)
        read(made.getvalue())

    return target


def _workbook() -> bytes:
    from openpyxl import Workbook

    book, made = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(["Title", "Author", "ISBN", "Year", "Barcode", "Price"])
    sheet.append(["The Dispossessed", "Le Guin, Ursula K.", "9780060512750", 1974, "0001", 12.5])
    book.save(made)
    return made.getvalue()


def sheets() -> list[bytes]:
    """What the inputs of ``workbook`` begin from."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as packed:
        return [packed.read(SHEET)]


def sniffer() -> Target:
    """Says what kind of file the bytes are."""
    from catalog.domain import records

    def target(data: bytes) -> None:
        try:
            records.sniff(data)
        except records.Unreadable:
            return

    return target


def isbn() -> Target:
    """Reads the bytes as a cell with ISBNs."""
    from catalog.domain.records import isbns

    def target(data: bytes) -> None:
        isbns.of_cell(data.decode("utf-8", "replace"), [])

    return target


def query() -> Target:
    """Reads the bytes as what someone types into the search box."""
    from catalog.search import query

    def target(data: bytes) -> None:
        query.terms(data.decode("utf-8", "replace"))

    return target


TARGETS: Final[dict[str, tuple[Callable[[], Target], str]]] = {
    "marc": (lambda: reader("marc"), "marc/edge_traject"),
    "marcxml": (lambda: reader("marcxml"), "marc/edge_ruby_marc"),
    "marcjson": (lambda: reader("marcjson"), "marc/multiscript"),
    "csv": (lambda: reader("csv"), "csv/goodreads_export"),
    "xlsx": (lambda: reader("xlsx"), ""),
    "sheet": (workbook, ""),
    "json": (lambda: reader("json"), "csv/goodreads_export"),
    "sniff": (sniffer, "marc/edge_perl"),
    "isbn": (isbn, ""),
    "query": (query, ""),
}
"""Each with the folder of samples that it begins from."""


def timed(target: Target) -> Target:
    """As ``target``, which must not take long."""

    def within(data: bytes) -> None:
        begun = time.thread_time()
        target(data)
        if (spent := time.thread_time() - begun) > MOST_SECONDS:
            raise AssertionError(f"{len(data)} bytes took {spent:.3f} s")

    return within


def main() -> int:
    """Run all targets, or the one that is named. The exit code says whether one broke."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help=", ".join(TARGETS))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        fuzz(chosen.targets[0], chosen.runs, chosen.here)
    broken = []
    large = chosen.runs // ONE_IN
    for name in chosen.targets or TARGETS:
        for runs, most in ((chosen.runs - large, SMALL_BYTES), (large, LARGE_BYTES)):
            print(f"{name}: {runs} runs of up to {most} bytes", flush=True)
            command = [
                sys.executable, "-m", "scripts.fuzz", name, "--runs", str(runs), "--here", str(most)
            ]  # fmt: skip
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                broken.append(name)
    print(f"broken: {', '.join(broken)}" if broken else "nothing broke")
    return 1 if broken else 0


def fuzz(name: str, runs: int, most: int) -> None:
    """Run one target in this process, which ends with it, with inputs of up to ``most`` bytes."""
    import atheris
    import django

    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "true"}
    make, samples = TARGETS[name]
    with atheris.instrument_imports(include=["catalog", "core"]):
        django.setup()  # some parsers tell what they passed over, in the reader's language
        target = timed(make())
    FOUND.mkdir(parents=True, exist_ok=True)
    corpus = [str(SAMPLES / samples)] if samples else []
    options = [
        f"-runs={runs}", f"-max_len={most}", f"-timeout={STUCK_SECONDS}", "-verbosity=0",
        "-print_final_stats=1", f"-artifact_prefix={FOUND}/{name}-",
    ]  # fmt: skip
    kept = FOUND / f"corpus-{name}"
    kept.mkdir(exist_ok=True)
    for at, seed in enumerate(sheets() if name == "sheet" else ()):
        (kept / f"seed-{at}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, str(kept), *corpus], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
