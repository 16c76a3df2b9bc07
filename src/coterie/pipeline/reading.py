"""Which column of an opened source is what: guessed from a sample, settled by counts over all rows.

Comes in: a relation with the user's rows, and what the user has set, or the columns of an earlier run. Goes out: a
:class:`~coterie.data.detection.Detection`. The rule of this module: the sample is drawn by content, never by position,
so that the order of the rows decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.data.detection import Detection, detect_columns, settle, statistics_step
from coterie.tables import RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import ColumnMap

__all__ = ["read_again", "recognise"]

SAMPLE_ROWS = 10_000


def recognise(engine: DuckDBEngine, raw: DuckDBRelation, *, overrides: Mapping[str, str]) -> Detection:
    """Find out which column is what.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    overrides : mapping of str to str
        What the user has set, by role.

    Returns
    -------
    Detection
        Columns, how they are written, and why.
    """
    names = dict(zip(raw.labels, raw.columns, strict=True))
    columns = ", ".join(name for name in raw.columns if name != RAW_ROW)
    drawn = f"select {columns} from raw order by hash({columns}) limit {SAMPLE_ROWS}"
    sample = engine.table(engine.query(Step("head", ("raw",), drawn), raw=raw))
    sample = sample.rename_columns([label for label in raw.labels if label != RAW_ROW])
    detection = detect_columns(sample, overrides)
    return settle(detection, engine.table(engine.query(statistics_step(detection.columns, names), raw=raw)))


def read_again(engine: DuckDBEngine, raw: DuckDBRelation, *, known: ColumnMap) -> Detection:
    """Keep the roles of an earlier run; times and ids are read as this source writes them.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    known : ColumnMap
        The columns of the earlier run.

    Returns
    -------
    Detection
        Without findings: nothing was guessed.
    """
    types = dict(zip(raw.labels, raw.types, strict=True))
    if types.get(known.time) == "time":
        return Detection(replace(known, time_style="typed"), ())
    if known.time_style != "typed" or known.time not in types:
        return Detection(known, ())
    found = recognise(engine, raw, overrides={"customer": known.customer, "time": known.time}).columns
    return Detection(
        replace(known, time_style=found.time_style, decimal=found.decimal, whole_float_ids=found.whole_float_ids), ()
    )
