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
from coterie.features.catalog import available_aggregates, check_needs
from coterie.tables import MICROSECONDS_PER_DAY, Aggregate, Feature

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
    ['customer_id', 'n_purchases', 'first_order_us', 'last_order_us', 'n_items']
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


def empty(features: Sequence[Feature], available: Collection[str]) -> State:
    """Return the state before the first order.

    Parameters
    ----------
    features : sequence of Feature
        What the state is kept for.
    available : collection of str
        Optional columns of ``orders`` that hold data.

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
    counted = State(tuple(features), available_aggregates(available, features), nothing, nothing)
    totals = _integer_columns([each.name for each in counted.plain])
    return replace(counted, totals=totals, buckets=_integer_columns(["bucket", *(b.name for b in counted.bucketed)]))


def update(state: State, orders: pa.Table) -> State:
    """Return the state after more orders.

    Parameters
    ----------
    state : State
        What is known so far.
    orders : pa.Table
        Whole orders, columns as ``tables.ORDERS``. An order split over two batches would count twice.

    Returns
    -------
    State
        A new state; the old one stays as it was.

    Raises
    ------
    ColumnError
        The orders lack a column that the state counts.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.features.catalog import FEATURES
    >>> from coterie.features.state import empty, update
    >>> orders = pa.table({"customer_id": ["a", "a"], "time_us": [5, 9], "day": [0, 0], "n_items": [1, 2],
    ...                    "is_purchase": [1, 1]})
    >>> update(empty(FEATURES[:2], ()), orders).totals.to_pylist()
    [{'customer_id': 'a', 'n_purchases': 2, 'first_order_us': 5, 'last_order_us': 9, 'n_items': 3}]
    """
    _check_columns(state, orders)
    customer_id = pc.cast(orders["customer_id"], pa.string())
    columns = {"customer_id": customer_id, **{each.name: _values(orders, each) for each in state.plain}}
    totals = _grouped(pa.table(columns), _KEYS, state.plain)
    buckets = _buckets(orders, customer_id, state.bucketed) if state.bucketed else state.buckets
    batch = replace(state, totals=totals, buckets=buckets, newest_us=pc.max(orders["time_us"]).as_py())
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
    >>> orders = pa.table({"customer_id": ["a"], "time_us": [5], "day": [0], "n_items": [1], "is_purchase": [1]})
    >>> finish(update(empty(FEATURES[:2], ()), orders), as_of_us=10)["n_purchases"].to_pylist()
    [1]
    """
    if state.newest_us is not None and state.newest_us >= as_of_us:
        raise DataError("the state has seen orders at or after as_of", f"as_of {as_of_us} us", "Choose a later as_of.")
    newest = {aggregate.name: _newest(state, aggregate, as_of_us) for aggregate in state.bucketed}
    columns = {aggregate.name: state.totals[aggregate.name] for aggregate in state.plain} | newest
    ordered = {name: columns[name] for name in (aggregate.name for aggregate in state.aggregates)}
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


def _check_columns(state: State, orders: pa.Table) -> None:
    """Raise unless the orders have every column that is counted."""
    read = {"customer_id", "time_us", "day"}
    for aggregate in state.aggregates:
        read |= {aggregate.column or "customer_id", aggregate.where[0] if aggregate.where else "customer_id"}
    missing = sorted(read - set(orders.column_names))
    if missing:
        raise ColumnError(f"no column {', '.join(missing)}", "orders", "Pass the orders as data cleaning makes them.")


def _values(orders: pa.Table, aggregate: Aggregate) -> pa.ChunkedArray:
    """Return what each order adds: its value, null where the condition fails; for a count, 1 or 0."""
    holds = pc.equal(orders[aggregate.where[0]], aggregate.where[1]) if aggregate.where else None
    if aggregate.kind == "count":
        counted = pc.is_valid(orders[aggregate.column or "customer_id"])
        both = counted if holds is None else pc.and_(counted, pc.fill_null(holds, fill_value=False))
        return pc.cast(both, pa.int64())
    values = pc.cast(orders[aggregate.column], pa.int64())
    return values if holds is None else pc.if_else(holds, values, None)


def _buckets(orders: pa.Table, customer_id: pa.ChunkedArray, aggregates: Sequence[Aggregate]) -> pa.Table:
    """Return the sums per customer and bucket; all aggregates share one length."""
    # Arrow divides integers towards zero; buckets before 1970 need the floor.
    bucket = pc.floor(pc.divide(pc.cast(orders["day"], pa.float64()), aggregates[0].bucket_days))
    columns = {"customer_id": customer_id, "bucket": pc.cast(bucket, pa.int64())}
    columns |= {aggregate.name: _values(orders, aggregate) for aggregate in aggregates}
    return _grouped(pa.table(columns), _BUCKET_KEYS, aggregates)


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
    chosen = state.buckets.filter(pc.greater(state.buckets["bucket"], last - (aggregate.newest or 1)))
    sums = _grouped(chosen, _KEYS, [aggregate])
    place = pc.index_in(state.totals["customer_id"], sums["customer_id"])
    return sums[aggregate.name].combine_chunks().take(place)
