"""No two segments may carry the same name.

In: drafts. Out: drafts whose words differ as sets. The one rule: what is added is true of the segment against *all*
customers, never only against its namesake; where nothing tells two segments apart, the name says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from coterie.profile.effects import MEDIUM, NEGLIGIBLE
from coterie.profile.evidence import AXES, CATEGORY
from coterie.profile.ranks import pair_delta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coterie.profile.composition import Draft
    from coterie.profile.evidence import Evidence

__all__ = ["make_distinct"]

_WALK = (
    *("TOP", "HIGH", "ONE", "DISCOUNT", "LOYAL", "FREQ", "BIG", "RETURNS", "CAT", "ABOVE", "FEW", "LOW", "SMALL"),
    *("FULL", "LONG", "NEWER", "RECENT", "STALE"),
)
_LATER_AXIS_MARGIN = 0.05
_OFFSET_DIGITS = 9
_COMPARATIVES = {
    "return_share": ("more returns", "fewer returns"),
    "monetary_total": ("higher spend", "lower spend"),
    "monetary_mean": ("bigger baskets", "smaller baskets"),
    "items_per_order": ("more items per order", "fewer items per order"),
    "n_orders": ("more orders", "fewer orders"),
    "recency_days": ("quiet for longer", "more recent"),
    "discount_share": ("more discounts", "fewer discounts"),
    "tenure_days": ("customers for longer", "customers for less time"),
}
_BARELY = "This segment and its namesake barely differ."
_TWINS = "This segment and its namesake cannot be told apart: merge them, or choose a lower K."
_PASSES = 2


@dataclass(frozen=True)
class _Axis:
    """A feature along which namesakes lie, in clumps that can be told apart, and the delta from each to the next."""

    feature: str
    clumps: tuple[tuple[Draft, ...], ...]
    steps: tuple[float, ...]

    @property
    def separation(self) -> float:
        """How far the closest neighbours are apart."""
        return min(self.steps, default=0.0)

    def barely(self, place: int) -> bool:
        """Whether a clump hardly differs from a neighbour."""
        return any(step < MEDIUM for step in self.steps[max(place - 1, 0) : place + 1])


def make_distinct(drafts: Sequence[Draft], evidence: Evidence) -> tuple[Draft, ...]:
    """Tell namesakes apart: by a claim that only one holds, by a comparative, at last by a number.

    Parameters
    ----------
    drafts : sequence of Draft
        One per segment.
    evidence : Evidence

    Returns
    -------
    tuple of Draft
        In the same order, with pairwise different keys.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.composition import Draft
    >>> from coterie.profile.evidence import gather
    >>> evidence = gather({"n_orders": np.tile([1.0, 2.0, 3.0], 20)}, np.repeat([0, 1], 30))
    >>> twins = [Draft(segment, {}, None, (), "Average") for segment in (0, 1)]
    >>> [draft.text for draft in make_distinct(twins, evidence)]
    ['Average', 'Average (2)']
    """
    steps: list[Callable[[list[Draft]], list[Draft]]] = [
        _by_claims,
        lambda namesakes: _by_axis(namesakes, evidence),
    ] * _PASSES
    current = list(drafts)
    for step in steps:
        current = [
            draft for namesakes in _groups(current) for draft in (step(namesakes) if len(namesakes) > 1 else namesakes)
        ]
    return tuple(sorted(_numbered(current, evidence), key=lambda draft: draft.segment))


def _groups(drafts: Iterable[Draft]) -> list[list[Draft]]:
    """Group drafts whose words are the same set."""
    groups: dict[frozenset[str], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.key, []).append(draft)
    return list(groups.values())


def _by_claims(namesakes: list[Draft]) -> list[Draft]:
    """Add a clear claim that no namesake holds, until at most one keeps the bare name."""
    told = {draft.segment: draft for draft in namesakes}
    bare = {draft.segment for draft in namesakes}
    for kind in _WALK:
        for key in sorted({key for draft in namesakes for key in draft.claims if key.partition(":")[0] == kind}):
            holders = [draft for draft in namesakes if key in draft.claims]
            only = holders[0]
            if len(holders) > 1 or len(bare) == 1 or only.segment not in bare:
                continue
            if only.claims[key].clear and only.claims[key] not in only.used:
                told[only.segment] = replace(only, added=(*only.added, only.claims[key]))
                bare.remove(only.segment)
    return list(told.values())


def _by_axis(namesakes: list[Draft], evidence: Evidence) -> list[Draft]:
    """Add comparatives along the feature that separates namesakes best."""
    axis = _best_axis(namesakes, evidence)
    if axis is None or len(axis.clumps) == 1:
        return namesakes
    offsets = [_offset(clump, axis.feature, evidence) for clump in axis.clumps]
    nearest = int(np.argmin(np.round(np.abs(offsets), _OFFSET_DIGITS)))
    told = []
    for place, clump in enumerate(axis.clumps):
        word = () if place == nearest else (_comparative(axis.feature, offsets, place),)
        doubts = (_BARELY,) if axis.barely(place) else ()
        told += [replace(d, comparatives=(*d.comparatives, *word), doubts=(*d.doubts, *doubts)) for d in clump]
    return told


def _best_axis(namesakes: list[Draft], evidence: Evidence) -> _Axis | None:
    """Choose the feature that tells most of them apart; a later one must do so by a margin."""
    features = [feature for feature in (*AXES, *evidence.categories) if feature in evidence.ranked]
    best: _Axis | None = None
    for feature in features:
        if feature == "tenure_days" and not evidence.newcomer_licence:
            continue
        axis = _axis(namesakes, feature, evidence)
        if best is None or _rank(axis) > (_rank(best)[0], best.separation + _LATER_AXIS_MARGIN):
            best = axis
    return best


def _rank(axis: _Axis) -> tuple[int, float]:
    """Order axes: by how many they tell apart, then by how clearly."""
    return len(axis.clumps), axis.separation


def _axis(namesakes: list[Draft], feature: str, evidence: Evidence) -> _Axis:
    """Line namesakes up along a feature and cut the line where neighbours differ."""
    line = sorted(
        namesakes, key=lambda draft: (_offset((draft,), feature, evidence), evidence.signature(draft.segment))
    )
    ranked = evidence.ranked[feature]
    steps = [abs(pair_delta(ranked, one.segment, other=other.segment)) for one, other in pairwise(line)]
    cuts = [place + 1 for place, step in enumerate(steps) if step >= NEGLIGIBLE]
    clumps = tuple(tuple(line[start:end]) for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True))
    return _Axis(feature, clumps, tuple(step for step in steps if step >= NEGLIGIBLE))


def _offset(clump: Sequence[Draft], feature: str, evidence: Evidence) -> float:
    """Return how far a clump lies from the base, as the difference of mean ranks, -0.5 to 0.5."""
    ranked = evidence.ranked[feature]
    segments = [draft.segment for draft in clump]
    size = int(ranked.sizes[segments].sum())
    if not size:
        return 0.0
    n = len(ranked.values)
    return float(ranked.rank_sums[segments].sum() / size - (n + 1) / 2) / n


def _comparative(feature: str, offsets: Sequence[float], place: int) -> str:
    """Say on which side of the base a clump lies; inner ones are counted from the outside."""
    high = offsets[place] > 0
    side = [other for other, offset in enumerate(offsets) if (offset > 0) == high]
    position = side[::-1].index(place) if high else side.index(place)
    category = feature.removeprefix(CATEGORY)
    more, less = _COMPARATIVES.get(feature, (f"more {category}", f"less {category}"))
    count = f" ({position + 1} of {len(offsets)})" if position else ""
    return (more if high else less) + count


def _numbered(drafts: list[Draft], evidence: Evidence) -> list[Draft]:
    """Give numbers to whatever is still equal, the largest without one."""
    told = []
    for namesakes in _groups(drafts):
        ordered = sorted(namesakes, key=lambda draft: evidence.signature(draft.segment))
        for place, draft in enumerate(ordered):
            doubts = (*draft.doubts, _TWINS) if len(ordered) > 1 else draft.doubts
            told.append(replace(draft, number=place + 1 if place else 0, doubts=doubts))
    return told
