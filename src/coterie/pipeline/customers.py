"""From a table with one row a customer to customers: recognise its columns, read them, account for every row.

Comes in: an opened source and what detection found of it. Goes out: an :class:`~coterie.pipeline.records.Intake`
without orders. The rule of this module: a run and a later assignment read a table by the same traits.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coterie.data.contract import check_contract
from coterie.data.traits.changes import changed_traits
from coterie.data.traits.recognition import Wishes, recognise_traits
from coterie.data.traits.repeats import account
from coterie.data.traits.telling import tell_traits
from coterie.data.traits.values import MISSING, is_read, trait_columns, trait_features, with_scales
from coterie.errors import ColumnError, ConfigError, DataError
from coterie.pipeline.learning import likeness_findings
from coterie.pipeline.records import Intake, microseconds_of
from coterie.pipeline.rows import CustomerRows
from coterie.tables import TraitKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coterie.config import Config
    from coterie.data.findings import Finding
    from coterie.data.traits.counts import Counts
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation
    from coterie.tables import AttributeMap, Feature, Trait

__all__ = ["columns_of_traits", "take_in_attributes"]

_MOST_NAMES = 30
_SOME = 0.5


def take_in_attributes(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    columns: AttributeMap,
    config: Config,
    findings: Sequence[Finding] = (),
) -> Intake:
    """Read a table with one row a customer.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    columns : AttributeMap
        The customer's column. With traits, they are an earlier run's, and nothing is recognised anew.
    config : Config
        What the user has set of the columns, and the day from which days are counted; by default the day after the
        newest in the table.
    findings : sequence of Finding
        What detection found.

    Returns
    -------
    Intake
        Of the kind ``customers``.

    Raises
    ------
    ColumnError
        Where the table lacks a column that an earlier run made segments of.
    DataError
        Where no row can be used.
    """
    rows = CustomerRows(engine, raw, columns)
    until_us = microseconds_of(config.data.as_of) if config.data.as_of else None
    traits, counts, as_of_us = _read_again(rows, until_us) if columns.traits else _recognise(rows, config, until_us)
    fates = rows.fates(traits)
    ledger = account(rows.n_rows, engine.rejects(raw).num_rows, fates=fates)
    if not ledger.rows_used:
        raise DataError(
            "no usable row is left",
            f"{ledger.rows_in:,} rows: {ledger.rows_quarantined:,} unreadable, {ledger.rows_set_aside:,} set aside",
            "Look at the column that was taken for the customer's id, and name the right one.",
        )
    ids, readings = rows.read(traits, fates)
    made, features, traits = columns_of_traits(traits, readings, as_of_us=as_of_us, is_new=not columns.traits)
    alike = likeness_findings(columns.customer, ids["customer_id"], rows=pa.table(readings)) if columns.customer else ()
    return Intake(
        columns=replace(columns, traits=traits),
        findings=(*findings, *tell_traits(traits, counts, readings=readings), *alike),
        ledger=ledger,
        quarantine=rows.quarantine(fates),
        customers=pa.table({"customer_id": ids["customer_id"], **made}),
        order_days=None,
        features=features,
        first_us=None,
        as_of_us=as_of_us,
    )


def _read_again(rows: CustomerRows, until_us: int | None) -> tuple[tuple[Trait, ...], tuple[Counts, ...], int | None]:
    """Take an earlier run's traits, and the day that this table is of."""
    traits = rows.known_traits()
    counts = rows.count([trait.label for trait in traits])
    check_contract(changed_traits(traits, counts), where="a table of customers")
    return traits, counts, until_us if until_us is not None else rows.day_after_newest(traits)


def _recognise(
    rows: CustomerRows, config: Config, until_us: int | None
) -> tuple[tuple[Trait, ...], tuple[Counts, ...], int | None]:
    """Recognise the columns; twice, as only days tell whether a year of birth gives an age."""
    counts, styles, wishes = rows.count(rows.labels), rows.day_styles(), _wishes(config, rows.labels)
    traits = recognise_traits(counts, wishes=wishes, day_styles=styles)
    as_of_us = until_us if until_us is not None else rows.day_after_newest(traits)
    if as_of_us is not None:
        traits = recognise_traits(counts, wishes=wishes, day_styles=styles, has_newest_day=True)
    return traits, counts, as_of_us


def columns_of_traits(
    traits: Sequence[Trait], readings: Mapping[str, pa.ChunkedArray], *, as_of_us: int | None, is_new: bool
) -> tuple[dict[str, pa.Array], tuple[Feature, ...], tuple[Trait, ...]]:
    """Turn what was read into columns of ``customers``.

    Parameters
    ----------
    traits : sequence of Trait
        What the columns are.
    readings : mapping of str to pyarrow.ChunkedArray
        By the traits' names.
    as_of_us : int or None
        The moment from which days are counted.
    is_new : bool
        Whether the traits are this table's own, so that their scales are still to be learnt.

    Returns
    -------
    columns : dict of str to pyarrow.Array
        Numbers, and the levels of categories as text.
    features : tuple of Feature
        What the numbers mean.
    traits : tuple of Trait
        With their scales.
    """
    columns: dict[str, pa.Array] = {}
    gap_columns: dict[str, pa.Array] = {}
    shares: dict[str, float] = {}
    for trait in filter(is_read, traits):
        columns |= trait_columns(trait, readings[trait.name], as_of_us=as_of_us)
        gaps = pc.is_null(readings[trait.name])
        share = readings[trait.name].null_count / max(len(gaps), 1)
        shares[trait.name] = share if is_new else _SOME  # a model may ask for gaps where this table has none
        gap_columns[f"{trait.name}{MISSING}"] = pc.cast(gaps, pa.float64()).combine_chunks()
    if is_new:
        numbers = [trait.name for trait in traits if trait.kind == "number" and trait.name in columns]
        traits = with_scales(
            traits, {name: columns[name].to_numpy(zero_copy_only=False).astype(np.float64) for name in numbers}
        )
    features = trait_features(traits, missing_shares=shares)
    shown = {feature.name for feature in features} | {trait.name for trait in traits if trait.kind == "category"}
    return (
        {name: column for name, column in {**gap_columns, **columns}.items() if name in shown},
        features,
        tuple(traits),
    )


def _wishes(config: Config, labels: Sequence[str]) -> Wishes:
    """Return what the user has set of columns, under the table's own labels."""
    there = {label.casefold(): label for label in labels}
    kinds = dict(_kind_of(wish) for wish in config.data.kinds)
    return Wishes(
        kinds={_label(name, there, "kinds"): kind for name, kind in kinds.items()},
        targets=tuple(_label(name, there, "targets") for name in config.data.targets),
        leave_out=tuple(_label(name, there, "leave_out") for name in config.data.leave_out),
    )


def _label(name: str, there: Mapping[str, str], setting: str) -> str:
    if name.casefold() in there:
        return there[name.casefold()]
    near = get_close_matches(name.casefold(), there, n=3)
    known = ", ".join(list(there.values())[:_MOST_NAMES])
    hint = f"Did you mean {' or '.join(there[one] for one in near)}?" if near else f"There are: {known}."
    raise ColumnError(f"no column {name!r}", f"the setting {setting}", hint)


def _kind_of(wish: str) -> tuple[str, TraitKind]:
    name, _, kind = wish.rpartition("=")
    known = {word: word for word in get_args(TraitKind)}
    if not name or kind.strip() not in known:
        raise ConfigError(f"{wish!r} sets no kind", "the setting kinds", f"Write column=kind, with {', '.join(known)}.")
    return name.strip(), known[kind.strip()]
