"""Which column is what: decided by the rows' content, not by where they stand."""

from __future__ import annotations

import pyarrow as pa

from coterie.data.sources import resolve_source
from coterie.engines import open_engine
from coterie.pipeline.reading import read_again, recognise
from coterie.tables import ColumnMap

ROWS = pa.table({"who": ["a", "b", "a"], "day": ["31.01.2011", "01.02.2011", "03.02.2011"], "paid": ["5", "7", "1"]})


def test_the_order_of_rows_decides_nothing():
    """The sample is drawn by content."""
    with open_engine() as engine:
        found = [
            recognise(engine, engine.read(resolve_source(rows)), overrides={"customer": "who"}).columns
            for rows in (ROWS, ROWS.take([2, 0, 1]))
        ]
    assert found[0] == found[1]
    assert found[0].time_style == "dmy"


def test_columns_of_an_earlier_run_are_kept():
    """Nothing is guessed a second time."""
    known = ColumnMap("who", "day", amount="paid", time_style="dmy")
    with open_engine() as engine:
        assert read_again(engine, engine.read(resolve_source(ROWS)), known=known).columns == known
