"""Keeping the library's processes running side by side, and stopping them together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

STOP_WITHIN: Final = 30.0
"""Seconds a process has to finish what it is doing before it is killed."""
RESTART_PAUSES: Final = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Seconds before the first and each further restart of a process that keeps dying."""
STEADY_AFTER: Final = 60.0
"""Seconds after which a process has shown that it runs; its next fall counts as the first."""


@dataclass
class Child:
    """One process that is to run as long as the library does."""

    name: str
    command: Sequence[str]
    falls: int = 0
    started: float = 0.0
    resume_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C at the terminal reaches it through us only."""
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own
        self.started = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Start it again when it has fallen, later each time it falls soon."""
        at = time.monotonic()
        if self.process is None:
            if at >= self.resume_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.falls = 0 if at - self.started > STEADY_AFTER else self.falls
        pause = RESTART_PAUSES[min(self.falls, len(RESTART_PAUSES) - 1)]
        say(f"{self.name} has stopped (status {status}); starting it again.")
        self.falls, self.process, self.resume_at = self.falls + 1, None, at + pause


def run(commands: Mapping[str, Sequence[str]], say: Callable[[str], None]) -> None:
    """Run ``commands`` (by name) until SIGTERM or SIGINT, then stop them all and return.

    ``say`` is told in a sentence whenever one falls and is started again.
    """
    children = [Child(name, command) for name, command in commands.items()]
    is_over = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        is_over = True

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not is_over:
            for child in children:
                child.watch(say)
            time.sleep(0.2)
    finally:
        _stop_all(children)
        for each, handler in before.items():
            signal.signal(each, handler)


def _stop_all(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # With what it started itself, which would go on listening.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
