"""The catalogue as queries: orders (and lines) in, one row per customer out.

Every query is plain ANSI, one text for every engine, and reads only what lies before ``:as_of_us``. Aggregates are
integers; the formulas on top of them are the first place where a double appears. `state` gives the same aggregates
without a query, and `formulas_step` is the one evaluator of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.features.catalog import available_aggregates, available_totals, check_needs
from coterie.tables import MICROSECONDS_PER_DAY, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from coterie.tables import Aggregate, Feature

__all__ = ["customers_step", "formulas_step", "order_days_step", "span_step"]

_CALLS = {
    "count": "count({})",
    "sum": "sum({})",
    "min": "min({})",
    "max": "max({})",
    "distinct": "count(distinct {})",
}


def customers_step(features: Sequence[Feature], available: Collection[str], *, as_of_us: int | None = None) -> Step:
    """Return the query that makes the table ``customers``.

    Parameters
    ----------
    features : sequence of Feature
        What to compute, from `catalog.available_features`.
    available : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.
    as_of_us : int, optional
        Only orders before this moment count. Left out, the parameter ``:as_of_us`` stays open for the driver to bind.

    Returns
    -------
    Step
        Reads ``orders``, and ``lines`` where a feature needs them. Columns: customer_id; each aggregate that the data
        allow and each total, as bigint; each feature, as double. A customer with returns only has no recency_days.
        Rows are in the order of customer_id.

    Raises
    ------
    ConfigError
        A feature needs a column that the data do not have.

    Examples
    --------
    >>> from coterie.features.catalog import available_features
    >>> from coterie.features.sql import customers_step
    >>> step = customers_step(available_features(()), (), as_of_us=86_400_000_000)
    >>> step.name, step.inputs, step.params
    ('customers', ('orders',), (('as_of_us', 86400000000),))
    """
    check_needs(features, available)
    aggregates = available_aggregates(available, features)
    tables = tuple(dict.fromkeys(aggregate.table for aggregate in aggregates))
    per_table = [_table_cte(table, [each for each in aggregates if each.table == table]) for table in tables]
    ctes = [*per_table, _cte("aggregates", _joined(tables, aggregates))]
    return Step("customers", tables, _with(ctes, features, aggregates), _params(as_of_us))


def formulas_step(features: Sequence[Feature], aggregates: Sequence[Aggregate], *, as_of_us: int | None = None) -> Step:
    """Return the query that applies the formulas to aggregates counted elsewhere.

    Parameters
    ----------
    features : sequence of Feature
        What to compute.
    aggregates : sequence of Aggregate
        The columns of the relation ``aggregates``, beside customer_id.
    as_of_us : int, optional
        The moment the aggregates were finished for. Left out, ``:as_of_us`` stays open.

    Returns
    -------
    Step
        Reads ``aggregates``; columns and rows as those of `customers_step`.

    Examples
    --------
    >>> from coterie.features.catalog import AGGREGATES, FEATURES
    >>> from coterie.features.sql import formulas_step
    >>> print(formulas_step(FEATURES[:1], AGGREGATES[2:3], as_of_us=0).sql)
    with totals as (
      select
        customer_id,
        last_order_us
      from aggregates
    )
    select
      customer_id,
      last_order_us,
      cast(:as_of_us - last_order_us as double) / 86400000000 as recency_days
    from totals
    order by customer_id
    """
    return Step("customers", ("aggregates",), _with([], features, aggregates), _params(as_of_us))


def order_days_step(*, as_of_us: int | None = None) -> Step:
    """Return the query for the days on which each customer bought.

    Parameters
    ----------
    as_of_us : int, optional
        Only purchases before this moment. Left out, ``:as_of_us`` stays open.

    Returns
    -------
    Step
        Reads ``orders``. Columns: customer_id, day (since the epoch, UTC); one row per pair, sorted.

    Examples
    --------
    >>> from coterie.features.sql import order_days_step
    >>> order_days_step().inputs
    ('orders',)
    """
    sql = """\
select distinct
  customer_id,
  day
from orders
where is_purchase = 1
  and time_us < :as_of_us
order by customer_id, day"""
    return Step("order_days", ("orders",), sql, _params(as_of_us))


def span_step() -> Step:
    """Return the query for the first and the last moment of all orders.

    Returns
    -------
    Step
        Reads ``orders``. One row: first_us, last_us; both null where there is no order.

    Examples
    --------
    >>> from coterie.features.sql import span_step
    >>> span_step().name
    'span'
    """
    sql = """\
select
  min(time_us) as first_us,
  max(time_us) as last_us
from orders"""
    return Step("span", ("orders",), sql)


def _params(as_of_us: int | None) -> tuple[tuple[str, object], ...]:
    """Return the bound parameters."""
    return () if as_of_us is None else (("as_of_us", as_of_us),)


def _with(ctes: Sequence[str], features: Sequence[Feature], aggregates: Sequence[Aggregate]) -> str:
    """Return the whole statement: the given tables, the totals, the formulas."""
    names = [aggregate.name for aggregate in aggregates]
    totals = available_totals(aggregates)
    rows = ["customer_id", *names, *(f"{formula} as {name}" for name, formula in totals.items())]
    tables = [*ctes, _cte("totals", _select(rows, "from aggregates"))]
    columns = ["customer_id", *names, *totals, *(f"{feature.formula} as {feature.name}" for feature in features)]
    return f"with {', '.join(tables)}\n{_select(columns, 'from totals', 'order by customer_id')}"


def _table_cte(table: str, aggregates: Sequence[Aggregate]) -> str:
    """Return the aggregates of one table, a row per customer."""
    columns = ["customer_id", *(_aggregate_sql(aggregate) for aggregate in aggregates)]
    return _cte(
        f"{table}_aggregates",
        _select(columns, f"from {table}", "where time_us < :as_of_us", "group by customer_id"),
    )


def _joined(tables: Sequence[str], aggregates: Sequence[Aggregate]) -> str:
    """Return all aggregates side by side; every customer has an order."""
    first, *others = [f"{table}_aggregates" for table in tables]
    columns = [f"{first}.customer_id", *(f"{each.table}_aggregates.{each.name}" for each in aggregates)]
    joins = [f"left join {other} on {other}.customer_id = {first}.customer_id" for other in others]
    return _select(columns, f"from {first}", *joins)


def _aggregate_sql(aggregate: Aggregate) -> str:
    """Return one aggregate as a column; sums are cast back, because engines widen them."""
    value = aggregate.column or "1"
    conditions = [_equals(*aggregate.where)] if aggregate.where else []
    if aggregate.bucket_days is not None:
        conditions.append(f"day >= {_first_day_sql(aggregate)}")
    if conditions:
        value = f"case when {' and '.join(conditions)} then {value} end"
    return f"cast({_CALLS[aggregate.kind].format(value)} as bigint) as {aggregate.name}"


def _first_day_sql(aggregate: Aggregate) -> str:
    """Return the first day of the newest buckets: they end with the bucket of the last instant before as_of."""
    days = aggregate.bucket_days or 1
    bucket = f"cast(floor(cast(:as_of_us - 1 as double) / {days * MICROSECONDS_PER_DAY}) as bigint)"
    return f"{days} * ({bucket} - {(aggregate.newest or 1) - 1})"


def _equals(column: str, value: int | str) -> str:
    """Return a comparison with a literal of the catalogue."""
    literal = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    return f"{column} = {literal}"


def _select(columns: Sequence[str], *clauses: str) -> str:
    """Return a select, one column and one clause a line."""
    listed = ",\n".join(f"  {column}" for column in columns)
    return "\n".join(["select", listed, *clauses])


def _cte(name: str, select: str) -> str:
    """Return a named table of a with-clause."""
    indented = "\n".join(f"  {line}" for line in select.splitlines())
    return f"{name} as (\n{indented}\n)"
