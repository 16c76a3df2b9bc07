"""From what the user names to one table of raw rows.

Comes in: a path, several, or a table in memory, and the tables beside it. Goes out: a relation of the engine. The rule
of this module: here rows are only found and put together, never changed; but those of a returns sheet count negative.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coterie.config import DataSettings
from coterie.data.sources import Reading, resolve_source
from coterie.errors import ConfigError, InputError, SourceError
from coterie.pipeline.joining import Beside, appended, joined
from coterie.pipeline.reading import recognise
from coterie.tables import ColumnMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.config import TableSettings
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import Progress

__all__ = ["open_source"]


def open_source(
    engine: DuckDBEngine, source: object, *, data: DataSettings | None = None, progress: Progress
) -> DuckDBRelation:
    """Open a source, with all tables that belong to it.

    Parameters
    ----------
    engine : DuckDBEngine
        Where its rows will lie.
    source : path, sequence of paths, dataframe, table or None
        What to read; None for the source that the settings name.
    data : DataSettings, optional
        How it is written, and the tables beside it.
    progress : callable
        Told the stage and the share done.

    Returns
    -------
    DuckDBRelation
        ``row_number``, ``c0``, ``c1`` ... under the user's labels; its notes say what people should know.

    Raises
    ------
    InputError
        Where a source cannot be read, or tables do not belong together as said.
    MissingExtraError
        Where a source is a workbook, and what reads workbooks is not installed.
    """
    data = data or DataSettings()
    source = data.source if source is None else source
    if source is None:
        raise SourceError("no source", "the settings", "Name a file, or set data.source.")
    progress("reading", 0.0)
    main = _opened(engine, source, data, progress=progress)
    lookups = [_opened(engine, join.source or source, join, progress=progress) for join in data.joins]
    more = [_opened(engine, part.source or source, part, progress=progress) for part in data.appends]
    relation = _put_together(engine, main, data, lookups=lookups, more=more)
    if any(part.returns for part in data.appends):
        numbers = _numbers(engine, relation, data)
        relation = _put_together(engine, main, data, lookups=lookups, more=more, numbers=numbers)
    return relation


def _put_together(
    engine: DuckDBEngine,
    main: Beside,
    data: DataSettings,
    *,
    lookups: Sequence[Beside],
    more: Sequence[Beside],
    numbers: Sequence[str] = (),
) -> DuckDBRelation:
    for settings, part in zip(data.appends, more, strict=True):
        negated = numbers if settings.returns else ()
        main = appended(engine, main, more=part, settings=settings, negated=negated)
    for join, lookup in zip(data.joins, lookups, strict=True):
        main = joined(engine, main, lookup=lookup, settings=join)
    return main.relation


def _numbers(engine: DuckDBEngine, relation: DuckDBRelation, data: DataSettings) -> tuple[str, ...]:
    """Return the columns whose numbers are negative in returns: amount and quantity."""
    named = tuple(column for column in (data.amount, data.quantity) if column)
    try:
        columns = recognise(engine, relation, overrides=data.overrides()).columns if not named else None
    except InputError:
        columns = None
    if isinstance(columns, ColumnMap):
        named = tuple(column for column in (columns.amount, columns.quantity) if column)
    if not named:
        remedy = "Name them by the settings amount and quantity."
        raise ConfigError("returns = true, but amount and quantity are not known", "data.appends", remedy)
    return named


def _opened(
    engine: DuckDBEngine, source: object, settings: DataSettings | TableSettings, *, progress: Progress
) -> Beside:
    reading = Reading(
        table=settings.table,
        separator=settings.separator,
        encoding=settings.encoding,
        header=settings.header,
        skip_lines=settings.skip_lines,
    )
    relation = engine.read(resolve_source(source, reading, progress=progress))
    return Beside(_name(source, settings.table), relation)


def _name(source: object, table: str | None) -> str:
    """Return how people call a table."""
    parts = list(source) if isinstance(source, list | tuple) else [source]
    names = [Path(part).name for part in parts if isinstance(part, str | Path)]
    file = "the table" if not names else names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return f"{table} of {file}" if table else file
