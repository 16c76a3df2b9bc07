"""Rows are carried over with the types that their values have: whole numbers whole, texts as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.sources.passage import Portion, Rejects, as_text, carried_over, kinds_of, write_rows
from coterie.data.sources.spools import Spool
from coterie.errors import ColumnError, DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coterie.tables import Source

DAY = dt.datetime(2011, 1, 31, 8, 26)  # noqa: DTZ001  a workbook knows no zones
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)


@dataclass
class Sheet:
    """A table as a program might keep it."""

    columns: dict[str, list[object]]
    where: str = "till"
    unreadable: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[frozenset[str], ...] = field(default=())

    def __post_init__(self) -> None:
        self.names = self.names or tuple(self.columns)
        self.kinds = tuple(map(kinds_of, self.columns.values()))

    @property
    def n_rows(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def portions(self, rejects: Rejects) -> Iterator[Portion]:
        for number in range(1, self.n_rows + 1):
            if number in self.unreadable:
                rejects.add(number, "Total", reason="a total below the table")
            else:
                yield Portion([number], [[values[number - 1]] for values in self.columns.values()])


def _carried(*tables: Sheet) -> Source:
    shares: list[float] = []
    source = carried_over(tables, Spool(), notes=("a note",), progress=lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert max(shares) <= 1
    return source


def _read(source: Source) -> pa.Table:
    return pq.read_table(source.uris[0])


@pytest.mark.parametrize(
    ("values", "type_", "read"),
    [
        ([17850.0, None, 3], pa.int64(), [17850, None, 3]),
        ([17850.0, 0.5], pa.float64(), [17850.0, 0.5]),
        ([2.0**53], pa.float64(), [2.0**53]),
        ([DAY, DAY.date(), None], pa.timestamp("us"), [DAY, dt.datetime(2011, 1, 31), None]),  # noqa: DTZ001  as above
        (["00123", 17850.0, 1.5, True], pa.string(), ["00123", "17850", "1.5", "true"]),
        ([DAY, "31.01.2011"], pa.string(), ["2011-01-31 08:26:00", "31.01.2011"]),
        ([dt.time(8, 26), dt.timedelta(hours=30, seconds=5)], pa.string(), ["08:26:00", "30:00:05"]),
        ([None, " "], pa.string(), [None, " "]),
        ([5, " "], pa.int64(), [5, None]),
    ],
)
def test_a_column_has_the_type_of_all_its_values(values, type_, read):
    """One text makes it text; blank cells decide nothing."""
    table = _read(_carried(Sheet({"x": values})))
    assert (table.schema.field("c0").type, table["c0"].to_pylist()) == (type_, read)


@given(st.lists(VALUES, min_size=1, max_size=30), st.lists(VALUES, min_size=1, max_size=30))
def test_no_value_is_changed_and_no_order_matters(first, second):
    """As text, all values are what they were, however they are spread over files."""
    together = _read(_carried(Sheet({"x": first}), Sheet({"x": second})))["c0"].to_pylist()
    backwards = _read(_carried(Sheet({"x": second[::-1]}), Sheet({"x": first[::-1]})))["c0"].to_pylist()
    assert together == backwards[::-1]
    blank = {None, ""}
    written = [as_text(value) or "" for value in (*first, *second)]
    found = [as_text(value) or "" for value in together]
    assert all(
        a.strip() == b.strip() or float(a) == float(b) for a, b in zip(written, found, strict=True) if a not in blank
    )


def test_rows_are_numbered_through_all_tables():
    """Those that cannot be read count, too."""
    source = _carried(Sheet({"x": ["a", "b", "c"]}, unreadable=(3,)), Sheet({"x": ["d", "e"]}, unreadable=(1,)))
    assert pq.read_table(source.uris[0])["row_number"].to_pylist() == [1, 2, 5]
    assert source.rejects.to_pylist() == [
        {"row_number": number, "text": "Total", "reason": "a total below the table"} for number in (3, 4)
    ]
    assert source.notes == ("a note",)


def test_columns_go_by_name():
    """Another order is no matter."""
    source = _carried(Sheet({"x": ["a"], "y": [1]}), Sheet({"y": [2], "x": ["b"]}))
    assert pq.read_table(source.uris[0]).select(["c0", "c1"]).to_pylist() == [
        {"c0": "a", "c1": 1},
        {"c0": "b", "c1": 2},
    ]


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        ([Sheet({"x": ["a"]}), Sheet({"y": ["a"]})], "other columns than in the first file: x, y"),
        ([Sheet({"x": ["a"], "y": ["a"]}, names=("x", "x"))], "column 'x' is there twice"),
    ],
)
def test_columns_that_do_not_fit_are_refused(tables, what):
    """By their names."""
    with pytest.raises(ColumnError, match=what):
        _carried(*tables)


def test_a_table_without_rows_is_refused():
    """Also where every row is unreadable."""
    with pytest.raises(DataError, match="no rows"):
        _carried(Sheet({"x": ["Total"]}, unreadable=(1,)))


def test_no_rejects_are_a_table_too():
    """With the same columns."""
    assert Rejects().table().column_names == ["row_number", "text", "reason"]


def test_batches_are_written_as_they_come(spool):
    """The count is of rows."""
    batch = pa.record_batch({"row_number": [1, 2]})
    path = spool.path("rows.parquet")
    assert write_rows(path, batch.schema, batches=iter([batch, batch])) == 4
    assert pq.read_table(path).num_rows == 4
