"""The four drivers: segment a source, choose K only, assign new customers, explain one.

Comes in: a source, or a fitted model and a source or customer. Goes out: records of ``bundle`` and plain tables. The
rule of this module: it opens the engine, runs the rooms in their order, and closes it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from math import ceil, floor, log10
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coterie import __version__
from coterie.bundle import FittedModel, Snapshot
from coterie.config import DataSettings
from coterie.data.traits.telling import DOUBTS
from coterie.engines import open_engine
from coterie.pipeline.fitting import Fit, basis_matrix, fit_segments, score, weigh_evidence
from coterie.pipeline.intake import take_in, take_in_customers
from coterie.pipeline.meaning import NO_PURCHASE, assignments_table, name_and_describe, picture
from coterie.pipeline.opening import open_source
from coterie.pipeline.preparing import mark_outliers
from coterie.pipeline.records import Intake, day_of, microseconds_of
from coterie.pipeline.stories import CustomerStory, tell_story
from coterie.tables import AttributeMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coterie.bundle import Segment
    from coterie.config import Config
    from coterie.data.detection import Finding
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.model.selection import KSelection
    from coterie.tables import Progress, ScoringPlan

    Ask = Callable[[Finding], str]

__all__ = ["assign", "choose", "explain", "look", "segment"]

_NOT_OF_A_MODEL: dict[str, bool | set[str]] = {
    "engine": True,
    "features": {"basis"},
    "data": set(DataSettings.model_fields) - {"as_of"},
}
"""A model's id tells what was recognised and decided, not whether a person or detection did it."""
UNDATED = "undated"
"""Where a source does not say of which day it is."""


def segment(
    source: object, config: Config, *, progress: Progress | None = None, ask: Ask | None = None
) -> tuple[FittedModel, Snapshot]:
    """Run the whole main job: from raw rows to named segments.

    Parameters
    ----------
    source : path, sequence of paths, dataframe or table
        Orders, one line or one order a row.
    config : Config
        The settings.
    progress : callable, optional
        Told the stage and the share done.
    ask : callable, optional
        Answers the question of a finding; without it, what is unsure is refused.

    Returns
    -------
    model : FittedModel
    snapshot : Snapshot
    """
    tell = progress or _silent
    intake = look(source, config, progress=tell, ask=ask)
    fit = fit_segments(intake, config, progress=tell)
    intake = replace(intake, customers=mark_outliers(intake.customers, fit.prepared))
    tell("naming", 0.0)
    segments = name_and_describe(intake, fit)
    model = _model(intake, fit, segments=segments, config=config)
    assignments = assignments_table(
        intake.customers,
        fit.assignment,
        reasons=_not_computed(fit.basis),
        segments=[(id_, model.names[id_]) for id_ in fit.segment_ids],
        as_of_us=intake.as_of_us,
        model_id=model.model_id,
    )
    seen = _digest(model.model_id, _table_digest(assignments), _table_digest(intake.customers))
    tell("pictures", 0.0)
    as_of = day_of(intake.as_of_us) if intake.as_of_us is not None else None
    return model, Snapshot(
        snapshot_id=f"{as_of or UNDATED}-{seen}",
        source=_source_name(source),
        as_of=as_of,
        customers=intake.customers,
        assignments=assignments,
        segments=segments,
        k_selection=fit.selection,
        ledger=intake.ledger,
        findings=intake.findings,
        quarantine=intake.quarantine,
        displays=picture(intake, fit, segments=segments),
    )


def look(source: object, config: Config, *, progress: Progress | None = None, ask: Ask | None = None) -> Intake:
    """Take a source in, and stop there: what is recognised in it, and what becomes of its rows.

    Parameters
    ----------
    source : path, sequence of paths, dataframe or table
        Orders, or customers.
    config : Config
        The settings.
    progress : callable, optional
        Told the stage and the share done.
    ask : callable, optional
        Answers the question of a finding; without it, what is unsure is refused.

    Returns
    -------
    Intake
    """
    with _engine(config) as engine:
        return _intake(engine, source, config=config, progress=progress or _silent, ask=ask)


def choose(
    source: object, config: Config, *, progress: Progress | None = None, ask: Ask | None = None
) -> tuple[Intake, KSelection]:
    """Weigh the evidence for K, and stop there.

    Parameters
    ----------
    source : path, sequence of paths, dataframe or table
        Orders.
    config : Config
        The settings.
    progress : callable, optional
        Told the stage and the share done.
    ask : callable, optional
        Answers the question of a finding; without it, what is unsure is refused.

    Returns
    -------
    intake : Intake
    selection : KSelection
    """
    tell = progress or _silent
    intake = look(source, config, progress=tell, ask=ask)
    return intake, weigh_evidence(intake, config, progress=tell).selection


def assign(
    model: FittedModel,
    source: object,
    *,
    config: Config,
    progress: Progress | None = None,
    account: Callable[[str], None] | None = None,
) -> pa.Table:
    """Give the customers of a source their segments by a fitted model.

    Parameters
    ----------
    model : FittedModel
        What was learnt.
    source : path, sequence of paths, dataframe or table
        Orders with the columns of the run, or customers with the basis features as columns.
    config : Config
        Its ``data.as_of`` and ``engine`` count; the columns are the model's.
    progress : callable, optional
        Told the stage and the share done.
    account : callable, optional
        Told what became of the rows, sentence by sentence.

    Returns
    -------
    pyarrow.Table
        The ``assignments`` table.
    """
    tell = progress or _silent
    with _engine(config) as engine:
        raw = open_source(engine, source, data=config.data, progress=tell)
        if _has_features(raw.labels, model):
            (customers, sentences), as_of = take_in_customers(engine, raw, model=model), config.data.as_of
            reasons = {name: f"{name} is blank or no number" for name in model.basis}
            as_of_us = microseconds_of(as_of) if as_of else None
        else:
            intake = take_in(engine, raw, config=config, known=model, progress=tell)
            customers, as_of_us, reasons = intake.customers, intake.as_of_us, _not_computed(model.basis)
            sentences = (*intake.ledger.sentences(), *_read_with_doubt(intake))
    for sentence in (*raw.notes, *sentences):
        (account or _unheard)(sentence)
    scored = score(basis_matrix(customers, model.basis), plan=model.plan, baseline=model.baseline)
    return assignments_table(
        customers,
        scored,
        reasons=reasons,
        segments=[(id_, model.names[id_]) for id_ in model.segment_ids],
        as_of_us=as_of_us,
        model_id=model.model_id,
    )


def explain(model: FittedModel, snapshot: Snapshot, *, customer: str) -> CustomerStory:
    """Say why a customer is in its segment, and what would move it.

    Parameters
    ----------
    model : FittedModel
        What assigned the customer.
    snapshot : Snapshot
        Where the customer is.
    customer : str
        The id.

    Returns
    -------
    CustomerStory
        For a customer without a segment, only the reason.

    Raises
    ------
    DataError
        Where the snapshot has no such customer.
    """
    return tell_story(model, snapshot, customer=customer)


@contextmanager
def _engine(config: Config) -> Iterator[DuckDBEngine]:
    with open_engine(memory_limit=config.engine.memory_limit, threads=config.engine.threads) as engine:
        yield engine


def _intake(
    engine: DuckDBEngine, source: object, *, config: Config, progress: Progress, ask: Ask | None = None
) -> Intake:
    raw = open_source(engine, source, data=config.data, progress=progress)
    return take_in(engine, raw, config=config, progress=progress, ask=ask)


def _model(intake: Intake, fit: Fit, *, segments: tuple[Segment, ...], config: Config) -> FittedModel:
    names = {segment.segment_id: segment.name.name for segment in segments}
    X = basis_matrix(intake.customers, fit.basis)[fit.assignment.segment_index >= 0]
    known = [column[~np.isnan(column)] for column in X.T]
    settings = config.model_dump_json(exclude=_NOT_OF_A_MODEL)
    reading = replace(intake.columns, whole_float_ids=False)  # ids influence nothing, not even the model's own id
    learnt = _learnt(fit.plan) if fit.plan else repr(fit.baseline)
    decided = (settings, *fit.basis, learnt, *fit.segment_ids, *names.values())
    content = (*decided, repr(reading), repr(intake.features), __version__)
    return FittedModel(
        model_id=f"m{_digest(*content)}",
        kind="kmeans" if fit.plan else "rfm",
        columns=intake.columns,
        basis=fit.basis,
        features=intake.features,
        aggregates=intake.aggregates,
        plan=fit.plan,
        baseline=fit.baseline,
        attributes=intake.attributes,
        segment_ids=fit.segment_ids,
        names=names,
        bounds=tuple((_outwards(column.min(), -1), _outwards(column.max(), 1)) for column in known),
        config=config.without_folders(),
        version=__version__,
    )


def _learnt(plan: ScoringPlan) -> str:
    arrays = [plan.centers]
    if plan.imputation is not None:
        arrays += [plan.imputation.weights, plan.imputation.offsets, plan.imputation.donors]
    return repr(plan.preparation) + "".join(array.tobytes().hex() for array in arrays)


def _has_features(labels: tuple[str, ...], model: FittedModel) -> bool:
    """Say whether a table brings the features themselves, rather than what they are made of."""
    if isinstance(model.columns, AttributeMap):
        there = {label.casefold() for label in labels}
        needed = {trait.label.casefold() for trait in model.columns.traits if trait.role == "basis"}
        if needed <= there:
            return False
    return set(model.basis) <= set(labels)


def _read_with_doubt(intake: Intake) -> tuple[str, ...]:
    """Tell what could not be read as in the run, column by column."""
    return tuple(f"{found.column}: {found.reason}." for found in intake.findings if found.role in DOUBTS)


def _not_computed(basis: tuple[str, ...]) -> dict[str, str]:
    return {name: NO_PURCHASE if name == "recency_days" else f"no value of {name}" for name in basis}


def _outwards(value: float, direction: int) -> float:
    """Round to two digits, away from the other bound, so that a model tells no single customer's value."""
    if value == 0:
        return 0.0
    grain = 10.0 ** (floor(log10(abs(value))) - 1)
    return float((ceil(value / grain) if direction > 0 else floor(value / grain)) * grain)


def _table_digest(table: pa.Table) -> str:
    """Return what tells a table from any other; column by column, as a whole copy may be too much for the memory."""
    digest = sha256()
    for name in table.column_names:
        column, sink = table[name].combine_chunks(), pa.BufferOutputStream()
        nothing = pa.scalar("" if pa.types.is_string(column.type) else 0).cast(column.type)
        known = pa.table(
            {name: pc.fill_null(column, nothing), "known": pc.is_valid(column)}
        )  # under a null lies anything
        with pa.ipc.new_stream(sink, known.schema) as writer:
            writer.write_table(known)
        digest.update(sink.getvalue())
    return digest.hexdigest()


def _digest(*parts: str) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:8]


def _source_name(source: object) -> str:
    parts = list(source) if isinstance(source, (list, tuple)) else [source]
    names = ["standard input" if part == "-" else Path(part).name for part in parts if isinstance(part, (str, Path))]
    if not names:
        return "a table in memory"
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _unheard(sentence: str) -> None:
    """Tell nobody."""


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""
