"""A name alone never decides: the content must bear it out."""

import pyarrow as pa
import pytest

from coterie.data.fitness import fits
from coterie.data.sheet import Pick, Sheet

DAYS = ["2011-01-31", "2011-02-28"]


def _fits(role, label, values, **others):
    picks = {"time": Pick("date", "")} if "date" in others else {}
    sheet = Sheet(pa.table({label: values, **others}), picks)
    return fits(sheet, role, look=sheet.look(label))


@pytest.mark.parametrize(
    ("role", "label", "values", "expected"),
    [
        ("time", "date", DAYS, True),
        ("time", "date", ["40574", "40575.5"], True),
        ("time", "shipped", ["40574", "40575"], False),
        ("time", "date", ["soon", "later"], False),
        ("customer", "customer", ["a", "b"], True),
        ("customer", "customer", ["1.5", "2.5"], False),
        ("customer", "customer", DAYS, False),
        ("amount", "paid", ["5 EUR", "(7.50)"], True),
        ("amount", "paid", ["low", "high"], False),
        ("country", "country", ["Germany", "France"], True),
        ("country", "country", ["1", "2"], False),
        ("status", "status", ["paid", "cancelled"], True),
        ("status", "status", ["1", "2"], False),
        ("description", "description", ["tea", "milk"], True),
        ("description", "description", ["1", "2"], False),
        ("discount_rate", "discount", ["0", "0.15"], True),
        ("discount_rate", "discount", ["0 %", "15 %"], True),
        ("discount_rate", "discount", ["0", "15"], False),
        ("product", "sku", ["a", "b"], True),
        ("product", "sku", [None, ""], False),
        ("product", "colour", ["a", "b"], False),
    ],
)
def test_content_bears_a_name_out(role, label, values, expected):
    """Or it does not."""
    assert _fits(role, label, values) == expected


@pytest.mark.parametrize(
    ("days", "clock", "expected"),
    [
        (DAYS, ["10:06:37", "9:00"], True),
        (DAYS, ["10:06 PM", "9:00 a.m."], True),
        ([f"{day} 00:00:00" for day in DAYS], ["10:06", "9:00"], True),
        ([f"{day} 08:26:00" for day in DAYS], ["10:06", "9:00"], False),
        (DAYS, ["10:66", "25:00"], False),
    ],
)
def test_a_clock_stands_beside_days_without_one(days, clock, expected):
    """A time that has its own needs no other."""
    assert _fits("clock", "time", clock, date=days) == expected


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("number", ["1", "1"], True),
        ("number", ["1", "2"], False),
        ("id", ["1", "2"], True),
        ("order_id", ["1", "2"], True),
    ],
)
def test_a_bare_number_is_an_order_only_if_it_repeats(label, values, expected):
    """New in every row, it is the row's."""
    assert _fits("order", label, values) == expected
