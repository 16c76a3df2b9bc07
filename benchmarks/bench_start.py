"""How long until something happens: importing the package and asking for help, against a bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATS = 11
BARE = [sys.executable, "-c", "pass"]
STARTS = {
    "import coterie": [sys.executable, "-c", "import coterie"],
    "coterie --help": [sys.executable, "-m", "coterie", "--help"],
}


def _elapsed_s(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  the product's own command
    return time.perf_counter() - start


def measure() -> Iterator[tuple[str, str, float, float]]:
    """Yield both starts, in turns with a bare Python."""
    for what, command in STARTS.items():
        pairs = [(_elapsed_s(command), _elapsed_s(BARE)) for _ in range(REPEATS)]
        ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
        yield what, "python -c pass", ours, bare
