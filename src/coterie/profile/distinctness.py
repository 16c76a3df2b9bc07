"""No two segments may carry the same name.

In: drafts. Out: drafts whose words differ as sets. The one rule: what is added is true of the segment against *all*
customers, never only against its namesake; where nothing tells two segments apart, the name says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.profile.axes import Axis, best_axis, line_up
from coterie.profile.evidence import AXES
from coterie.tables import CATEGORY, category_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coterie.profile.composition import Draft
    from coterie.profile.evidence import Evidence

__all__ = ["make_distinct"]

_WALK = (
    *("TOP", "HIGH", "ONE", "DISCOUNT", "LOYAL", "FREQ", "BIG", "RETURNS", "CAT", "ABOVE", "FEW", "LOW", "SMALL"),
    *("FULL", "LONG", "NEWER", "RECENT", "STALE"),
)
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
    axis = _best_axis([draft.segment for draft in namesakes], evidence)
    if axis is None:
        return namesakes
    drafts = {draft.segment: draft for draft in namesakes}
    told = []
    for place, clump in enumerate(axis.clumps):
        word = () if place == axis.nearest else (_comparative(axis, place),)
        doubts = (_BARELY,) if axis.barely(place) else ()
        told += [
            replace(d, comparatives=(*d.comparatives, *word), doubts=(*d.doubts, *doubts))
            for d in (drafts[segment] for segment in clump)
        ]
    return told


def _best_axis(segments: list[int], evidence: Evidence) -> Axis | None:
    """Choose the feature that tells most of them apart."""
    features = [feature for feature in (*AXES, *evidence.categories) if feature in evidence.ranked]
    usable = [feature for feature in features if feature != "tenure_days" or evidence.newcomer_licence]
    return best_axis([line_up(evidence.ranked[name], segments, signature=evidence.signature) for name in usable])


def _comparative(axis: Axis, place: int) -> str:
    """Say on which side of the base a clump lies; inner ones are counted from the outside."""
    feature, position = axis.ranked.feature, axis.position(place)
    category = category_words(feature.removeprefix(CATEGORY))
    more, less = _COMPARATIVES.get(feature, (f"more {category}", f"less {category}"))
    count = f" ({position + 1} of {len(axis.clumps)})" if position else ""
    return (more if axis.offsets[place] > 0 else less) + count


def _numbered(drafts: list[Draft], evidence: Evidence) -> list[Draft]:
    """Give numbers to whatever is still equal, the largest without one."""
    told = []
    for namesakes in _groups(drafts):
        ordered = sorted(namesakes, key=lambda draft: evidence.signature(draft.segment))
        for place, draft in enumerate(ordered):
            doubts = (*draft.doubts, _TWINS) if len(ordered) > 1 else draft.doubts
            told.append(replace(draft, number=place + 1 if place else 0, doubts=doubts))
    return told
