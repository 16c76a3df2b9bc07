"""A whole run on many order lines: against the bare SQL of its features, against pandas with scikit-learn, and by size.

`python benchmarks/bench_intake.py 10000000` prints seconds, processor seconds and the largest resident set of the whole
process tree of each; `--memory-limit 1GB` and `--csv` are passed on or change the source. `--growth 1e5 1e6 1e7` runs
ours on each size and draws `docs/images/growth.png`. `make bench` runs the small size.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parent / "docs" / "images" / "growth.png"
SMALL, REPEATS = 20_000, 5
NOTICE_S = 0.02


@dataclass(frozen=True)
class Cost:
    """What a process and its children took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def cost_of(command: list[str]) -> Cost:
    """Run a command and watch it; a child that ends before its parent counts with what was last seen of it."""
    start = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen: dict[int, float] = {}
    peak = 0
    while process.poll() is None:
        resident = 0
        for one in _tree(process):
            try:
                times = one.cpu_times()
                seen[one.pid] = times.user + times.system
                resident += one.memory_info().rss
            except psutil.Error:
                continue
        peak = max(peak, resident)
        time.sleep(NOTICE_S)
    if process.returncode:
        raise SystemExit(process.stderr.read().decode())
    return Cost(time.perf_counter() - start, sum(seen.values()), peak / 1e6)


def _tree(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def orders_file(folder: Path, n_lines: int, ending: str) -> Path:
    """Write the orders, unless they are there."""
    path = folder / f"orders-{n_lines}.{ending}"
    if not path.exists():
        subprocess.run([sys.executable, HERE / "orders.py", str(n_lines), path], check=True)  # noqa: S603  our own
    return path


def run_command(source: Path, folder: Path, *options: str) -> list[str]:
    """Return the product's command."""
    out = folder / f"{source.stem}-{time.perf_counter_ns()}.coterie"
    return [sys.executable, "-m", "coterie", "run", str(source), "--out", str(out), *options]


def other_command(name: str, source: Path, folder: Path) -> list[str]:
    """Return the command of one of the others."""
    return [sys.executable, str(HERE / "others" / f"{name}.py"), str(source), str(folder)]


def measure() -> Iterator[tuple[str, str, float, float]]:
    """Yield the small run in turns with pandas and scikit-learn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = orders_file(folder, SMALL, "parquet")
        pairs = [
            (cost_of(run_command(source, folder)).wall_s, cost_of(other_command("pandas_run", source, folder)).wall_s)
            for _ in range(REPEATS)
        ]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    yield f"coterie run, {SMALL:,} order lines", "pandas and scikit-learn", ours, theirs


def compare(folder: Path, n_lines: int, ending: str, *, memory_limit: str | None) -> None:
    """Print what each takes for one size."""
    source = orders_file(folder, n_lines, ending)
    options = ["--memory-limit", memory_limit] if memory_limit else []
    commands = {"coterie run": run_command(source, folder, *options)}
    if ending == "parquet":
        commands["the features' SQL on cleaned orders"] = other_command("bare_sql", source, folder)
        commands["pandas and scikit-learn"] = other_command("pandas_run", source, folder)
        cost_of(commands["the features' SQL on cleaned orders"])  # it cleans when it is called first
    print(f"{n_lines:,} order lines, {ending}, {source.stat().st_size / 1e6:,.0f} MB")
    for name, command in commands.items():
        cost = cost_of(command)
        print(f"{name:<38} {cost.wall_s:>8.1f} s {cost.cpu_s:>8.1f} s of processors {cost.peak_mb:>8,.0f} MB")


def grow(folder: Path, sizes: list[int], *, memory_limit: str | None) -> None:
    """Print and draw what a run takes by the number of lines."""
    options = ["--memory-limit", memory_limit] if memory_limit else []
    costs = []
    for n_lines in sizes:
        costs.append(cost_of(run_command(orders_file(folder, n_lines, "parquet"), folder, *options)))
        cost = costs[-1]
        print(f"{n_lines:>12,} lines {cost.wall_s:>8.1f} s {cost.cpu_s:>8.1f} s {cost.peak_mb:>8,.0f} MB", flush=True)
    draw(sizes, costs)


def draw(sizes: list[int], costs: list[Cost]) -> None:
    """Draw processor seconds and memory by the number of lines."""
    import matplotlib as mpl  # noqa: PLC0415  only where a picture is wanted

    mpl.use("agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415  the same

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    left.loglog(sizes, [cost.cpu_s for cost in costs], "o-", color="#0072b2")
    left.loglog(sizes, [costs[-1].cpu_s * n / sizes[-1] for n in sizes], "--", color="0.6", label="in proportion")
    left.set(xlabel="order lines", ylabel="processor seconds of a whole run")
    left.legend(frameon=False)
    right.semilogx(sizes, [cost.peak_mb for cost in costs], "o-", color="#d55e00")
    right.set(xlabel="order lines", ylabel="largest resident set, MB", ylim=(0, None))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(PICTURE, dpi=120, metadata={"Software": None})


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", nargs="*", type=float, default=[SMALL])
    parser.add_argument("--growth", action="store_true", help="ours alone, on each number of lines, with a picture")
    parser.add_argument("--csv", action="store_true", help="text instead of Parquet")
    parser.add_argument("--memory-limit")
    parser.add_argument("--folder", type=Path, help="where the files are made and kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        folder = options.folder or Path(spare)
        sizes = [int(n) for n in options.lines]
        if options.growth:
            grow(folder, sizes, memory_limit=options.memory_limit)
            return
        for n_lines in sizes:
            compare(folder, n_lines, "csv" if options.csv else "parquet", memory_limit=options.memory_limit)


if __name__ == "__main__":
    main()
