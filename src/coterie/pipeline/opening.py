"""From what the user names to one table of raw rows.

Comes in: a path, several, or a table in memory. Goes out: a relation of the engine. The rule of this module: here rows
are only found, never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.data.sources import resolve_source

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import Progress

__all__ = ["open_source"]


def open_source(engine: DuckDBEngine, source: object, *, progress: Progress) -> DuckDBRelation:
    """Open a source.

    Parameters
    ----------
    engine : DuckDBEngine
        Where its rows will lie.
    source : path, sequence of paths, dataframe or table
        What to read.
    progress : callable
        Told the stage and the share done.

    Returns
    -------
    DuckDBRelation
        ``row_number``, ``c0``, ``c1`` ... under the user's labels.

    Raises
    ------
    InputError
        Where the source cannot be read.
    """
    progress("reading", 0.0)
    return engine.read(resolve_source(source))
