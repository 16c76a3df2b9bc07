"""A changed export is refused with all that changed; a new column changes nothing."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.contract import (
    changed_columns,
    check_contract,
    contract_step,
    lost_columns,
    numeric_columns,
    set_columns,
    wanted_columns,
)
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import ColumnError
from coterie.tables import ColumnMap, Source

ORDERS = ColumnMap("who", "when", amount="paid", discounts=("off",), time_style="dmy", decimal=",")


def changes(columns, **values):
    """Compare the columns of an earlier run with what a source holds."""
    table = pa.table(values)
    with DuckDBEngine() as engine:
        sample = engine.read(Source(("memory",), "arrow", data=table))
        names, types = (dict(zip(keys, found, strict=True)) for keys, found in each_of(sample))
        counts = engine.table(engine.query(contract_step(columns, names, types=types), sample=sample))
    return changed_columns(columns, counts)


def each_of(sample):
    return (sample.labels, sample.columns), (sample.columns, sample.types)


def orders(n=40, **columns):
    """Return a table as the earlier run had it, but for some columns."""
    usual = {"who": ["a"] * n, "when": [f"{1 + day % 28}.01.2011" for day in range(n)], "paid": ["1,50"] * n}
    return {**usual, "off": [""] * n, **columns}


def test_a_source_that_is_as_before_is_taken():
    """With columns more, blanks, and some dirt."""
    dirty = ["1,50"] * 30 + ["", "?"] + ["soon"] * 8
    assert changes(ORDERS, **orders(paid=dirty, more=["x"] * 40)) == ()


@given(shares=st.lists(st.sampled_from(["1,50", "2", "-3,25", "1.000,00"]), min_size=10, max_size=60))
@settings(max_examples=15)
def test_numbers_as_before_are_never_called_changed(shares):
    """Whatever they are."""
    assert changes(ORDERS, **orders(len(shares), paid=shares)) == ()


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"paid": ["1.50"] * 40}, "column 'paid' was written with a decimal comma and is now with a point"),
        (
            {"paid": ["1.50"] * 4 + ["3"] * 36},
            "column 'paid' was written with a decimal comma and is now with a point",
        ),
        ({"paid": ["free"] * 20 + ["1"] * 20}, "column 'paid' held numbers, and 50% of its values are none now"),
        ({"off": ["x"] * 40}, "column 'off' held numbers, and 100% of its values are none now"),
        (
            {"when": [f"2011-01-{1 + day % 28:02}" for day in range(40)]},
            "column 'when' was written day first and is now written year, month, day",
        ),
        (
            {"when": [f"01/{1 + day % 28:02}/2011" for day in range(40)]},
            "column 'when' was written day first and is now written month first",
        ),
        ({"when": ["soon"] * 20 + ["31.01.2011"] * 20}, "column 'when' held times, and 50% of its values are none now"),
    ],
)
def test_a_column_that_has_become_something_else_is_named(columns, told):
    """Numbers, their decimal mark, the style of dates."""
    assert changes(ORDERS, **orders(**columns)) == (told,)


@pytest.mark.parametrize(
    "columns", [{"paid": ["free"] * 16 + ["1"] * 24}, {"when": ["soon"] * 16 + ["31.01.2011"] * 24}]
)
def test_a_dirty_column_is_still_the_same(columns):
    """Up to two fifths may be unreadable; the quarantine takes those."""
    assert changes(ORDERS, **orders(**columns)) == ()


def test_few_values_say_nothing():
    """A new export may have nine rows."""
    assert changes(ORDERS, **orders(9, paid=["free"] * 9, when=["soon"] * 9)) == ()


def test_typed_columns_have_nothing_to_misread():
    """Numbers are numbers, and times are times."""
    times = pa.array(range(40), pa.timestamp("us"))
    columns = ColumnMap("who", "when", amount="paid", time_style="typed")
    assert changes(columns, **orders(when=times, paid=list(range(40)))) == ()


def test_every_column_of_an_order_is_wanted_once():
    """Whatever its role."""
    columns = ColumnMap("who", "when", amount="paid", discounts=("off", "off2"), coupons=("off",), attributes=("age",))
    assert wanted_columns(columns) == ("who", "when", "paid", "off", "off2", "age")
    assert numeric_columns(columns) == ("paid", "off", "off2")


def test_lost_columns_are_named_with_near_ones():
    """Case is near, another word is not."""
    there = ["Amount_EUR", "customer", "zeit"]
    assert lost_columns(["customer", "amount", "when", "amount"], there) == (
        "no column 'amount' (near: 'Amount_EUR')",
        "no column 'when'",
    )


def test_columns_that_the_user_has_named_are_known_by_their_role():
    """Words and styles are no columns; a name with a comma may be one column."""
    named = {
        "customer": "who",
        "price": "a, b",
        "discounts": "x, y",
        "coupons": "u, v",
        "order": "none",
        "decimal": ",",
    }
    assert set_columns(named, ["u, v"]) == ("who", "a, b", "x", "y", "u, v")


def test_all_changes_are_told_at_once():
    """What, where and what to do; nothing where nothing has changed."""
    with pytest.raises(ColumnError) as caught:
        check_contract(("no column 'a'", "no column 'b'"), where="orders.csv")
    assert str(caught.value) == (
        "the columns are not those that were expected: no column 'a'; no column 'b' (orders.csv). "
        "Export the data as before, or run anew with the columns as they are now."
    )
    check_contract((), where="orders.csv")
