"""Which column is what: decided by the rows' content, not by where they stand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from coterie.data.sources import resolve_source
from coterie.engines import open_engine
from coterie.errors import ColumnError
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


EXPORT = pa.table(
    {
        "who": ["a"] * 40,
        "day": [f"{1 + day % 28:02}.01.2011" for day in range(40)],
        "paid": ["1,50"] * 40,
        "item": ["tea"] * 40,
    }
)
KNOWN = ColumnMap("who", "day", product="item", amount="paid", time_style="dmy", decimal=",")


def refused(rows, known=KNOWN):
    """Return what is said of a source that is not as the earlier run's was."""
    with open_engine() as engine, pytest.raises(ColumnError) as caught:
        read_again(engine, engine.read(resolve_source(rows)), known=known)
    return str(caught.value)


def test_all_lost_columns_are_named_at_once():
    """With those whose names are near, and all that are there."""
    said = refused(EXPORT.rename_columns(["who", "Day", "amount", "items"]))
    assert said == (
        "the columns are not those that were expected: no column 'day' (near: 'Day'); "
        "no column 'item' (near: 'items'); no column 'paid' (the source has who, Day, amount, items). "
        "Export the data as before, or run anew with the columns as they are now."
    )


def test_all_changed_columns_are_named_at_once():
    """Another decimal mark and another style of dates."""
    days = pa.array([f"2011-01-{1 + day % 28:02}" for day in range(40)])
    said = refused(EXPORT.set_column(1, "day", days).set_column(2, "paid", pa.array(["1.50"] * 40)))
    assert "column 'day' was written day first and is now written year, month, day" in said
    assert "column 'paid' was written with a decimal comma and is now with a point" in said


def test_new_columns_change_nothing():
    """An export may grow, and its columns may change places."""
    grown = EXPORT.append_column("new", pa.array(["x"] * 40)).select(["new", "item", "paid", "day", "who"])
    with open_engine() as engine:
        assert read_again(engine, engine.read(resolve_source(grown)), known=KNOWN).columns == KNOWN


def test_several_columns_that_were_set_and_are_not_there_are_named_at_once():
    """As a settings file may name many; one alone is told with its option."""
    with open_engine() as engine, pytest.raises(ColumnError) as caught:
        recognise(engine, engine.read(resolve_source(EXPORT)), overrides={"customer": "whom", "price": "cost"})
    assert "no column 'whom' (near: 'who'); no column 'cost'" in str(caught.value)
