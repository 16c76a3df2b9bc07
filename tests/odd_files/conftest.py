"""How an odd file goes through the command line: quickly, in an empty directory, with an eye on what is left behind."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coterie
from coterie.ui.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.odd_files.records import OddFile

QUICK = "[model]\nk = 2\nk_max = 2\n[evidence]\nn_repeats = 2\n"


@dataclass(frozen=True)
class Outcome:
    """What a command answered, and what it left behind."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def last_line(self) -> str:
        """The line that a user reads."""
        return self.err.splitlines()[-1] if self.err else ""

    @property
    def rows(self) -> dict[str, int]:
        """What became of the rows."""
        rows: dict[str, int] = json.loads(self.out)["rows"]
        return rows

    @property
    def run(self) -> coterie.Run:
        """The bundle that was written."""
        return coterie.load(self.folder / "odd.coterie")

    @property
    def money(self) -> Decimal | None:
        """What all customers spent, net of returns; None where the source has no money."""
        customers = self.run.customers
        if "monetary_total" not in customers.column_names:
            return None
        values = customers["monetary_total"].to_pylist()
        return sum((Decimal(str(round(value, 4))) for value in values if value is not None), Decimal(0))

    @property
    def habits(self) -> list[tuple[Any, ...]]:
        """Recency in whole days, orders and spend of every customer, sorted."""
        rows = self.run.customers.select(["recency_days", "n_orders", "monetary_total"]).to_pylist()
        found = [
            (row["recency_days"] is None or ceil(row["recency_days"]), row["n_orders"], row["monetary_total"])
            for row in rows
        ]
        return sorted(found)

    @property
    def left(self) -> set[str]:
        """Names in the folder, and of what lies about among temporary files."""
        gc.collect()
        passing = Path(tempfile.gettempdir())
        return {path.name for path in self.folder.iterdir()} | {f"passing/{path.name}" for path in passing.iterdir()}


@pytest.fixture
def put_through(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Callable[[OddFile], Outcome]]:
    """Run a file through `coterie run`; the report, which others test, is not drawn."""
    folder, passing = tmp_path / "here", tmp_path / "passing"
    folder.mkdir()
    passing.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    monkeypatch.setattr("coterie.ui.library.render_report", lambda _: "")

    def put(file: OddFile) -> Outcome:
        path = file.write(folder)
        (folder / "quick.toml").write_text(QUICK + file.settings, encoding="utf-8", newline="\n")
        words = ["run", path.name, "--config", "quick.toml", "--out", "odd.coterie", "--json", *file.options]
        monkeypatch.setattr(sys, "argv", ["coterie", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        heard = capsys.readouterr()
        return Outcome(int(stop.value.code or 0), heard.out, heard.err, folder)

    yield put
    gc.collect()
