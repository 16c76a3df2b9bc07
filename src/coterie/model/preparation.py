"""Raw features in, comparable and exactly summable columns out.

What a preparation learns is one plain mapping per column (the ``preparation`` of a
:class:`~coterie.tables.ScoringPlan`), and :func:`apply_plan` is its only reader in numpy: an estimator's ``transform``
and a stored model give the same bits. What is learnt depends on the values of a column, never on the order of its rows.
Missing values stay missing unless the mapping says what fills them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

import numpy as np
from sklearn.utils.validation import check_array, check_is_fitted

from coterie.errors import ColumnError, DataError
from coterie.model.columnwise import GRID, ColumnwiseTransformer, apply_plan, column_plan
from coterie.model.filling import filled
from coterie.model.parameters import ARRAY, NOTHING, Rule, one_of, real

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["GRID", "Grid", "Preparation", "SignedLog", "Winsorizer", "apply_plan"]

_LEAST_UNIT = 2.0**-100
"""Of the largest value: a smaller unit would make its ratio to it more than a number can hold."""
_NEGLIGIBLE = 1e-3
"""Share of the median amount that counts as next to nothing. Tried on 4,338 shop customers (median 658 pounds) and
23,570 music buyers (median 44 dollars), K-means on log recency, orders and spend, K = 3, 4, 6: agreement (ARI) with
plain log1p of pounds or dollars is 0.98, 0.96, 0.99 and 0.98, 0.98, 0.94. A hundredth gives 0.60 at worst, the 1 %
quantile 0.69, log1p of tenths of pence 0.36: too small a unit makes every customer without spend an outlier."""

_SOFTLY = 1.0
"""The same for a plain number of which nobody knows whether it is money: near zero it then counts as it stands, and
only beyond its median do ratios count. Counts keep their steps, and amounts may be rescaled."""

_SCALINGS: dict[str, Callable[[NDArray[np.float64]], tuple[np.floating, np.floating]]] = {
    "standard": lambda values: (np.mean(values), np.std(values)),
    "minmax": lambda values: (np.min(values), np.ptp(values)),
    "robust": lambda values: (np.median(values), np.subtract(*np.quantile(values, [0.75, 0.25]))),
}
"""What is taken off a column's sorted values, and what they are divided by; as in scikit-learn's three scalers."""


class _Scaled(Protocol):
    """The part of a :class:`~coterie.tables.Feature` that decides its preparation."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def scale(self) -> Literal["log", "linear"]: ...
    @property
    def group(self) -> str: ...


class SignedLog(ColumnwiseTransformer):
    """Logarithm for amounts that may be zero or negative: sign(x) * ln(1 + |x| / unit).

    Parameters
    ----------
    units : 'learn' or array of shape (n_features,)
        What counts as one, in the units of each column; 1 for counts and days. 'learn' takes a thousandth of the
        median size of the values that are not zero, so that pounds and pence give the same result.

    Attributes
    ----------
    plan_ : tuple of dict
        What was learnt, one mapping per column, as :func:`apply_plan` reads it.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Notes
    -----
    Webber (2013), "A bi-symmetric log transformation for wide-range data"; the learnt unit is ours.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.preparation import SignedLog
    >>> pounds = np.array([[2.0], [-2.0], [40.0]])
    >>> SignedLog().fit_transform(pounds).round(3).ravel().tolist()
    [6.909, -6.909, 9.904]
    >>> SignedLog().fit_transform(100 * pounds).round(3).ravel().tolist()
    [6.909, -6.909, 9.904]
    """

    _rules: ClassVar[Mapping[str, Rule]] = {"units": one_of("learn") | ARRAY}

    def __init__(self, units: Literal["learn"] | ArrayLike = "learn") -> None:
        self.units = units

    def _usable(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if not isinstance(self.units, str):
            units = check_array(self.units, ensure_2d=False, dtype=np.float64)
            if units.shape != (values.shape[1],) or (units <= 0).any():
                raise ValueError(f"units must be {values.shape[1]} numbers above 0, one per column")
        return values

    def _learn(self, index: int, ordered: NDArray[np.float64]) -> dict[str, float | None]:
        unit = _learn_unit(ordered) if isinstance(self.units, str) else float(np.asarray(self.units)[index])
        return column_plan(log_unit=unit)


class Winsorizer(ColumnwiseTransformer):
    """Pull extreme values in to quantiles of their column.

    Parameters
    ----------
    low_quantile, high_quantile : float
        Between 0 and 1; what lies outside is set to the limit.

    Attributes
    ----------
    plan_ : tuple of dict
        What was learnt, one mapping per column, as :func:`apply_plan` reads it.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.preparation import Winsorizer
    >>> Winsorizer(0.0, 0.75).fit_transform(np.array([[1.0], [2.0], [3.0], [4.0], [900.0]])).ravel().tolist()
    [1.0, 2.0, 3.0, 4.0, 4.0]
    """

    _rules: ClassVar[Mapping[str, Rule]] = {"low_quantile": real(0, 1), "high_quantile": real(0, 1)}

    def __init__(self, low_quantile: float = 0.01, high_quantile: float = 0.99) -> None:
        self.low_quantile = low_quantile
        self.high_quantile = high_quantile

    def _usable(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        _check_quantiles(self.low_quantile, self.high_quantile)
        return values

    def _learn(self, index: int, ordered: NDArray[np.float64]) -> dict[str, float | None]:  # noqa: ARG002  a sibling needs it
        low, high = _limits(ordered, self.low_quantile, self.high_quantile)
        return column_plan(low=low, high=high)


class Grid(ColumnwiseTransformer):
    """Round to whole multiples of a step, so that sums are exact in any order.

    Parameters
    ----------
    step : float
        A power of two, in the units of the columns; the default is a millionth of a standard deviation where columns
        are standardised.

    Attributes
    ----------
    plan_ : tuple of dict
        One mapping per column that changes nothing: only the step does.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Notes
    -----
    Sums of n values are exact while n * |x| < 2**53 * step.

    Examples
    --------
    >>> from coterie.model.preparation import Grid
    >>> Grid(step=0.25).fit_transform([[0.3], [1.1]]).ravel().tolist()
    [0.25, 1.0]
    """

    _rules: ClassVar[Mapping[str, Rule]] = {"step": real(0, above=True)}

    def __init__(self, step: float = GRID) -> None:
        self.step = step

    def _usable(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if np.frexp(self.step)[0] != 0.5:  # noqa: PLR2004  the mantissa of every power of two
            raise ValueError(f"step={self.step} must be a power of two: only then are its multiples exact")
        return values

    def _learn(self, index: int, ordered: NDArray[np.float64]) -> dict[str, float | None]:  # noqa: ARG002  a sibling needs it
        return column_plan()

    @property
    def _grid(self) -> float:
        return self.step


class Preparation(ColumnwiseTransformer):
    """Make features comparable: limits, logarithm, scaling and grid, as each feature's definition asks.

    Parameters
    ----------
    features : sequence of Feature
        One per column: anything with ``name``, ``unit``, ``scale`` and ``group``. A 'log' scale takes the signed
        logarithm, of money and of plain numbers without a unit in a learnt one, of anything else in its own. Columns of
        one group share a scale.
    scaling : {'standard', 'minmax', 'robust'}
        What becomes 1: the standard deviation, the range, or the range between the quartiles.
    winsorize : (float, float), optional
        Quantiles beyond which values are pulled in.
    fills : sequence of float, optional
        What takes the place of a missing value, one per column. Left out, gaps stay.

    Attributes
    ----------
    plan_ : tuple of dict
        What was learnt, one mapping per column, for a :class:`~coterie.tables.ScoringPlan`.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,), where the input names its columns

    Notes
    -----
    Rows with a missing value teach nothing. A constant column is only centred. Results are whole multiples of ``GRID``.

    Examples
    --------
    >>> from coterie.model.preparation import Preparation
    >>> from coterie.tables import Feature
    >>> orders = Feature("n_orders", "orders", "n_orders", "Number of orders.", 1, "basis", "log")
    >>> Preparation([orders]).fit_transform([[1.0], [3.0], [1.0]]).round(3).ravel().tolist()
    [-0.707, 1.414, -0.707]
    """

    _rules: ClassVar[Mapping[str, Rule]] = {
        "features": ARRAY,
        "scaling": one_of(*_SCALINGS),
        "winsorize": ARRAY | NOTHING,
        "fills": ARRAY | NOTHING,
    }

    def __init__(
        self,
        features: Sequence[_Scaled],
        *,
        scaling: Literal["standard", "minmax", "robust"] = "standard",
        winsorize: tuple[float, float] | None = None,
        fills: Sequence[float] | None = None,
    ) -> None:
        self.features = features
        self.scaling = scaling
        self.winsorize = winsorize
        self.fills = fills

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Learn every column's mapping; columns of one group then share a scale.

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
        >>> from coterie.model.preparation import Preparation
        >>> from coterie.tables import Feature
        >>> levels = [Feature(f"plan={x}", "share", x, x, 0, "basis", group="plan") for x in "ab"]
        >>> Preparation(levels).fit([[1.0, 0.0], [0.0, 1.0]]).plan_[0]["scale"]
        0.7071067811865476
        """
        super().fit(X, y)
        groups = [feature.group for feature in self.features]
        shared = {group: self._shared_scale(group) for group in set(groups) if group}
        self.plan_ = tuple(
            {**column, "scale": shared[group]} if group else column
            for column, group in zip(self.plan_, groups, strict=True)
        )
        return self

    def _shared_scale(self, group: str) -> float:
        """Return the scale under which two customers of different levels differ as much as in one number."""
        scales = [
            column["scale"] or 0.0
            for feature, column in zip(self.features, self.plan_, strict=True)
            if feature.group == group and column["center"] not in {0.0, 1.0}
        ]
        if self.scaling != "standard":
            return float(np.sqrt(2.0))
        return float(np.sqrt(sum(scale**2 for scale in scales))) or 1.0

    def plan(self) -> tuple[dict[str, float | None], ...]:
        """Return what was learnt as plain mappings.

        Returns
        -------
        tuple of dict, one per column

        Examples
        --------
        >>> from coterie.model.preparation import Preparation
        >>> from coterie.tables import Feature
        >>> age = Feature("age", "years", "age", "Age.", 0, "basis")
        >>> Preparation([age]).fit([[20.0], [40.0]]).plan()
        ({'log_unit': None, 'low': None, 'high': None, 'center': 30.0, 'scale': 10.0},)
        """
        check_is_fitted(self)
        return self.plan_

    @property
    def _grid(self) -> float:
        return GRID

    def _usable(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        names = [feature.name for feature in self.features]
        if values.shape[1] != len(names):
            raise ColumnError(f"{values.shape[1]} columns", f"{len(names)} features", "Give one column per feature.")
        if self.winsorize:
            _check_quantiles(*self.winsorize)
        if self.fills is not None:
            values = filled(values, self.fills)
        complete = values[~np.isnan(values).any(axis=1)]
        if not len(complete):
            raise DataError("no complete row", ", ".join(names), "Leave out the feature that is missing everywhere.")
        return complete

    def _learn(self, index: int, ordered: NDArray[np.float64]) -> dict[str, float | None]:
        low, high = _limits(ordered, *self.winsorize) if self.winsorize else (None, None)
        feature, unit = self.features[index], None
        if feature.scale == "log":
            shares = {"money": _NEGLIGIBLE, "": _SOFTLY}
            unit = _learn_unit(ordered, shares[feature.unit]) if feature.unit in shares else 1.0
        shaped = apply_plan([column_plan(log_unit=unit, low=low, high=high)], ordered[:, np.newaxis], grid=None)[:, 0]
        learnt = column_plan(log_unit=unit, low=low, high=high, center=float(shaped[0]))
        if self.fills is not None:
            learnt["fill"] = float(self.fills[index])
        if shaped[0] == shaped[-1]:
            return learnt
        center, scale = _SCALINGS[self.scaling](shaped)
        return {**learnt, "center": float(center), "scale": float(scale) or 1.0}


def _check_quantiles(low: float, high: float) -> None:
    """Refuse limits that are none."""
    if not 0 <= low < high <= 1:
        raise ValueError(f"quantiles {low} and {high} must lie between 0 and 1, the lower one first")


def _limits(ordered: NDArray[np.float64], low_quantile: float, high_quantile: float) -> tuple[float, float]:
    """Return the values at two quantiles; no limits where nothing is known."""
    if not len(ordered):
        return -np.inf, np.inf
    low, high = np.quantile(ordered, [low_quantile, high_quantile])
    return float(low), float(high)


def _learn_unit(values: NDArray[np.float64], share: float = _NEGLIGIBLE) -> float:
    """Return the amount that is next to nothing in a column, as a share of its median; 1 where all is zero."""
    sizes = np.abs(values[values != 0])
    if not len(sizes):
        return 1.0
    return max(float(np.median(sizes)) * share, float(sizes.max()) * _LEAST_UNIT)
