"""What fails in the engine leaves in the house's words, without a value of the data."""

import zlib

import duckdb
import pyarrow as pa
import pytest

from coterie.engines.faults import translated
from coterie.errors import DataError, EngineError, SourceError, StorageError

WORDS_OF_DATA = "Mrs Miller"


def _raised(error, **options):
    with pytest.raises((EngineError, SourceError, StorageError)) as caught, translated("the step totals", **options):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind", "what", "remedy"),
    [
        (duckdb.OutOfMemoryException("x"), EngineError, "the memory limit is too small", "Raise it, or use fewer"),
        (duckdb.OutOfMemoryException("max_temp_directory_size"), StorageError, "no space left", "Free some space"),
        (duckdb.IOException("No space left on device"), StorageError, "no space left", "Free some space"),
        (duckdb.IOException("cannot open"), SourceError, "cannot be read", "Check that it exists"),
        (duckdb.InterruptException("x"), EngineError, "the query was stopped", "Start it again"),
        (duckdb.ConversionException(WORDS_OF_DATA), EngineError, "the query failed: ConversionException", "report it"),
        (OSError(28, "No space left on device"), StorageError, "no space left", "Free some space"),
        (duckdb.Error("Parquet file is likely corrupted"), SourceError, "the file is damaged or cut off", "export it"),
        (duckdb.Error("don't know what type: "), SourceError, "the file is damaged or cut off", "export it again"),
        (duckdb.Error("TProtocolException: Invalid data"), SourceError, "the file is damaged or cut off", "export it"),
        (pa.ArrowInvalid(WORDS_OF_DATA), SourceError, "cannot be read", "Check that it exists"),
        (EOFError(), SourceError, "the gzip file is damaged or cut off", "export it again"),
        (zlib.error(), SourceError, "the gzip file is damaged or cut off", "export it again"),
    ],
)
def test_an_engines_error_says_what_where_and_what_to_do(error, kind, what, remedy):
    """Each kind has its sentence; what the engine said of the data is not repeated."""
    told = _raised(error)
    assert (type(told), told.what, told.where) == (kind, what, "the step totals")
    assert remedy in told.remedy
    assert WORDS_OF_DATA not in str(told)
    assert told.__cause__ is None


def test_a_refused_query_shows_its_fault():
    """The engine refused the text before it saw data, so its first line may be told."""
    with pytest.raises(EngineError, match="the query was refused: Binder Error"), translated("the step totals"):
        duckdb.sql("select nowhere from (select 1 as here)")


def test_a_damaged_file_is_named_where_the_engine_names_it():
    """Damage is found when rows are read, long after the file was opened."""
    with pytest.raises(SourceError) as caught, translated("collecting rows"):
        raise duckdb.InvalidInputException('Failed to read file "my/orders.parquet": Snappy decompression failure')
    assert (caught.value.what, caught.value.where) == ("the file is damaged or cut off", "my/orders.parquet")


def test_a_place_to_write_is_blamed_for_itself():
    """Whoever writes says so."""
    told = _raised(duckdb.IOException("cannot open"), blames=StorageError)
    assert (type(told), told.what) == (StorageError, "cannot be written")


def test_the_houses_own_errors_pass():
    """They are in words already."""
    with pytest.raises(DataError, match="no rows"), translated("the step totals"):
        raise DataError("no rows", "x", "y")


def test_a_users_stop_is_a_keyboard_interrupt():
    """DuckDB tells it as a RuntimeError."""
    with pytest.raises(KeyboardInterrupt), translated("the step totals"):
        raise RuntimeError("Query interrupted")


def test_other_errors_pass():
    """A bug is not dressed up as a fault of the data."""
    with pytest.raises(RuntimeError, match="generator raised"), translated("the step totals"):
        raise RuntimeError("generator raised StopIteration")
