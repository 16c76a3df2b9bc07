"""From raw features to points that can be clustered: gaps, outliers, logarithms and scales.

Comes in: the basis with its values, and the settings. Goes out: a :class:`Prepared`. The rule of this module: all that
was learnt goes into the scoring plan; what is left out of the fit is assigned all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from coterie.errors import ColumnError, DataError
from coterie.model.filling import filled, learn_fills
from coterie.model.imputation import impute, learn_imputation
from coterie.model.outliers import beyond, learn_fences
from coterie.model.preparation import GRID, Preparation, apply_plan
from coterie.tables import Outliers, ScoringPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from coterie.config import PreparationSettings
    from coterie.tables import Feature, Imputation

__all__ = ["OUTLIER_COLUMNS", "Prepared", "mark_outliers", "prepare"]

OUTLIER_COLUMNS = ("is_outlier", "outlier_in")


@dataclass(frozen=True)
class Prepared:
    """The basis as it was prepared.

    Parameters
    ----------
    basis : tuple of Feature
        The features that enter.
    X : ndarray of shape (n_customers, n_features)
        Basis values in their own units, NaN where missing.
    known : ndarray of shape (n_customers, n_features)
        The same, gaps filled as the settings ask.
    columns : tuple of Mapping
        What was learnt of each feature, for the plan.
    used : ndarray of bool, shape (n_customers,)
        Who takes part in the fit: without a gap and not left out.
    imputation : Imputation or None
        The model that fills gaps, where one does.
    outliers : Outliers or None
        The fences and how many customers lie beyond.
    """

    basis: tuple[Feature, ...]
    X: NDArray[np.float64]
    known: NDArray[np.float64]
    columns: tuple[Mapping[str, float | None], ...]
    used: NDArray[np.bool_]
    imputation: Imputation | None
    outliers: Outliers | None

    @property
    def points(self) -> NDArray[np.float64]:
        """The customers who take part in the fit, prepared."""
        return apply_plan(self.columns, self.known[self.used])

    def plan(self, centers: NDArray[np.float64], segment_ids: tuple[str, ...]) -> ScoringPlan:
        """Write down all that assigns a customer.

        Parameters
        ----------
        centers : ndarray of shape (n_clusters, n_features)
        segment_ids : tuple of str

        Returns
        -------
        ScoringPlan
        """
        names = tuple(feature.name for feature in self.basis)
        return ScoringPlan(names, self.columns, GRID, centers, segment_ids, self.imputation, self.outliers)


def prepare(
    X: NDArray[np.float64], basis: tuple[Feature, ...], *, settings: PreparationSettings, has_gaps: bool
) -> Prepared:
    """Fill gaps, look for outliers, and learn how each feature is shaped and scaled.

    Parameters
    ----------
    X : ndarray of shape (n_customers, n_features)
        Basis values in their own units, NaN where missing.
    basis : tuple of Feature
    settings : PreparationSettings
    has_gaps : bool
        Whether a gap is a value that was not written down, as in a table of customers, rather than something that
        never happened.

    Returns
    -------
    Prepared
    """
    fills, imputation = _gaps(X, basis, settings.impute if has_gaps else "none")
    known = filled(X, fills) if fills is not None else impute(imputation, X) if imputation is not None else X
    used = np.isfinite(known.sum(axis=1))
    if not used.any():
        names = ", ".join(feature.name for feature in basis)
        remedy = "Name other columns, or other features with --basis; an amount of zero is no purchase."
        raise DataError("no customer has a value of every feature", names, remedy)
    columns = _columns(known[used], basis, settings, fills)
    outliers = None
    if settings.outliers != "none":
        fences = learn_fences(X[used], columns, method=settings.outliers)
        marks = beyond(X, fences)
        counts = tuple(int(count) for count in marks.sum(axis=0))
        outliers = Outliers(
            settings.outliers, settings.outlier_action, fences, counts, int(np.count_nonzero(marks.any(axis=1)))
        )
        if settings.outlier_action == "leave_out":
            used &= ~marks.any(axis=1)
            columns = _columns(known[used], basis, settings, fills)
        elif settings.outlier_action == "winsorize":
            columns = _pulled_in(_columns(_within(known[used], fences), basis, settings, fills), fences)
    return Prepared(basis, X, known, columns, used, imputation, outliers)


def _gaps(
    X: NDArray[np.float64], basis: tuple[Feature, ...], how: Literal["none", "median", "mean", "iterative", "knn"]
) -> tuple[tuple[float, ...] | None, Imputation | None]:
    """Learn what fills the gaps: a value for each feature, or a model."""
    if how == "none":
        return None, None
    groups, zero_one = [f.group for f in basis], [f.unit == "share" for f in basis]
    if how == "mean":
        return learn_fills(X, groups, zero_one=zero_one, by="mean"), None
    fills = learn_fills(X, groups, zero_one=zero_one)
    if how == "median":
        return fills, None
    return None, learn_imputation(X, Preparation(basis, fills=fills).fit(X).plan(), method=how)


def _columns(
    known: NDArray[np.float64],
    basis: tuple[Feature, ...],
    settings: PreparationSettings,
    fills: tuple[float, ...] | None,
) -> tuple[Mapping[str, float | None], ...]:
    """Learn shape and scale of every feature."""
    limits = (settings.winsorize, 1 - settings.winsorize) if settings.winsorize is not None else None
    return Preparation(basis, scaling=settings.scaling, winsorize=limits, fills=fills).fit(known).plan()


def _within(known: NDArray[np.float64], fences: Sequence[tuple[float | None, float | None]]) -> NDArray[np.float64]:
    """Pull values in to the fences."""
    pulled = known.copy()
    for column, (low, high) in zip(pulled.T, fences, strict=True):
        if low is not None and high is not None:
            np.clip(column, low, high, out=column)
    return pulled


def _pulled_in(
    columns: Sequence[Mapping[str, float | None]], fences: Sequence[tuple[float | None, float | None]]
) -> tuple[Mapping[str, float | None], ...]:
    """Put the fences into the plan, where no nearer limit stands."""
    return tuple(
        {**column, "low": _inner(column["low"], low, max), "high": _inner(column["high"], high, min)}
        for column, (low, high) in zip(columns, fences, strict=True)
    )


def _inner(limit: float | None, fence: float | None, nearer: Callable[[float, float], float]) -> float | None:
    """Return the nearer of two limits, either of which may be absent."""
    if limit is None or fence is None:
        return fence if limit is None else limit
    return nearer(limit, fence)


def mark_outliers(customers: pa.Table, prepared: Prepared) -> pa.Table:
    """Say of every customer whether a value is unusual, and of which features.

    Parameters
    ----------
    customers : pyarrow.Table
        The customers that were prepared.
    prepared : Prepared

    Returns
    -------
    pyarrow.Table
        With ``is_outlier`` and ``outlier_in`` where outliers were looked for.

    Raises
    ------
    ColumnError
        Where the customers have such a column of their own.
    """
    if prepared.outliers is None:
        return customers
    taken = [name for name in OUTLIER_COLUMNS if name in customers.column_names]
    if taken:
        raise ColumnError(
            f"a feature is called {taken[0]}", "customers", "Name it otherwise, or set preparation.outliers to none."
        )
    marks, names = beyond(prepared.X, prepared.outliers.fences), [feature.name for feature in prepared.basis]
    said = [", ".join(names[place] for place in np.flatnonzero(row)) or None for row in marks]
    marked = customers.append_column("is_outlier", pa.array(marks.any(axis=1)))
    return marked.append_column("outlier_in", pa.array(said, pa.string()))
