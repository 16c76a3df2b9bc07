"""The story of one customer: where it stands, why, and what would move it.

Comes in: a fitted model, a snapshot and an id. Goes out: a :class:`CustomerStory`. The rule of this module: a message
never shows an id that the user did not type.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, log10
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from coterie.errors import DataError
from coterie.model.explanation import Explanation, explain_customer
from coterie.model.imputation import complete

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from coterie.bundle import FittedModel, Snapshot
    from coterie.tables import Feature, Trait

__all__ = ["CustomerStory", "tell_story"]

SHARE_GRAIN = 0.01
WIDE_SPAN = 20.0
"""Between the smallest and the largest value; from here on plain numbers move in whole steps."""

_TWO = 2


@dataclass(frozen=True)
class CustomerStory:
    """One customer: its row of ``assignments``, its features, and the explanation.

    Parameters
    ----------
    assigned : dict
        The row of ``assignments``.
    values : dict of str to (float or None)
        Every feature of the customer.
    next_segment : str or None
        Name of the second nearest segment.
    explanation : Explanation or None
        None where there is no segment, only one, or no distance (quantile groups).
    segment_names : tuple of str
        One per cluster, as ``Move.segment_index`` counts.
    features : tuple of Feature
        What the values mean.
    traits : tuple of Trait
        What the source says of a customer, beside orders.
    """

    assigned: dict[str, Any]  # a row of the table, by column
    values: dict[str, float | None]
    next_segment: str | None
    explanation: Explanation | None
    segment_names: tuple[str, ...]
    features: tuple[Feature, ...]
    traits: tuple[Trait, ...] = ()


def tell_story(model: FittedModel, snapshot: Snapshot, *, customer: str) -> CustomerStory:
    """Look a customer up and explain it.

    Parameters
    ----------
    model : FittedModel
        What assigned the customer.
    snapshot : Snapshot
        Where the customer is.
    customer : str
        The id, as the user typed it.

    Returns
    -------
    CustomerStory
        What is known.

    Raises
    ------
    DataError
        Where the snapshot has no such customer.
    """
    assigned = _row(snapshot.assignments, customer)
    row = _row(snapshot.customers, customer)
    values = {feature.name: row[feature.name] for feature in model.features}
    explanation = _explanation(model, row)
    names = tuple(model.names[id_] for id_ in model.segment_ids)
    following = names[explanation.next_index] if explanation else None
    return CustomerStory(assigned, values, following, explanation, names, model.features, model.traits)


def _explanation(model: FittedModel, row: Mapping[str, Any]) -> Explanation | None:
    """Explain a customer, gaps filled as the plan says; a single level of a category cannot change alone."""
    if model.plan is None or len(model.segment_ids) < _TWO:
        return None
    known = [row[name] if row[name] is not None else np.nan for name in model.basis]
    basis = complete(model.plan, np.array([known], dtype=np.float64))[0]
    if np.isnan(basis).any():
        return None
    found = explain_customer(model.plan, basis, bounds=model.bounds, grains=_grains(model))
    groups = {feature.name: feature.group for feature in model.features}
    return replace(found, moves=tuple(move for move in found.moves if not groups[move.feature]))


def _grains(model: FittedModel) -> list[float]:
    """Return the step in which people count each feature of the basis."""
    units = {feature.name: feature.unit for feature in model.features}
    steps = {trait.name: 1.0 for trait in model.traits if trait.kind in {"yes/no", "ordered"}}
    fine = {"share", "ratio", "index"}
    steps |= {name: SHARE_GRAIN for name in model.basis if units[name] in fine and name not in steps}
    spans = {name: high - low for name, (low, high) in zip(model.basis, model.bounds, strict=True)}
    return [steps.get(name, 1.0 if units[name] else _step_of(spans[name])) for name in model.basis]


def _step_of(span: float) -> float:
    """Return the step of a plain number: one, or a finer one where its values lie close together."""
    return 1.0 if span >= WIDE_SPAN or span <= 0 else 10.0 ** floor(log10(span * SHARE_GRAIN))


def _row(table: pa.Table, customer: str) -> dict[str, Any]:
    found = table.filter(pc.equal(table["customer_id"], customer.strip()))
    if found.num_rows == 0:
        raise DataError(
            f"no customer {customer!r}", "the bundle's customers", "Check the id; ids are compared letter by letter."
        )
    return dict(found.slice(0, 1).to_pylist()[0])
