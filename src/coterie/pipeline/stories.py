"""The story of one customer: where it stands, why, and what would move it.

Comes in: a fitted model, a snapshot and an id. Goes out: a :class:`CustomerStory`. The rule of this module: a message
never shows an id that the user did not type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from coterie.errors import DataError
from coterie.model.explanation import Explanation, explain_customer

if TYPE_CHECKING:
    import pyarrow as pa

    from coterie.bundle import FittedModel, Snapshot
    from coterie.tables import Feature

__all__ = ["CustomerStory", "tell_story"]

SHARE_GRAIN = 0.01


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
    """

    assigned: dict[str, Any]  # a row of the table, by column
    values: dict[str, float | None]
    next_segment: str | None
    explanation: Explanation | None
    segment_names: tuple[str, ...]
    features: tuple[Feature, ...]


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
    basis = np.array([row[name] if row[name] is not None else np.nan for name in model.basis], dtype=np.float64)
    explanation = None
    if model.plan is not None and len(model.segment_ids) > 1 and not np.isnan(basis).any():
        units = {feature.name: feature.unit for feature in model.features}
        grains = [SHARE_GRAIN if units[name] in {"share", "ratio"} else 1.0 for name in model.basis]
        explanation = explain_customer(model.plan, basis, bounds=model.bounds, grains=grains)
    names = tuple(model.names[id_] for id_ in model.segment_ids)
    following = names[explanation.next_index] if explanation else None
    return CustomerStory(assigned, values, following, explanation, names, model.features)


def _row(table: pa.Table, customer: str) -> dict[str, Any]:
    found = table.filter(pc.equal(table["customer_id"], customer.strip()))
    if found.num_rows == 0:
        raise DataError(
            f"no customer {customer!r}", "the bundle's customers", "Check the id; ids are compared letter by letter."
        )
    return dict(found.slice(0, 1).to_pylist()[0])
