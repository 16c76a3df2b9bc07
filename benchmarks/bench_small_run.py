"""A whole run on small real data, from the file to the report, against opening the libraries it stands on."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REPEATS = 5
SAMPLE = Path(__file__).resolve().parents[1] / "tests" / "data_files" / "cdnow" / "CDNOW_sample.txt"
COLUMNS = ["--customer", "column1", "--amount", "column5"]
LIBRARIES = [
    sys.executable,
    "-c",
    "import duckdb, jinja2, matplotlib.pyplot, numpy, pyarrow, scipy.stats, sklearn.cluster",
]


def _elapsed_s(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  the product's own command
    return time.perf_counter() - start


def _run_s() -> float:
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "sample.coterie")
        return _elapsed_s([sys.executable, "-m", "coterie", "run", str(SAMPLE), *COLUMNS, "--out", out])


def measure() -> Iterator[tuple[str, str, float, float]]:
    """Yield the run of 2,357 customers, in turns with the imports."""
    pairs = [(_run_s(), _elapsed_s(LIBRARIES)) for _ in range(REPEATS)]
    ours, imports = (statistics.median(side) for side in zip(*pairs, strict=True))
    yield "coterie run, 6,919 purchases", "importing its libraries", ours, imports
