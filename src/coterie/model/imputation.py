"""Missing values from the known ones of the same customer, by a model that holds no customer.

Comes in: values with gaps. Goes out: an :class:`~coterie.tables.Imputation`, and values without gaps. The rule of this
module: what is put in depends on one customer and on what was learnt, operation by operation, so that one customer and
a million get the same bits; and what is known is never touched.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Literal

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  scikit-learn asks for it
from sklearn.impute import IterativeImputer
from sklearn.linear_model import BayesianRidge

from coterie.errors import DataError
from coterie.model.filling import filled
from coterie.model.lloyd import cluster
from coterie.model.preparation import GRID, apply_plan
from coterie.tables import Imputation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coterie.tables import ScoringPlan

__all__ = ["complete", "impute", "learn_imputation"]

_SHAPE = ("log_unit", "center", "scale")
_MOST_ROWS = 5_000
"""More rows hardly move a coefficient: 20,000 by 40 columns took 44 s, and a quarter a quarter of it."""
_ROUNDS = 10
_DIGITS = 9
_NEIGHBOURS = 2
"""Donors are means already: of made-up customers by 4 and 8 columns, two leave 0.42 to 0.76 of the median's error,
five 0.48 to 1."""
_FEWEST_CUSTOMERS = 10
"""Donors and limits are means of so many customers at least: a model tells nobody's values."""
_CUSTOMERS_PER_DONOR, _MOST_DONORS, _PASSES = 16, 256, 50
_CHUNK = 4096


def learn_imputation(
    X: NDArray[np.float64],
    shape: Sequence[Mapping[str, float | None]],
    *,
    method: Literal["iterative", "knn"],
) -> Imputation:
    """Learn what the known values say of missing ones.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Raw values, NaN where missing; every column has at least one.
    shape : sequence of mappings, one per column
        ``log_unit``, ``center`` and ``scale``, as a :class:`~coterie.tables.ScoringPlan` stores them.
    method : {'iterative', 'knn'}
        Every feature by a linear model of the others, in rounds; or by the nearest donors.

    Returns
    -------
    Imputation

    Notes
    -----
    Iterative: van Buuren and Groothuis-Oudshoorn (2011), "mice", with Bayesian ridge regression (MacKay 1992), as
    scikit-learn's ``IterativeImputer``; kept are its coefficients. Nearest: Troyanskaya et al. (2001), as
    ``KNNImputer`` with two neighbours; the donors are the means of K-means clusters of customers without a gap, at
    least ten customers each, not the customers themselves. Of more than 5,000 customers, sorted by values, every
    second, third ... is learnt from.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.column_stack([np.arange(40.0), 2 * np.arange(40.0)])
    >>> plain = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> learnt = learn_imputation(X, [plain, plain], method="iterative")
    >>> impute(learnt, np.array([[10.0, np.nan]])).round(3).tolist()
    [[10.0, 20.0]]
    """
    kept = tuple(
        {name: column[name] if name in _SHAPE else None for name in ("log_unit", "low", "high", "center", "scale")}
        for column in shape
    )
    Z = _in_order(apply_plan(kept, X, grid=GRID))
    known = [np.sort(column[~np.isnan(column)]) for column in Z.T]
    low = np.array([np.mean(column[:_FEWEST_CUSTOMERS]) for column in known])
    high = np.array([np.mean(column[-_FEWEST_CUSTOMERS:]) for column in known])
    start = np.array([np.median(column) for column in known])
    width = Z.shape[1]
    targets, weights, offsets = np.zeros(0, dtype=np.int64), np.zeros((0, width)), np.zeros(0)
    donors = np.zeros((0, width))
    if method == "iterative":
        targets, weights, offsets = _linear_steps(Z, low, high)
    else:
        donors = _donors(Z[~np.isnan(Z).any(axis=1)])
    return Imputation(kept, low, high, start, targets, weights, offsets, donors)


def _in_order(Z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sort the rows by their values, those without any left out, and thin out very many."""
    Z = Z[~np.isnan(Z).all(axis=1)]
    Z = Z[np.lexsort(np.where(np.isnan(Z), np.inf, Z).T[::-1])]
    step = -(-len(Z) // _MOST_ROWS)
    return np.ascontiguousarray(Z[:: max(step, 1)])


def _linear_steps(
    Z: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit scikit-learn's imputer and keep its coefficients, rounded: sums of threads differ in the last digits."""
    reach = np.maximum(high, low + GRID)
    imputer = IterativeImputer(
        BayesianRidge(), max_iter=_ROUNDS, initial_strategy="median", min_value=low, max_value=reach, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # rounds that still move a little are rounds all the same
        imputer.fit(Z)
    steps = [(target, others, model.coef_, model.intercept_) for target, others, model in imputer.imputation_sequence_]
    if not np.isnan(Z).any():
        steps *= _ROUNDS  # nothing was missing, so one round was learnt; new customers may have several gaps
    weights = np.zeros((len(steps), Z.shape[1]))
    for row, (_, others, coefficients, _) in zip(weights, steps, strict=True):
        row[others] = coefficients
    targets = np.array([target for target, *_ in steps], dtype=np.int64)
    return targets, _rounded(weights), _rounded(np.array([offset for *_, offset in steps]))


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to significant digits."""
    return np.array([float(f"{value:.{_DIGITS}g}") for value in values.ravel()]).reshape(values.shape)


def _donors(Z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find means of many customers without a gap, in the order of their values."""
    if len(Z) < _FEWEST_CUSTOMERS:
        raise DataError(
            f"only {len(Z)} customers have no gap",
            "preparation.impute",
            f"The nearest of them need {_FEWEST_CUSTOMERS}; set preparation.impute to median or iterative.",
        )
    n_donors = min(_MOST_DONORS, max(len(Z) // _CUSTOMERS_PER_DONOR, 1), len(np.unique(Z, axis=0)))
    found = cluster(Z, n_donors, random_state=0, max_iter=_PASSES)
    sizes = np.bincount(found.labels, minlength=len(found.centers))
    donors = found.centers[sizes >= _FEWEST_CUSTOMERS]
    donors = donors if len(donors) else Z.mean(axis=0, keepdims=True)
    return np.ascontiguousarray(donors[np.lexsort(donors.T[::-1])])


def impute(imputation: Imputation, X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put values in where they are missing.

    Parameters
    ----------
    imputation : Imputation
    X : ndarray of shape (n_samples, n_features)
        Raw values, NaN where missing.

    Returns
    -------
    ndarray of shape (n_samples, n_features)
        A new array; known values are what they were.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat([[1.0, 10.0], [5.0, 50.0]], 40, axis=0)
    >>> plain = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> impute(learn_imputation(X, [plain, plain], method="knn"), np.array([[np.nan, 44.0]])).tolist()
    [[3.0, 44.0]]
    """
    values = np.array(X, dtype=np.float64)
    rows = np.isnan(values).any(axis=1)
    if not rows.any():
        return values
    gaps = np.isnan(values[rows])
    Z = apply_plan(imputation.shape, values[rows], grid=GRID)
    guessed = _by_donors(imputation, Z) if len(imputation.donors) else _by_steps(imputation, Z)
    guessed = np.clip(guessed, imputation.low, imputation.high)
    values[rows] = np.where(gaps, _raw(guessed, imputation.shape), values[rows])
    return values


def _by_steps(imputation: Imputation, Z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the linear steps, column after column: a product of matrices would depend on the number of rows."""
    gaps = np.isnan(Z)
    guessed = np.where(gaps, imputation.start, Z)
    for target, weights, offset in zip(imputation.targets, imputation.weights, imputation.offsets, strict=True):
        missing = gaps[:, target]
        if not missing.any():
            continue
        total = np.full(int(missing.sum()), offset)
        for column in np.flatnonzero(weights):
            total += guessed[missing, column] * weights[column]
        guessed[missing, target] = np.clip(total, imputation.low[target], imputation.high[target])
    return guessed


def _by_donors(imputation: Imputation, Z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take the mean of the nearest donors, over what is known of both; the start where nothing is known."""
    guessed = Z.copy()
    for first in range(0, len(Z), _CHUNK):
        part = Z[first : first + _CHUNK]
        squares = np.zeros((len(part), len(imputation.donors)))
        for column, donated in zip(part.T, imputation.donors.T, strict=True):
            known = np.asarray(~np.isnan(column))
            squares[known] += (column[known, np.newaxis] - donated) ** 2
        nearest = np.argsort(squares, axis=1, kind="stable")[:, :_NEIGHBOURS]
        mean = sum(imputation.donors[place] for place in nearest.T) / nearest.shape[1]
        unknown = np.asarray(np.isnan(part).all(axis=1, keepdims=True))
        guess = np.where(unknown, imputation.start, mean)
        guessed[first : first + _CHUNK] = np.where(np.isnan(part), guess, part)
    return guessed


def _raw(Z: NDArray[np.float64], shape: Sequence[Mapping[str, float | None]]) -> NDArray[np.float64]:
    """Turn shaped values back into the features' own units."""
    values = np.empty_like(Z)
    for index, column in enumerate(shape):
        x, unit = Z[:, index] * (column["scale"] or 1.0) + (column["center"] or 0.0), column["log_unit"]
        values[:, index] = x if unit is None else np.copysign(unit * np.expm1(np.abs(x)), x)
    return values


def complete(plan: ScoringPlan, X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill the gaps of customers as a plan says.

    Parameters
    ----------
    plan : ScoringPlan
    X : ndarray of shape (n_samples, n_features)
        Raw features in the plan's order and units; NaN where a value is missing.

    Returns
    -------
    ndarray of shape (n_samples, n_features)
        Gaps that the plan says nothing of stay.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.tables import ScoringPlan
    >>> age = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0, "fill": 40.0}
    >>> complete(ScoringPlan(("age",), (age,), 2.0**-20, np.array([[30.0]]), ("a",)), np.array([[np.nan]]))
    array([[40.]])
    """
    if plan.imputation is not None:
        X = impute(plan.imputation, X)
    return filled(X, [column.get("fill") for column in plan.preparation])
