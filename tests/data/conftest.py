"""Cleaning for the data tests: run the steps on a table and look at everything they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from coterie.data.cleaning import cleaning_steps
from coterie.data.learning import learn, values_step
from coterie.data.ledger import build_ledger
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from coterie.data.ledger import Ledger, LedgerRow
    from coterie.tables import ColumnMap

NO_DAYS = pa.table({"day": pa.array([], pa.int64()), "n": pa.array([], pa.int64())})


@dataclass(frozen=True)
class Cleaned:
    """What the steps make of a source."""

    flagged: pa.Table
    lines: pa.Table
    orders: pa.Table
    quarantine: pa.Table
    ledger: Ledger

    @property
    def rule(self) -> dict[str, LedgerRow]:
        """The ledger's rows by their name."""
        return {row.rule: row for row in self.ledger.rows}


def _clean(
    source: pa.Table | Source, columns: ColumnMap, until_us: int | None = None, latest_us: int | None = None
) -> Cleaned:
    source = Source(("memory",), "arrow", data=source) if isinstance(source, pa.Table) else source
    with DuckDBEngine(threads=2) as engine:
        raw = engine.read(source)
        names = dict(zip(raw.labels, raw.columns, strict=True))
        types = dict(zip(raw.columns, raw.types, strict=True))
        made = {"raw": raw}
        asked = values_step(columns, names)
        seen = learn(columns, values=engine.table(engine.query(asked, raw=raw)) if asked else None, days=NO_DAYS)
        seen = replace(seen, latest_us=latest_us)
        for step in cleaning_steps(columns, names, types=types, until_us=until_us, seen=seen):
            made[step.name] = engine.query(step, **{name: made[name] for name in step.inputs})
        tables = {name: engine.table(made[name]) for name in ("flagged", "lines", "orders", "quarantine")}
        counts = engine.table(made["ledger_counts"])
        return Cleaned(**tables, ledger=build_ledger(counts, engine.rejects(raw).num_rows))


@pytest.fixture(scope="session")
def clean() -> Callable[..., Cleaned]:
    """Clean a table in memory, or any source."""
    return _clean
