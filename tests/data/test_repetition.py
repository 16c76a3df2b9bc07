"""A copy is a row whose every field equals an earlier row's; all but the first are found, and nothing else."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.repetition import repeated_step
from coterie.engines import open_engine
from coterie.tables import Source

FIELDS = st.tuples(st.sampled_from(["a", "b", "", None]), st.sampled_from(["1", "2", None]))


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def repeated(engine, rows):
    table = pa.table(
        {"x": pa.array([x for x, _ in rows], pa.string()), "y": pa.array([y for _, y in rows], pa.string())}
    )
    raw = engine.read(Source(("memory",), "arrow", data=table))
    return sorted(engine.table(engine.query(repeated_step(["c0", "c1"]), raw=raw))["row_number"].to_pylist())


@given(rows=st.lists(FIELDS, max_size=12))
@settings(max_examples=40, deadline=None)
def test_all_but_the_first_of_equal_rows_are_found(engine, rows):
    """Nothing equals nothing, and is not the same as an empty text."""
    assert repeated(engine, rows) == [place + 1 for place, row in enumerate(rows) if row in rows[:place]]


def test_the_step_is_stored():
    """Several queries read it."""
    assert repeated_step(["c0"]).reused
