"""Engines for the engine tests: one open engine for many small reads, and a place for their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coterie.engines import open_engine
from coterie.tables import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from coterie.engines.duckdb import DuckDBEngine


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    """An engine on one thread."""
    with open_engine(threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def read_text(
    engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., tuple[pa.Table, pa.Table]]:
    """Write bytes to a file, read it, and return its rows under the user's names, and its rejects."""
    folder: Path = tmp_path_factory.mktemp("texts")

    def read(content: bytes, **options: str) -> tuple[pa.Table, pa.Table]:
        path = folder / "orders.csv"
        path.write_bytes(content)
        relation = engine.read(Source((str(path),), "text", tuple(options.items())))
        return engine.table(relation).rename_columns(list(relation.labels)), engine.rejects(relation)

    return read
