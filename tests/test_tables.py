"""The shared words: tables say their grain, units stand in names, records cannot be changed."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from coterie import tables
from coterie.tables import ASSIGNMENTS, LINES, MICROSECONDS_PER_DAY, MONEY_SCALE, ORDERS, SEGMENTS, Source, Step

TABLES = [LINES, ORDERS, ASSIGNMENTS, SEGMENTS]
RECORDS = [kind for kind in vars(tables).values() if is_dataclass(kind) and isinstance(kind, type)]


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


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_records_are_frozen(kind):
    """What passes between rooms cannot be changed on the way."""
    record = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(kind)[0].name, None)


def test_a_source_in_memory_is_compared_and_shown_without_its_rows():
    """A customer's rows never reach a message by way of a repr."""
    source = Source(("memory",), "arrow", data=["a customer's row"])
    assert "a customer's row" not in repr(source)
    assert source == Source(("memory",), "arrow")


def test_a_step_is_equal_to_one_with_the_same_text_and_values():
    """Steps are values: an engine may reuse the result of an equal one."""
    assert Step("orders", ("lines",), "select 1 as one") == Step("orders", ("lines",), "select 1 as one")
