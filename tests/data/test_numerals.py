"""Numbers in texts: how a column writes them is counted, and a number of any type is written so."""

import duckdb
import pytest

from coterie.data.numerals import Writing, text_sql, writing_step


@pytest.mark.parametrize(
    ("texts", "writing"),
    [
        (["1,50", "2,5 €", "1.234"], Writing(",")),
        (["1.50", "1,234"], Writing(".")),
        (["17001.0", "17002.0", "x"], Writing(".", pointed=True)),
        (["17001", "17002", "3.0", None], Writing(".")),
        ([], Writing()),
    ],
)
def test_the_whole_column_decides(texts, writing):
    """Three digits behind a mark may be thousands: they say nothing."""
    cursor = duckdb.connect()
    cursor.execute("create table texts (c0 varchar)")
    for text in texts:
        cursor.execute("insert into texts values (?)", [text])
    found = cursor.sql(writing_step(["c0"]).sql)
    facts = dict(zip(found.columns, found.fetchall()[0], strict=True))
    assert Writing.of(facts, 0) == writing


@pytest.mark.parametrize("writing", [Writing(), Writing(","), Writing(".", pointed=True)])
@pytest.mark.parametrize("number", ["17001", "0", "-3"])
def test_a_whole_number_is_written_the_same_whatever_its_type(writing, number):
    """As an integer, a float, a decimal."""
    types = {"integer": "bigint", "float": "double", "decimal": "decimal(10, 2)"}
    values = [f"cast({number} as {data_type})" for data_type in types.values()]
    written = [text_sql(value, type_, writing=writing) for value, type_ in zip(values, types, strict=True)]
    expected = number + ".0" * writing.pointed
    assert duckdb.sql(f"select {', '.join(written)}").fetchall() == [(expected,) * 3]


def test_a_time_is_written_as_ever():
    """It has no decimal mark."""
    assert text_sql("c0", "time", writing=Writing(",")) == "cast(c0 as string)"
