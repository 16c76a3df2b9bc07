"""From a source to customers: recognise the columns, clean, and compute the features.

Comes in: a source, an engine and the data settings. Goes out: an :class:`Intake` with the customers table and the
account of every row. The rule of this module: it only runs the steps that ``data`` and ``features`` hand out, in
their order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.casts import id_sql
from coterie.data.cleaning import cleaning_steps
from coterie.data.findings import Finding
from coterie.data.ledger import build_ledger
from coterie.data.plainness import oddities_step, with_plain
from coterie.data.traits.values import MISSING
from coterie.errors import ColumnError, ConfigError, DataError
from coterie.features.sql import span_step
from coterie.pipeline.counting import (
    HOURS_OF_A_DAY_WITHOUT_CLOCK,
    LearntOfOrders,
    check_own,
    columns_with_data,
    count_customers,
)
from coterie.pipeline.customers import take_in_attributes
from coterie.pipeline.described import describe_customers
from coterie.pipeline.learning import likeness_findings, look_over
from coterie.pipeline.reading import read_again, recognise
from coterie.pipeline.records import Intake, microseconds_of
from coterie.pipeline.stages import watched_stage
from coterie.tables import MICROSECONDS_PER_DAY, RAW_ROW, AttributeMap, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coterie.bundle import FittedModel
    from coterie.config import Config
    from coterie.data.ledger import Ledger
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.pipeline.counting import Learnt
    from coterie.tables import ColumnMap, Progress

__all__ = ["Intake", "take_in", "take_in_customers"]

_RECOGNISING = (0, 1, 0, 6)
_CLEANING = (0, 2, 4, 0, 0, 7, 2, 0, 0, 1)
_FEATURES = (2, 0, 10, 0, 1)
"""Usual cost of a stage's queries, in their order: seconds of one core on ten million lines. It only moves the bar."""


def take_in(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    config: Config,
    known: Learnt | None = None,
    ask: Callable[[Finding], str] | None = None,
    progress: Progress,
) -> Intake:
    """Clean the rows of a source and compute its customers.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    config : Config
        Columns the user has named; the day from which rows are left out, by default that after the last order; which
        features are wanted.
    known : Learnt, optional
        The intake or model of an earlier run: its columns and features; nothing is guessed then.
    ask : callable, optional
        Answers the question of a finding; without it, what is unsure is refused.
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
    learnt = known.columns if known else None
    if isinstance(learnt, AttributeMap):
        return take_in_attributes(engine, raw, columns=learnt, config=config)
    check_own(config.features)
    with watched_stage(engine, "recognising", weights=_RECOGNISING, progress=progress):
        found = (
            read_again(engine, raw, known=learnt)
            if learnt
            else recognise(engine, raw, overrides=config.data.overrides(), ask=ask)
        )
    found = replace(found, findings=(*_findings_of(raw), *found.findings))
    progress("cleaning", 0.0)
    if isinstance(found.columns, AttributeMap):
        _refuse_own(config)
        return take_in_attributes(engine, raw, columns=found.columns, findings=found.findings, config=config)
    return _take_in_orders(
        engine, raw, found=(found.columns, found.findings), config=config, known=known, progress=progress
    )


def _refuse_own(config: Config) -> None:
    """Refuse features that are made of orders, for a table without any."""
    if config.features.own:
        raise ConfigError(
            "own features are made of orders, and this table has one row a customer",
            "features.own",
            "Make the column in the table instead.",
        )


def _findings_of(raw: DuckDBRelation) -> tuple[Finding, ...]:
    """Return what is to be known of how the rows were found."""
    return tuple(Finding("source", None, note.removesuffix(".")) for note in raw.notes)


def _take_in_orders(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    found: tuple[ColumnMap, tuple[Finding, ...]],
    config: Config,
    known: Learnt | None,
    progress: Progress,
) -> Intake:
    names = dict(zip(raw.labels, raw.columns, strict=True))
    until_us = microseconds_of(config.data.as_of) if config.data.as_of else None
    columns, seen, told = look_over(engine, raw, columns=found[0], until_us=until_us, is_known=known is not None)
    with watched_stage(engine, "cleaning", weights=_CLEANING, progress=progress):
        types = _types(engine, raw, columns)
        made = _run_steps(engine, raw, cleaning_steps(columns, names, types=types, until_us=until_us, seen=seen))
        ledger = build_ledger(engine.table(made["ledger_counts"]), engine.rejects(raw).num_rows)
        engine.release(made["tallies"])
    first_us, last_us, n_hours = _span(engine, made, ledger)
    as_of_us = until_us if until_us is not None else (last_us // MICROSECONDS_PER_DAY + 1) * MICROSECONDS_PER_DAY
    has_clock = n_hours > HOURS_OF_A_DAY_WITHOUT_CLOCK or known is not None
    with watched_stage(engine, "features", weights=_FEATURES, progress=progress):
        counted = count_customers(
            engine,
            made,
            available=columns_with_data(columns, has_clock=has_clock),
            as_of_us=as_of_us,
            settings=config.features,
            known=_of_orders(known),
        )
        engine.release(made["orders"])
    traits = known.attributes if known else None
    described = describe_customers(engine, raw, columns=columns, counted=(counted.customers, as_of_us), known=traits)
    alike = likeness_findings(columns.customer, counted.customers["customer_id"])
    return Intake(
        columns=columns,
        findings=(*found[1], *told, *alike),
        ledger=ledger,
        quarantine=_quarantine(engine, raw, made["quarantine"], n_rows=ledger.rows_quarantined),
        customers=described.customers,
        order_days=counted.order_days,
        features=(*counted.features, *described.features),
        aggregates=counted.aggregates,
        first_us=first_us,
        as_of_us=as_of_us,
        attributes=described.traits,
    )


def _of_orders(known: Learnt | None) -> Learnt | None:
    """Return what an earlier run learnt of orders; its attributes only describe, and assign nobody."""
    if known is None or not known.attributes:
        return known
    names = {trait.name for trait in known.attributes}
    features = (f for f in known.features if (f.group or f.name.removesuffix(MISSING)) not in names)
    return LearntOfOrders(known.columns, tuple(features), known.aggregates)


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
    features = ", ".join(f"{_number_sql(names[name], mark)} as basis_{place}" for place, name in enumerate(model.basis))
    types = dict(zip(raw.columns, raw.types, strict=True))
    customer = id_sql(
        names[column],
        whole_float_ids=model.columns.whole_float_ids,
        type=types[names[column]],
        missing=model.columns.missing,
    )
    sql = f"select {customer} as customer_id, {features} from raw order by customer_id"
    read = engine.table(engine.query(Step("customers", ("raw",), sql), raw=raw))
    read = read.rename_columns(["customer_id", *model.basis])
    left_out = {
        "cannot be split into the header's fields": engine.rejects(raw).num_rows,
        "have no customer's id": read["customer_id"].null_count,
    }
    sentences = tuple(f"Rows left out because they {why}: {n:,}." for why, n in left_out.items() if n)
    return read.filter(pc.is_valid(read["customer_id"])), sentences


def _number_sql(column: str, decimal: str) -> str:
    text = f"cast({column} as string)"
    return f"try_cast(replace({text}, ',', '.') as double)" if decimal == "," else f"try_cast({text} as double)"


def _types(engine: DuckDBEngine, raw: DuckDBRelation, columns: ColumnMap) -> dict[str, str]:
    """Return the columns' types, with those whose ids need no trimming marked."""
    types = dict(zip(raw.columns, raw.types, strict=True))
    step = oddities_step(columns, dict(zip(raw.labels, raw.columns, strict=True)), types=types)
    return with_plain(types, engine.table(engine.query(step, raw=raw)) if step else None)


def _run_steps(engine: DuckDBEngine, raw: DuckDBRelation, steps: tuple[Step, ...]) -> dict[str, DuckDBRelation]:
    made: dict[str, DuckDBRelation] = {"raw": raw}
    for step in steps:
        made[step.name] = engine.query(step, **{name: made[name] for name in step.inputs})
    return made


def _span(engine: DuckDBEngine, made: Mapping[str, DuckDBRelation], ledger: Ledger) -> tuple[int, int, int]:
    span = engine.table(engine.query(span_step(), orders=made["orders"])).to_pylist()[0]
    if span["last_us"] is None:
        raise DataError(
            "no usable order is left",
            f"{ledger.rows_in:,} rows: {ledger.rows_quarantined:,} unreadable, {ledger.rows_set_aside:,} set aside",
            "Look at the columns that were recognised, and name the right ones; as_of lies after the first order.",
        )
    return int(span["first_us"]), int(span["last_us"]), int(span["n_hours"])


def _quarantine(engine: DuckDBEngine, raw: DuckDBRelation, quarantined: DuckDBRelation, *, n_rows: int) -> pa.Table:
    """Return the unusable rows; where the ledger knows of none but the rejects, the others are not searched."""
    rejects = engine.rejects(raw).select([RAW_ROW, "reason", "text"])
    if n_rows == rejects.num_rows:
        return rejects.sort_by(RAW_ROW)
    rows = engine.table(quarantined)
    return pa.concat_tables([rows, rejects.cast(rows.schema)]).sort_by(RAW_ROW)
