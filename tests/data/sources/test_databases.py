"""Databases are read with the types their values have, and nothing is written, ever."""

import hashlib
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coterie.data.sources import resolve_source
from coterie.errors import DataError, SourceError

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6),
)


def _database(path, *statements, rows=(), table="orders"):
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
        if rows:
            database.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)
    database.close()
    return path


@pytest.fixture
def write(tmp_path):
    """Write a database."""

    def run(*statements, rows=(), table="orders", name="shop.db"):
        return _database(tmp_path / name, *statements, rows=rows, table=table)

    return run


@pytest.mark.parametrize(
    ("values", "type_", "read"),
    [
        (["00123", "+441234"], "text", ["00123", "+441234"]),
        ([1, None, 2**62], "integer", [1, None, 2**62]),
        ([1, 1.5], "float", [1.0, 1.5]),
        ([17850, "00123", 1.5], "text", ["17850", "00123", "1.5"]),
        ([None, None], "text", [None, None]),
        (["2011-01-31 08:26:00", None], "text", ["2011-01-31 08:26:00", None]),
    ],
)
def test_a_column_has_the_type_of_its_values(opened, write, values, type_, read):
    """Whatever the table declares: SQLite does not hold to it."""
    found = opened(write("create table orders (id, x)", rows=[(1, value) for value in values]))
    assert (found.types["x"], [row["x"] for row in found.rows]) == (type_, read)


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_values_come_back(opened, tmp_path_factory, values):
    """As numbers where all are, else as the text that SQLite would show for texts."""
    path = _database(
        tmp_path_factory.mktemp("base") / "shop", "create table orders (id integer, x)", rows=list(enumerate(values))
    )
    found = [row["x"] for row in opened(path).rows]
    texts = [(value, read) for value, read in zip(values, found, strict=True) if isinstance(value, str)]
    assert [read for _, read in texts] == [value for value, _ in texts]
    assert [read is None for read in found] == [value is None for value in values]


def test_the_only_table_with_rows_is_read(opened, write):
    """Empty ones and SQLite's own are none."""
    path = write(
        "create table orders (id integer primary key autoincrement, x)", "create table empty (id)", rows=[(1, "a")]
    )
    assert opened(path).rows == [{"id": 1, "x": "a"}]


def test_several_tables_are_listed_with_a_hint(write):
    """Which of them has customers and times; none is guessed."""
    path = write(
        "create table customers (customer_id, name)",
        "insert into customers values (1, 'Ana')",
        "create table orders (order_id, customer_id, order_date)",
        rows=[(1, 1, "2011-01-31"), (2, 1, "2011-02-01")],
    )
    with pytest.raises(SourceError) as caught:
        resolve_source(path)
    assert caught.value.what == "several tables have rows: orders (2 rows), customers (1 row)"
    assert caught.value.where == str(path)
    expected = "Name one by the setting table, as in table = 'orders'. orders looks like orders."
    assert caught.value.remedy == expected


def test_a_table_or_view_may_be_named(opened, write):
    """In any capitals, whatever its name holds; another name is answered."""
    path = write(
        "create table orders (id, x)",
        'create table "odd ""name""" (id)',
        'insert into "odd ""name""" values (\'odd\')',
        "create view large as select id from orders where x > 1",
        rows=[("a", 1), ("b", 2)],
    )
    assert opened(path, table="LARGE").rows == [{"id": "b"}]
    assert opened(path, table='odd "name"').rows == [{"id": "odd"}]
    with pytest.raises(SourceError, match=r"no table 'order'"):
        opened(path, table="order")


def test_columns_may_have_any_name(opened, write):
    """Quotes, blanks, none at all."""
    path = write('create table orders ("a ""b""", " c ", "", "select")', rows=[(1, 2, 3, 4)])
    assert opened(path).rows == [{'a "b"': 1, "c": 2, "column3": 3, "select": 4}]


def test_binary_columns_are_left_out(opened, write):
    """With a note; a few binary values among others count as missing."""
    path = write(
        "create table orders (id, photo, x)", rows=[("a", b"\x00\xff", 1), ("b", None, b"\x01"), ("c", b"", 3)]
    )
    found = opened(path)
    assert found.rows == [{"id": "a", "x": 1}, {"id": "b", "x": None}, {"id": "c", "x": 3}]
    assert found.source.notes == (
        "The column 'photo' of orders is binary and left out.",
        "The column 'x' of orders holds 1 binary values, which count as missing.",
    )


def test_text_that_is_none_is_marked(opened, write):
    """A byte that is no UTF-8 shows as the mark for it."""
    path = write("create table orders (id, x)", "insert into orders values ('a', cast(x'ff41' as text))")
    assert opened(path).rows[0]["x"] == "\ufffdA"


def test_a_table_with_many_columns_is_read(opened, write):
    """As many as SQLite admits by default."""
    names = ", ".join(f"x{place}" for place in range(1_900))
    path = write(f"create table orders ({names})", "insert into orders (x0, x1899) values ('a', 5)")
    found = opened(path).rows[0]
    assert (found["x0"], found["x1899"], found["x7"]) == ("a", 5, None)


def _footprint(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_nothing_is_written_beside_a_database(opened, write, tmp_path):
    """Nor into it."""
    path = write("create table orders (id)", rows=[("a",)])
    before = _footprint(tmp_path)
    opened(path)
    assert _footprint(tmp_path) == before


def test_a_database_that_is_being_written_is_read_from_a_copy(opened, write, tmp_path):
    """With what stands in its log only; log and database stay as they are."""
    path = write("create table orders (id)", rows=[("a",)])
    writer = sqlite3.connect(path)
    writer.execute("pragma journal_mode = wal")
    writer.execute("insert into orders values ('b')")
    writer.commit()
    before = _footprint(tmp_path)
    assert [row["id"] for row in opened(path).rows] == ["a", "b"]
    assert _footprint(tmp_path) == before
    writer.close()


def test_databases_are_put_together(opened, write):
    """By the names of their columns."""
    first = write("create table orders (id, x)", rows=[("a", 1)], name="1.db")
    second = write("create table orders (x, id)", rows=[(2, "b")], name="2.db")
    assert opened([first, second]).rows == [{"id": "a", "x": 1}, {"id": "b", "x": 2}]


@pytest.mark.parametrize(
    ("statements", "options", "what"),
    [
        (("create table orders (id)",), {}, "no table has a row"),
        ((), {}, "no table has a row"),
        (("create table orders (id)",), {"table": "orders"}, "no rows"),
    ],
)
def test_a_database_without_rows_is_refused(opened, write, statements, options, what):
    """In one line."""
    path = write("create table other (id)", *statements)
    with pytest.raises(DataError, match=what):
        opened(path, **options)


def test_a_damaged_database_is_refused(opened, write):
    """Half of it is no database; nor is a view whose table is gone."""
    path = write("create table orders (id, x)", rows=[(number, "x" * 200) for number in range(500)])
    path.write_bytes(path.read_bytes()[:30_000])
    with pytest.raises(SourceError, match="the database is damaged, cut off or locked") as caught:
        opened(path)
    assert caught.value.exit_code == 2
    other = write("create table o2 (id)", "create view v as select id from o2", "drop table o2", name="2.db")
    with pytest.raises(SourceError, match="the database is damaged"):
        opened(other, table="v")
