"""What order lines say of the customer beside the orders: country, age, a joined table of households.

Comes in: the opened source, the map of its columns, and the customers. Goes out: further columns of ``customers``, with
what they mean. The rule of this module: they describe segments and make none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.traits.counts import Field
from coterie.data.traits.majority import majority_step
from coterie.data.traits.recognition import Wishes, recognise_traits
from coterie.pipeline.customers import columns_of_traits
from coterie.pipeline.rows import CustomerRows
from coterie.tables import AttributeMap, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import ColumnMap, Feature, Trait

__all__ = ["Described", "describe_customers"]

_ID = "customer_id"


@dataclass(frozen=True)
class Described:
    """What columns beside the orders say of the customers.

    Parameters
    ----------
    customers : pyarrow.Table
        The customers with these columns, too.
    traits : tuple of Trait
        What the columns are.
    features : tuple of Feature
        What the numbers mean; all of them descriptors.
    """

    customers: pa.Table
    traits: tuple[Trait, ...] = ()
    features: tuple[Feature, ...] = ()


def describe_customers(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    columns: ColumnMap,
    counted: tuple[pa.Table, int],
    known: Sequence[Trait] | None = None,
) -> Described:
    """Add to the customers what columns beside the orders say of them.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    columns : ColumnMap
        Its ``country`` and ``attributes`` are the columns.
    counted : (pyarrow.Table, int)
        The customers, sorted, and the moment for which they were counted.
    known : sequence of Trait, optional
        What an earlier run found the columns to be; nothing is recognised then.

    Returns
    -------
    Described
        Of several values of a customer the most frequent one counts, of equals the smallest.
    """
    customers, as_of_us = counted
    labels = [label for label in dict.fromkeys((columns.country, *columns.attributes)) if label]
    if not labels:
        return Described(customers)
    described = _one_row_each(engine, raw, columns=columns, labels=labels, customers=customers)
    rows = CustomerRows(engine, engine.read(Source(("memory",), "arrow", data=described)), AttributeMap(_ID, ()))
    traits = _recognise(rows, labels, columns, taken=customers.column_names) if known is None else known
    _, readings = rows.read(traits, {})
    made, features, scaled = columns_of_traits(traits, readings, as_of_us=as_of_us, is_new=known is None)
    wider = {name: customers[name] for name in customers.column_names} | made
    return Described(pa.table(wider), scaled, features)


def _recognise(rows: CustomerRows, labels: list[str], columns: ColumnMap, *, taken: list[str]) -> list[Trait]:
    """Say what the columns are; a country is a class, however many there are."""
    wishes = Wishes(kinds={columns.country: "category"} if columns.country else {})
    found = recognise_traits(rows.count(labels), wishes=wishes, day_styles=rows.day_styles(), has_newest_day=True)
    return [_descriptor(trait, taken) for trait in found]


def _one_row_each(
    engine: DuckDBEngine, raw: DuckDBRelation, *, columns: ColumnMap, labels: list[str], customers: pa.Table
) -> pa.Table:
    """Return each customer's most frequent value of each column, as text."""
    parts = zip(raw.labels, raw.columns, raw.types, strict=True)
    fields = {label: Field(label, column, kind) for label, column, kind in parts}
    table = {_ID: customers[_ID]}
    for label in labels:
        step = majority_step(
            fields[columns.customer],
            fields[label],
            whole_float_ids=columns.whole_float_ids,
            missing=columns.missing,
        )
        found = engine.table(engine.query(step, raw=raw))
        place = pc.index_in(customers[_ID], value_set=found[_ID].combine_chunks())
        table[label] = found["value"].combine_chunks().take(place.combine_chunks())
    return pa.table(table)


def _descriptor(trait: Trait, taken: list[str]) -> Trait:
    """Let a trait describe only, under a name that no feature has."""
    name = f"{trait.name}_of_customer" if trait.name in taken else trait.name
    if trait.role == "left out":
        return replace(trait, name=name)
    kinds = {"category": "classes", "ordered": "classes in an order", "yes/no": "yes or no", "date": "days"}
    reason = f"{kinds.get(trait.kind, 'numbers')}; beside orders it describes segments but makes none"
    return replace(trait, name=name, role="descriptor", reason=reason)
