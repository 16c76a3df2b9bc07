"""The verdict: natural groups, useful cuts of a continuum, or nothing that would be found again.

In comes the evidence for every K; out comes the verdict with its K. The one rule of this module: *are there groups?* is
asked of valleys, *which cuts come back?* of reproducibility; and the finest segmentation that passes is taken, because
two halves, high and low, are not what anyone came for. (Dolnicar & Leisch 2010, "Evaluation of structure and
reproducibility of cluster solutions using the bootstrap", call the cases natural, reproducible and constructive.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coterie.model.evidence import KEvidence, SelectionLimits

__all__ = ["Decision", "Verdict", "decide", "is_useful_cut"]

Verdict = Literal["natural groups", "useful cuts", "not reproducible"]


@dataclass(frozen=True)
class Decision:
    """A verdict and the numbers of clusters it allows.

    Parameters
    ----------
    verdict : {'natural groups', 'useful cuts', 'not reproducible'}
    k : int or None
        The choice; None where clustering is not recommended.
    equally_good : tuple of int
        Every number that is as defensible, the choice among them.
    k_valley : int or None
        The largest number whose borders are all gaps.
    """

    verdict: Verdict
    k: int | None
    equally_good: tuple[int, ...]
    k_valley: int | None = None


def decide(evidence: Sequence[KEvidence], limits: SelectionLimits) -> Decision:
    """Read the evidence against the limits.

    Parameters
    ----------
    evidence : sequence of KEvidence
    limits : SelectionLimits

    Returns
    -------
    Decision

    Notes
    -----
    Natural groups: some K has a gap on every border and comes back; then the larger of the largest such K and the
    largest K of sufficient prediction strength. Useful cuts: every K of a middling range that comes back as a whole, in
    each cluster, and without a tiny one; the largest is taken, all are equally defensible.

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.verdict import decide
    >>> decide([row], SelectionLimits()).verdict
    'natural groups'
    """
    natural = [e.k for e in evidence if e.depth > limits.valley_depth and e.agreement >= limits.agreement]
    if natural:
        strong = [e.k for e in evidence if e.prediction_strength >= limits.prediction_strength]
        k = max(natural + strong)
        return Decision("natural groups", k, (k,), max(natural))
    cuts = tuple(sorted(e.k for e in evidence if is_useful_cut(e, limits)))
    if cuts:
        return Decision("useful cuts", cuts[-1], cuts)
    return Decision("not reproducible", None, ())


def is_useful_cut(evidence: KEvidence, limits: SelectionLimits) -> bool:
    """Say whether cuts into this many segments are found again, each of them, and none is tiny.

    Parameters
    ----------
    evidence : KEvidence
    limits : SelectionLimits

    Returns
    -------
    bool

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.verdict import is_useful_cut
    >>> is_useful_cut(row, SelectionLimits())
    True
    """
    return (
        limits.cuts_min <= evidence.k <= limits.cuts_max
        and evidence.agreement >= limits.agreement
        and evidence.jaccard_min >= limits.jaccard
        and evidence.smallest_share >= limits.smallest_share
    )
