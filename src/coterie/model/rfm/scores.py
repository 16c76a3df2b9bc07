"""Scores from cut points: one number per measure in, 1 to n_bins out, more is always better.

A cut is a plain number, and one rule reads it: a value at or above a cut lies beyond it. Beyond means better for orders
and money, worse for the days since the last order. Ties cannot be split by such a rule, and more spend cannot lower a
score. Learning the cuts is apart from applying them, so that customers who come later are scored alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Literal, Self, get_args

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import (  # type: ignore[attr-defined]  # the stubs are older than validate_data
    check_is_fitted,
    validate_data,
)

from coterie.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray
    from sklearn.utils import Tags  # type: ignore[attr-defined]  # the stubs are older than tags

__all__ = ["Cuts", "RFMScorer", "RFMScores", "Rule", "apply_cuts", "learn_cuts", "rfm_scores"]

Rule = Literal["share", "quantile-plus-one"]
Cuts = tuple[tuple[float, ...], ...]
"""For each measure its cut points, ascending: days since the last order first, then what is better when it is more."""

_MEASURES = ("recency", "frequency", "monetary")


@dataclass(frozen=True)
class RFMScores:
    """Scores of customers, from 1 (worst) to n_bins (best).

    Parameters
    ----------
    r, f : ndarray of shape (n_samples,), int64
        Scores of recency and frequency.
    m : ndarray of shape (n_samples,), int64, or None
        Score of money; None where no money is known.
    cuts : tuple of tuple of float
        The cut points that gave them, for recency, frequency and monetary.

    Examples
    --------
    >>> from coterie.model.rfm import rfm_scores
    >>> rfm_scores([5, 50, 500], [9, 3, 1], n_bins=3).r
    array([3, 2, 1])
    """

    r: NDArray[np.int64]
    f: NDArray[np.int64]
    m: NDArray[np.int64] | None
    cuts: Cuts


def rfm_scores(
    recency: ArrayLike,
    frequency: ArrayLike,
    monetary: ArrayLike | None = None,
    *,
    n_bins: int = 5,
    cuts: Sequence[Sequence[float]] | None = None,
    rule: Rule = "share",
) -> RFMScores:
    """Score customers by recency, frequency and monetary value.

    Parameters
    ----------
    recency : array-like of shape (n_samples,)
        Days since the last order; fewer is better.
    frequency : array-like of shape (n_samples,)
        Number of orders.
    monetary : array-like of shape (n_samples,), optional
        Money spent. Left out, there is no M score.
    n_bins : int
        Number of scores.
    cuts : sequence of sequences of float, optional
        Your own cut points, ascending, for each measure: four cuts make five scores. `n_bins` and `rule` are then not
        used.
    rule : {'share', 'quantile-plus-one'}
        How cuts are learnt; see `learn_cuts`.

    Returns
    -------
    RFMScores

    Raises
    ------
    DataError
        A value is missing or infinite, or the measures have different lengths.
    ConfigError
        The cuts or the rule cannot be used.

    Examples
    --------
    >>> from coterie.model.rfm import rfm_scores
    >>> scores = rfm_scores([3, 40, 40, 200], [12, 4, 4, 1], [900.0, 120.0, 80.0, 15.0], n_bins=4)
    >>> scores.r, scores.f, scores.m
    (array([4, 2, 2, 1]), array([4, 2, 2, 1]), array([4, 3, 2, 1]))

    With your own cuts, "within 30 days" is a score of its own for good:

    >>> rfm_scores([29, 30], [1, 2], cuts=[[30, 90], [2, 5]]).r
    array([3, 2])
    """
    measures = [recency, frequency] if monetary is None else [recency, frequency, monetary]
    X = _matrix(measures)
    learnt = learn_cuts(X, n_bins, rule=rule) if cuts is None else _own_cuts(cuts, len(measures))
    scores = apply_cuts(X, learnt)
    return RFMScores(scores[:, 0], scores[:, 1], None if monetary is None else scores[:, 2], learnt)


def learn_cuts(X: NDArray[np.float64], n_bins: int = 5, *, rule: Rule = "share") -> Cuts:
    """Find the cut points of each measure.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_measures)
        Days since the last order first, then measures of which more is better. Nothing is missing.
    n_bins : int
        Number of scores, 2 or more.
    rule : {'share', 'quantile-plus-one'}
        ``share``: each score is reached by leaving a further 1/n_bins of the customers behind. Customers with equal
        values share a score, so scores may be skipped, but the best value always gets n_bins and the worst 1; where all
        are equal, everybody gets the middle. ``quantile-plus-one``: the rule of the R package rfm, quantiles by linear
        interpolation (type 7 of Hyndman & Fan 1996) plus 1.

    Returns
    -------
    tuple of tuple of float
        For each measure n_bins - 1 cuts, ascending.

    Raises
    ------
    ConfigError
        Fewer than two bins, or an unknown rule.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.rfm import learn_cuts
    >>> learn_cuts(np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0], [4.0, 7.0]]), 2)
    ((3.0,), (7.0,))
    """
    if not isinstance(n_bins, Integral) or n_bins < 2:  # noqa: PLR2004  one bin tells nobody apart
        raise ConfigError(f"n_bins is {n_bins!r}", "rfm scores", "Use a whole number from 2; 5 is customary.")
    if rule not in _RULES:
        raise ConfigError(f"unknown rule {rule!r}", "rfm scores", f"Use one of: {', '.join(get_args(Rule))}.")
    return tuple(tuple(float(cut) for cut in column) for column in _RULES[rule](X, n_bins))


def apply_cuts(X: NDArray[np.float64], cuts: Cuts) -> NDArray[np.int64]:
    """Score each value by the cuts of its measure.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_measures)
        Measures as in `learn_cuts`.
    cuts : tuple of tuple of float
        From `learn_cuts`, or your own.

    Returns
    -------
    ndarray of shape (n_samples, n_measures), int64
        1 (worst) to n_bins (best).

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.rfm import apply_cuts
    >>> apply_cuts(np.array([[10.0, 1.0], [30.0, 2.0]]), ((30.0,), (2.0,)))
    array([[2, 1],
           [1, 2]])
    """
    scores = np.empty(X.shape, dtype=np.int64)
    for place, column in enumerate(cuts):
        beyond = np.searchsorted(column, X[:, place], side="right")
        scores[:, place] = len(column) + 1 - beyond if place == 0 else 1 + beyond
    return scores


class RFMScorer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Learn cut points on some customers and score others by them.

    Parameters
    ----------
    n_bins : int
        Number of scores.
    rule : {'share', 'quantile-plus-one'}
        How cuts are learnt; see `learn_cuts`.
    cuts : sequence of sequences of float, optional
        Your own cut points, ascending, one sequence per column; nothing is learnt then.

    Attributes
    ----------
    cuts_ : tuple of tuple of float
        Cut points per column.
    n_features_in_ : int
        Number of columns seen in fit.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where they had some.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.model.rfm import RFMScorer
    >>> X = np.array([[3.0, 12.0, 900.0], [40.0, 4.0, 120.0], [200.0, 1.0, 15.0]])
    >>> RFMScorer(n_bins=3).fit(X).transform(X)
    array([[3, 3, 3],
           [2, 2, 2],
           [1, 1, 1]])
    """

    def __init__(self, *, n_bins: int = 5, rule: Rule = "share", cuts: Sequence[Sequence[float]] | None = None) -> None:
        self.n_bins = n_bins
        self.rule = rule
        self.cuts = cuts

    def fit(self, X: ArrayLike, y: None = None) -> Self:  # noqa: ARG002  scikit-learn passes y
        """Learn the cuts.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Days since the last order in the first column, then measures of which more is better: number of orders,
            money, or what stands for value where nothing is sold.
        y : None
            Not used.

        Returns
        -------
        RFMScorer
        """
        checked = validate_data(self, X, dtype=np.float64)
        width = checked.shape[1]
        self.cuts_ = (
            learn_cuts(checked, self.n_bins, rule=self.rule) if self.cuts is None else _own_cuts(self.cuts, width)
        )
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.int64]:
        """Score customers, whether they were in fit or not.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Columns as in fit.

        Returns
        -------
        ndarray of shape (n_samples, n_features), int64
            1 (worst) to n_bins (best).
        """
        check_is_fitted(self)
        return apply_cuts(validate_data(self, X, dtype=np.float64, reset=False), self.cuts_)

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that scores are integers."""
        tags = super().__sklearn_tags__()  # type: ignore[misc]  # the same
        tags.transformer_tags.preserves_dtype = []
        return tags


def _matrix(measures: Sequence[ArrayLike]) -> NDArray[np.float64]:
    """Return the measures side by side, all there and finite."""
    columns = [np.asarray(measure, dtype=np.float64) for measure in measures]
    shapes = [column.shape for column in columns]
    if len(set(shapes)) > 1 or columns[0].ndim != 1:
        raise DataError(f"measures of shapes {shapes}", "rfm scores", "Give one number per customer and measure.")
    if columns[0].size == 0:
        raise DataError("no customers", "rfm scores", "Give at least one.")
    for name, column in zip(_MEASURES, columns, strict=False):
        unusable = int(np.sum(~np.isfinite(column)))
        if unusable:
            remedy = "Leave out customers without it, such as those who never bought."
            raise DataError("a value is missing or infinite", f"{name}, {unusable} of {column.size} customers", remedy)
    return np.column_stack(columns)


def _own_cuts(cuts: Sequence[Sequence[float]], n_measures: int) -> Cuts:
    """Return the user's cuts, checked."""
    checked = tuple(tuple(float(cut) for cut in column) for column in cuts)
    if len(checked) != n_measures:
        raise ConfigError(f"cuts for {len(checked)} measures", f"{n_measures} measures", "Give cuts for each measure.")
    if len({len(column) for column in checked}) != 1 or not checked[0]:
        raise ConfigError("measures with different numbers of cuts, or none", "cuts", "Give each measure as many.")
    if any(not np.isfinite(column).all() or np.any(np.diff(column) < 0) for column in checked):
        raise ConfigError("cuts that are not ascending numbers", "cuts", "Sort them, smallest first, also for recency.")
    return checked


def _share_cuts(X: NDArray[np.float64], n_bins: int) -> list[NDArray[np.float64]]:
    """Return cuts that leave 1/n_bins, 2/n_bins ... of the customers behind, never between equals."""
    last_behind, _ = _borders(-X[:, 0], n_bins)
    return [-last_behind[::-1], *(_borders(X[:, place], n_bins)[1] for place in range(1, X.shape[1]))]


def _borders(good: NDArray[np.float64], n_bins: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each border the best value left behind and the worst value beyond."""
    distinct, counts = np.unique(good, return_counts=True)
    if distinct.size == 1:
        around = np.array([np.nextafter(distinct[0], -np.inf), distinct[0], np.nextafter(distinct[0], np.inf)])
        lower = np.repeat([0, 1], [n_bins // 2, n_bins - 1 - n_bins // 2])
        return around[lower], around[lower + 1]
    behind = np.cumsum(counts)[:-1]
    # Whole numbers, because shares such as 3/5 differ in their last bit with the way they are computed.
    place = np.searchsorted(behind * n_bins, np.arange(1, n_bins) * good.size)
    place = np.minimum(place, behind.size - 1)
    return distinct[place], distinct[place + 1]


def _quantile_cuts(X: NDArray[np.float64], n_bins: int) -> list[NDArray[np.float64]]:
    """Return the quantiles plus 1."""
    return list(np.quantile(X, np.arange(1, n_bins) / n_bins, axis=0).T + 1)


_RULES: dict[Rule, Callable[[NDArray[np.float64], int], list[NDArray[np.float64]]]] = {
    "share": _share_cuts,
    "quantile-plus-one": _quantile_cuts,
}
