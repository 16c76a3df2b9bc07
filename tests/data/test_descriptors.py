"""A column describes the customer if each has one value of it, and not by chance."""

import pyarrow as pa
import pytest

from coterie.data.descriptors import descriptors_of
from coterie.data.sheet import Pick, Sheet

N = 120
WHO = [number % 20 for number in range(N)]
PICKS = {"who": Pick("who", ""), "customer": Pick("who", ""), "time": Pick("day", "")}


def _described(label, values, who=WHO):
    rows = {"who": [str(one) for one in who], "day": [f"2011-01-{1 + place // 20:02d} 08:00" for place in range(N)]}
    return descriptors_of(Sheet(pa.table({**rows, label: values}), dict(PICKS)))


@pytest.mark.parametrize(
    ("label", "values", "expected"),
    [
        ("age", [f"{20 + who % 4}" for who in WHO], True),
        ("income", [f"{who * 1000}.5" for who in WHO], True),
        ("level", ["xyz"[who % 3] for who in WHO], True),
        ("level", ["xyz"[who % 3] if place % 7 else None for place, who in enumerate(WHO)], True),
        ("till", [f"{place % 7}" for place in range(N)], False),
        ("level", ["x"] * N, False),
        ("level", ["y" if who == 3 else "x" for who in WHO], False),
        ("level", ["xyz"[(who + (place > 100 and who < 5)) % 3] for place, who in enumerate(WHO)], False),
        ("level_id", ["xyz"[who % 3] for who in WHO], False),
        ("first_name", ["xyz"[who % 3] for who in WHO], False),
        ("birth_date", [f"1980-01-{1 + who % 9:02d}" for who in WHO], False),
    ],
)
def test_each_customer_has_one_value(label, values, expected):
    """Of a number or of few levels, no id, no name, no constant."""
    assert _described(label, values) == ((label,) if expected else ())


def test_many_levels_are_free_text():
    """What is different for each customer says who it is."""
    who = [number % 60 for number in range(N)]
    assert _described("level", [f"level {one}" for one in who], who) == ()


def test_customers_with_one_order_tell_nothing():
    """Neither do few of them."""
    assert _described("level", ["xyz"[number % 3] for number in range(N)], range(N)) == ()


def test_an_orders_own_columns_are_not_the_customers():
    """Lines of one order agree, but that is one order."""
    orders = [number // 6 for number in range(N)]
    rows = {
        "who": [f"{order % 10}" for order in orders],
        "order": [str(order) for order in orders],
        "day": ["2011-01-01"] * N,
        "till": [str(order % 7) for order in orders],
    }
    sheet = Sheet(pa.table(rows), {**PICKS, "order": Pick("order", "")})
    assert descriptors_of(sheet) == ()
