"""Columns beside the orders describe the customers: the most frequent value, of equals the smallest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import coterie
from coterie.engines import open_engine
from coterie.pipeline.described import describe_customers
from coterie.tables import ColumnMap, Source

if TYPE_CHECKING:
    from coterie.pipeline.described import Described

LINES = pa.table(
    {
        "who": ["a", "a", "a", "b", "b", "c", " c ", "d", None, "e", "e"],
        "land": ["UK", "FR", "UK", "UK", "FR", "uk", "?", None, "UK", "FR", "FR"],
        "age": ["18-24", "18-24", "35+", "35+", "35+", "25-34", "25-34", "18-24", "35+", "25-34", "35+"],
        "n_orders": ["1", "1", "1", "0", "0", "1", "1", "0", "1", "1", "1"],
    }
)
CUSTOMERS = pa.table({"customer_id": ["a", "b", "c", "d", "e"], "n_orders": [3.0, 2.0, 2.0, 1.0, 2.0]})


def _described(lines: pa.Table, **roles: object) -> Described:
    columns = ColumnMap("who", "when", missing=("?",), **roles)  # type: ignore[arg-type]  roles by name
    with open_engine(threads=2) as engine:
        raw = engine.read(Source(("memory",), "arrow", data=lines))
        return describe_customers(engine, raw, columns=columns, counted=(CUSTOMERS, 0))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_most_frequent_value_counts(backwards: bool) -> None:  # noqa: FBT001  a parameter of the test
    """Of equals the smallest; spellings are folded, missing marks are no value, and rows may stand in any order."""
    lines = LINES.take(list(range(LINES.num_rows))[::-1]) if backwards else LINES
    found = _described(lines, country="land", attributes=("age",)).customers
    assert found["land"].to_pylist() == ["UK", "FR", "UK", None, "FR"]
    assert found["age"].to_pylist() == [1.0, 3.0, 2.0, 1.0, 2.0]
    assert found["n_orders"].to_pylist() == CUSTOMERS["n_orders"].to_pylist()


def test_what_describes_makes_no_segments() -> None:
    """Features and traits are descriptors, in words."""
    found = _described(LINES, country="land", attributes=("age",))
    assert {feature.role for feature in found.features} == {"descriptor"}
    assert [(trait.name, trait.kind, trait.role) for trait in found.traits] == [
        ("land", "category", "descriptor"),
        ("age", "ordered", "descriptor"),
    ]
    assert "makes none" in found.traits[0].reason


def test_a_column_that_is_called_like_a_feature_gives_way() -> None:
    """The feature keeps its name."""
    found = _described(LINES, attributes=("n_orders",))
    assert found.customers["n_orders"].to_pylist() == CUSTOMERS["n_orders"].to_pylist()
    assert found.customers["n_orders_of_customer"].to_pylist() == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_without_such_columns_nothing_is_added() -> None:
    """The customers are the same."""
    found = _described(LINES)
    assert (found.customers, found.traits, found.features) == (CUSTOMERS, (), ())


def test_they_are_shown_beside_the_segments_and_assign_nobody(shop, quick) -> None:  # type: ignore[no-untyped-def]  fixtures
    """A run on orders with a column more has the same segments, and the report tells of it."""
    country = pa.array([("UK", "FR")[hash_ % 2] for hash_ in map(len, shop.lines["customer_id"].to_pylist())])
    lines = shop.lines.append_column("country", country)
    run, plain = coterie.segment(lines, config=quick), coterie.segment(shop.lines, config=quick)
    assert run.assignments["segment_id"].equals(plain.assignments["segment_id"])
    assert run.assign(lines)["segment_id"].equals(run.assignments["segment_id"])
    assert [trait.label for trait in run.model.attributes] == ["country"]
    assert "What else is known of a customer" in run.report()
