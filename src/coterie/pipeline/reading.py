"""Which column of an opened source is what: guessed from a sample, settled by counts over all rows.

Comes in: a relation with the user's rows, and what the user has set, or the columns of an earlier run. Goes out: a
:class:`~coterie.data.detection.Detection`. The rule of this module: the sample is drawn by content, never by position,
so that the order of the rows decides nothing.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from coterie.data.contract import (
    changed_columns,
    check_contract,
    contract_step,
    lost_columns,
    set_columns,
    wanted_columns,
)
from coterie.data.detection import Detection, detect_columns, settle, statistics_step
from coterie.data.findings import option_of
from coterie.data.overrides import columns_there
from coterie.errors import UnsureError
from coterie.tables import RAW_ROW, ColumnMap, Source, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from coterie.data.detection import Finding
    from coterie.engines.duckdb import DuckDBEngine, DuckDBRelation

__all__ = ["read_again", "recognise"]

SAMPLE_ROWS = 10_000


def recognise(
    engine: DuckDBEngine,
    raw: DuckDBRelation,
    *,
    overrides: Mapping[str, str],
    ask: Callable[[Finding], str] | None = None,
) -> Detection:
    """Find out which column is what.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    overrides : mapping of str to str
        What the user has set, by role.
    ask : callable, optional
        Given a finding with a question, returns the answer: one of its choices, or another value of the role.

    Returns
    -------
    Detection
        Columns, how they are written, and why.

    Raises
    ------
    UnsureError
        Where something has to be asked, and there is nobody to ask.
    """
    names = dict(zip(raw.labels, raw.columns, strict=True))
    _check_names(raw, set_columns(overrides, raw.labels), least=2)
    found = detect_columns(_sample(engine, raw), overrides)
    if found.is_open or not _first_doubt(found):
        found = settle(found, engine.table(engine.query(statistics_step(found, names), raw=raw)))
    doubt = _first_doubt(found)
    if doubt is None:
        return found
    return recognise(engine, raw, overrides={**overrides, doubt.role: _answer(doubt, ask)}, ask=ask)


def _sample(engine: DuckDBEngine, raw: DuckDBRelation) -> pa.Table:
    columns = ", ".join(name for name in raw.columns if name != RAW_ROW)
    drawn = f"select {columns} from raw order by hash({columns}) limit {SAMPLE_ROWS}"
    sample = engine.table(engine.query(Step("head", ("raw",), drawn), raw=raw))
    return sample.rename_columns([label for label in raw.labels if label != RAW_ROW])


def _first_doubt(detection: Detection) -> Finding | None:
    return next((finding for finding in detection.findings if finding.question), None)


def _answer(doubt: Finding, ask: Callable[[Finding], str] | None) -> str:
    if ask is None:
        option, at_hand = option_of(doubt.role), f"at hand: {', '.join(doubt.choices)}"
        if doubt.role == "time_style":
            again = " or ".join(f"{option} {choice}" for choice in doubt.choices)
            raise UnsureError(doubt.question, at_hand, f"Run again with {again}.")
        raise UnsureError(doubt.question, at_hand, f"Say so with {option}.")
    return ask(doubt)


def read_again(engine: DuckDBEngine, raw: DuckDBRelation, *, known: ColumnMap) -> Detection:
    """Keep the roles of an earlier run; times and ids are read as this source writes them.

    Parameters
    ----------
    engine : DuckDBEngine
        Where the steps run.
    raw : DuckDBRelation
        The opened source.
    known : ColumnMap
        The columns of the earlier run.

    Returns
    -------
    Detection
        Without findings: nothing was guessed.

    Raises
    ------
    ColumnError
        Where columns are gone, or hold something else than before.
    """
    types = dict(zip(raw.labels, raw.types, strict=True))
    _check_names(raw, wanted_columns(known))
    if types[known.time] == "time":
        return _as_expected(engine, raw, replace(known, time_style="typed"))
    if known.time_style != "typed":
        return _as_expected(engine, raw, known)
    known_roles = {"kind": "orders", **_columns_of(known)}
    found = recognise(engine, raw, overrides=known_roles, ask=lambda doubt: doubt.choices[0]).columns
    written = ("time_style", "decimal", "whole_float_ids")
    return Detection(replace(known, **{name: getattr(found, name) for name in written}), ())


def _check_names(raw: DuckDBRelation, wanted: tuple[str, ...], *, least: int = 1) -> None:
    """Refuse a source that lacks columns; a single name that was mistyped has an error that knows its option."""
    there = tuple(label for label in raw.labels if label != RAW_ROW)
    lost = lost_columns(wanted, there)
    check_contract(lost if len(lost) >= least else (), where=f"the source has {columns_there(list(there))}")


def _as_expected(engine: DuckDBEngine, raw: DuckDBRelation, known: ColumnMap) -> Detection:
    """Return the columns of an earlier run, if what they hold is still what it was."""
    sample = engine.read(Source(("memory",), "arrow", data=_sample(engine, raw)))
    names = dict(zip(sample.labels, sample.columns, strict=True))
    types = dict(zip(sample.columns, sample.types, strict=True))
    counts = engine.table(engine.query(contract_step(known, names, types=types), sample=sample))
    check_contract(changed_columns(known, counts), where="a sample of the rows")
    return Detection(known, ())


def _columns_of(known: ColumnMap) -> dict[str, str]:
    """Return the roles of an earlier run as what the user has set, those without a column too."""
    single = (field.name for field in fields(known) if field.type == "str | None" and field.name != "cancel_prefix")
    several = ("discounts", "coupons", "attributes")
    chosen = {role: getattr(known, role) or "none" for role in ("customer", "time", *single)}
    return {**chosen, **{role: ",".join(getattr(known, role)) for role in several}}
