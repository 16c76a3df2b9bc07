"""What of a customer table can be compared between segments: amounts, and statements that hold or do not.

In: columns of ``customers`` and the traits they come from. Out: a :class:`Gauge` per amount or statement. The one
rule: a column that mostly says "nothing" is a statement, not an amount, so that no segment is low in what nobody has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from coterie.profile.ranks import rank
from coterie.profile.shares import Proportion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from coterie.profile.ranks import Ranked
    from coterie.tables import Trait

__all__ = ["Gauge", "GaugeKind", "TraitEvidence", "gather", "is_plain_answer"]

GaugeKind = Literal["amount", "any", "yes", "level"]

_NOTHING_FROM, _NOTHING_TO = 0.5, 0.98
_NEARLY_ALL = 0.98
_DIGITS = 9
_SAYS_LITTLE = frozenset({"yes", "no", "y", "n", "true", "false", "t", "f", "0", "1", "0.0", "1.0"})


@dataclass(frozen=True, eq=False)
class Gauge:
    """One amount, or one statement, that every customer can be asked for.

    Parameters
    ----------
    column : str
        Its column in ``customers``.
    place : int
        Where its trait stands among all traits.
    trait : Trait
    kind : {'amount', 'any', 'yes', 'level'}
        A number, class or date; a number that is mostly 0, as whether there is any; a yes or no; a level of a category.
    level : str
        The category's level, as the user spells it.
    values : ndarray of shape (n_samples,)
        Statements as 0 and 1; NaN where unknown.
    ranked : Ranked
        The same in order.
    """

    column: str
    place: int
    trait: Trait
    kind: GaugeKind
    level: str
    values: NDArray[np.float64] = field(repr=False)
    ranked: Ranked = field(repr=False)

    @property
    def is_statement(self) -> bool:
        """Whether it holds or does not, rather than being more or less."""
        return self.kind != "amount"

    @property
    def is_number(self) -> bool:
        """Whether it counts or measures; the age of a person does neither here."""
        return self.trait.kind == "number"

    def proportion(self, segment: int) -> Proportion:
        """Count for how many members and others the statement holds.

        Parameters
        ----------
        segment : int

        Returns
        -------
        Proportion
        """
        n, everybody = int(self.ranked.sizes[segment]), len(self.ranked.values)
        true = n - int(self.ranked.members(segment).count_to(0.5))
        all_true = everybody - int(self.ranked.everybody.count_to(0.5))
        return Proportion(true, n, all_true - true, everybody - n)

    @cached_property
    def row_ranks(self) -> NDArray[np.float64]:
        """Mid-rank of each customer, in the table's order; NaN where unknown."""
        order = np.argsort(self.values, kind="stable")[: len(self.ranked.values)]
        starts = np.searchsorted(self.ranked.values, self.ranked.values, "left")
        ends = np.searchsorted(self.ranked.values, self.ranked.values, "right")
        ranks = np.full(len(self.values), np.nan)
        ranks[order] = (starts + ends + 1) / 2
        return ranks


@dataclass(frozen=True)
class TraitEvidence:
    """Everything that is known of all segments of a customer table.

    Parameters
    ----------
    gauges : tuple of Gauge
        What names may speak of, in the table's order.
    targets : tuple of Gauge
        What one would foretell: told beside the name, never in it.
    sizes : ndarray of shape (n_clusters,)
        Customers of each segment.
    """

    gauges: tuple[Gauge, ...]
    targets: tuple[Gauge, ...]
    sizes: NDArray[np.int64]
    _correlations: dict[tuple[str, str], float] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def n_segments(self) -> int:
        """How many segments there are."""
        return len(self.sizes)

    def correlation(self, one: Gauge, other: Gauge) -> float:
        """Spearman's correlation of two gauges, over the customers of whom both are known; 0 where one is constant.

        Parameters
        ----------
        one, other : Gauge

        Returns
        -------
        float
        """
        key = min(one.column, other.column), max(one.column, other.column)
        if key not in self._correlations:
            self._correlations[key] = _spearman(one, other)
        return self._correlations[key]

    def follows(self, one: Gauge, *, sign: int, other: Gauge, other_sign: int) -> bool:
        """Say whether of nearly all customers of whom one statement is true another is, too.

        Parameters
        ----------
        one : Gauge
        sign : {1, -1}
            Whether it holds, or does not.
        other : Gauge
        other_sign : {1, -1}

        Returns
        -------
        bool
            Who has no internet service streams no films: that need not be said again. False for amounts.
        """
        if not (one.is_statement and other.is_statement):
            return False
        known = ~np.isnan(one.values) & ~np.isnan(other.values)
        true = known & ((one.values > 0) == (sign > 0))
        both = true & ((other.values > 0) == (other_sign > 0))
        return bool(true.any() and np.count_nonzero(both) >= _NEARLY_ALL * np.count_nonzero(true))

    def signature(self, segment: int) -> tuple[float, ...]:
        """Return numbers that order segments, largest first, whatever their labels.

        Parameters
        ----------
        segment : int

        Returns
        -------
        tuple of float
            Minus the size, then rank sums: equal only for segments that are alike in every gauge.
        """
        return -float(self.sizes[segment]), *(float(gauge.ranked.rank_sums[segment]) for gauge in self.gauges)


def _spearman(one: Gauge, other: Gauge) -> float:
    """Correlate mid-ranks."""
    x, y = one.row_ranks, other.row_ranks
    known = ~np.isnan(x) & ~np.isnan(y)
    if not known.any():
        return 0.0
    x, y = x[known] - x[known].mean(), y[known] - y[known].mean()
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return round(float(x @ y) / spread, _DIGITS) if spread > 0 else 0.0


def gather(values: Mapping[str, ArrayLike], labels: ArrayLike, *, traits: Sequence[Trait]) -> TraitEvidence:
    """Put every usable column in order, once for all comparisons.

    Parameters
    ----------
    values : mapping of str to array_like of shape (n_samples,)
        Columns of ``customers``; those of traits that are absent are not spoken of.
    labels : array_like of int, shape (n_samples,)
    traits : sequence of Trait

    Returns
    -------
    TraitEvidence

    Examples
    --------
    >>> from coterie.tables import Trait
    >>> age = Trait("age", "Age", "age", "number", "descriptor", "a trait of the person")
    >>> [gauge.kind for gauge in gather({"age": [30.0, 40.0]}, [0, 1], traits=[age]).gauges]
    ['amount']
    """
    labels = np.asarray(labels, dtype=np.int64)
    sizes = np.bincount(labels)
    named = [trait for trait in traits if trait.role in ("basis", "descriptor")]
    targets = [trait for trait in traits if trait.role == "target"]
    return TraitEvidence(
        gauges=tuple(_gauges(values, labels, named)), targets=tuple(_gauges(values, labels, targets)), sizes=sizes
    )


def _gauges(values: Mapping[str, ArrayLike], labels: NDArray[np.int64], traits: Sequence[Trait]) -> Iterator[Gauge]:
    """Make the gauges of some traits."""
    size = int(labels.max(initial=-1)) + 1
    for place, trait in enumerate(traits):
        for column, kind, level, x in _columns(values, trait):
            yield Gauge(column, place, trait, kind, level, x, rank(column, x, labels=labels, n_clusters=size))


def _columns(
    values: Mapping[str, ArrayLike], trait: Trait
) -> Iterator[tuple[str, GaugeKind, str, NDArray[np.float64]]]:
    """Give column, kind, level and values of each gauge of a trait."""
    if trait.kind == "category":
        found = [(f"{trait.name}={level}", level) for level in trait.levels]
        yield from (
            (column, "level", level, np.asarray(values[column], dtype=np.float64))
            for column, level in found
            if column in values
        )
    elif trait.name in values:
        x = np.asarray(values[trait.name], dtype=np.float64)
        if trait.kind == "yes/no" and trait.levels and not is_plain_answer(trait.levels[-1]):
            no, yes = trait.levels[0], trait.levels[-1]
            yield f"{trait.name}={yes}", "level", yes, x
            yield f"{trait.name}={no}", "level", no, 1 - x
        elif trait.kind == "yes/no":
            yield trait.name, "yes", "", x
        elif trait.kind == "number" and _is_mostly_nothing(x):
            yield trait.name, "any", "", np.where(np.isnan(x), np.nan, (x > 0).astype(np.float64))
        elif trait.kind in ("number", "ordered", "date"):
            yield trait.name, "amount", "", x


def is_plain_answer(level: str) -> bool:
    """Say whether a level says yes or no, and nothing of what.

    Parameters
    ----------
    level : str

    Returns
    -------
    bool

    Examples
    --------
    >>> is_plain_answer("Yes"), is_plain_answer("female")
    (True, False)
    """
    return level.strip().casefold() in _SAYS_LITTLE


def _is_mostly_nothing(x: NDArray[np.float64]) -> bool:
    """Whether a number starts at 0, where half of the customers or more stand."""
    known = x[~np.isnan(x)]
    if not len(known) or known.min() != 0:
        return False
    return bool(_NOTHING_FROM <= np.count_nonzero(known == 0) / len(known) <= _NOTHING_TO)
