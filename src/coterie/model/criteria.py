"""Criteria side by side: which K each would choose alone, and why they disagree.

In comes the evidence for every K; out come one choice for each criterion and sentences about them. The one rule of
this module: a criterion that may refuse (agreement, prediction strength) is allowed to, all others always choose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from coterie.model.evidence import KEvidence, SelectionLimits

__all__ = ["choices", "compare", "knee", "listed"]

_QUESTIONS = (
    "They answer different questions. Silhouette, Davies-Bouldin, Calinski-Harabasz and Dunn reward tight, distant "
    "groups; on a cloud without gaps that is mostly two halves, high and low. The elbow says where more segments stop "
    "paying, and finds such a place in any data. Agreement and prediction strength ask whether the segments would be "
    "found again. The verdict looks for gaps first, then for what is found again."
)


def choices(evidence: Sequence[KEvidence], limits: SelectionLimits) -> dict[str, int | None]:
    """Let every criterion choose alone.

    Parameters
    ----------
    evidence : sequence of KEvidence
        By rising K.
    limits : SelectionLimits

    Returns
    -------
    dict of str to (int or None)
        The knee of the inertia for ``elbow``; the best value for the four indices; the largest K that reaches its limit
        for ``agreement`` and ``prediction strength``, None where no K does.

    Examples
    --------
    >>> from coterie.model.evidence import KEvidence, SelectionLimits
    >>> row = KEvidence(3, 1.0, 0.4, 0.9, 500.0, 1.0, 0.9, 0.05, 0.8, 0.5, 0.2, depth=0.7, deepest=0.7, apart_share=0.3)
    >>> from coterie.model.criteria import choices
    >>> choices([row], SelectionLimits())["elbow"], choices([row], SelectionLimits())["prediction strength"]
    (3, None)
    """
    best = {
        "silhouette": max(evidence, key=lambda e: e.silhouette),
        "Davies-Bouldin": min(evidence, key=lambda e: e.davies_bouldin),
        "Calinski-Harabasz": max(evidence, key=lambda e: e.calinski_harabasz),
        "Dunn": max(evidence, key=lambda e: e.dunn),
    }
    return {
        "elbow": evidence[knee([e.inertia for e in evidence])].k,
        **{name: chosen.k for name, chosen in best.items()},
        "agreement": max((e.k for e in evidence if e.agreement >= limits.agreement), default=None),
        "prediction strength": max(
            (e.k for e in evidence if e.prediction_strength >= limits.prediction_strength), default=None
        ),
    }


def knee(curve: ArrayLike) -> int:
    """Find the place where a falling curve bends most.

    Parameters
    ----------
    curve : array-like of shape (n,)
        At equal steps.

    Returns
    -------
    int
        The place farthest below the straight line from the first to the last value.

    Notes
    -----
    Satopää, Albrecht, Irwin & Raghavan (2011), "Finding a kneedle in a haystack", without smoothing. Every curve has
    such a place, whether it bends or not: on customers it says 3 to 5 whatever the data.

    Examples
    --------
    >>> from coterie.model.criteria import knee
    >>> knee([10.0, 4.0, 3.0, 2.5, 2.0])
    1
    """
    values = np.asarray(curve, dtype=np.float64)
    line = np.linspace(values[0], values[-1], values.size)
    return int(np.argmax(line - values))


def compare(chosen: Mapping[str, int | None]) -> str:
    """Say in a sentence or two what the criteria would choose, and why they disagree.

    Parameters
    ----------
    chosen : mapping of str to (int or None)
        As ``choices`` returns it.

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.model.criteria import compare
    >>> compare({"elbow": 4, "silhouette": 4, "agreement": 4})
    'Each criterion alone would choose K = 4: elbow, silhouette and agreement.'
    """
    by_k: dict[int | None, list[str]] = {}
    for name, k in chosen.items():
        by_k.setdefault(k, []).append(name)
    if len(by_k) == 1:
        k, names = by_k.popitem()
        return f"Each criterion alone would choose {'no K' if k is None else f'K = {k}'}: {listed(names)}."
    ordered = sorted(by_k.items(), key=lambda item: (item[0] is None, item[0] or 0))
    parts = [f"{listed(names)} would choose {'no K' if k is None else k}" for k, names in ordered]
    return f"Taken alone, {'; '.join(parts)}. {_QUESTIONS}"


def listed(words: Sequence[object]) -> str:
    """Join words as they are spoken.

    Parameters
    ----------
    words : sequence
        At least one.

    Returns
    -------
    str

    Examples
    --------
    >>> from coterie.model.criteria import listed
    >>> listed([3, 4, 6])
    '3, 4 and 6'
    """
    *most, last = map(str, words)
    return f"{', '.join(most)} and {last}" if most else last
