import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import supervisor
from tests.architecture.project import ROOT

BEATS = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1], f"{sys.argv[2]}-{os.getpid()}").touch()
time.sleep(60)
"""
FALLS = """
import os, pathlib, sys, time
pathlib.Path(sys.argv[1], f"{sys.argv[2]}-{os.getpid()}").touch()
sys.exit(3)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + BEATS
WITH_A_CHILD = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {STUBBORN!r}, sys.argv[1], "child"])
{STUBBORN}
"""
RUN = """
import sys
from core import supervisor
supervisor.STOP_WITHIN = 1.0
supervisor.RESTART_PAUSES = (0.0, 0.5, 30.0)
names = dict(zip(sys.argv[2::2], sys.argv[3::2]))
supervisor.run(
    {name: [sys.executable, "-c", code, sys.argv[1], name] for name, code in names.items()},
    say=lambda said: print(said, file=sys.stderr, flush=True),
)
print("over")
"""


@pytest.fixture
def started() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """A supervisor in a process of its own, over children that leave a file named after them."""
    running: list[subprocess.Popen[str]] = []

    def start(folder: Path, **children: str) -> "subprocess.Popen[str]":
        arguments = [part for pair in children.items() for part in pair]
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


Started = Callable[..., "subprocess.Popen[str]"]


def wait_for(fact: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def pids(folder: Path, name: str) -> set[int]:
    return {int(file.name.split("-")[1]) for file in folder.glob(f"{name}-*")}


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_all_of_them_until_told_to_stop(
    tmp_path: Path, started: Started, word: signal.Signals
) -> None:
    process = started(tmp_path, web=BEATS, worker=BEATS)
    wait_for(lambda: bool(pids(tmp_path, "web") and pids(tmp_path, "worker")))
    process.send_signal(word)
    said, complained = process.communicate(timeout=10)
    assert (process.returncode, said, complained) == (0, "over\n", "")
    assert not any(map(is_running, pids(tmp_path, "web") | pids(tmp_path, "worker")))


def test_it_starts_again_what_has_fallen_and_leaves_the_other_alone(
    tmp_path: Path, started: Started
) -> None:
    process = started(tmp_path, web=BEATS, worker=BEATS)
    wait_for(lambda: bool(pids(tmp_path, "web") and pids(tmp_path, "worker")))
    (first,) = pids(tmp_path, "worker")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(pids(tmp_path, "worker")) == 2)
    assert len(pids(tmp_path, "web")) == 1
    process.terminate()
    _said, complained = process.communicate(timeout=10)
    assert complained == "worker has stopped (status -9); starting it again.\n"


def test_what_keeps_falling_is_started_less_and_less_often(
    tmp_path: Path, started: Started
) -> None:
    process = started(tmp_path, worker=FALLS)
    begun = time.monotonic()
    wait_for(lambda: len(pids(tmp_path, "worker")) == 3)
    assert time.monotonic() - begun > 0.5
    time.sleep(1.0)
    assert len(pids(tmp_path, "worker")) == 3
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_what_does_not_stop_when_asked_is_killed(tmp_path: Path, started: Started) -> None:
    process = started(tmp_path, web=WITH_A_CHILD)
    wait_for(lambda: bool(pids(tmp_path, "web") and pids(tmp_path, "child")))
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert not any(map(is_running, pids(tmp_path, "web")))
    wait_for(lambda: not any(map(is_running, pids(tmp_path, "child"))))


def test_a_fall_after_a_steady_time_counts_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    child = supervisor.Child("web", [sys.executable, "-c", ""], falls=4)
    child.start()
    assert child.process
    child.process.wait()
    child.started -= supervisor.STEADY_AFTER + 1
    child.watch(said.append)
    assert child.falls == 1
    assert vars(child)["process"] is None
    assert child.resume_at <= time.monotonic()
    assert said == ["web has stopped (status 0); starting it again."]


def test_a_program_that_is_not_there_says_so_and_leaves_the_signals_as_they_were(
    tmp_path: Path,
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(FileNotFoundError):
        supervisor.run({"web": [str(tmp_path / "nothing")]}, say=print)
    assert signal.getsignal(signal.SIGTERM) is before
