"""The catalogue as queries: orders (and lines) in, one row per customer out.

Every query is plain ANSI, one text for every engine, and reads only what lies before ``:as_of_us``. Aggregates are
integers; the formulas on top of them are the first place where a double appears. `state` gives the same aggregates
without a query, and `formulas_step` is the one evaluator of both. A feature whose name only the data or the user know
has a column ``feature_<place>`` in a query; `named` gives it its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.features.availability import available_aggregates, available_totals, check_needs
from coterie.features.catalog import AGGREGATES, FEATURES
from coterie.tables import MICROSECONDS_PER_DAY, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pyarrow as pa

    from coterie.tables import Aggregate, Feature

__all__ = ["customers_step", "formulas_step", "named", "order_days_step", "span_step"]

_SHIPPED = frozenset(feature.name for feature in FEATURES)

HOURS_PER_DAY = 24

_CALLS = {
    "count": "count({})",
    "sum": "sum({})",
    "min": "min({})",
    "max": "max({})",
    "distinct": "count(distinct {})",
}


def customers_step(
    features: Sequence[Feature],
    available: Collection[str],
    *,
    aggregates: Sequence[Aggregate] = AGGREGATES,
    as_of_us: int | None = None,
) -> Step:
    """Return the query that makes the table ``customers``.

    Parameters
    ----------
    features : sequence of Feature
        What to compute, from `availability.available_features`.
    available : collection of str
        Optional columns of ``orders`` and ``lines`` that hold data.
    aggregates : sequence of Aggregate
        What formulas may use: the catalogue, or all that a fitted model carries.
    as_of_us : int, optional
        Only orders before this moment count. Left out, the parameter ``:as_of_us`` stays open for the driver to bind.

    Returns
    -------
    Step
        Reads ``orders``, and ``order_days`` of the same as_of and ``lines`` where a feature needs them. Columns:
        customer_id; each aggregate that the data allow and each total, as bigint; each feature, as double. A customer
        with returns only has no recency_days. Rows are in the order of customer_id.

    Raises
    ------
    ConfigError
        A feature needs a column that the data do not have.

    Examples
    --------
    >>> from coterie.features.availability import available_features
    >>> from coterie.features.sql import customers_step
    >>> step = customers_step(available_features(()), (), as_of_us=86_400_000_000)
    >>> step.name, step.inputs, step.params
    ('customers', ('orders', 'order_days'), (('as_of_us', 86400000000),))
    """
    check_needs(features, available)
    counted = available_aggregates(available, features, known=aggregates)
    tables = tuple(dict.fromkeys(aggregate.table for aggregate in counted))
    per_table = [_table_cte(table, [each for each in counted if each.table == table]) for table in tables]
    ctes = [*per_table, _cte("aggregates", _joined(tables, counted))]
    return Step("customers", tables, _with(ctes, features, counted), (*_params(as_of_us), *_text_params(counted)))


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


def named(table: pa.Table, features: Sequence[Feature]) -> pa.Table:
    """Give the columns of features their names.

    Parameters
    ----------
    table : pa.Table
        What `customers_step` or `formulas_step` gave.
    features : sequence of Feature
        What it was asked for, in that order.

    Returns
    -------
    pa.Table

    Examples
    --------
    >>> import pyarrow as pa
    >>> from coterie.features.sql import named
    >>> from coterie.tables import Feature
    >>> wine = Feature("share:Wine", "share", "1", "Share of spend on wine.", 0, "descriptor")
    >>> named(pa.table({"customer_id": ["a"], "feature_0": [0.5]}), [wine]).column_names
    ['customer_id', 'share:Wine']
    """
    names = {_column_of(feature, place): feature.name for place, feature in enumerate(features)}
    return table.rename_columns([names.get(name, name) for name in table.column_names])


def order_days_step(*, as_of_us: int | None = None) -> Step:
    """Return the query for the days on which each customer bought, and the gaps between them.

    Parameters
    ----------
    as_of_us : int, optional
        Only purchases before this moment. Left out, ``:as_of_us`` stays open.

    Returns
    -------
    Step
        Reads ``orders``. Columns as ``tables.ORDER_DAYS``; one row per customer and day.

    Examples
    --------
    >>> from coterie.features.sql import order_days_step
    >>> order_days_step().inputs
    ('orders',)
    """
    sql = """\
with days as (
  select
    customer_id,
    min(time_us) as time_us,
    day
  from orders
  where is_purchase = 1
    and time_us < :as_of_us
  group by customer_id, day
),
gaps as (
  select
    customer_id,
    time_us,
    day,
    day - lag(day) over (partition by customer_id order by day) as gap_days
  from days
)
select
  customer_id,
  time_us,
  day,
  gap_days,
  gap_days * gap_days as gap_days_squared
from gaps"""
    return Step("order_days", ("orders",), sql, _params(as_of_us), reused=True)


def span_step() -> Step:
    """Return the query for the first and the last moment of all orders, and for the hours at which they came.

    Returns
    -------
    Step
        Reads ``orders``. One row: first_us, last_us; both null where there is no order; n_hours, the number of
        different hours of the day. Times without a clock have one, or two where clocks were turned for the summer.

    Examples
    --------
    >>> from coterie.features.sql import span_step
    >>> span_step().name
    'span'
    """
    sql = """\
select
  min(time_us) as first_us,
  max(time_us) as last_us,
  count(distinct floor(cast(time_us - day * :day_us as double) / :hour_us)) as n_hours
from orders"""
    hour_us = MICROSECONDS_PER_DAY // HOURS_PER_DAY
    return Step("span", ("orders",), sql, (("day_us", MICROSECONDS_PER_DAY), ("hour_us", hour_us)))


def _params(as_of_us: int | None) -> tuple[tuple[str, object], ...]:
    """Return the bound parameters."""
    return () if as_of_us is None else (("as_of_us", as_of_us),)


def _text_params(aggregates: Sequence[Aggregate]) -> tuple[tuple[str, object], ...]:
    """Return the texts that conditions compare with: they come from the data."""
    return tuple((f"{each.name}_of", each.where[1]) for each in aggregates if each.where and _is_text(each))


def _is_text(aggregate: Aggregate) -> bool:
    return aggregate.where is not None and isinstance(aggregate.where[1], str)


def _column_of(feature: Feature, place: int) -> str:
    """Return the column of a feature: SQL never sees a name that is not ours."""
    return feature.name if feature.name in _SHIPPED else f"feature_{place}"


def _with(ctes: Sequence[str], features: Sequence[Feature], aggregates: Sequence[Aggregate]) -> str:
    """Return the whole statement: the given tables, the totals, the formulas."""
    names = [aggregate.name for aggregate in aggregates]
    totals = available_totals(aggregates)
    rows = ["customer_id", *names, *(f"{formula} as {name}" for name, formula in totals.items())]
    tables = [*ctes, _cte("totals", _select(rows, "from aggregates"))]
    formulas = [f"{each.formula} as {_column_of(each, place)}" for place, each in enumerate(features)]
    columns = ["customer_id", *names, *totals, *formulas]
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
    columns = [f"{first}.customer_id", *(_joined_column(each, first) for each in aggregates)]
    joins = [f"left join {other} on {other}.customer_id = {first}.customer_id" for other in others]
    return _select(columns, f"from {first}", *joins)


def _joined_column(aggregate: Aggregate, first: str) -> str:
    """Return an aggregate beside the others; who is not in its table was counted, too: as none."""
    table = f"{aggregate.table}_aggregates"
    column = f"{table}.{aggregate.name}"
    counts = aggregate.kind in {"count", "distinct"} and table != first
    return f"coalesce({column}, 0) as {aggregate.name}" if counts else column


def _aggregate_sql(aggregate: Aggregate) -> str:
    """Return one aggregate as a column; sums are cast back, because engines widen them."""
    value = aggregate.column or "1"
    conditions = [_condition_sql(aggregate)] if aggregate.where else []
    if aggregate.bucket_days is not None:
        conditions.append(f"day >= {_first_day_sql(aggregate, aggregate.skipped + (aggregate.newest or 1))}")
    if aggregate.skipped:
        conditions.append(f"day < {_first_day_sql(aggregate, aggregate.skipped)}")
    if conditions:
        value = f"case when {' and '.join(conditions)} then {value} end"
    return f"cast({_CALLS[aggregate.kind].format(value)} as bigint) as {aggregate.name}"


def _first_day_sql(aggregate: Aggregate, newest: int) -> str:
    """Return the first day of so many buckets: they end with the bucket of the last instant before as_of."""
    days = aggregate.bucket_days or 1
    bucket = f"cast(floor(cast(:as_of_us - 1 as double) / {days * MICROSECONDS_PER_DAY}) as bigint)"
    return f"{days} * ({bucket} - {newest - 1})"


def _condition_sql(aggregate: Aggregate) -> str:
    """Return the comparison of a condition: a number of ours stands in it, a text is bound."""
    column, value = aggregate.where or ("1", 1)
    return f"{column} = :{aggregate.name}_of" if _is_text(aggregate) else f"{column} = {value}"


def _select(columns: Sequence[str], *clauses: str) -> str:
    """Return a select, one column and one clause a line."""
    listed = ",\n".join(f"  {column}" for column in columns)
    return "\n".join(["select", listed, *clauses])


def _cte(name: str, select: str) -> str:
    """Return a named table of a with-clause."""
    indented = "\n".join(f"  {line}" for line in select.splitlines())
    return f"{name} as (\n{indented}\n)"
