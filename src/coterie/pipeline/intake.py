"""From a source to customers: recognise the columns, clean, and compute the features.

Comes in: a source, an engine and the data settings. Goes out: an :class:`Intake` with the customers table and the
account of every row. The rule of this module: it only runs the steps that ``data`` and ``features`` hand out, in
their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import id_sql
from coterie.data.cleaning import cleaning_steps
from coterie.data.ledger import Ledger, build_ledger
from coterie.errors import ColumnError, DataError
from coterie.features.catalog import available_features
from coterie.features.sql import customers_step, order_days_step, span_step
from coterie.pipeline.reading import read_again, recognise
from coterie.tables import MICROSECONDS_PER_DAY, RAW_ROW, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coterie.bundle import FittedModel
    from coterie.data.detection import Finding
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import ColumnMap, Feature, Progress

__all__ = ["Intake", "day_of", "microseconds_of", "take_in", "take_in_customers"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Intake:
    """The customers of a source, and how they came about.

    Parameters
    ----------
    columns : ColumnMap
        How the source was read.
    findings : tuple of Finding
        Why it was read so.
    ledger : Ledger
        What became of every row.
    quarantine : pyarrow.Table
        Rows that could not be used.
    customers : pyarrow.Table
        Sorted by customer, with every feature.
    order_days : pyarrow.Table
        Days with a purchase, of every customer.
    features : tuple of Feature
        What the source allows.
    first_us, as_of_us : int
        The first order, and the moment from which the run looks back: microseconds since the epoch, UTC.
    """

    columns: ColumnMap
    findings: tuple[Finding, ...]
    ledger: Ledger
    quarantine: pa.Table
    customers: pa.Table
    order_days: pa.Table
    features: tuple[Feature, ...]
    first_us: int
    as_of_us: int


def microseconds_of(day: date) -> int:
    """Return midnight UTC of a day, in microseconds since the epoch.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    int
        Microseconds.

    Examples
    --------
    >>> from datetime import date
    >>> microseconds_of(date(1970, 1, 2))
    86400000000
    """
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))


def day_of(time_us: int) -> str:
    """Return the ISO day of a time in microseconds since the epoch, UTC.

    Parameters
    ----------
    time_us : int
        Microseconds.

    Returns
    -------
    str
        As in ``2011-12-10``.

    Examples
    --------
    >>> day_of(86_400_000_000)
    '1970-01-02'
    """
    return (EPOCH + timedelta(microseconds=time_us)).date().isoformat()


def take_in(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    overrides: Mapping[str, str],
    known: ColumnMap | None = None,
    as_of: date | None = None,
    progress: Progress,
) -> Intake:
    """Clean the rows of a source and compute its customers.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    overrides : mapping of str to str
        Columns the user has named, by role.
    known : ColumnMap, optional
        The columns of an earlier run; nothing is guessed then.
    as_of : date, optional
        Rows on or after this day are left out; the default is the day after the last order.
    progress : callable
        Told the stage and the share done.

    Returns
    -------
    Intake
        Customers, ledger, quarantine and what was recognised.

    Raises
    ------
    InputError
        Where the source cannot be read or holds no usable order.
    """
    names = dict(zip(raw.labels, raw.columns, strict=True))
    detection = read_again(engine, raw, known=known) if known else recognise(engine, raw, overrides=overrides)
    progress("cleaning", 0.0)
    until_us = microseconds_of(as_of) if as_of else None
    made = _run_steps(
        engine,
        raw,
        cleaning_steps(
            detection.columns, names, types=dict(zip(raw.columns, raw.types, strict=True)), until_us=until_us
        ),
    )
    ledger = build_ledger(engine.table(made["ledger_counts"]), engine.rejects(raw).num_rows)
    first_us, last_us = _span(engine, made, ledger)
    as_of_us = until_us if until_us is not None else (last_us // MICROSECONDS_PER_DAY + 1) * MICROSECONDS_PER_DAY
    progress("features", 0.0)
    available = _columns_with_data(detection.columns)
    features = available_features(available)
    counting = customers_step(features, available, as_of_us=as_of_us)
    customers = engine.query(counting, **{name: made[name] for name in counting.inputs})
    return Intake(
        columns=detection.columns,
        findings=detection.findings,
        ledger=ledger,
        quarantine=_quarantine(engine, raw, made["quarantine"]),
        customers=engine.table(customers).sort_by("customer_id"),
        order_days=engine.table(engine.query(order_days_step(as_of_us=as_of_us), orders=made["orders"])),
        features=features,
        first_us=first_us,
        as_of_us=as_of_us,
    )


def take_in_customers(
    engine: DuckDBEngine, raw: DuckDBRelation, *, model: FittedModel
) -> tuple[pa.Table, tuple[str, ...]]:
    """Read a table that has one row a customer and the basis features as columns.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the step runs.
    raw : DuckDBRelation
        The opened source.
    model : FittedModel
        Names the customer column and the basis.

    Returns
    -------
    customers : pyarrow.Table
        customer_id and the basis features, sorted by id; a value that is no number is null.
    sentences : tuple of str
        Which rows were left out; empty where all were read.

    Raises
    ------
    ColumnError
        Where there is no customer column.
    """
    names = dict(zip(raw.labels, raw.columns, strict=True))
    column = next((name for name in ("customer_id", model.columns.customer) if name in names), None)
    if column is None:
        raise ColumnError("no column with the customer's id", "the customers to assign", "Name one column customer_id.")
    mark = model.columns.decimal
    features = ", ".join(f"{_number_sql(names[name], mark)} as {name}" for name in model.basis)
    types = dict(zip(raw.columns, raw.types, strict=True))
    customer = id_sql(names[column], whole_float_ids=model.columns.whole_float_ids, type=types[names[column]])
    sql = f"select {customer} as customer_id, {features} from raw order by customer_id"
    read = engine.table(engine.query(Step("customers", ("raw",), sql), raw=raw))
    left_out = {
        "cannot be split into the header's fields": engine.rejects(raw).num_rows,
        "have no customer's id": read["customer_id"].null_count,
    }
    sentences = tuple(f"Rows left out because they {why}: {n:,}." for why, n in left_out.items() if n)
    return read.filter(pc.is_valid(read["customer_id"])), sentences


def _number_sql(column: str, decimal: str) -> str:
    text = f"cast({column} as string)"
    return f"try_cast(replace({text}, ',', '.') as double)" if decimal == "," else f"try_cast({text} as double)"


def _run_steps(engine: DuckDBEngine, raw: DuckDBRelation, steps: tuple[Step, ...]) -> dict[str, DuckDBRelation]:
    made: dict[str, DuckDBRelation] = {"raw": raw}
    for step in steps:
        made[step.name] = engine.query(step, **{name: made[name] for name in step.inputs})
    return made


def _span(engine: DuckDBEngine, made: Mapping[str, DuckDBRelation], ledger: Ledger) -> tuple[int, int]:
    span = engine.table(engine.query(span_step(), orders=made["orders"])).to_pylist()[0]
    if span["last_us"] is None:
        raise DataError(
            "no usable order is left",
            f"{ledger.rows_in:,} rows: {ledger.rows_quarantined:,} unreadable, {ledger.rows_set_aside:,} set aside",
            "Look at the columns that were recognised, and name the right ones; as_of lies after the first order.",
        )
    return int(span["first_us"]), int(span["last_us"])


def _columns_with_data(columns: ColumnMap) -> tuple[str, ...]:
    has_money = bool(columns.amount or columns.unit_price)
    known = {
        "gross_e4": has_money,
        "returned_e4": has_money,
        "discount_e4": bool(columns.discounts),
        "product_id": bool(columns.product),
    }
    return tuple(name for name, there in known.items() if there)


def _quarantine(engine: DuckDBEngine, raw: DuckDBRelation, quarantined: DuckDBRelation) -> pa.Table:
    rows = engine.table(quarantined)
    rejects = engine.rejects(raw).select(rows.column_names)
    return pa.concat_tables([rows, rejects.cast(rows.schema)]).sort_by(RAW_ROW)
