"""What the user names is found and looked at; what cannot be read is said in one line."""

import bz2
import csv
import errno
import gzip
import io
import json
import lzma
import os
import sqlite3
import sys
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather

from coterie.data.sources import Reading, resolve_source
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import ColumnError, ConfigError, DataError, SourceError, StorageError

ORDERS = "Kunde;Datum;Betrag\n00123;31.12.2010;12,50\nMüller;02.01.2011;3,00\n"
WESTERN = st.text(st.sampled_from("abc xyz,äöüßéèñç€£„“"), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def read():
    """Resolve a source and read it: its rows under the user's names."""
    with DuckDBEngine(threads=1) as engine:

        def run(source, **options):
            relation = engine.read(resolve_source(source, Reading(**options)))
            return engine.table(relation).rename_columns(list(relation.labels))

        yield run


@pytest.fixture
def write(tmp_path):
    """Write a file of some content and return its path."""

    def run(content, name="orders.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return run


def _parts(error):
    return error.what, error.where.rpartition("/")[2], error.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_text_is_read_in_any_encoding(read, write, encoding, pack):
    """The same rows, packed or not."""
    table = read(write(pack(ORDERS.encode(encoding)), "orders.txt"))
    assert table["Kunde"].to_pylist() == ["00123", "Müller"]
    assert table["Betrag"].to_pylist() == ["12,50", "3,00"]


@given(st.lists(WESTERN, min_size=1, max_size=20))
def test_a_western_text_comes_back(read, tmp_path_factory, words):
    """Every letter that cp1252 has, though nothing in the file says how it is encoded."""
    path = tmp_path_factory.mktemp("western") / "orders.csv"
    path.write_bytes("".join(f"{number};ü{word}\n" for number, word in enumerate(words)).encode("cp1252"))
    assert read(path, separator=";", header=False)["column2"].to_pylist() == [f"ü{word}" for word in words]


def test_an_encoding_the_user_knows_is_taken(read, write):
    """By Python's name."""
    path = write("Klient,Data\nŻółć,2011-01-31\n".encode("cp1250"))
    assert read(path, encoding="cp1250")["Klient"].to_pylist() == ["Żółć"]


def test_broken_bytes_leave_the_rest_alone(write):
    """Two bytes that are nothing do not make a sound text another one."""
    source = resolve_source(write(ORDERS.encode() + b"\xff\xfe;x;y\n"))
    assert dict(source.options)["encoding"] == "utf-8"


def test_a_pattern_is_taken_in_alphabetical_order(read, write, tmp_path):
    """All files that match, whatever the directory's own order."""
    for name in ("b.csv", "a.csv", "c.csv"):
        write(f"id,day\n{name},2011-01-31\n", name)
    assert read(tmp_path / "*.csv")["id"].to_pylist() == ["a.csv", "b.csv", "c.csv"]


def test_a_list_is_taken_in_its_own_order(read, write):
    """Paths and texts, packed or not."""
    first, second = write("id,day\n1,x\n", "b.csv"), write(gzip.compress(b"day,id\ny,2\n"), "a.csv")
    assert read([first, str(second)])["id"].to_pylist() == ["1", "2"]


def test_standard_input_is_read(read, monkeypatch):
    """Any text, found out as in a file."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ORDERS.encode("cp1252"))))
    assert read("-")["Kunde"].to_pylist() == ["00123", "Müller"]


def test_what_is_written_on_the_way_goes_with_the_source(write, monkeypatch, tmp_path):
    """The private directory is for the user alone, and is gone when the source is."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = resolve_source(write(ORDERS.encode("cp1252")))
    folder = Path(source.uris[0]).parents[1]
    assert folder.stat().st_mode & 0o777 == 0o700
    del source
    assert not folder.exists()


def test_no_space_to_write_anew_is_said_so(monkeypatch):
    """The place is named, and what to do."""

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a,b\n1,2\n")))
    with pytest.raises(StorageError) as caught:
        resolve_source("-")
    assert caught.value.what == "cannot write standard input: No space left on device"
    assert "coterie-" in caught.value.where
    assert caught.value.remedy == "Free some space there, or set TMPDIR to another place."


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_pipe_is_read_once(read, tmp_path):
    """As a shell's `<(command)` gives it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(ORDERS,))
    writer.start()
    table = read(pipe)
    writer.join()
    assert table["Kunde"].to_pylist() == ["00123", "Müller"]


def test_parquet_is_known_by_its_content(tmp_path):
    """Whatever its name."""
    pq.write_table(pa.table({"a": [1]}), tmp_path / "orders.csv")
    assert resolve_source(tmp_path / "orders.csv").format == "parquet"


TABLES = {
    "pandas": pd.DataFrame({"who": ["a", None], "paid": [1.5, 2.0]}),
    "pandas, filtered": pd.DataFrame({"who": ["x", "a", None], "paid": [0.0, 1.5, 2.0]})[1:],
    "pandas, with an index": pd.DataFrame(
        {"who": ["a", None], "paid": [1.5, 2.0]}, index=pd.Index([5, 6], name="line")
    ),
    "polars": pl.DataFrame({"who": ["a", None], "paid": [1.5, 2.0]}),
    "arrow": pa.table({"who": ["a", None], "paid": [1.5, 2.0]}),
    "batch": pa.record_batch({"who": ["a", None], "paid": [1.5, 2.0]}),
    "duckdb": duckdb.sql("select * from (values ('a', 1.5::double), (null, 2.0)) as t(who, paid)"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_in_memory_is_read(read, name):
    """Through the Arrow interface; a nameless index is left out."""
    table = read(TABLES[name])
    assert (table["who"].to_pylist(), table["paid"].to_pylist()) == (["a", None], [1.5, 2.0])


def test_a_missing_file_is_said_so_with_near_names(write, tmp_path):
    """What the user meant may be beside it."""
    write(ORDERS, "orders_2011.csv")
    with pytest.raises(SourceError) as caught:
        resolve_source(tmp_path / "order_2011.csv")
    assert _parts(caught.value) == ("no such file", "order_2011.csv", "Did you mean orders_2011.csv?")


def test_a_missing_directory_is_said_so(tmp_path):
    """The path is wrong before its end."""
    with pytest.raises(SourceError, match="There is no directory"):
        resolve_source(tmp_path / "nowhere" / "orders.csv")


def test_a_directory_is_no_file(tmp_path):
    """A pattern is offered."""
    with pytest.raises(SourceError) as caught:
        resolve_source(tmp_path)
    assert caught.value.what == "is a directory"
    assert caught.value.remedy == f"Name a file, or a pattern such as {tmp_path / '*.csv'}."


def test_a_pattern_without_a_match_is_said_so(tmp_path):
    """Perhaps the shell had its hand in it."""
    with pytest.raises(SourceError, match="no file matches"):
        resolve_source(tmp_path / "*.csv")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (gzip.compress(b""), "the file is empty"),
        (b"PK\x03\x04rest", "the zip archive is damaged or cut off"),
        (b"SQLite format 3\x00rest", "the database is damaged, cut off or locked"),
        (b"%PDF-1.7", "the file is a PDF"),
        (b'{"orders": [{"id": 1}]}', "the file is JSON, but no table"),
        (b"<!doctype html><table>", "the file is HTML or XML"),
        (bytes(range(256)) * 4, "the file is binary"),
        (gzip.compress(ORDERS.encode())[:30], "the gzip file is damaged or cut off"),
    ],
)
def test_a_file_that_is_no_table_is_said_so(write, content, what):
    """By what it is; the error names the file and says what can be read."""
    with pytest.raises(SourceError) as caught:
        resolve_source(write(content))
    assert _parts(caught.value)[:2] == (what, "orders.csv")
    assert caught.value.remedy.endswith(".")
    assert caught.value.exit_code == 2


def test_a_header_without_rows_is_said_so(write):
    """There is nothing to segment."""
    with pytest.raises(DataError) as caught:
        resolve_source(write("id,day,paid\n"))
    expected = ("no rows", "orders.csv", "There is a header and nothing below it: export it again.")
    assert _parts(caught.value) == expected


def test_files_of_two_kinds_are_refused(write, tmp_path):
    """Text and Parquet do not mix."""
    pq.write_table(pa.table({"a": [1]}), tmp_path / "b.csv")
    write("a\n1\n", "a.csv")
    with pytest.raises(SourceError, match="some files are text, others Parquet"):
        resolve_source(tmp_path / "*.csv")


def test_files_written_in_two_ways_are_refused(write, tmp_path):
    """The odd one is named."""
    write("a,b\n1,2\n", "a.csv")
    write("a;b\n1;2\n", "b.csv")
    with pytest.raises(SourceError) as caught:
        resolve_source(tmp_path / "*.csv")
    assert _parts(caught.value)[:2] == ("separator or header differ from the first file's", "b.csv")


@pytest.mark.parametrize("source", [3, [], None, [pl.DataFrame()], pl.DataFrame({"a": [1]}).lazy()])
def test_a_thing_that_is_no_source_is_refused(source):
    """By its kind; a lazy table is to be collected."""
    with pytest.raises(SourceError) as caught:
        resolve_source(source)
    assert caught.value.what == f"cannot read a {type(source).__module__}.{type(source).__qualname__}"
    assert "collected, if lazy" in caught.value.remedy


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a column is there twice, of ['a', 'a']"),
        (pd.DataFrame({"a": [1, "Mrs Miller"]}), "column 'a' mixes types"),
    ],
)
def test_a_table_that_is_no_table_is_refused(table, what):
    """The column is named, its values are not."""
    with pytest.raises(ColumnError) as caught:
        resolve_source(table)
    assert caught.value.what == what
    assert "Miller" not in str(caught.value)


def test_an_empty_table_is_said_so():
    """As an empty file."""
    with pytest.raises(DataError, match=r"no rows \(a table in memory, polars.dataframe.frame.DataFrame\)"):
        resolve_source(pl.DataFrame({"a": []}))


def _csv(rows, separator=","):
    target = io.StringIO()
    csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("id", "phone"), *rows])
    return target.getvalue().encode()


def _xlsx(rows, path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Orders")
        for place, row in enumerate([("id", "phone"), *rows]):
            for column, value in enumerate(row):
                sheet.write_string(place, column, value)


def _sqlite(rows, path):
    with sqlite3.connect(path) as database:
        database.execute("create table orders (id, phone)")
        database.executemany("insert into orders values (?, ?)", rows)
    database.close()


def _zip(rows, path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", _csv(rows))


def _arrow(rows):
    return pa.table({"id": [row[0] for row in rows], "phone": [row[1] for row in rows]})


FORMATS = {
    "csv": lambda rows, path: path.write_bytes(_csv(rows)),
    "tsv": lambda rows, path: path.write_bytes(_csv(rows, "\t")),
    "utf-16": lambda rows, path: path.write_bytes(_csv(rows).decode().encode("utf-16")),
    "gz": lambda rows, path: path.write_bytes(gzip.compress(_csv(rows))),
    "bz2": lambda rows, path: path.write_bytes(bz2.compress(_csv(rows, ";"))),
    "xz": lambda rows, path: path.write_bytes(lzma.compress(_csv(rows, "|"))),
    "zip": _zip,
    "xlsx": _xlsx,
    "sqlite": _sqlite,
    "json": lambda rows, path: path.write_text(json.dumps(_arrow(rows).to_pylist()), encoding="utf-8"),
    "jsonl": lambda rows, path: path.write_text("\n".join(map(json.dumps, _arrow(rows).to_pylist())), encoding="utf-8"),
    "parquet": lambda rows, path: pq.write_table(_arrow(rows), path),
    "arrow": lambda rows, path: feather.write_feather(_arrow(rows), path),
}
ID = st.one_of(
    st.sampled_from(
        ["00123", "+441234", "-5", "1e5", "17850.0", "1,234", "0x1F", "TRUE", "2011-01-31", "=1+1", "NaN", "∞"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8),
)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15)
@given(st.lists(st.tuples(ID, ID), min_size=2, max_size=12))
def test_ids_survive_every_format(read, tmp_path_factory, name, rows):
    """Leading zeros, plus signs, and whatever else looks like a number or a formula: letter by letter."""
    path = tmp_path_factory.mktemp("formats") / "orders"
    FORMATS[name](rows, path)
    assert [(row["id"], row["phone"]) for row in read(path).to_pylist()] == rows


@pytest.mark.parametrize("name", ["json", "parquet", "arrow"])
def test_a_file_that_is_one_table_has_no_others(tmp_path, name):
    """A setting that would do nothing is refused."""
    FORMATS[name]([("00123", "+441234")], tmp_path / "orders")
    with pytest.raises(ConfigError, match=r"table = 'Orders', but a .* file is one table"):
        resolve_source(tmp_path / "orders", Reading(table="Orders"))


@pytest.mark.parametrize(
    ("options", "what"),
    [({"encoding": "latin-99"}, "unknown encoding 'latin-99'"), ({"separator": "::"}, "is no single character")],
)
def test_an_impossible_setting_is_refused(write, options, what):
    """The value is named as the user wrote it."""
    with pytest.raises(ConfigError, match=what):
        resolve_source(write(ORDERS), Reading(**options))


@pytest.mark.parametrize(("separator", "found"), [("tab", "\t"), ("\\t", "\t"), ("blank", "blank"), ("|", "|")])
def test_a_separator_may_be_named(write, separator, found):
    """Some cannot be typed."""
    assert dict(resolve_source(write(ORDERS), Reading(separator=separator)).options)["separator"] == found
