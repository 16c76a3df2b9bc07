"""The tables of the house: tables say their grain, units stand in names."""

import pytest

from coterie.tables import ASSIGNMENTS, LINES, MICROSECONDS_PER_DAY, MONEY_SCALE, ORDER_DAYS, ORDERS, SEGMENTS

TABLES = [LINES, ORDERS, ORDER_DAYS, ASSIGNMENTS, SEGMENTS]


def _by_name(spec):
    return {column.name: column for column in spec.columns}


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_table_says_what_a_row_is(spec):
    """The grain is a noun with its article."""
    assert spec.grain.startswith(("a ", "an "))


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_columns_are_named_once(spec):
    """A name means one column."""
    assert len(_by_name(spec)) == len(spec.columns)


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_column_has_a_meaning(spec):
    """Whoever reads a table needs no other page."""
    assert [column.name for column in spec.columns if not column.meaning] == []


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_money_and_time_are_integers_with_their_unit_in_the_name(spec):
    """`_e4` is money in 1/10,000, `_us` microseconds: sums are exact, whatever the order."""
    exact = [column for column in spec.columns if column.name.endswith(("_e4", "_us"))]
    assert [c.name for c in exact if c.type != "int64" or c.unit != c.name.rpartition("_")[2]] == []


@pytest.mark.parametrize("spec", [LINES, ORDERS], ids=lambda spec: spec.name)
def test_money_may_be_unknown(spec):
    """A source without amounts still has orders."""
    assert [c.name for c in spec.columns if c.name.endswith("_e4") and not c.optional] == []


def test_an_order_belongs_to_a_customer_and_a_moment():
    """These three columns are never missing."""
    required = {column.name for column in ORDERS.columns if not column.optional}
    assert {"customer_id", "order_id", "time_us"} <= required


def test_a_shared_column_means_the_same_type_everywhere():
    """One word, one type, in every table."""
    types = {(c.name, c.type) for spec in TABLES for c in spec.columns}
    assert len(types) == len({name for name, _ in types})


def test_assignments_point_to_segments():
    """A customer's segment is found in `segments` by its id."""
    assert _by_name(ASSIGNMENTS)["segment_id"].type == _by_name(SEGMENTS)["segment_id"].type


def test_units_are_whole():
    """Four decimals of money; a day has 86,400 seconds."""
    assert MONEY_SCALE == 10**4
    assert MICROSECONDS_PER_DAY == 24 * 60 * 60 * 10**6
