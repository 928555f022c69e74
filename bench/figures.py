"""Rounds of all cases, one after the other, so that a noisy neighbour disturbs all alike."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from statistics import median

from bench.cases import CASES
from bench.load import Seen
from bench.places import Place


@dataclass
class Figure:
    """One case over all rounds: requests/s, and milliseconds; the median of the rounds."""

    rates: list[float] = field(default_factory=list)
    spans: dict[float, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: list[float] = field(default_factory=list)

    def add(self, seen: Seen, cpu: float = 0.0) -> None:
        """One round more."""
        self.rates.append(seen.per_second)
        self.cpu.append(cpu)
        for share in (0.5, 0.95, 0.99):
            self.spans[share].append(seen.at(share))

    @property
    def rate(self) -> float:
        """Requests each second."""
        return median(self.rates)

    @property
    def cpu_each(self) -> float:
        """Microseconds of CPU that the server spends on a request, its database not counted."""
        return median(self.cpu)

    def within(self, share: float) -> float:
        """Milliseconds within which this share was answered."""
        return median(self.spans[share])

    def against(self, other: "Figure") -> float:
        """How many times the rate of ``other``, round by round."""
        return median(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))


@dataclass
class Measured:
    """A place and its figures: each case by name, readers at rest and in a storm of sign-ins."""

    title: str
    cases: dict[str, Figure]
    rest: Figure
    storm: Figure
    storm_logins: Figure
    memory: float

    @property
    def storm_ratio(self) -> float:
        """How many times as long the slowest hundredth of readers wait in the storm."""
        pairs = zip(self.storm.spans[0.99], self.rest.spans[0.99], strict=True)
        return median(storm / rest for storm, rest in pairs)


def measure(place: Place, names: Collection[str], *, rounds: int, seconds: float) -> Measured:
    """Run the cases called ``names``, and the floor, ``rounds`` times each."""
    wanted = [case for case in CASES if case.floor or case.name in names]
    found = Measured(place.title, {case.name: Figure() for case in wanted}, *_three(), memory=0)
    for case in wanted:  # once for nothing: connections, caches and prepared statements
        place.run(case, 0, 0.3)
    for at in range(1, rounds + 1):
        for case in wanted:
            found.cases[case.name].add(*place.run(case, at, seconds))
        if "storm" in names:
            rest, storm, logins = place.storm(at, seconds)
            found.rest.add(rest)
            found.storm.add(storm)
            found.storm_logins.add(logins)
        print(f"{place.title}: round {at} of {rounds}", end="\r", flush=True)
    found.memory = place.memory()
    return found


def _three() -> tuple[Figure, Figure, Figure]:
    return Figure(), Figure(), Figure()
