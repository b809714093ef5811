"""The programs: ours is built here, the peers are fetched from PyPI and crates.io when first asked for."""

import functools
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "peers"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "data-factory" / "bench"
used = []


def say(*command, **options):
    """Runs a command whose output is only of interest when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def build_ours():
    """The release build of the command line."""
    return cargo(ROOT, "datagen", "-p", "datagen-cli")


def cargo(folder, name, *options):
    messages = say("cargo", "build", "--release", "--locked", "--message-format=json", *options, cwd=folder)
    found = [json.loads(line).get("executable") for line in messages.splitlines() if line.startswith("{")]
    return next(path for path in found if path and pathlib.Path(path).stem == name)


@functools.cache
def fake():
    used.append(("fake", "5.1"))
    target = CACHE / "fake"
    return cargo(PEERS / "fake", "persons-fake", "--target-dir", str(target))


@functools.cache
def python():
    """The interpreter of a virtual environment of its own."""
    folder = CACHE / "venv"
    if not (folder / "bin" / "python").exists():
        say(sys.executable, "-m", "venv", str(folder))
    return folder / "bin" / "python"


@functools.cache
def package(name):
    """A package of the virtual environment; `name` may hold a version. Gives the folder of its commands."""
    say(str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name)
    if not name.startswith("setuptools"):
        used.append((name.split("==")[0], None))
    return python().parent


def versions():
    for name, version in used:
        yield name, version or say(str(python()), "-c", f"import importlib.metadata as m; print(m.version('{name}'))").strip()
