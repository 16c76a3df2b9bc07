"""Columns as expressions: what is missing is missing everywhere, and what is absent is said so."""

import duckdb
import pytest

from coterie.data.rawtable import RawTable
from coterie.data.rules import LACKS
from coterie.errors import ColumnError
from coterie.tables import ColumnMap

NAMES = {"row_number": "row_number", "who": "c0", "when": "c1", "paid": "c2", "off": "c3"}


def table(**columns):
    return RawTable(ColumnMap("who", "when", **columns), NAMES, {})


def evaluate(expression, **values):
    columns = ", ".join(f"${name} as {name}" for name in values)
    return duckdb.execute(f"select {expression} from (select {columns})", values).fetchall()[0][0]


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    """What, where and what to do."""
    with pytest.raises(ColumnError) as caught:
        table().sql_name("whom")
    assert str(caught.value) == "no column 'whom' (the header). Name one of: off, paid, when, who."


def test_absent_columns_have_a_value_that_changes_nothing():
    """No id, no number, the rate 1, the share 0, no coupon, no word."""
    bare = table()
    assert [evaluate(sql, c0="a") for sql in (bare.id_of(None), bare.e4_of(None), bare.discount_of())] == [None] * 3
    assert [evaluate(sql, c0="a") for sql in (bare.rate_of(), bare.discount_share_of())] == [1, 0]
    assert evaluate(bare.coupon_of(), c0="a") is None
    assert evaluate(bare.says((None,), ["fee_0"]), c0="a") is False
    assert evaluate(bare.says(("who",), []), c0="a") is False


@pytest.mark.parametrize("text", ["", " ", "?", "nan", None])
def test_what_is_missing_is_no_id_and_no_discount(text):
    """Blank, a mark of the source, or what programs write."""
    marked = table(missing=("?",), discount_rate="off")
    assert evaluate(marked.id_of("who"), c0=text) is None
    assert evaluate(marked.discount_share_of(), c3=text) == 0


@pytest.mark.parametrize(
    ("when", "paid", "expected"),
    [
        ("2011-01-01", "5", 0),
        ("soon", "much", 0),
        ("", "5", LACKS["time"]),
        ("?", "?", LACKS["time"] + LACKS["amount"]),
        ("2011-01-01", None, LACKS["amount"]),
    ],
)
def test_blank_fields_are_told_from_unreadable_ones(when, paid, expected):
    """Only where nothing could be read, and only what stands blank."""
    lacking = table(amount="paid", missing=("?",)).lacking()
    read = {"time_us": 5 if when == "2011-01-01" else None, "given_e4": 50_000 if paid == "5" else None}
    assert evaluate(lacking, c1=when, c2=paid, **read) == expected


def test_words_are_looked_for_in_each_column():
    """In one or the other; a missing value says nothing."""
    says = table().says(("who", None, "off"), ["fee_0", "fee_1"]).replace(":fee_0", "'x'").replace(":fee_1", "'y'")
    assert [evaluate(says, c0=who, c3=off) for who, off in [("x", "-"), ("-", "y"), ("-", "-"), (None, None)]] == [
        True,
        True,
        False,
        False,
    ]
