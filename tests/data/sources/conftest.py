"""Sources for the tests of their formats: what is written, read back under the user's names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from coterie.data.sources import Reading, resolve_source
from coterie.data.sources.spools import Spool
from coterie.engines.duckdb import DuckDBEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from coterie.tables import Source


@dataclass(frozen=True)
class Opened:
    """A source as the engine sees it."""

    source: Source
    table: pa.Table
    types: dict[str, str]
    rejects: list[dict[str, object]]

    @property
    def rows(self) -> list[dict[str, object]]:
        """The rows under the user's names, without their numbers."""
        return [{name: value for name, value in row.items() if name != "row_number"} for row in self.table.to_pylist()]


@pytest.fixture(scope="session")
def opened() -> Iterator[Callable[..., Opened]]:
    """Resolve a source and read it, in one engine for all."""
    with DuckDBEngine(threads=1) as engine:

        def run(source: object, **options: object) -> Opened:
            found = resolve_source(source, Reading(**options))  # type: ignore[arg-type]  # options by name
            relation = engine.read(found)
            table = engine.table(relation).rename_columns(list(relation.labels))
            types = dict(zip(relation.labels, relation.types, strict=True))
            return Opened(found, table, types, engine.rejects(relation).to_pylist())

        yield run


@pytest.fixture
def spool() -> Spool:
    """A place for files of passage."""
    return Spool()
