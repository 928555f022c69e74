"""``python -m bench [--full] [--save] [--only NAME …] [--on postgres|sqlite]``."""

import argparse
import sys
from contextlib import ExitStack

import psycopg
import redis

from bench import cases, figures, hashing, places, report

QUICK = {"rounds": 5, "seconds": 1.0, "books": 24_000}
FULL = {"rounds": 9, "seconds": 3.0, "books": 24_000}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer rounds, and more of them")
    parser.add_argument("--save", action="store_true", help=f"write {report.PAGE}")
    names = [case.name for case in cases.CASES] + ["storm"]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="CASE")
    parser.add_argument("--on", choices=["postgres", "sqlite"], help="only there")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float)
    return parser.parse_args()


def main() -> int:
    """Measure, print, and save when asked; 1 when something fell below what it never should."""
    said = _arguments()
    size = FULL if said.full else QUICK
    rounds, seconds = said.rounds or int(size["rounds"]), said.seconds or size["seconds"]
    with ExitStack() as stack:
        open_places = []
        if said.on != "sqlite":
            try:
                open_places.append(stack.enter_context(places.postgres(int(size["books"]))))
            except (psycopg.OperationalError, redis.RedisError) as trouble:
                print(f"PostgreSQL and Redis are not measured: {trouble}", file=sys.stderr)
        if said.on != "postgres":
            open_places.append(stack.enter_context(places.sqlite(int(size["books"]))))
        measured = [
            figures.measure(place, said.only, rounds=rounds, seconds=seconds)
            for place in open_places
        ]
    limits = hashing.limits()
    text = report.text(measured, limits, rounds=rounds, seconds=seconds)
    print(text)
    if said.save:
        report.save(text)
    return 1 if any(report.failing(each, limits) for each in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
