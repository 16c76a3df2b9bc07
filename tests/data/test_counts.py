"""Everything is counted in one pass over the whole columns."""

import pyarrow as pa
import pytest

from coterie.data.counts import statistics_step
from coterie.data.findings import Detection
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import AttributeMap, ColumnMap, Source


@pytest.fixture(scope="module")
def counted():
    """Count over a table in memory."""
    with DuckDBEngine(threads=1) as engine:

        def run(columns, rows, **parts):
            raw = engine.read(Source(("memory",), "arrow", data=pa.table(rows)))
            names = dict(zip(raw.labels, raw.columns, strict=True))
            step = statistics_step(Detection(columns, (), **parts), names)
            return {
                (row["measure"], row["key"]): row["n"] for row in engine.table(engine.query(step, raw=raw)).to_pylist()
            }

        yield run


def test_customers_are_counted_over_all_rows(counted):
    """Without those that are blank."""
    counts = counted(ColumnMap("who", "day"), {"who": ["a", "a", " b ", "", None], "day": ["2011-01-31"] * 5})
    measures = ("rows", ""), ("customers", ""), ("present", "customer"), ("whole_float", "customer")
    assert [counts[measure] for measure in measures] == [5, 2, 3, 0]


def test_days_are_counted_by_what_they_can_be(counted):
    """By numbers, and by the names of months."""
    days = ["31/01/2011", "01/31/2011", "01/02/2011", "02/02/2011", "3 Mar 2011", "March 4, 2011", "x", None]
    counts = counted(ColumnMap("day", "day", time_style="dmy"), {"day": days})
    assert {key: n for key, n in counts.items() if key[0] in {"style", "only", "named", "open"}} == {
        ("style", "dmy"): 3,
        ("style", "mdy"): 3,
        ("only", "dmy"): 1,
        ("only", "mdy"): 1,
        ("open", ""): 3,
        ("named", "dmy"): 1,
        ("named", "mdy"): 1,
    }


def test_customers_without_ids_are_rows(counted):
    """Nothing else is counted but marks of decimals."""
    counts = counted(AttributeMap(None, ()), {"x": ["1,5", "2"]}, kind="customers", numbers=("x",))
    assert (counts["rows", ""], counts["mark", ","], counts["mark", "."]) == (2, 1, 0)
    assert ("customers", "") not in counts
