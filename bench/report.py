"""The figures as a table to read, and as a page of the documentation."""

import platform
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Final

from bench.cases import CASES, FLOOR_THEN, Case
from bench.figures import Figure, Measured
from bench.hashing import Limits
from tests.servers import ROOT

PAGE: Final = "docs/reference/performance.md"
LOGIN_REACH: Final = (7.0, 5.0)
STORM_REACH: Final = (3.0, 5.0)
DESK_MARKER: Final = "\n\n## A large library\n\n"
MARKER: Final = "<!-- What follows is written by `.venv/bin/python -m bench --save`. -->"


def times_original(case: Case, measured: Measured, limits: Limits) -> float | None:
    """How many times the original system's rate this is, derived by way of the floor."""
    figure, floor = measured.cases[case.name], measured.cases["floor"]
    if case.name == "login":
        return figure.rate / limits.original_sign_ins
    return figure.against(floor) * FLOOR_THEN / case.goal.then if case.goal else None


def reach_of(case: Case) -> tuple[float, float] | None:
    """What is wanted and the least, in times the original."""
    if case.name == "login":
        return LOGIN_REACH
    return (case.goal.reach, case.goal.least) if case.goal else None


def failing(measured: Measured, limits: Limits) -> list[str]:
    """The cases that fell below what they never should."""
    found = []
    for case in CASES:
        reach = reach_of(case)
        if reach and case.name in measured.cases:
            times = times_original(case, measured, limits)
            if times is not None and times < reach[1]:
                found.append(case.name)
    if measured.rest.rates and measured.storm_ratio > STORM_REACH[1]:
        found.append("storm")
    return found


def text(measured: Sequence[Measured], limits: Limits, *, rounds: int, seconds: float) -> str:
    """All figures, as Markdown that reads well in a terminal too."""
    parts = [
        f"{_machine()}. Commit {_commit()}, {datetime.now(UTC):%Y-%m-%d}. "  # noqa: TID251
        f"Median of {rounds} interleaved rounds of {seconds:g} s."
    ]
    for each in measured:
        parts += ["", f"### {each.title}", "", *_table(each, limits), "", *_words(each, limits)]
    return "\n".join(parts) + "\n"


def _table(measured: Measured, limits: Limits) -> Iterator[str]:
    names = ["work", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU µs"]
    heads = [*names, "of the floor", "≈ × original", "reach", "never below", "reached"]
    rows = [heads, ["---", *["---:"] * 9, "---"]]
    floor = measured.cases["floor"]
    for case in CASES:
        if case.name not in measured.cases:
            continue
        figure = measured.cases[case.name]
        times, reach = times_original(case, measured, limits), reach_of(case)
        rows.append(
            [
                case.title,
                *_numbers(figure),
                f"{figure.against(floor):.1%}",
                *(_held(times, reach) if times and reach else [""] * 4),
            ]
        )
    yield from lines_of(rows)


def lines_of(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, its columns under each other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"| {' | '.join(cells)} |"


def _numbers(figure: Figure) -> list[str]:
    waits = [f"{figure.within(share):.1f}" for share in (0.5, 0.95, 0.99)]
    return [f"{figure.rate:,.0f}", *waits, f"{figure.cpu_each:,.0f}"]


def _held(times: float, reach: tuple[float, float]) -> list[str]:
    wanted, least = reach
    verdict = "yes" if times >= wanted else "no" if times >= least else "no, and below the least"
    return [f"{times:,.1f} ×", f"{wanted:g} ×", f"{least:g} ×", verdict]


def _words(measured: Measured, limits: Limits) -> Iterator[str]:
    yield f"Memory of the server's processes after all this (PSS): {measured.memory:,.0f} MB."
    if "login" in measured.cases:
        share = measured.cases["login"].rate / limits.ours
        yield f"Sign-ins reach {share:.0%} of what the hash alone allows ({limits.ours:.0f}/s)."
    if measured.rest.rates:
        rest, storm = measured.rest, measured.storm
        yield (
            f"While six people sign in without pause ({measured.storm_logins.rate:.0f}/s), eight "
            f"readers make {storm.rate:,.0f} requests/s (at rest {rest.rate:,.0f}) and their p99 "
            f"goes from {rest.within(0.99):.1f} to {storm.within(0.99):.1f} ms: "
            f"{measured.storm_ratio:.1f} times (reach ≤ {STORM_REACH[0]:g})."
        )


def save(said: str) -> None:
    """Put the figures into the page, beneath what it says about them."""
    page = ROOT / PAGE
    kept, _, old = page.read_text().partition(MARKER)
    desk = old.partition(DESK_MARKER)[2]
    page.write_text(f"{kept}{MARKER}\n\n{said}{DESK_MARKER if desk else ''}{desk}")


def save_desk(said: str) -> None:
    """The same for the figures of a large library, which stand at the end of the page."""
    page = ROOT / PAGE
    kept = page.read_text().partition(DESK_MARKER)[0].rstrip("\n")
    when = f"{_machine()}. Commit {_commit()}, {datetime.now(UTC):%Y-%m-%d}."  # noqa: TID251
    page.write_text(f"{kept}{DESK_MARKER}{when}\n\n{said}")


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    return f"{cpu_count()} cores, {model or platform.machine()}, Python {platform.python_version()}"
