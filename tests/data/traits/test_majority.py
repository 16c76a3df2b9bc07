"""The most frequent value of each customer, on a real engine."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.traits.counts import Field
from coterie.data.traits.majority import majority_step
from coterie.engines.duckdb import DuckDBEngine
from coterie.tables import Source

ROWS = st.lists(
    st.tuples(st.sampled_from(["1.0", "2.0", ""]), st.sampled_from(["x", "y", "?", ""])), min_size=1, max_size=9
)


def _majority(rows: list[tuple[str, str]]) -> dict[str, str]:
    table = pa.table({"who": [row[0] for row in rows], "what": [row[1] for row in rows]})
    step = majority_step(Field("who", "c0"), Field("what", "c1"), whole_float_ids=True, missing=["?"])
    with DuckDBEngine(threads=2) as engine:
        found = engine.table(engine.query(step, raw=engine.read(Source(("memory",), "arrow", data=table))))
    return dict(zip(found["customer_id"].to_pylist(), found["value"].to_pylist(), strict=True))


def test_ties_go_to_the_smallest() -> None:
    """Blank and missing count for nothing, neither as value nor as customer."""
    rows = [("1.0", "y"), ("1.0", "x"), ("1.0", "?"), ("1.0", "?"), ("2.0", "y"), ("2.0", "y"), ("2.0", "x"), ("", "x")]
    rows += [("?", "x")]
    assert _majority(rows) == {"1": "x", "2": "y"}


@given(ROWS)
def test_the_order_of_rows_decides_nothing(rows: list[tuple[str, str]]) -> None:
    """Backwards as forwards."""
    assert _majority(rows) == _majority(rows[::-1])
