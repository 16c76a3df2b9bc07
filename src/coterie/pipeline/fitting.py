"""From customers to assignments: prepare, weigh the evidence for K, cluster, and write down the plan.

Comes in: an :class:`~coterie.pipeline.intake.Intake` and the settings. Goes out: a :class:`Fit`. The rule of this
module: whatever assigns a customer is in the plan, so that fitting and scoring cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from coterie.errors import ColumnError, ConfigError, DataError
from coterie.features.catalog import default_basis
from coterie.model.assignment import Assignment, assign
from coterie.model.grounds import RFM_INSTEAD
from coterie.model.lloyd import cluster
from coterie.model.rfm import RFMBaseline, rfm_baseline
from coterie.model.selection import KSelection, SelectionLimits, choose_k, override
from coterie.pipeline.preparing import Prepared, prepare

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from coterie.config import Config
    from coterie.pipeline.records import Intake
    from coterie.tables import Feature, Progress, ScoringPlan, Trait

__all__ = ["Fit", "Weighed", "basis_matrix", "choose_basis", "fit_segments", "score", "weigh_evidence"]

RFM_FEATURES = ("recency_days", "n_orders", "monetary_total")
ONE_INSTEAD = (
    "All customers stay one segment. Other columns may tell them apart (--basis names them); who wants segments all "
    "the same sets their number with --k."
)
MOST_NAMED = 12


@dataclass(frozen=True)
class Fit:
    """A fitted segmentation and where it puts the customers it was fitted on.

    Parameters
    ----------
    basis : tuple of str
        Features that entered.
    selection : KSelection
        The verdict and its evidence.
    plan : ScoringPlan or None
        None where the evidence refused to cluster orders; customers of a table without orders are then one segment.
    baseline : RFMBaseline or None
        The quantile groups that then take its place.
    segment_ids : tuple of str
        One for each centre or group.
    assignment : Assignment
        Where the customers are put.
    prepared : Prepared
        The values, and what was learnt of them.
    """

    basis: tuple[str, ...]
    selection: KSelection
    plan: ScoringPlan | None
    baseline: RFMBaseline | None
    segment_ids: tuple[str, ...]
    assignment: Assignment
    prepared: Prepared


def choose_basis(
    features: tuple[Feature, ...],
    wanted: tuple[str, ...] | None,
    *,
    traits: tuple[Trait, ...] = (),
    has_orders: bool = True,
) -> tuple[Feature, ...]:
    """Return the features that enter the clustering.

    Parameters
    ----------
    features : tuple of Feature
        What the source allows.
    wanted : tuple of str or None
        The user's choice; None for the default. A category is chosen by its own name.
    traits : tuple of Trait
        What the source says of a customer, beside orders. They may be chosen by the user's labels, too.
    has_orders : bool
        Whether the default is that of orders, or what the traits say.

    Returns
    -------
    tuple of Feature
        In the order of the choice.

    Raises
    ------
    ColumnError
        Where a wanted feature does not exist, is not known for this source, or is named twice.

    Examples
    --------
    >>> from coterie.features.availability import available_features
    >>> [feature.name for feature in choose_basis(available_features(()), None)]
    ['recency_days', 'n_orders']
    """
    by_name = {feature.name: feature for feature in features}
    if wanted is not None:
        names = _expanded(wanted, features, traits)
    else:
        names = default_basis(features) if has_orders else _default(features, traits)
    if not names or len(set(names)) < len(names):
        twice = "a feature is named twice" if names else "no feature is named"
        raise ColumnError(twice, "features.basis", "Name each feature that is to enter, once.")
    for name in names:
        if name not in by_name:
            raise ColumnError(
                f"no feature {name!r}", "features.basis", f"Known for this source: {', '.join(sorted(by_name))}."
            )
    return tuple(by_name[name] for name in names)


def _default(features: tuple[Feature, ...], traits: tuple[Trait, ...]) -> tuple[str, ...]:
    names = tuple(feature.name for feature in features if feature.role == "basis")
    if not names:
        found = ", ".join(f"{trait.label} ({trait.kind})" for trait in traits[:MOST_NAMED]) or "no column but the id"
        raise DataError(
            "there is nothing to make segments of", found, "Bring columns that tell customers apart, or set data.kinds."
        )
    return names


def _expanded(wanted: tuple[str, ...], features: tuple[Feature, ...], traits: tuple[Trait, ...]) -> tuple[str, ...]:
    """Return the columns of what was chosen; outcomes are refused."""
    labels = {trait.label.casefold(): trait for trait in traits} | {trait.name: trait for trait in traits}
    columns: list[str] = []
    for name in wanted:
        trait = labels.get(name) or labels.get(name.casefold())
        if trait is None:
            columns.append(name)
        elif trait.role == "target":
            raise ColumnError(f"{name!r} is a target", "features.basis", "What one would foretell makes no segments.")
        else:
            columns += [f.name for f in features if trait.name in {f.name, f.group}] or [trait.name]
    return tuple(columns)


def basis_matrix(customers: pa.Table, basis: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the basis values as a matrix; what is missing is NaN.

    Parameters
    ----------
    customers : pyarrow.Table
        The customers table.
    basis : tuple of str
        Its columns.

    Returns
    -------
    ndarray of shape (n_customers, n_features)
        In the features' own units.

    Examples
    --------
    >>> import pyarrow as pa
    >>> basis_matrix(pa.table({"n_orders": [2, 5], "recency_days": [30.0, None]}), ("recency_days", "n_orders"))
    array([[30.,  2.],
           [nan,  5.]])
    """
    columns = [np.asarray(customers[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in basis]
    return np.column_stack(columns)


@dataclass(frozen=True)
class Weighed:
    """The basis as it was prepared, and the evidence for K.

    Parameters
    ----------
    prepared : Prepared
        Values, and what was learnt of them.
    selection : KSelection
        Verdict, evidence and choice.
    """

    prepared: Prepared
    selection: KSelection


def weigh_evidence(intake: Intake, config: Config, *, progress: Progress) -> Weighed:
    """Prepare the basis and weigh the evidence for every number of segments.

    Parameters
    ----------
    intake : Intake
        Customers and features.
    config : Config
        The settings.
    progress : callable
        Told the stage and the share done.

    Returns
    -------
    Weighed
        With the user's own K in force where the settings have one.
    """
    basis = choose_basis(
        intake.features, config.features.basis, traits=intake.traits, has_orders=intake.kind == "orders"
    )
    X = basis_matrix(intake.customers, tuple(feature.name for feature in basis))
    prepared = prepare(X, basis, settings=config.preparation, has_gaps=intake.kind == "customers")
    selection = choose_k(
        prepared.points,
        k_min=config.model.k_min,
        k_max=config.model.k_max,
        limits=SelectionLimits(**config.evidence.model_dump()),
        names=tuple(feature.title for feature in basis),
        raw=prepared.known[prepared.used],
        spend=_spend(intake, prepared.used),
        random_state=config.model.seed,
        progress=progress,
        instead=RFM_INSTEAD if intake.kind == "orders" else ONE_INSTEAD,
    )
    if config.model.k is not None:
        selection = override(selection, config.model.k, why=config.model.why)
    return Weighed(prepared, selection)


def _spend(intake: Intake, complete: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    if "monetary_total" not in intake.customers.column_names:
        return None
    spend: NDArray[np.float64] = basis_matrix(intake.customers, ("monetary_total",))[complete, 0]
    return spend


def fit_segments(intake: Intake, config: Config, *, progress: Progress) -> Fit:
    """Find the segments.

    Parameters
    ----------
    intake : Intake
        Customers and features.
    config : Config
        The settings.
    progress : callable
        Told the stage and the share done.

    Returns
    -------
    Fit
        The plan or, where the evidence refuses to cluster, the quantile baseline.
    """
    weighed = weigh_evidence(intake, config, progress=progress)
    prepared = weighed.prepared
    names = tuple(feature.name for feature in prepared.basis)
    if weighed.selection.k is None and intake.kind == "orders":
        return _fall_back(intake, weighed)
    progress("clustering", 0.0)
    found = cluster(
        prepared.points,
        weighed.selection.k or 1,
        n_init=config.model.n_init,
        max_iter=config.model.max_iter,
        random_state=config.model.seed,
    )
    n_filled = len(np.unique(found.labels))
    if n_filled < len(found.centers):
        raise ConfigError(
            f"{len(found.centers)} segments, of which customers fill only {n_filled}",
            "model.k",
            f"Ask for {n_filled} at most: more kinds of customers there are not.",
        )
    ids = tuple(_segment_id(names, center) for center in found.centers)
    plan = prepared.plan(found.centers, ids)
    return Fit(names, weighed.selection, plan, None, ids, assign(plan, prepared.X), prepared)


def score(X: NDArray[np.float64], *, plan: ScoringPlan | None, baseline: RFMBaseline | None) -> Assignment:
    """Assign customers by whichever model there is.

    Parameters
    ----------
    X : ndarray of shape (n_customers, n_features)
        Basis values in their own units, NaN where missing.
    plan : ScoringPlan or None
        The clustering.
    baseline : RFMBaseline or None
        The quantile groups, where there is no clustering.

    Returns
    -------
    Assignment
        Quantile groups have no distances, no margins and no next segment.
    """
    if plan is not None:
        return assign(plan, X)
    if baseline is None:
        raise ValueError("neither a plan nor a baseline")
    labels = baseline.assign(X).astype(np.int32)
    unknown = np.full(len(X), np.nan)
    return Assignment(labels, np.full(len(X), -1, dtype=np.int32), unknown, unknown)


def _fall_back(intake: Intake, weighed: Weighed) -> Fit:
    known = tuple(name for name in RFM_FEATURES if name in intake.customers.column_names)
    X = basis_matrix(intake.customers, known)
    baseline = rfm_baseline(X)
    ids = tuple("r" + sha256(name.encode()).hexdigest()[:7] for name in baseline.names)
    scored = score(X, plan=None, baseline=baseline)
    return Fit(known, weighed.selection, None, baseline, ids, scored, weighed.prepared)


def _segment_id(basis: tuple[str, ...], center: NDArray[np.float64]) -> str:
    digest = sha256("|".join(basis).encode() + np.ascontiguousarray(center, dtype="<f8").tobytes())
    return "s" + digest.hexdigest()[:7]
