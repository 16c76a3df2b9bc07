"""One plain mapping per column: learnt from its values, applied by one function.

Comes in: raw values. Goes out: values as a plan says. The rule of this module: :func:`apply_plan` is the only reader of
a plan in numpy, so that an estimator's ``transform`` and a stored model give the same bits; and what is learnt of a
column depends on its values, never on the order of its rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import (  # type: ignore[attr-defined]  # the stubs are older than validate_data
    check_is_fitted,
    validate_data,
)

from coterie.model.filling import filled
from coterie.model.parameters import Rule, check_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray
    from sklearn.utils import Tags  # type: ignore[attr-defined]  # the stubs are older than tags

__all__ = ["GRID", "ColumnwiseTransformer", "apply_plan", "column_plan"]

GRID = 2.0**-20
"""Prepared values are whole multiples of this, so that sums of them are exact."""


def apply_plan(
    preparation: Sequence[Mapping[str, float | None]], X: NDArray[np.float64], *, grid: float | None = GRID
) -> NDArray[np.float64]:
    """Prepare raw values as a plan says.

    Parameters
    ----------
    preparation : sequence of mappings, one per column
        ``{"log_unit": u, "low": l, "high": h, "center": m, "scale": s}``, as a
        :class:`~coterie.tables.ScoringPlan` stores it. An entry that is None does nothing. A further entry, ``"fill"``,
        takes the place of a missing value.
    X : ndarray of shape (n_samples, n_features)
        Raw values in the units of the features; NaN stays NaN.
    grid : float, optional
        Results are rounded to whole multiples of this, a power of two; None leaves them.

    Returns
    -------
    ndarray of shape (n_samples, n_features), column by column in memory
        ``(sign(x) * ln(1 + |x| / u) - m) / s`` of the clipped x, in units of the scale.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.preparation import apply_plan
    >>> column = {"log_unit": None, "low": 0.0, "high": 8.0, "center": 2.0, "scale": 4.0}
    >>> apply_plan([column], np.array([[-1.0], [4.0], [99.0]])).ravel().tolist()
    [-0.5, 0.5, 1.5]
    """
    prepared = np.empty(X.shape, order="F")
    for index, column in enumerate(preparation):
        values = filled(X[:, [index]], [column.get("fill")])[:, 0]
        low, high, unit = column["low"], column["high"], column["log_unit"]
        if low is not None or high is not None:
            values = np.clip(values, low, high)
        if unit is not None:
            values = np.copysign(np.log(1.0 + np.abs(values) / unit), values)
        prepared[:, index] = (values - (column["center"] or 0.0)) / (column["scale"] or 1.0)
    if grid is not None:
        prepared = np.rint(prepared / grid) * grid
    return prepared + 0.0  # no negative zeros: they equal zero but have other bits


class ColumnwiseTransformer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator, ABC):
    """A transformer that learns one mapping per column and applies it.

    Examples
    --------
    >>> from coterie.model.preparation import Winsorizer
    >>> issubclass(Winsorizer, ColumnwiseTransformer)
    True
    """

    _rules: ClassVar[Mapping[str, Rule]]

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002  scikit-learn passes it
        """Learn every column's mapping from its known values.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            Raw values; missing ones allowed, infinite ones not.
        y : ignored

        Returns
        -------
        Self

        Examples
        --------
        >>> from coterie.model.preparation import SignedLog
        >>> SignedLog().fit([[1000.0], [3000.0]]).plan_[0]["log_unit"]
        2.0
        """
        check_parameters(self, self._rules)
        values = self._usable(_checked(self, X, reset=True))
        ordered = (np.sort(column[~np.isnan(column)]) for column in values.T)
        self.plan_ = tuple(self._learn(index, column) for index, column in enumerate(ordered))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Apply what was learnt.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_features)
            Missing values stay missing.

        Examples
        --------
        >>> from coterie.model.preparation import Grid
        >>> Grid(step=2.0).fit([[1.0]]).transform([[2.9], [float("nan")]]).ravel().tolist()
        [2.0, nan]
        """
        check_is_fitted(self)
        return apply_plan(self.plan_, _checked(self, X, reset=False), grid=self._grid)

    def __sklearn_tags__(self) -> Tags:
        """Return what scikit-learn asks of an estimator: gaps are allowed."""
        tags = super().__sklearn_tags__()  # type: ignore[misc]  # the same
        tags.input_tags.allow_nan = True
        return tags

    @property
    def _grid(self) -> float | None:
        """What results are whole multiples of."""
        return None

    @abstractmethod
    def _usable(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Refuse parameters that do not fit the data; return the rows to learn from."""

    @abstractmethod
    def _learn(self, index: int, ordered: NDArray[np.float64]) -> dict[str, float | None]:
        """Learn one column from its sorted values: sums over them do not depend on the order of rows."""


def column_plan(
    *,
    log_unit: float | None = None,
    low: float | None = None,
    high: float | None = None,
    center: float = 0.0,
    scale: float = 1.0,
) -> dict[str, float | None]:
    """Fill in what a column leaves alone.

    Parameters
    ----------
    log_unit, low, high, center, scale : float or None
        As :func:`apply_plan` reads them.

    Returns
    -------
    dict

    Examples
    --------
    >>> column_plan(center=2.0)
    {'log_unit': None, 'low': None, 'high': None, 'center': 2.0, 'scale': 1.0}
    """
    return {"log_unit": log_unit, "low": low, "high": high, "center": center, "scale": scale}


def _checked(estimator: BaseEstimator, X: ArrayLike, *, reset: bool) -> NDArray[np.float64]:
    """Return the input as numbers, gaps allowed; remember or compare its columns."""
    values: NDArray[np.float64] = validate_data(
        estimator, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan"
    )
    return values
