"""Which column is what: decided by the rows' content, not by where they stand."""

from __future__ import annotations

import pyarrow as pa
import pytest

from coterie.data.sources import resolve_source
from coterie.engines import open_engine
from coterie.errors import ColumnError, UnsureError
from coterie.pipeline.reading import read_again, recognise
from coterie.tables import AttributeMap, ColumnMap

ROWS = pa.table({"who": ["a", "b", "a"], "day": ["31.01.2011", "01.02.2011", "03.02.2011"], "paid": ["5", "7", "1"]})


def test_the_order_of_rows_decides_nothing():
    """The sample is drawn by content."""
    with open_engine() as engine:
        found = [
            recognise(engine, engine.read(resolve_source(rows)), overrides={"customer": "who"}).columns
            for rows in (ROWS, ROWS.take([2, 0, 1]))
        ]
    assert found[0] == found[1]
    assert found[0].time_style == "dmy"


def test_columns_of_an_earlier_run_are_kept():
    """Nothing is guessed a second time."""
    known = ColumnMap("who", "day", amount="paid", time_style="dmy")
    with open_engine() as engine:
        assert read_again(engine, engine.read(resolve_source(ROWS)), known=known).columns == known


EXPORT = pa.table(
    {
        "who": ["a"] * 40,
        "day": [f"{1 + day % 28:02}.01.2011" for day in range(40)],
        "paid": ["1,50"] * 40,
        "item": ["tea"] * 40,
    }
)
KNOWN = ColumnMap("who", "day", product="item", amount="paid", time_style="dmy", decimal=",")


def refused(rows, known=KNOWN):
    """Return what is said of a source that is not as the earlier run's was."""
    with open_engine() as engine, pytest.raises(ColumnError) as caught:
        read_again(engine, engine.read(resolve_source(rows)), known=known)
    return str(caught.value)


def test_all_lost_columns_are_named_at_once():
    """With those whose names are near, and all that are there."""
    said = refused(EXPORT.rename_columns(["who", "Day", "amount", "items"]))
    assert said == (
        "the columns are not those that were expected: no column 'day' (near: 'Day'); "
        "no column 'item' (near: 'items'); no column 'paid' (the source has who, Day, amount, items). "
        "Export the data as before, or run anew with the columns as they are now."
    )


def test_all_changed_columns_are_named_at_once():
    """Another decimal mark and another style of dates."""
    days = pa.array([f"2011-01-{1 + day % 28:02}" for day in range(40)])
    said = refused(EXPORT.set_column(1, "day", days).set_column(2, "paid", pa.array(["1.50"] * 40)))
    assert "column 'day' was written day first and is now written year, month, day" in said
    assert "column 'paid' was written with a decimal comma and is now with a point" in said


def test_new_columns_change_nothing():
    """An export may grow, and its columns may change places."""
    grown = EXPORT.append_column("new", pa.array(["x"] * 40)).select(["new", "item", "paid", "day", "who"])
    with open_engine() as engine:
        assert read_again(engine, engine.read(resolve_source(grown)), known=KNOWN).columns == KNOWN


def test_several_columns_that_were_set_and_are_not_there_are_named_at_once():
    """As a settings file may name many; one alone is told with its option."""
    with open_engine() as engine, pytest.raises(ColumnError) as caught:
        recognise(engine, engine.read(resolve_source(EXPORT)), overrides={"customer": "whom", "price": "cost"})
    assert "no column 'whom' (near: 'who'); no column 'cost'" in str(caught.value)


UNDECIDED = pa.table(
    {
        "customer_id": list("aabb"),
        "member_id": list("cdcd"),
        "order_date": ["01/02/2011", "03/04/2011", "05/06/2011", "07/08/2011"],
        "amount": ["1,234", "2,500", "3,125", "9,999"],
    }
)
ANSWERS = {"customer": "member_id", "time_style": "mdy", "decimal": ","}


def test_what_is_open_is_asked_once():
    """Columns first, then how they are written; the answers are as good as options."""
    asked = []

    def answer(finding):
        asked.append((finding.role, finding.choices))
        return ANSWERS[finding.role]

    with open_engine() as engine:
        raw = engine.read(resolve_source(UNDECIDED))
        found = recognise(engine, raw, overrides={}, ask=answer)
        told = recognise(engine, raw, overrides=ANSWERS)
    assert asked == [
        ("customer", ("customer_id", "member_id")),
        ("time_style", ("dmy", "mdy")),
        ("decimal", (".", ",")),
    ]
    assert found == told
    assert (found.columns.customer, found.columns.time_style, found.columns.decimal) == ("member_id", "mdy", ",")


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ({}, ("Which column holds the customer?", "at hand: customer_id, member_id", "Say so with --customer.")),
        (
            {"customer": "member_id"},
            (
                "03/02/2023 can be 3 February or 2 March: does the day stand first (dmy), or the month (mdy)?",
                "at hand: dmy, mdy",
                "Run again with --time-style dmy or --time-style mdy.",
            ),
        ),
    ],
)
def test_without_anybody_to_ask_a_run_stops(told, parts):
    """The question, the answers at hand, and the option that takes them."""
    with open_engine() as engine, pytest.raises(UnsureError) as caught:
        recognise(engine, engine.read(resolve_source(UNDECIDED)), overrides=told)
    assert (caught.value.what, caught.value.where, caught.value.remedy) == parts


def test_a_customer_in_every_row_is_counted_over_the_whole_table():
    """A sample would not see the one who comes back."""
    ids = [str(number) for number in range(12_000)]
    rows = {"customer_id": ids, "signup_date": ["2011-01-31"] * 12_000, "income": ids, "age": ids}
    with open_engine() as engine:
        new = recognise(engine, engine.read(resolve_source(pa.table(rows))), overrides={})
        again = {name: [*values, values[0]] for name, values in rows.items()} | {"income": [*ids, "5"]}
        back = recognise(engine, engine.read(resolve_source(pa.table(again))), overrides={})
    assert (new.kind, new.columns) == ("customers", AttributeMap("customer_id", ()))
    assert (back.kind, back.columns.time) == ("orders", "signup_date")


def test_an_earlier_run_keeps_its_roles_where_times_are_written_otherwise():
    """A text follows a typed source: its writing is decided anew, every role is kept, those without a column too."""
    known = ColumnMap("who", "day", amount="paid", time_style="typed", missing=("?",), cancel_prefix="C")
    with open_engine() as engine:
        found = read_again(engine, engine.read(resolve_source(ROWS)), known=known)
    assert found.columns == ColumnMap("who", "day", amount="paid", time_style="dmy", missing=("?",), cancel_prefix="C")
