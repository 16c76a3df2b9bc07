"""Tables in memory and Arrow files are taken as they are."""

import pyarrow as pa
import pytest
from pyarrow import feather

from coterie.data.sources.memory import arrow_source, memory_source
from coterie.errors import ColumnError, DataError, SourceError

ROWS = pa.table({"id": ["00123", "+441234"], "paid": [1.5, None]})


@pytest.fixture
def write(tmp_path):
    """Write an Arrow file."""

    def run(table, name="orders.arrow", compression="uncompressed"):
        feather.write_feather(table, tmp_path / name, compression=compression)
        return tmp_path / name

    return run


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_an_arrow_file_is_read(opened, write, compression):
    """Types are the file's own."""
    found = opened(write(ROWS, compression=compression))
    assert found.rows == ROWS.to_pylist()
    assert found.types == {"row_number": "integer", "id": "text", "paid": "float"}


def test_arrow_files_are_put_together_by_name(opened, write):
    """Columns may stand in another order."""
    found = opened([write(ROWS, "a"), write(ROWS.select(["paid", "id"]), "b")])
    assert found.rows == ROWS.to_pylist() * 2


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (ROWS.append_column("more", [["x", "y"]]), "other columns than in the first file: more"),
        (pa.table({"id": [1, 2], "paid": [1.5, 2.5]}), "the columns' types differ from file to file"),
    ],
)
def test_arrow_files_that_differ_are_refused(write, other, what):
    """In columns or in types."""
    with pytest.raises(ColumnError, match=what):
        arrow_source([write(ROWS, "a"), write(other, "b")])


@pytest.mark.parametrize("content", [b"ARROW1\x00\x00rest", b"ARROW1"])
def test_a_damaged_arrow_file_is_refused(tmp_path, content):
    """In one line."""
    (tmp_path / "orders.arrow").write_bytes(content)
    with pytest.raises(SourceError, match="the Arrow file is damaged or cut off"):
        arrow_source([tmp_path / "orders.arrow"])


def test_text_that_is_none_is_found_at_once(write):
    """The engine would fail in the middle of a run."""
    path = write(ROWS)
    path.write_bytes(path.read_bytes().replace(b"00123", b"\xff\xfe123"))
    with pytest.raises(SourceError, match="the Arrow file is damaged"):
        arrow_source([path])


def test_a_table_without_rows_is_refused(write):
    """From a file or in memory."""
    with pytest.raises(DataError, match="no rows"):
        arrow_source([write(ROWS.slice(0, 0))])
    with pytest.raises(DataError, match="no rows"):
        memory_source(ROWS.slice(0, 0))
