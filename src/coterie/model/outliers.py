"""Values far from all others: fences in, what lies beyond them out.

Comes in: columns of numbers. Goes out: two limits for each. The rule of this module: fences are put up where ratios
are differences already, so that a long tail is no crowd of outliers; and where most customers share one value there are
none, because everybody else would lie beyond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import (  # type: ignore[attr-defined]  # the stubs are older than validate_data
    check_is_fitted,
    validate_data,
)

from coterie.model.parameters import NOTHING, Rule, check_parameters, one_of, real
from coterie.model.preparation import apply_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray
    from sklearn.utils import Tags  # type: ignore[attr-defined]  # the stubs are older than tags

__all__ = ["Fences", "beyond", "learn_fences"]

_FACTORS = {"iqr": 1.5, "zscore": 3.0}
_TWO_VALUES = 2


class Fences(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Pull values that lie beyond the fences of their column in to the fence.

    Parameters
    ----------
    method : {'iqr', 'zscore'}
        Fences stand this far beyond the quartiles, in ranges between them; or this far from the mean, in standard
        deviations.
    factor : float, optional
        How far. Default: 1.5 ranges, 3 standard deviations.

    Attributes
    ----------
    low_, high_ : ndarray of shape (n_features_in_,)
        The fences; infinite for columns of two values and where the quartiles or all values are one.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Notes
    -----
    Tukey (1977), "Exploratory Data Analysis": 1.5 for values that lie outside, 3 for those far out.

    Examples
    --------
    >>> from coterie.model.outliers import Fences
    >>> Fences().fit_transform([[1.0], [2.0], [3.0], [4.0], [99.0]]).ravel().tolist()
    [1.0, 2.0, 3.0, 4.0, 7.0]
    """

    _rules: ClassVar[Mapping[str, Rule]] = {"method": one_of(*_FACTORS), "factor": real(0, above=True) | NOTHING}

    def __init__(self, method: Literal["iqr", "zscore"] = "iqr", *, factor: float | None = None) -> None:
        self.method = method
        self.factor = factor

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002  scikit-learn passes it
        """Learn the fences of every column from its known values.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            Missing values allowed, infinite ones not.
        y : ignored

        Returns
        -------
        Self

        Examples
        --------
        >>> from coterie.model.outliers import Fences
        >>> Fences().fit([[1.0], [2.0], [3.0], [4.0]]).high_
        array([5.5])
        """
        check_parameters(self, self._rules)
        values = self._checked(X, reset=True)
        factor = self.factor or _FACTORS[self.method]
        place = _beside_quartiles if self.method == "iqr" else _around_mean
        limits = [place(np.sort(column[~np.isnan(column)]), factor) for column in values.T]
        self.low_, self.high_ = (np.array(side) for side in zip(*limits, strict=True))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Pull values in to the fences.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_features)
            Missing values stay missing.

        Examples
        --------
        >>> from coterie.model.outliers import Fences
        >>> Fences().fit([[1.0], [2.0], [3.0], [4.0]]).transform([[70.0], [float("nan")]]).ravel().tolist()
        [5.5, nan]
        """
        check_is_fitted(self)
        return np.clip(self._checked(X, reset=False), self.low_, self.high_)

    def _checked(self, X: ArrayLike, *, reset: bool) -> NDArray[np.float64]:
        """Return the input as numbers, gaps allowed; remember or compare its columns."""
        values: NDArray[np.float64] = validate_data(
            self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan"
        )
        return values

    def __sklearn_tags__(self) -> Tags:
        """Say that gaps are welcome."""
        tags = super().__sklearn_tags__()  # type: ignore[misc]  # the same
        tags.input_tags.allow_nan = True
        return tags


def _beside_quartiles(ordered: NDArray[np.float64], factor: float) -> tuple[float, float]:
    if _is_plain(ordered):
        return -np.inf, np.inf
    low, high = np.quantile(ordered, [0.25, 0.75])
    reach = factor * (high - low)
    return (float(low - reach), float(high + reach)) if reach > 0 else (-np.inf, np.inf)


def _around_mean(ordered: NDArray[np.float64], factor: float) -> tuple[float, float]:
    if _is_plain(ordered):
        return -np.inf, np.inf
    middle, reach = float(np.mean(ordered)), factor * float(np.std(ordered))
    return middle - reach, middle + reach


def _is_plain(ordered: NDArray[np.float64]) -> bool:
    """Whether there are two values at most: neither of yes and no is an outlier."""
    return bool(np.count_nonzero(np.diff(ordered)) < _TWO_VALUES)


def learn_fences(
    X: NDArray[np.float64], preparation: Sequence[Mapping[str, float | None]], *, method: Literal["iqr", "zscore"]
) -> tuple[tuple[float | None, float | None], ...]:
    """Put up the fences of every feature, after its logarithm, and tell them in its own unit.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Raw values, NaN where missing.
    preparation : sequence of mappings, one per column
        As :class:`~coterie.tables.ScoringPlan` stores it; of it only ``log_unit`` is read.
    method : {'iqr', 'zscore'}

    Returns
    -------
    tuple of (float or None, float or None)
        None where a feature has no fence.

    Examples
    --------
    >>> import numpy as np
    >>> doubling = 2.0 ** np.arange(9)[:, np.newaxis]
    >>> logged = {"log_unit": 1.0, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> [round(limit) for limit in learn_fences(doubling, [logged], method="iqr")[0]]
    [-8, 3046]
    """
    shapes = [
        {"log_unit": column["log_unit"], "low": None, "high": None, "center": 0.0, "scale": 1.0}
        for column in preparation
    ]
    found = Fences(method).fit(apply_plan(shapes, X, grid=None))
    return tuple(
        (_raw(low, shape["log_unit"]), _raw(high, shape["log_unit"]))
        for low, high, shape in zip(found.low_.tolist(), found.high_.tolist(), shapes, strict=True)
    )


def _raw(shaped: float, unit: float | None) -> float | None:
    """Turn a fence back; no fence is None."""
    if not np.isfinite(shaped):
        return None
    return shaped if unit is None else float(np.copysign(unit * np.expm1(abs(shaped)), shaped))


def beyond(X: NDArray[np.float64], fences: Sequence[tuple[float | None, float | None]]) -> NDArray[np.bool_]:
    """Mark the values that lie beyond the fences of their column.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Raw values; a missing one is never marked.
    fences : sequence of (float or None, float or None)

    Returns
    -------
    ndarray of bool, shape (n_samples, n_features)

    Examples
    --------
    >>> import numpy as np
    >>> beyond(np.array([[5.0, 5.0], [9.0, np.nan]]), [(None, 8.0), (6.0, None)]).tolist()
    [[False, True], [True, False]]
    """
    low = np.array([-np.inf if fence[0] is None else fence[0] for fence in fences])
    high = np.array([np.inf if fence[1] is None else fence[1] for fence in fences])
    return np.asarray(np.less(X, low) | np.greater(X, high))
