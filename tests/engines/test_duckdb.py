"""The embedded engine: lazy queries, bound values, whole files or none, limits kept, nothing left behind."""

import _thread
import threading

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.engines import open_engine
from coterie.errors import ConfigError, EngineError, SourceError, StorageError
from coterie.tables import Source, Step

ENDLESS = "select count(*) as n from range(1000000) as a(x), range(1000000) as b(y) where x + y = -1"


@pytest.fixture
def numbers(engine):
    """A relation of the numbers 1 to 1,000."""
    return engine.read(Source(("memory",), "arrow", data=pa.table({"n": list(range(1, 1001))})))


def _step(sql, *, inputs=("raw",), reused=False, **values):
    return Step("totals", inputs, sql, tuple(values.items()), reused=reused)


def _files_in(folder):
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*")]


@pytest.mark.parametrize("reused", [False, True])
def test_values_are_bound_through_every_step(engine, numbers, reused):
    """Two steps may use one name for two values, stored or not."""
    small = engine.query(_step("select c0 from raw where c0 <= :limit", reused=reused, limit=10), raw=numbers)
    few = engine.query(_step("select c0 from small where c0 > :limit", inputs=("small",), limit=7), small=small)
    assert engine.table(few)["c0"].to_pylist() == [8, 9, 10]


def test_a_value_is_never_part_of_the_query(engine, numbers):
    """Whatever it says."""
    evil = "'; drop table raw; --"
    step = _step("select count(*) as n, max(:word) as word from raw", word=evil)
    assert engine.table(engine.query(step, raw=numbers)).to_pylist() == [{"n": 1000, "word": evil}]


def test_a_query_is_lazy_and_a_reused_one_is_stored(engine, numbers):
    """A random number is drawn anew each time, unless the step says that its result is read again."""
    lazy = engine.query(_step("select random() as x from raw"), raw=numbers)
    stored = engine.query(_step("select random() as x from raw", reused=True), raw=numbers)
    assert engine.table(lazy) != engine.table(lazy)
    assert engine.table(stored) == engine.table(stored)


def test_an_input_that_is_missing_is_named(engine):
    """A driver's mistake."""
    with pytest.raises(EngineError) as caught:
        engine.query(_step("select 1 from raw"))
    assert (caught.value.what, caught.value.where) == ("no input raw", "step totals")
    assert caught.value.remedy == "Pass every input by name."


def test_a_step_names_itself_when_it_fails(engine, numbers):
    """And tells nothing of the data."""
    with pytest.raises(EngineError, match=r"the query failed: ConversionException \(collecting rows\)") as caught:
        engine.table(engine.query(_step("select cast('Mrs ' || c0 as integer) as n from raw"), raw=numbers))
    assert "Mrs" not in str(caught.value)


@given(st.lists(st.integers(-(2**40), 2**40), max_size=50))
def test_rows_keep_their_places(engine, values):
    """The row number of a table in memory is the row's place in it."""
    relation = engine.read(Source(("memory",), "arrow", data=pa.table({"n": pa.array(values, pa.int64())})))
    table = engine.table(relation)
    assert dict(zip(table["row_number"].to_pylist(), table["c0"].to_pylist(), strict=True)) == dict(
        enumerate(values, 1)
    )


def test_batches_hold_all_rows(engine, numbers):
    """In their order."""
    rows = [n for batch in engine.batches(numbers) for n in batch["c0"].to_pylist()]
    assert rows == list(range(1, 1001))


def test_a_function_is_mapped_over_batches(engine, numbers):
    """The result is a relation like any other."""
    schema = pa.schema([("square", pa.int64())])
    squares = engine.map_batches(
        numbers, lambda batch: pa.record_batch([pa.array([n**2 for n in batch["c0"].to_pylist()])], schema), schema
    )
    assert engine.table(squares)["square"].to_pylist() == [n**2 for n in range(1, 1001)]


def test_a_mapped_functions_own_error_passes(engine, numbers):
    """It is not the engine's."""
    with pytest.raises(ZeroDivisionError):
        engine.map_batches(numbers, lambda batch: batch.slice(1 // 0), pa.schema([("n", pa.int64())]))


def test_a_file_is_written_whole(engine, numbers, tmp_path):
    """And replaces what was there; nothing is left beside it."""
    path = tmp_path / "numbers.parquet"
    path.write_text("old")
    engine.write(numbers, str(path))
    assert pq.read_table(path).num_rows == 1000
    assert _files_in(tmp_path) == ["numbers.parquet"]


def test_a_file_that_cannot_be_written_is_not_there(engine, numbers, tmp_path):
    """Neither is half of it, and what was there stays."""
    path = tmp_path / "numbers.parquet"
    path.write_text("old")
    broken = engine.query(
        _step("select 1 / (case when c0 > 999 then error('late') else 1 end) as x from raw"), raw=numbers
    )
    with pytest.raises(EngineError):
        engine.write(broken, str(path))
    assert path.read_text() == "old"
    assert _files_in(tmp_path) == ["numbers.parquet"]


def test_a_place_that_is_taken_by_a_directory_is_said_so(engine, numbers, tmp_path):
    """Nothing is left beside it."""
    (tmp_path / "numbers.parquet").mkdir()
    with pytest.raises(StorageError, match="cannot be written"):
        engine.write(numbers, str(tmp_path / "numbers.parquet"))
    assert _files_in(tmp_path) == ["numbers.parquet"]


def test_a_directory_that_is_not_there_is_said_so(engine, numbers, tmp_path):
    """The user's error."""
    with pytest.raises(StorageError) as caught:
        engine.write(numbers, str(tmp_path / "nowhere" / "numbers.parquet"))
    assert caught.value.what == "cannot be written"
    assert caught.value.where.endswith("numbers.parquet")
    assert caught.value.remedy == "Check that the directory exists and may be written to."


def test_a_running_query_can_be_stopped(engine):
    """From another thread; the engine lives on."""
    endless = engine.query(_step(ENDLESS, inputs=()))
    timer = threading.Timer(0.2, engine.interrupt)
    timer.start()
    with pytest.raises(EngineError, match="the query was stopped"):
        engine.table(endless)
    timer.join()
    assert engine.table(engine.query(_step("select 1 as n", inputs=()))).num_rows == 1


@pytest.mark.usefixtures("heeded_interrupts")
@pytest.mark.parametrize("use", ["table", "batches", "write", "reused"])
def test_ctrl_c_stops_a_query(engine, tmp_path, use):
    """At once, wherever it is computed; nothing half-written is left, and the engine lives on."""
    endless = engine.query(_step(ENDLESS, inputs=()))
    uses = {
        "table": lambda: engine.table(endless),
        "batches": lambda: list(engine.batches(endless)),
        "write": lambda: engine.write(endless, str(tmp_path / "numbers.parquet")),
        "reused": lambda: engine.query(_step(ENDLESS, inputs=(), reused=True)),
    }
    timer = threading.Timer(0.2, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        uses[use]()
    timer.join()
    assert _files_in(tmp_path) == []
    assert engine.table(engine.query(_step("select 1 as n", inputs=()))).num_rows == 1


def test_the_memory_limit_is_kept_by_spilling(tmp_path):
    """Sixty megabytes of text in forty: slower, not refused; nothing is left at the end."""
    with open_engine(memory_limit="100MB", threads=1, temp_directory=tmp_path) as engine:
        wide = "select x, md5(cast(x as varchar)) || md5(cast(-x as varchar)) as word from range(900000) as t(x)"
        stored = engine.query(_step(wide, inputs=(), reused=True))
        counted = _step("select count(*) as n, max(x) as last from wide where word >= ''", inputs=("wide",))
        assert engine.table(engine.query(counted, wide=stored)).to_pylist() == [{"n": 900_000, "last": 899_999}]
        assert any(name.endswith(".tmp") for name in _files_in(tmp_path))
    assert _files_in(tmp_path) == []


def test_nothing_is_fetched_from_anywhere(engine):
    """Extensions are neither installed nor loaded on the way."""
    settings = "current_setting('autoinstall_known_extensions') or current_setting('autoload_known_extensions')"
    assert engine.table(engine.query(_step(f"select {settings} as open", inputs=()))).to_pylist() == [{"open": False}]


def test_a_querys_tables_are_not_looked_for_in_the_program(engine):
    """A name that is no input is an error, even if some variable is called so."""
    somewhere = pa.table({"n": [1]})
    with pytest.raises(EngineError, match="refused"):
        engine.query(_step("select n from somewhere", inputs=()))
    assert somewhere.num_rows == 1


def test_an_unknown_format_is_refused(engine):
    """What is known is named."""
    with pytest.raises(SourceError, match=r"unknown format 'excel' \(a.xls\). Use text, parquet, arrow."):
        engine.read(Source(("a.xls",), "excel"))


@pytest.mark.parametrize("limits", [{"memory_limit": "much"}, {"threads": -1}])
def test_impossible_limits_are_refused(limits, tmp_path):
    """By the user's words; nothing is left behind."""
    with pytest.raises(ConfigError) as caught:
        open_engine(temp_directory=tmp_path, **limits)
    assert caught.value.what == "the engine cannot be opened so"
    assert str(next(iter(limits.values()))) in caught.value.where
    assert caught.value.remedy == "Write a limit as 2GB or 512MB."
    assert _files_in(tmp_path) == []


def test_an_unknown_engine_is_refused():
    """The one there is is named."""
    with pytest.raises(ConfigError, match=r"no engine called 'pigs' \(engine\). Use duckdb."):
        open_engine("pigs")


def test_a_directory_to_spill_must_be_there(tmp_path):
    """Said before anything is read."""
    with pytest.raises(StorageError, match="cannot be written"):
        open_engine(temp_directory=tmp_path / "nowhere")


def test_a_relation_of_duckdb_is_a_source(engine):
    """Through the Arrow interface, whatever connection it lives in."""
    relation = engine.read(Source(("memory",), "arrow", data=duckdb.sql("select 5 as paid, 'a' as who")))
    assert engine.table(relation).to_pylist() == [{"row_number": 1, "c0": 5, "c1": "a"}]
