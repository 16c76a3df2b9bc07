"""Numbers per customer: what is counted, what follows from it, and how a fitted model reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Aggregate", "Feature", "Imputation", "Outliers", "ScoringPlan"]

AggregateKind = Literal["count", "sum", "min", "max", "distinct"]


@dataclass(frozen=True)
class Aggregate:
    """An integer per customer, mergeable unless it counts distinct values.

    Parameters
    ----------
    name : str
        The name formulas use.
    kind : {'count', 'sum', 'min', 'max', 'distinct'}
        How two pieces merge: counts and sums add, min and max compare, exact distinct counts cannot.
    table : str
        The table it reads.
    column : str or None
        The column; None for a plain count.
    where : tuple of (str, int or str), optional
        Only rows in which this column equals this value.
    bucket_days : int, optional
        A sum kept per bucket of so many days, counted from the epoch.
    newest : int, optional
        How many buckets make its value: the one that holds the last instant before as_of, and those before it.
    skipped : int
        How many of the newest buckets are passed over first.
    unit : str
        Of its value: ``us``, ``e4``, ``orders`` ...

    Examples
    --------
    >>> Aggregate("gross_e4", "sum", "orders", "gross_e4").kind
    'sum'
    """

    name: str
    kind: AggregateKind
    table: str
    column: str | None = None
    where: tuple[str, int | str] | None = None
    bucket_days: int | None = None
    newest: int | None = None
    skipped: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Feature:
    """One number per customer, defined once.

    Parameters
    ----------
    name : str
        Its column in the ``customers`` table.
    unit : str
        ``days``, ``orders``, ``money``, ``share``, ``items`` ...
    formula : str
        One ANSI scalar expression over aggregates and ``:as_of_us``.
    meaning : str
        One plain sentence.
    direction : {1, -1, 0}
        Whether more is better, worse, or neither, for the business.
    role : {'basis', 'descriptor'}
        Whether it may enter K-means or only explains.
    scale : {'log', 'linear'}
        How it is prepared before clustering.
    needs : tuple of str
        Optional order columns without which it does not exist.
    batch_only : bool
        True where it cannot be merged; streams refuse it by name.
    label : str
        A few plain words for axes and tables; the name where it is left out.
    group : str
        What it is a part of: the 0/1 columns of one category share a scale, so that together they count as one number.

    Examples
    --------
    >>> Feature("n_orders", "orders", "n_orders", "How many orders.", direction=1, role="basis", scale="log").needs
    ()
    """

    name: str
    unit: str
    formula: str
    meaning: str
    direction: Literal[1, -1, 0]
    role: Literal["basis", "descriptor"]
    scale: Literal["log", "linear"] = "linear"
    needs: tuple[str, ...] = ()
    batch_only: bool = False
    label: str = ""
    group: str = ""

    @property
    def title(self) -> str:
        """Words for axes and tables."""
        return self.label or self.name.replace("_", " ")


@dataclass(frozen=True)
class Imputation:
    """What a model of the known values says of missing ones: linear steps, or customers' typical values as donors.

    Parameters
    ----------
    shape : tuple of Mapping
        One mapping per feature, as in a :class:`ScoringPlan`: how a raw value is shaped before it is looked at.
    low, high : ndarray of shape (n_features,)
        Means of the ten smallest and the ten largest shaped values; what is put in lies between them.
    start : ndarray of shape (n_features,)
        Shaped values that stand in at first, and for customers of whom nothing is known.
    targets : ndarray of int, shape (n_steps,)
        The feature that each step puts in, in this order.
    weights : ndarray of shape (n_steps, n_features)
        What the step multiplies the features with.
    offsets : ndarray of shape (n_steps,)
        What it adds.
    donors : ndarray of shape (n_donors, n_features)
        Shaped means of at least ten customers each; the mean of the nearest takes the place. Empty where there are
        steps.
    """

    shape: tuple[Mapping[str, float | None], ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    start: NDArray[np.float64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]
    donors: NDArray[np.float64]


@dataclass(frozen=True)
class Outliers:
    """Which values are unusual, and what was done about them.

    Parameters
    ----------
    method : {'iqr', 'zscore'}
        Fences beyond the quartiles, or standard deviations from the mean.
    action : {'flag', 'winsorize', 'leave_out'}
        Only told; pulled in to the fence; or left out of the fit and assigned all the same.
    fences : tuple of (float or None, float or None)
        One pair per feature in its own unit; None where it has no fence.
    counts : tuple of int
        Customers beyond a fence of each feature.
    n_customers : int
        Customers beyond any.

    Examples
    --------
    >>> Outliers("iqr", "flag", ((None, 90.0),), (3,), 3).counts
    (3,)
    """

    method: Literal["iqr", "zscore"]
    action: Literal["flag", "winsorize", "leave_out"]
    fences: tuple[tuple[float | None, float | None], ...]
    counts: tuple[int, ...]
    n_customers: int


@dataclass(frozen=True)
class ScoringPlan:
    """All that is needed to give a customer its segment; numpy, SQL, Spark and streams read the same plan.

    Parameters
    ----------
    features : tuple of str
        Columns of ``customers``, in order.
    preparation : tuple of Mapping
        One mapping per feature: ``{"log_unit": u or None, "low": l, "high": h, "center": m, "scale": s}``. A value x
        is clipped to [low, high] (either may be None), turned into sign(x) * ln(1 + |x| / u) where u is given, then
        centred, scaled, and rounded to the grid.
    grid : float
        2 ** -20: prepared values are whole multiples of it, so sums of them are exact.
    centers : ndarray of shape (n_clusters, n_features)
        The centres, in prepared values.
    segment_ids : tuple of str
        One for each centre.
    imputation : Imputation, optional
        What fills the gaps of a customer first, where a model does.
    outliers : Outliers, optional
        What was unusual when the segments were made.

    Examples
    --------
    >>> import numpy as np
    >>> keep = {"log_unit": None, "low": None, "high": None, "center": 0.0, "scale": 1.0}
    >>> plan = ScoringPlan(("n_orders",), (keep,), 2.0**-20, np.array([[1.0], [9.0]]), ("s1", "s2"))
    >>> plan.segment_ids[1]
    's2'
    """

    features: tuple[str, ...]
    preparation: tuple[Mapping[str, float | None], ...]
    grid: float
    centers: NDArray[np.float64]
    segment_ids: tuple[str, ...]
    imputation: Imputation | None = None
    outliers: Outliers | None = None
