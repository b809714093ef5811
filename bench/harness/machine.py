"""Where and with what it was measured."""

import datetime
import os
import pathlib
import platform
import subprocess

from . import peers

HEAD = """# Results

Written by `bench/run{arguments} --results bench/RESULTS.md`; [README.md](README.md) tells what is measured, and how.
Medians of {runs} runs of whole processes, the sides of a bench taking turns. A ratio is the median over the pairs of runs,
in brackets the least and the greatest; above 1 ours is faster. Goals in **bold** are not reached.

- {date}; load before and after, on a quiet machine below 1 and 2: {load}
- {machine}
- {versions}

"""


def report(sections, arguments, runs, load_before):
    # Without paths: they are this machine's.
    paths = {"--results", "--datagen", "--dir"}
    before = ["", *arguments]
    arguments = [one for one, last in zip(arguments, before) if one.split("=")[0] not in paths and last not in paths]
    head = HEAD.format(
        arguments="".join(f" {argument}" for argument in arguments),
        runs=runs,
        date=datetime.date.today().isoformat(),
        load=f"{load_before:.1f}, {os.getloadavg()[0]:.1f}",
        machine=machine(),
        versions=", ".join(f"{name} {version}" for name, version in versions()),
    )
    return head + "\n".join(sections) + "\n"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def processor():
    for row in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if row.startswith("model name"):
            return row.split(":", 1)[1].strip()
    return platform.processor()


def versions():
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=peers.ROOT, capture_output=True, text=True)
    rust = subprocess.run(["rustc", "--version"], cwd=peers.ROOT, capture_output=True, text=True)
    yield "datagen", commit.stdout.strip()
    yield "rustc", rust.stdout.split()[1]
    yield "Python", platform.python_version()
    yield from peers.versions()
