"""Run every benchmark of this folder and print one table: `make bench`, or `python benchmarks/run.py start`.

A benchmark is a file `bench_<name>.py` with a function `measure()` that yields `(what, against, median seconds, median
seconds of the other side)`. Both sides are timed in turns, so that what slows the machine slows both.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PACKAGES = ("coterie", "numpy", "scikit-learn", "scipy", "duckdb", "pyarrow")


def main() -> None:
    """Print the machine, the versions and a row for each measurement."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    print(f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores; {versions}\n")
    print(f"{'what':<44} {'against':<28} {'ours':>9} {'theirs':>9} {'ratio':>7}")
    for path in sorted(FOLDER.glob("bench_*.py")):
        if not sys.argv[1:] or path.stem.removeprefix("bench_") in sys.argv[1:]:
            for what, against, ours_s, theirs_s in runpy.run_path(str(path))["measure"]():
                print(f"{what:<44} {against:<28} {ours_s:>7.3f} s {theirs_s:>7.3f} s {ours_s / theirs_s:>7.2f}")


if __name__ == "__main__":
    main()
