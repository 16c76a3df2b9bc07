"""Money is multiplied exactly, rounded half away from zero, and never beyond its bound."""

from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.data.arithmetic import (
    MOST_E4,
    VALUES,
    bounded_sql,
    factor_sql,
    product_sql,
    share_sql,
    times_sql,
    unit_sql,
)

MONEY = st.one_of(st.integers(-MOST_E4, MOST_E4), st.integers(-100_000, 100_000))
FACTORS = st.decimals("0.00000001", "9999", places=8)


def evaluate(expression, **values):
    """Compute an expression over one row."""
    types = {name: "bigint" if isinstance(value, int) else "varchar" for name, value in values.items()}
    columns = ", ".join(f"cast(${name} as {type_}) as {name}" for name, type_ in types.items())
    named = {name: value for name, value in VALUES.items() if f":{name}" in expression}
    for name in sorted(named, key=len, reverse=True):
        expression = expression.replace(f":{name}", f"${name}")
    sql = f"select {expression} from (select {columns})"
    return duckdb.execute(sql, {**values, **named}).fetchall()[0][0]


def half_away(number):
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


@given(left=MONEY, right=MONEY)
@settings(max_examples=60)
def test_a_product_is_exact_or_unknown(left, right):
    """Of two numbers in ten-thousandths, in ten-thousandths."""
    exact = Decimal(left) * Decimal(right) / 10_000
    expected = half_away(exact) if abs(exact) <= MOST_E4 else None
    assert evaluate(product_sql("a", "b"), a=left, b=right) == expected


@given(amount=MONEY, factor=FACTORS)
@settings(max_examples=60)
def test_money_times_a_factor_is_exact(amount, factor):
    """Eight decimals of a factor count; what does not fit is unknown."""
    exact = half_away(Decimal(amount) * factor)
    found = evaluate(times_sql("a", "cast(f as decimal(19, 8))"), a=amount, f=str(factor))
    assert found == (exact if abs(exact) < 2**63 else None)


@given(amount=st.integers(-(2**62), 2**62))
@settings(max_examples=40)
def test_a_number_beyond_all_measure_is_unknown(amount):
    """The bound itself is still known."""
    assert evaluate(bounded_sql("a"), a=amount) == (amount if abs(amount) <= MOST_E4 else None)
    assert evaluate(bounded_sql("a"), a=MOST_E4) == MOST_E4
    assert evaluate(bounded_sql("a"), a=-MOST_E4 - 1) is None


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [
        ("1", 5, 5),
        ("1.0", 5, 5),
        ("0.01", 50, 1),
        ("0.01", -50, -1),
        ("0.01", 49, 0),
        ("1e-2", 50, 1),
        ("1000", 7, 7_000),
    ],
)
def test_a_unit_is_a_decimal_number(unit, amount, expected):
    """Cents or thousands; half a ten-thousandth is rounded away from zero."""
    assert evaluate(unit_sql("a", unit), a=amount) == expected


def test_what_is_beyond_measure_before_the_unit_stays_so():
    """A number of 19 digits is no amount, whatever its unit."""
    assert evaluate(unit_sql("a", "0.01"), a=MOST_E4 + 1) is None


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("0.8537", ".", Decimal("0.8537")),
        (" 1 ", ".", Decimal(1)),
        ("0,8537", ",", Decimal("0.8537")),
        ("0.00005882", ".", Decimal("0.00005882")),
        ("0,8537", ".", None),
        ("0", ".", None),
        ("-1", ".", None),
        ("1_000", ".", None),
        ("dear", ".", None),
        ("", ".", None),
        ("inf", ".", None),
        (None, ".", None),
    ],
)
def test_a_factor_is_a_number_above_zero(text, decimal, expected):
    """Anything else is unknown, not 1."""
    assert evaluate(factor_sql("a", decimal), a=text) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("0.15", ".", Decimal("0.15")),
        ("0", ".", Decimal(0)),
        ("1", ".", Decimal(1)),
        ("15%", ".", Decimal("0.15")),
        ("12,5 %", ",", Decimal("0.125")),
        ("100%", ".", Decimal(1)),
        ("101%", ".", None),
        ("1.01", ".", None),
        ("-0.1", ".", None),
        ("half", ".", None),
        ("", ".", None),
        (None, ".", None),
    ],
)
def test_a_share_is_between_nothing_and_all(text, decimal, expected):
    """As a number or in percent."""
    assert evaluate(share_sql("a", decimal), a=text) == expected
