"""No two segments of a customer table may carry the same name, or a name that says less than another's.

In: drafts. Out: drafts whose words differ as sets. The one rule: what is added is true of the segment against all
customers; where nothing tells two segments apart, the name says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coterie.profile.axes import Axis, best_axis, line_up
from coterie.profile.traits.composition import TWINS, TraitDraft, says_nothing_new
from coterie.profile.traits.phrases import amount_word, statement_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coterie.profile.traits.claims import TraitClaim
    from coterie.profile.traits.gauges import Gauge, TraitEvidence

__all__ = ["make_distinct"]

_BARELY = "This segment and its namesake barely differ."
_PASSES = 2
_N_CLAIMS = 3


def make_distinct(drafts: Sequence[TraitDraft], evidence: TraitEvidence) -> tuple[TraitDraft, ...]:
    """Tell namesakes apart: by a claim that only one holds, by a comparative, at last by a number.

    Parameters
    ----------
    drafts : sequence of TraitDraft
        One per segment.
    evidence : TraitEvidence

    Returns
    -------
    tuple of TraitDraft
        In the order of the segments, with pairwise different keys.

    Examples
    --------
    >>> import numpy as np
    >>> from coterie.profile.traits.composition import TraitDraft
    >>> from coterie.profile.traits.gauges import gather
    >>> from coterie.tables import Trait
    >>> income = Trait("income", "Income", "income", "number", "basis", "")
    >>> evidence = gather({"income": np.tile([1.0, 2.0, 3.0], 20)}, np.repeat([0, 1], 30), traits=[income])
    >>> twins = [TraitDraft(segment, (), (), "Average") for segment in (0, 1)]
    >>> [draft.text for draft in make_distinct(twins, evidence)]
    ['Average', 'Average (2)']
    """
    steps: list[Callable[[list[TraitDraft]], list[TraitDraft]]] = [
        lambda namesakes: _by_claims(namesakes, evidence),
        lambda namesakes: _by_axis(namesakes, evidence),
    ] * _PASSES
    current = [_with_the_opposite(draft, drafts, evidence) for draft in drafts]
    for step in steps:
        current = [
            draft for namesakes in _groups(current) for draft in (step(namesakes) if len(namesakes) > 1 else namesakes)
        ]
    return tuple(sorted(_numbered(current, evidence), key=lambda draft: draft.segment))


def _groups(drafts: Iterable[TraitDraft]) -> list[list[TraitDraft]]:
    """Group drafts whose words are the same set."""
    groups: dict[frozenset[str], list[TraitDraft]] = {}
    for draft in drafts:
        groups.setdefault(draft.key, []).append(draft)
    return list(groups.values())


def _with_the_opposite(draft: TraitDraft, drafts: Sequence[TraitDraft], evidence: TraitEvidence) -> TraitDraft:
    """Where another name says the same and more, add what is opposite in the more."""
    for other in sorted(drafts, key=lambda other: evidence.signature(other.segment)):
        if not draft.chosen or len(draft.chosen) >= _N_CLAIMS or not set(draft.words) < set(other.words):
            continue
        extra = [claim for claim in other.chosen if claim.word not in draft.words]
        found = [claim for claim in draft.claims for more in extra if _are_opposite(claim, more)]
        usable = [
            claim for claim in found if claim.clear and not says_nothing_new(claim, draft.chosen, evidence=evidence)
        ]
        if usable:
            return replace(draft, chosen=(*draft.chosen, usable[0]))
    return draft


def _are_opposite(one: TraitClaim, other: TraitClaim) -> bool:
    """Whether two claims say the reverse of the same column."""
    return one.gauge.column == other.gauge.column and one.sign == -other.sign and not one.board and not other.board


def _by_claims(namesakes: list[TraitDraft], evidence: TraitEvidence) -> list[TraitDraft]:
    """Add a clear claim that no namesake holds, until at most one keeps the bare name."""
    told = {draft.segment: draft for draft in namesakes}
    bare = {draft.segment for draft in namesakes}
    held = [(claim, draft) for draft in namesakes for claim in draft.claims]
    for claim, draft in sorted(held, key=lambda pair: (pair[0].order, evidence.signature(pair[1].segment))):
        is_own = sum(claim.word == other.word for other, _ in held) == 1
        may_grow = draft.segment in bare and len(bare) > 1 and len(draft.chosen) < _N_CLAIMS
        if claim.clear and is_own and may_grow and not says_nothing_new(claim, draft.chosen, evidence=evidence):
            told[draft.segment] = replace(draft, chosen=(*draft.chosen, claim))
            bare.remove(draft.segment)
    return list(told.values())


def _by_axis(namesakes: list[TraitDraft], evidence: TraitEvidence) -> list[TraitDraft]:
    """Add comparatives along the gauge that separates namesakes best."""
    named = {claim.gauge.column for draft in namesakes for claim in draft.chosen}
    gauges = {gauge.column: gauge for gauge in evidence.gauges if not (gauge.is_statement and gauge.column in named)}
    segments = [draft.segment for draft in namesakes]
    axis = best_axis([line_up(gauge.ranked, segments, signature=evidence.signature) for gauge in gauges.values()])
    if axis is None:
        return namesakes
    drafts = {draft.segment: draft for draft in namesakes}
    return [
        _compared(drafts[segment], axis, place, gauge=gauges[axis.ranked.feature])
        for place, clump in enumerate(axis.clumps)
        for segment in clump
    ]


def _compared(draft: TraitDraft, axis: Axis, place: int, *, gauge: Gauge) -> TraitDraft:
    """Say of a draft on which side of its namesakes it lies; inner ones are counted from the outside."""
    doubts = (*draft.doubts, _BARELY) if axis.barely(place) else draft.doubts
    if place == axis.nearest:
        return replace(draft, doubts=doubts)
    sign, position = (1 if axis.offsets[place] > 0 else -1), axis.position(place)
    count = f" ({position + 1} of {len(axis.clumps)})" if position else ""
    if any(claim.gauge.column == gauge.column and claim.sign == sign and not claim.board for claim in draft.chosen):
        extremes = {**draft.extremes, gauge.column: amount_word(gauge, sign, degree="very") + count}
        return replace(draft, extremes=extremes, doubts=doubts)
    word = statement_word(gauge, sign) if gauge.is_statement else amount_word(gauge, sign, degree="comparative")
    return replace(draft, comparatives=(*draft.comparatives, word + count), doubts=doubts)


def _numbered(drafts: list[TraitDraft], evidence: TraitEvidence) -> list[TraitDraft]:
    """Give numbers to whatever is still equal, the largest without one."""
    told = []
    for namesakes in _groups(drafts):
        ordered = sorted(namesakes, key=lambda draft: evidence.signature(draft.segment))
        for place, draft in enumerate(ordered):
            is_new = len(ordered) > 1 and TWINS not in draft.doubts
            doubts = (*draft.doubts, TWINS) if is_new else draft.doubts
            told.append(replace(draft, number=place + 1 if place else 0, doubts=doubts))
    return told
