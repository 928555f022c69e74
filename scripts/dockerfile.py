"""Reads a Dockerfile into its steps, and .dockerignore into what a `COPY .` takes along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Step:
    """One instruction, with its text on one line."""

    instruction: str
    text: str

    @property
    def words(self) -> list[str]:
        """The text, split at spaces."""
        return self.text.split()


def read(file: Path) -> list[Step]:
    """The steps of a Dockerfile, in order, without comments and with continued lines joined."""
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    steps = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [Step(instruction, text) for instruction, text in steps]


def last_stage(steps: list[Step]) -> list[Step]:
    """The steps of the final stage, without its FROM."""
    starts = [index for index, step in enumerate(steps) if step.instruction == "FROM"]
    return steps[starts[-1] + 1 :]


@dataclass(frozen=True)
class Ignore:
    """The rules of a .dockerignore; of those that match a path the last one decides."""

    rules: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Ignore:
        """The rules in `file`."""
        lines = file.read_text().splitlines()
        return cls(tuple(line for line in lines if line and not line.startswith("#")))

    def keeps(self, path: PurePosixPath) -> bool:
        """Whether the file at `path`, relative to the context, is sent to the builder."""
        kept = True
        for rule in self.rules:
            if self._matches(path, rule.removeprefix("!")):
                kept = rule.startswith("!")
        return kept

    def _matches(self, path: PurePosixPath, pattern: str) -> bool:
        """Whether `pattern` matches `path` or a folder that holds it."""
        if pattern.startswith("**/"):
            return any(fnmatch(part, pattern.removeprefix("**/")) for part in path.parts)
        depth = len(PurePosixPath(pattern).parts)
        return fnmatch("/".join(path.parts[:depth]), pattern) and len(path.parts) >= depth
