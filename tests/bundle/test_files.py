"""Files that appear whole or not at all, and cells that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.bundle.files import csv_text, write_bytes, write_table, write_text
from coterie.errors import SourceError, StorageError

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=8)


@given(rows=st.lists(st.tuples(cells, st.none() | st.floats(allow_nan=False, allow_infinity=False)), max_size=6))
def test_csv_reads_back_what_was_written(rows: list[tuple[str, float | None]]) -> None:
    """Text and doubles come back exactly, but for the apostrophe before a formula."""
    table = pa.table(
        {"id": pa.array([r[0] for r in rows], pa.string()), "x": pa.array([r[1] for r in rows], pa.float64())}
    )
    back = list(csv.reader(io.StringIO(csv_text(table), newline="")))[1:]
    assert [row[0].removeprefix("'") for row in back] == [row[0].removeprefix("'") for row in rows]
    assert [float(row[1]) if row[1] else None for row in back] == [row[1] for row in rows]


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "\t=1", "=cmd|' /C calc'!A0", "+1+1"])
def test_formulas_are_defused(cell: str) -> None:
    """What a spreadsheet would compute gets an apostrophe before it."""
    assert next(csv.reader(io.StringIO(csv_text(pa.table({"x": [cell]})).split("\n", 1)[1]))) == ["'" + cell]


@pytest.mark.parametrize("cell", ["+441234", "-5", "00123", "a=b", "17850", "-1.5"])
def test_ids_and_numbers_are_left_alone(cell: str) -> None:
    """A signed number or an id is no formula."""
    assert csv_text(pa.table({"x": [cell]})) == f"x\n{cell}\n"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is either the old one or the new one, and nothing else is left behind."""
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def refuse(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StorageError, match=r"no space left on device \(.*x\.txt\)\. Free some space"):
        write_bytes(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["x.txt"]
    assert path.read_text() == "old"


def test_tables_are_written_by_their_ending(tmp_path: Path) -> None:
    """Parquet keeps types; an ending that means nothing is the user's error."""
    table = pa.table({"id": ["00123"], "x": [0.1]})
    write_table(table, tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet").equals(table)
    with pytest.raises(SourceError, match=r"cannot write \.xls"):
        write_table(table, tmp_path / "x.xls")


def test_parquet_bytes_are_the_same_on_any_day(tmp_path: Path) -> None:
    """Writing twice gives the same bytes."""
    table = pa.table({"id": ["00123"], "x": [0.1]})
    write_table(table, tmp_path / "a.parquet")
    write_table(table, tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
