"""What cleaning must know of whole columns, asked of the engine before a row is cleaned.

Comes in: what was recognised. Goes out: the same with its words and spellings, and what they mean in this source. The
rule of this module: words and spellings are learnt by a run and kept in its model; what they hit, and until when times
can be believed, is asked of every source anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.data.findings import Finding
from coterie.data.learning import ColumnFacts, find_spellings, learn, tell, values_step
from coterie.data.likeness import alike_ids, alike_rows, tell_alike
from coterie.data.marks import with_default_words
from coterie.data.plausibility import days_step

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import ColumnMap

__all__ = ["likeness_findings", "look_over"]


def look_over(
    engine: DuckDBEngine, raw: DuckDBRelation, *, columns: ColumnMap, until_us: int | None, is_known: bool
) -> tuple[ColumnMap, ColumnFacts, tuple[Finding, ...]]:
    """Count days and values, and learn from them what cleaning must know.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    columns : ColumnMap
        Which column is what.
    until_us : int or None
        Rows at this time or later are not to be seen.
    is_known : bool
        Whether the columns are those of an earlier run, with its words and spellings.

    Returns
    -------
    columns : ColumnMap
        With words and spellings.
    seen : ColumnFacts
        What they hit in this source.
    findings : tuple of Finding
        What to tell of it.
    """
    names = dict(zip(raw.labels, raw.columns, strict=True))
    worded = columns if is_known else with_default_words(columns)
    asked = values_step(worded, names)
    values = engine.table(engine.query(asked, raw=raw)) if asked else None
    spelt = worded if is_known else replace(worded, spellings=find_spellings(worded, values))
    days = engine.table(engine.query(days_step(spelt, names, until_us=until_us), raw=raw))
    seen = learn(spelt, values=values, days=days)
    return spelt, seen, tell(spelt, seen, values=values)


def likeness_findings(customer: str, ids: pa.ChunkedArray, *, rows: pa.Table | None = None) -> tuple[Finding, ...]:
    """Say how many customers are like another, by their ids or by all that is known of them.

    Parameters
    ----------
    customer : str
        The column with the id.
    ids : pyarrow.ChunkedArray
        Each customer's id, once.
    rows : pyarrow.Table, optional
        What else is known, a row a customer.

    Returns
    -------
    tuple of Finding
    """
    n_rows = alike_rows(rows, rows.column_names) if rows is not None else 0
    doubts = tuple(Finding("likeness", customer, told, sure=False) for told in tell_alike(alike_ids(ids)))
    return (*doubts, *(Finding("likeness", customer, told) for told in tell_alike(0, n_rows)))
