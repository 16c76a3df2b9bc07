"""From assignments to meaning: names with their proof, profiles, and the pictures.

Comes in: an intake and a fit. Goes out: the segments in the order in which they are shown, the assignments table and
the displays. The rule of this module: names and numbers are made of the customers who have a segment, and of nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from coterie.bundle import Segment
from coterie.displays import (
    ElbowDisplay,
    KSelectionDisplay,
    LedgerDisplay,
    ProfileDisplay,
    SegmentMapDisplay,
    SegmentSizesDisplay,
    SilhouetteDisplay,
)
from coterie.model.metrics import silhouette
from coterie.model.preparation import apply_plan
from coterie.pipeline.records import day_of
from coterie.profile.clock import read_clock
from coterie.profile.description import delta_matrix, describe
from coterie.profile.naming import name_segments
from coterie.profile.traits.naming import name_by_traits
from coterie.tables import MICROSECONDS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coterie.data.ledger import Ledger
    from coterie.displays import Display
    from coterie.model.assignment import Assignment
    from coterie.model.rfm import RFMBaseline
    from coterie.model.selection import KSelection
    from coterie.pipeline.fitting import Fit
    from coterie.pipeline.records import Intake
    from coterie.profile.clock import Clock
    from coterie.profile.naming import SegmentName

__all__ = ["NO_PURCHASE", "assignments_table", "name_and_describe", "picture"]

NO_PURCHASE = "no purchase in the period seen"
EVERYBODY = "All customers"
"""The one segment of a table whose customers cannot be told apart for good."""
MAP_POINTS = 3_000
SHOWN_FEATURES = 20
"""In the picture of profiles: more columns could not be read."""


def name_and_describe(intake: Intake, fit: Fit) -> tuple[Segment, ...]:
    """Name the segments and describe their members.

    Parameters
    ----------
    intake : Intake
        Customers, order days and features.
    fit : Fit
        Who is where.

    Returns
    -------
    tuple of Segment
        The one with the most money first; without money, the one with the most orders; without orders, the largest.
    """
    inside = fit.assignment.segment_index >= 0
    labels = fit.assignment.segment_index[inside]
    values = _Values(intake.customers, inside)
    money_e4 = intake.customers["net_e4"].to_numpy()[inside] if "net_e4" in intake.customers.column_names else None
    names = _names(intake, fit, values=values, labels=labels)
    profiles = describe(values, labels, features=intake.features, money_e4=money_e4)
    segments = [Segment(*parts) for parts in zip(fit.segment_ids, names, profiles, strict=True)]
    weight = money_e4 if money_e4 is not None else values.get("n_orders", np.ones(len(labels)))
    totals = {id_: weight[labels == index].sum() for index, id_ in enumerate(fit.segment_ids)}
    return tuple(sorted(segments, key=lambda segment: (-totals[segment.segment_id], segment.segment_id)))


def _names(
    intake: Intake,
    fit: Fit,
    *,
    values: Mapping[str, NDArray[np.float64]],
    labels: NDArray[np.int32],
) -> tuple[SegmentName, ...]:
    if intake.kind == "customers":
        names = name_by_traits(values, labels, traits=intake.traits)
        return names if fit.selection.k is not None else tuple(_renamed(found, EVERYBODY) for found in names)
    names = name_segments(
        values, labels, features=intake.features, clock=_clock(intake, fit.assignment.segment_index >= 0)
    )
    return names if fit.baseline is None else _named_by_definition(names, fit.baseline)


def _renamed(found: SegmentName, name: str) -> SegmentName:
    return replace(found, name=name, strength="clear", sentence=found.sentence.replace(found.name, name, 1))


def _named_by_definition(names: Sequence[SegmentName], baseline: RFMBaseline) -> tuple[SegmentName, ...]:
    return tuple(
        replace(_renamed(found, name), claims=(), proof=(f"Cut by definition: {definition}.",))
        for found, name, definition in zip(names, baseline.names, baseline.definitions, strict=True)
    )


class _Values(Mapping[str, "NDArray[np.float64]"]):
    """The numbers of some customers by column, made when they are asked for: all at once are too much for memory."""

    def __init__(self, customers: pa.Table, inside: NDArray[np.bool_]) -> None:
        self._customers, self._inside = customers, inside
        self._names = [
            field.name
            for field in customers.schema
            if pa.types.is_floating(field.type) or pa.types.is_integer(field.type)
        ]

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        if name not in self._names:
            raise KeyError(name)
        column = self._customers[name].to_numpy(zero_copy_only=False)
        return np.asarray(column[self._inside], dtype=np.float64)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _clock(intake: Intake, inside: NDArray[np.bool_]) -> Clock | None:
    if intake.order_days is None or intake.as_of_us is None:
        return None
    ids = intake.order_days["customer_id"].combine_chunks()
    is_first = np.ones(len(ids), dtype=np.bool_)
    is_first[1:] = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(is_first)
    known = pc.index_in(ids.take(starts), value_set=intake.customers["customer_id"].combine_chunks())
    place = np.repeat(known.to_numpy().astype(np.int64), np.diff(starts, append=len(ids)))
    return read_clock(
        (np.cumsum(inside) - 1)[place][inside[place]],
        intake.order_days["day"].to_numpy()[inside[place]],
        as_of_day=intake.as_of_us // MICROSECONDS_PER_DAY,
        n_customers=int(inside.sum()),
    )


def assignments_table(
    customers: pa.Table,
    assignment: Assignment,
    *,
    reasons: Mapping[str, str],
    segments: Sequence[tuple[str, str]],
    as_of_us: int | None,
    model_id: str,
) -> pa.Table:
    """Return the ``assignments`` table.

    Parameters
    ----------
    customers : pyarrow.Table
        The customers that were assigned, sorted by id.
    assignment : Assignment
        Who is where.
    reasons : mapping of str to str
        Features without which there is no segment, and what it means where one is missing.
    segments : sequence of (str, str)
        Id and name, in the order of the clusters.
    as_of_us : int or None
        The moment it was computed for, where it is known.
    model_id : str
        The model that assigned.

    Returns
    -------
    pyarrow.Table
        As ``tables.ASSIGNMENTS`` describes it.
    """
    ids, names = [id_ for id_, _ in segments], [name for _, name in segments]
    own = _picked(ids, assignment.segment_index)
    day = day_of(as_of_us) if as_of_us is not None else None
    return pa.table(
        {
            "customer_id": customers["customer_id"],
            "segment_id": own,
            "segment": _picked(names, assignment.segment_index),
            "next_segment_id": _picked(ids, assignment.next_index),
            "distance": pa.array(assignment.distance, from_pandas=True),
            "margin": pa.array(assignment.margin, from_pandas=True),
            "reason": pc.if_else(pc.is_valid(own), pa.scalar(None, pa.string()), _reasons(customers, reasons)),
            "as_of": pa.array([day] * customers.num_rows, pa.string()),
            "model_id": pa.array([model_id] * customers.num_rows, pa.string()),
        }
    )


def _reasons(customers: pa.Table, reasons: Mapping[str, str]) -> pa.Array:
    """Say of every customer which value is missing first."""
    said = pa.array(["an infinite value"] * customers.num_rows, pa.string())
    for name, reason in reversed(tuple(reasons.items())):
        missing = pc.is_null(customers[name].combine_chunks(), nan_is_null=True)
        said = pc.if_else(missing, reason, said)
    return said


def _picked(words: Sequence[str], index: NDArray[np.integer]) -> pa.Array:
    places = pa.array(index, pa.int64(), mask=index < 0)
    return pa.array(list(words), pa.string()).take(places)


def picture(intake: Intake, fit: Fit, *, segments: Sequence[Segment]) -> dict[str, Display]:
    """Draw up the pictures of a run, as data.

    Parameters
    ----------
    intake : Intake
        Customers and ledger.
    fit : Fit
        Who is where, and the evidence for K.
    segments : sequence of Segment
        In the order in which they are shown.

    Returns
    -------
    dict of str to Display
        By the names under which the bundle stores them.
    """
    names = [segment.name.name for segment in segments]
    shown: dict[str, Display] = {
        "sizes": SegmentSizesDisplay(
            names,
            [segment.profile.share for segment in segments],
            money_shares=_money_shares(segments),
        ),
        "ledger": _ledger_display(intake.ledger),
        **_profile_displays(intake, segments),
        **_evidence_displays(fit.selection),
    }
    return shown | _geometry_displays(intake, fit, segments)


def _money_shares(segments: Sequence[Segment]) -> list[float] | None:
    shares = [segment.profile.money_share for segment in segments]
    return None if None in shares else [float(share) for share in shares if share is not None]


def _ledger_display(ledger: Ledger) -> LedgerDisplay:
    has_money = ledger.balance is not None
    return LedgerDisplay(
        [row.rule for row in ledger.rows],
        [row.effect for row in ledger.rows],
        n_rows=[row.n_rows for row in ledger.rows],
        rows_left=[row.rows_left for row in ledger.rows],
        money_e4=[row.money_e4 or 0 for row in ledger.rows] if has_money else None,
        money_left_e4=[row.money_left_e4 or 0 for row in ledger.rows] if has_money else None,
    )


def _profile_displays(intake: Intake, segments: Sequence[Segment]) -> dict[str, Display]:
    titles = {feature.name: feature.title for feature in intake.features}
    shown, delta = delta_matrix([segment.profile for segment in segments])
    if not shown:
        return {}
    most = np.sort(np.argsort(-np.nan_to_num(np.abs(delta)).max(axis=0), kind="stable")[:SHOWN_FEATURES])
    shown, delta = tuple(shown[place] for place in most), delta[:, most]
    names = [segment.name.name for segment in segments]
    return {"profile": ProfileDisplay(delta, names, [titles[name] for name in shown])}


def _evidence_displays(selection: KSelection) -> dict[str, Display]:
    ks = [row.k for row in selection.evidence]
    curves = {
        "agreement": [row.agreement for row in selection.evidence],
        "worst segment": [row.jaccard_min for row in selection.evidence],
        "silhouette": [row.silhouette for row in selection.evidence],
    }
    return {
        "elbow": ElbowDisplay.from_inertia(ks, [row.inertia for row in selection.evidence], chosen=selection.k),
        "criteria": KSelectionDisplay(
            ks,
            curves,
            limits={"agreement": selection.limits.agreement, "worst segment": selection.limits.jaccard},
            chosen=selection.k,
            equally_good=selection.equally_good,
        ),
    }


def _geometry_displays(intake: Intake, fit: Fit, segments: Sequence[Segment]) -> dict[str, Display]:
    inside = fit.assignment.segment_index >= 0
    if fit.plan is None or not 1 < len(segments) < inside.sum():
        return {}
    X = apply_plan(fit.plan.preparation, fit.prepared.known[inside], grid=fit.plan.grid)
    place = {segment.segment_id: position for position, segment in enumerate(segments)}
    order = np.array([place[id_] for id_ in fit.segment_ids])
    labels = order[fit.assignment.segment_index[inside]]
    names = [segment.name.name for segment in segments]
    words = {feature.name: feature.title for feature in intake.features}
    measured = silhouette(X, labels)
    return {
        "map": SegmentMapDisplay.from_matrix(
            X, labels, names, features=[words[name] for name in fit.basis], max_points=MAP_POINTS
        ),
        "silhouette": SilhouetteDisplay.from_values(measured.per_sample, measured.labels, names),
    }
