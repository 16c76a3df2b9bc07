"""The catalogue as a state that merges: batches of orders in, the same aggregates out as from one query.

A state keeps one integer per customer and aggregate; sums per 30-day bucket are kept apart, because which buckets are
the newest is known only when as_of is. Pieces merge in any order, an order at a time or all at once, to the same
integers; only the customers of the smaller piece are counted anew. Formulas are not evaluated here:
`sql.formulas_step` does that on the finished aggregates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.errors import ColumnError, ConfigError, DataError
from coterie.features.availability import available_aggregates, check_needs
from coterie.features.catalog import AGGREGATES
from coterie.features.references import columns
from coterie.tables import MICROSECONDS_PER_DAY, Aggregate, Feature

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["State", "empty", "finish", "merge", "update"]

_MERGE = {"count": "sum", "sum": "sum", "min": "min", "max": "max"}
_KEYS = ["customer_id"]
_BUCKET_KEYS = ["customer_id", "bucket"]


@dataclass(frozen=True)
class State:
    """What is known per customer, ready to merge.

    Parameters
    ----------
    features : tuple of Feature
        What the state is kept for.
    aggregates : tuple of Aggregate
        What it counts.
    totals : pa.Table
        One row per customer, in any order: customer_id, and an int64 for each aggregate without buckets.
    buckets : pa.Table
        One row per customer and bucket, in any order: customer_id, bucket, and an int64 for each aggregate with
        buckets; no row where there is no such aggregate.
    newest_us : int or None
        The latest order seen, in microseconds since the epoch.

    Examples
    --------
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty
    >>> empty(FEATURES[:2], ()).totals.column_names
    ['customer_id', 'n_purchases', 'first_order_us', 'last_order_us', 'n_items', 'n_weekend_orders']
    """

    features: tuple[Feature, ...]
    aggregates: tuple[Aggregate, ...]
    totals: pa.Table
    buckets: pa.Table
    newest_us: int | None = None

    @property
    def plain(self) -> tuple[Aggregate, ...]:
        """Aggregates without buckets."""
        return tuple(aggregate for aggregate in self.aggregates if aggregate.bucket_days is None)

    @property
    def bucketed(self) -> tuple[Aggregate, ...]:
        """Aggregates kept per bucket."""
        return tuple(aggregate for aggregate in self.aggregates if aggregate.bucket_days is not None)


def empty(
    features: Sequence[Feature], available: Collection[str], *, aggregates: Sequence[Aggregate] = AGGREGATES
) -> State:
    """Return the state before the first order.

    Parameters
    ----------
    features : sequence of Feature
        What the state is kept for.
    available : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.
    aggregates : sequence of Aggregate
        What formulas may use: the catalogue, or all that a fitted model carries.

    Returns
    -------
    State

    Raises
    ------
    ConfigError
        A feature is batch_only, or needs a column that the data do not have.

    Examples
    --------
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty
    >>> empty(FEATURES[:2], ()).totals.num_rows
    0
    """
    check_needs(features, available)
    _refuse_batch_only(features)
    nothing = pa.table({"customer_id": pa.array([], pa.string())})
    counted = State(tuple(features), available_aggregates(available, features, known=aggregates), nothing, nothing)
    totals = _integer_columns([each.name for each in counted.plain])
    return replace(counted, totals=totals, buckets=_integer_columns(["bucket", *(b.name for b in counted.bucketed)]))


def update(state: State, orders: pa.Table, *, lines: pa.Table | None = None) -> State:
    """Return the state after more orders.

    Parameters
    ----------
    state : State
        What is known so far.
    orders : pa.Table
        Whole orders, columns as ``tables.ORDERS``. An order split over two batches would count twice.
    lines : pa.Table, optional
        The lines of these orders, columns as ``tables.LINES``, where the state counts any.

    Returns
    -------
    State
        A new state; the old one stays as it was.

    Raises
    ------
    ColumnError
        The orders or lines lack a column that the state counts.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty, update
    >>> orders = pa.table({"customer_id": ["a", "a"], "time_us": [5, 9], "day": [0, 0], "n_items": [1, 2],
    ...                    "is_purchase": [1, 1], "is_weekend": [0, 0]})
    >>> update(empty(FEATURES[:2], ()), orders).totals.select(["customer_id", "n_purchases", "n_items"]).to_pylist()
    [{'customer_id': 'a', 'n_purchases': 2, 'n_items': 3}]
    """
    given = {"orders": orders, "lines": lines if _reads(state, "lines") else None}
    _check_columns(state, given)
    tables = {name: table for name, table in given.items() if table is not None}
    rows = pa.concat_tables([_counted_rows(state, name, table) for name, table in tables.items()])
    buckets = _buckets(orders, state.bucketed) if state.bucketed else state.buckets
    newest_us = max((latest for table in tables.values() if (latest := _latest_us(table)) is not None), default=None)
    batch = replace(state, totals=_grouped(rows, _KEYS, state.plain), buckets=buckets, newest_us=newest_us)
    return merge(state, batch)


def merge(a: State, b: State) -> State:
    """Return the state of the orders of both.

    Parameters
    ----------
    a, b : State
        States of different orders, kept for the same features.

    Returns
    -------
    State
        The same whichever comes first, but for the order of its rows.

    Raises
    ------
    ConfigError
        The two count different things.

    Examples
    --------
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty, merge
    >>> merge(empty(FEATURES[:2], ()), empty(FEATURES[:2], ())).totals.num_rows
    0
    """
    if a.features != b.features or a.aggregates != b.aggregates:
        raise ConfigError("the two states count different things", "features", "Build both from the same catalogue.")
    small, large = sorted((a, b), key=lambda state: state.totals.num_rows)
    totals = _merged(small.totals, large.totals, _KEYS, a.plain)
    buckets = _merged(small.buckets, large.buckets, _BUCKET_KEYS, a.bucketed)
    seen = [state.newest_us for state in (a, b) if state.newest_us is not None]
    return replace(a, totals=totals, buckets=buckets, newest_us=max(seen, default=None))


def finish(state: State, as_of_us: int) -> pa.Table:
    """Return the aggregates of every customer.

    Parameters
    ----------
    state : State
        Of orders before `as_of_us`.
    as_of_us : int
        The moment to look back from, in microseconds since the epoch.

    Returns
    -------
    pa.Table
        The relation ``aggregates`` that `sql.formulas_step` reads: customer_id and an int64 per aggregate, in the order
        of customer_id.

    Raises
    ------
    DataError
        The state has seen an order at or after `as_of_us`; it cannot forget.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty, finish, update
    >>> orders = pa.table({"customer_id": ["a"], "time_us": [5], "day": [0], "n_items": [1], "is_purchase": [1],
    ...                    "is_weekend": [0]})
    >>> finish(update(empty(FEATURES[:2], ()), orders), as_of_us=10)["n_purchases"].to_pylist()
    [1]
    """
    if state.newest_us is not None and state.newest_us >= as_of_us:
        raise DataError("the state has seen orders at or after as_of", f"as_of {as_of_us} us", "Choose a later as_of.")
    newest = {aggregate.name: _newest(state, aggregate, as_of_us) for aggregate in state.bucketed}
    counted = {aggregate.name: state.totals[aggregate.name] for aggregate in state.plain} | newest
    ordered = {aggregate.name: counted[aggregate.name] for aggregate in state.aggregates}
    return pa.table({"customer_id": state.totals["customer_id"], **ordered}).sort_by("customer_id")


def _refuse_batch_only(features: Sequence[Feature]) -> None:
    """Raise unless every feature merges."""
    for feature in features:
        if feature.batch_only:
            raise ConfigError(
                "it cannot be kept up to date piece by piece",
                f"feature {feature.name}",
                "Leave it out, or compute it from all orders.",
            )


def _reads(state: State, table: str) -> bool:
    """Say whether the state counts anything of a table."""
    return any(aggregate.table == table for aggregate in state.aggregates)


def _check_columns(state: State, given: Mapping[str, pa.Table | None]) -> None:
    """Raise unless the tables have every column that is counted."""
    for name, table in given.items():
        counted = [aggregate for aggregate in state.aggregates if aggregate.table == name]
        read = {"customer_id", "time_us"}.union(*(columns(aggregate) for aggregate in counted))
        if any(aggregate.bucket_days for aggregate in counted):
            read.add("day")
        missing = sorted(read - set(table.column_names)) if table is not None else sorted(read) if counted else []
        if missing:
            raise ColumnError(f"no column {', '.join(missing)}", name, f"Pass the {name} as data cleaning makes them.")


def _latest_us(table: pa.Table) -> int | None:
    """Return the latest time of a table; None of an empty one."""
    latest: int | None = pc.max(table["time_us"]).as_py()
    return latest


def _counted_rows(state: State, name: str, table: pa.Table) -> pa.Table:
    """Return what each row of a table adds to each aggregate; to those of other tables, nothing."""
    nothing, none = (pa.repeat(pa.scalar(value, pa.int64()), table.num_rows) for value in (None, 0))
    values = {
        each.name: _values(table, each) if each.table == name else none if each.kind == "count" else nothing
        for each in state.plain
    }
    return pa.table({"customer_id": pc.cast(table["customer_id"], pa.string()), **values})


def _values(table: pa.Table, aggregate: Aggregate) -> pa.ChunkedArray:
    """Return what each row adds: its value, null where the condition fails; for a count, 1 or 0."""
    holds = pc.equal(table[aggregate.where[0]], aggregate.where[1]) if aggregate.where else None
    if aggregate.kind == "count":
        counted = pc.is_valid(table[aggregate.column or "customer_id"])
        both = counted if holds is None else pc.and_(counted, pc.fill_null(holds, fill_value=False))
        return pc.cast(both, pa.int64())
    values = pc.cast(table[aggregate.column], pa.int64())
    return values if holds is None else pc.if_else(holds, values, None)


def _buckets(orders: pa.Table, aggregates: Sequence[Aggregate]) -> pa.Table:
    """Return the sums per customer and bucket; all aggregates share one length."""
    # Arrow divides integers towards zero; buckets before 1970 need the floor.
    bucket = pc.floor(pc.divide(pc.cast(orders["day"], pa.float64()), aggregates[0].bucket_days))
    keys = {"customer_id": pc.cast(orders["customer_id"], pa.string()), "bucket": pc.cast(bucket, pa.int64())}
    values = {aggregate.name: _values(orders, aggregate) for aggregate in aggregates}
    return _grouped(pa.table(keys | values), _BUCKET_KEYS, aggregates)


def _integer_columns(names: Sequence[str]) -> pa.Table:
    """Return a table without rows: customer_id and integers."""
    return pa.schema([("customer_id", pa.string()), *((name, pa.int64()) for name in names)]).empty_table()


def _merged(small: pa.Table, large: pa.Table, keys: list[str], aggregates: Sequence[Aggregate]) -> pa.Table:
    """Return both tables as one; rows of customers who are in only one of them are passed on as they are."""
    touched = pc.is_in(large["customer_id"], pc.unique(small["customer_id"]))
    anew = _grouped(pa.concat_tables([small, large.filter(touched)]), keys, aggregates)
    return pa.concat_tables([large.filter(pc.invert(touched)), anew]).combine_chunks()


def _grouped(table: pa.Table, keys: list[str], aggregates: Sequence[Aggregate]) -> pa.Table:
    """Return one row per key, each aggregate merged in its own way; nulls stay out."""
    ways = [(aggregate.name, _MERGE[aggregate.kind]) for aggregate in aggregates]
    grouped = table.group_by(keys).aggregate(ways).select([*keys, *(f"{name}_{way}" for name, way in ways)])
    return grouped.rename_columns([*keys, *(name for name, _ in ways)])


def _newest(state: State, aggregate: Aggregate, as_of_us: int) -> pa.Array:
    """Return the sum of the newest buckets per customer; null where they hold nothing."""
    last = (as_of_us - 1) // ((aggregate.bucket_days or 1) * MICROSECONDS_PER_DAY)
    first = last - aggregate.skipped - (aggregate.newest or 1) + 1
    bucket = state.buckets["bucket"]
    inside = pc.and_(pc.greater_equal(bucket, first), pc.less_equal(bucket, last - aggregate.skipped))
    sums = _grouped(state.buckets.filter(inside), _KEYS, [aggregate])
    place = pc.index_in(state.totals["customer_id"], sums["customer_id"])
    return sums[aggregate.name].combine_chunks().take(place)
