"""Whole processes: wall time, CPU seconds, peak memory, bytes written; two sides take turns."""

import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import time


@dataclasses.dataclass
class Side:
    """A system and how it is called. `{out}` in `command` becomes an empty folder."""

    system: str
    command: list
    rows: int = 0
    cells: int = 0
    # Ours counts rows and cells itself, in the metadata it writes.
    ours: bool = False


@dataclasses.dataclass
class Run:
    """What one process took."""

    wall: float
    cpu: float
    peak: int
    bytes: int


@dataclasses.dataclass
class Measured:
    """Medians over the runs of a side."""

    side: Side
    runs: list

    def median(self, name):
        return statistics.median(getattr(run, name) for run in self.runs)


def interleaved(sides, runs, folder):
    """One uncounted run of each side, then `runs` rounds in which every side runs once."""
    measured = [Measured(side, []) for side in sides]
    for turn in range(runs + 1):
        for one in measured:
            run = measure(one.side, folder / "out")
            if turn > 0:
                one.runs.append(run)
    return measured


def measure(side, out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    command = [argument.replace("{out}", str(out)) for argument in side.command]
    log = out.parent / "log"
    with open(log, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    if side.ours:
        count(side, out)
    shutil.rmtree(out)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, size)


def count(side, out):
    metadata = out / ".metadata.json"
    if metadata.exists():
        tables = json.loads(pathlib.Path(metadata).read_text())["tables"]
        side.rows = sum(table["rows"] for table in tables)
        side.cells = sum(table["rows"] * len(table["columns"]) for table in tables)


def ratios(ours, peer):
    """How many times as long the peer took, pair by pair: both of a pair ran next to each other."""
    return [theirs.wall / mine.wall for mine, theirs in zip(ours.runs, peer.runs)]
