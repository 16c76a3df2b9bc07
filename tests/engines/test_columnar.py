"""Parquet and Arrow keep the types that the rooms know; rows are numbered through."""

import datetime as dt
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coterie.engines.columnar import rows_query
from coterie.errors import ColumnError, DataError, SourceError
from coterie.tables import Source, Step

TABLE = pa.table(
    {
        "whole": pa.array([1, None], pa.int32()),
        "big": pa.array([2**63, 1], pa.uint64()),
        "float": pa.array([1.5, None]),
        "money": pa.array([Decimal("1.50"), None]),
        "day": pa.array([dt.date(2011, 1, 31), None]),
        "moment": pa.array([dt.datetime(2011, 1, 31, 8, 26), None], pa.timestamp("ns")),  # noqa: DTZ001  without a zone
        "zoned": pa.array([0, None], pa.timestamp("us", tz="America/New_York")),
        "text": pa.array(["00123", None]),
        "kind": pa.array(["a", "b"]).dictionary_encode(),
        "flag": pa.array([True, None]),
        "clock": pa.array([dt.time(8, 26), None]),
        "list": pa.array([[1, 2], None]),
        "nothing": pa.nulls(2),
    }
)
TYPES = ["integer", "integer", "float", "decimal", "time", "time", "time"] + ["text"] * 6


@pytest.fixture
def parquet(tmp_path):
    """The table as a file."""
    path = tmp_path / "orders.parquet"
    pq.write_table(TABLE, path)
    return str(path)


@pytest.fixture(params=["arrow", "parquet"])
def relation(request, engine, parquet):
    """The table, read either way."""
    sources = {"arrow": Source(("memory",), "arrow", data=TABLE), "parquet": Source((parquet,), "parquet")}
    return engine.read(sources[request.param])


def test_columns_keep_the_types_that_the_rooms_know(relation):
    """Numbers, decimals and times; all else is text. A column of nothing is of any type."""
    assert list(relation.types)[:-1] == ["integer", *TYPES][:-1]


def test_columns_have_the_users_labels(relation):
    """And the engine's names."""
    assert relation.labels == ("row_number", *TABLE.column_names)
    assert relation.columns == ("row_number", *(f"c{place}" for place in range(len(TYPES))))


def test_values_come_through(engine, relation):
    """What became text reads as the value did."""
    first = engine.table(relation).to_pylist()[0]
    assert (first["row_number"], first["c0"], first["c3"], first["c7"]) == (1, 1, Decimal("1.50"), "00123")
    assert [first[f"c{place}"] for place in (8, 9, 11, 12)] == ["a", "true", "[1, 2]", None]
    assert first["c10"].startswith("08:26:00")


def test_times_are_utc(engine, relation):
    """With a zone: that moment; without one: taken as UTC."""
    sql = "select epoch_us(cast(c5 as timestamptz)) as moment, epoch_us(cast(c6 as timestamptz)) as zoned from raw"
    first = engine.table(engine.query(Step("times", ("raw",), sql), raw=relation)).to_pylist()[0]
    assert first == {"moment": 1_296_462_360_000_000, "zoned": 0}


def test_several_parquet_files_are_one_table(engine, tmp_path):
    """Columns go by name, rows are numbered through."""
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", "y"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"b": ["z"], "a": [3]}), tmp_path / "2.parquet")
    relation = engine.read(Source((str(tmp_path / "1.parquet"), str(tmp_path / "2.parquet")), "parquet"))
    rows = sorted(engine.table(relation).to_pylist(), key=lambda row: row["row_number"])
    assert [tuple(row.values()) for row in rows] == [(1, 1, "x"), (2, 2, "y"), (3, 3, "z")]


def test_parquet_files_with_other_columns_are_refused(engine, tmp_path):
    """The error names the file and the columns that one of the two lacks."""
    pq.write_table(pa.table({"a": [1], "b": ["x"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"a": [1], "c": ["x"]}), tmp_path / "2.parquet")
    with pytest.raises(ColumnError) as caught:
        engine.read(Source((str(tmp_path / "1.parquet"), str(tmp_path / "2.parquet")), "parquet"))
    assert caught.value.what == "other columns than in the first file: b, c"
    assert caught.value.where.endswith("2.parquet")
    assert caught.value.remedy == "Read such files one by one."


def test_parquet_files_without_a_row_are_said_so(engine, tmp_path):
    """Whoever exported them has chosen too narrowly."""
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), tmp_path / "none.parquet")
    with pytest.raises(DataError, match="no rows") as caught:
        engine.read(Source((str(tmp_path / "none.parquet"),), "parquet"))
    assert caught.value.where.endswith("none.parquet")


def test_a_file_that_is_no_parquet_is_said_so(engine, tmp_path):
    """One line, without the engine's own words."""
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(SourceError) as caught:
        engine.read(Source((str(tmp_path / "broken.parquet"),), "parquet"))
    assert caught.value.where.endswith("broken.parquet")


def test_a_column_named_twice_in_memory_is_refused(engine):
    """As in a file."""
    twice = pa.table([[1], [2]], names=["a", "a"])
    with pytest.raises(ColumnError, match="column 'a' is there twice"):
        engine.read(Source(("memory",), "arrow", data=twice))


def test_names_that_differ_in_case_only_are_two_columns(engine):
    """As Arrow has it."""
    relation = engine.read(Source(("memory",), "arrow", data=pa.table({"a": [1], "A": [2]})))
    assert (relation.labels, engine.table(relation).to_pylist()) == (
        ("row_number", "a", "A"),
        [{"row_number": 1, "c0": 1, "c1": 2}],
    )


def test_files_of_passage_are_put_together_by_name(tmp_path):
    """A column that a file lacks is null there; the rows' numbers are the files' own."""
    parts = [pa.table({"row_number": [1, 3], "a": ["x", "y"]}), pa.table({"row_number": [4], "b": ["z"], "a": ["u"]})]
    paths = [str(tmp_path / f"{place}.parquet") for place in range(2)]
    for path, part in zip(paths, parts, strict=True):
        pq.write_table(part, path)
    cursor = duckdb.connect()
    found = cursor.sql(rows_query(paths, ["b", "a"])).order("row_number").fetchall()
    assert found == [(1, None, "x"), (3, None, "y"), (4, "z", "u")]


@pytest.mark.parametrize("name", ["orders[1].parquet", "orders*.parquet", "orders?.parquet"])
def test_a_path_is_no_pattern(engine, tmp_path, name):
    """The file of that very name is read, not one whose name the pattern fits; passage and Parquet alike."""
    for number, path in enumerate([tmp_path / name, tmp_path / "orders1.parquet"]):
        pq.write_table(pa.table({"row_number": [1], "paid": [number]}), path)
    relation = engine.read(Source((str(tmp_path / name),), "parquet"))
    assert engine.table(relation)["c1"].to_pylist() == [0]
    assert duckdb.sql(rows_query([str(tmp_path / name)], ["paid"])).fetchall() == [(1, 0)]
