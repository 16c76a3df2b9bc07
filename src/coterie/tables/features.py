"""Numbers per customer: what is counted, what follows from it, and how a fitted model reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Aggregate", "Feature", "ScoringPlan"]

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
